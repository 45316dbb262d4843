// The board's hash, computed here as the server computes it: CRC-32 over the sorted key@version lines.

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

/** CRC-32 of a text, eight hexadecimal digits. */
export function crc32(text) {
  let c = 0xffffffff;
  for (const byte of new TextEncoder().encode(text)) c = TABLE[(c ^ byte) & 0xff] ^ (c >>> 8);
  return ((c ^ 0xffffffff) >>> 0).toString(16).padStart(8, "0");
}

/** The hash of rows that each carry "k" and "v". */
export const boardHash = (rows) =>
  crc32(
    [...rows]
      .map((row) => `${row.k}@${row.v}`)
      .sort()
      .join("\n"),
  );
