// In which order what waits is sent: an emergency first, else the oldest; what the server broke on waits aside.

const MOST = 20; // items in one go
const AHEAD = 49; // at most so many go with an emergency: the server takes fifty
const HEAVIEST = 4_000_000; // bytes of files in one go, though always one item
const TRIES = 3; // times the server may break on an item before the others go on without it
const ASIDE = 5 * 60_000; // milliseconds until it is tried again
const FRAME = ["log_on", "log_off"]; // without these nothing that follows would be taken

const tries = new Map();
const aside = new Map();

export const isEmergency = (item) => item.kind === "emergency";

/** The first emergency; before it, when it was pressed on a unit whose log-on still waits, what must arrive first. */
export function ofPress(waiting) {
  const at = waiting.findIndex(isEmergency);
  if (at < 0) return null;
  const ahead = waiting.slice(0, at).filter((item) => !item.file);
  if (!ahead.some((item) => item.kind === "log_on")) return [waiting[at]];
  return ahead.length > AHEAD ? ahead.slice(0, AHEAD) : [...ahead, waiting[at]];
}

/** The oldest, as many as fit. */
export function inOrder(waiting) {
  const chunk = [];
  let weight = 0;
  for (const item of ready(waiting)) {
    weight += item.file?.blob.size ?? 0;
    if (chunk.length === MOST || (chunk.length && weight > HEAVIEST)) break;
    chunk.push(item);
  }
  return chunk;
}

/** Whether the server broke on an item again and again, so that it is kept and tried only now and then. */
export const isAside = (item) => Date.now() - (aside.get(item.id) ?? -Infinity) < ASIDE;

/** The server broke on `item` alone. */
export function setAside(item) {
  const count = (tries.get(item.id) ?? 0) + 1;
  tries.set(item.id, count);
  if (count >= TRIES && !isEmergency(item)) aside.set(item.id, Date.now());
}

function ready(waiting) {
  const left = [];
  const lost = new Set();
  for (const item of waiting) {
    if (isAside(item)) {
      if (FRAME.includes(item.kind)) break;
      lost.add(item.id);
    } else if (!lost.has(item.data.started)) left.push(item);
  }
  return left;
}
