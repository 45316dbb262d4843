// A chart's table read back as numbers: the chart shows what the table says and nothing else.

/** `{key, kind, unit, head, rows: [{name, end, n, href, cells: [{text, value, n, href, isMiss}]}]}` of a figure. */
export function readTwin(figure) {
  const table = figure.querySelector("table[data-twin]");
  const head = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
  const rows = [...table.tBodies[0].rows].map((row) => ({
    name: row.cells[0].textContent.trim(),
    end: row.dataset.end,
    n: Number(row.dataset.n),
    href: row.dataset.href ?? "",
    cells: [...row.cells].filter((cell) => "v" in cell.dataset).map(mark),
  }));
  return { key: table.dataset.twin, kind: table.dataset.kind, unit: table.dataset.unit, head: head.slice(0, rows[0]?.cells.length ?? 0), rows };
}

function mark(cell) {
  const small = cell.querySelector("small")?.textContent ?? "";
  return {
    text: cell.textContent.replace(small, "").replace("▲", "").trim(),
    value: cell.dataset.v === "" ? null : Number(cell.dataset.v),
    n: Number(cell.dataset.n ?? 0),
    href: cell.querySelector("a")?.getAttribute("href") ?? "",
    isMiss: "miss" in cell.dataset,
  };
}

/** A mark in words: "Monday 07: 4:31, n 12". */
export function inWords(twin, row, column) {
  const cell = twin.rows[row].cells[column];
  const unit = { s: "", calls: cell.value === 1 ? " call" : " calls", h: " unit-hours", share: " kept" }[twin.unit];
  const n = twin.unit === "s" || twin.unit === "share" ? (cell.value === null ? "" : `, n ${cell.n.toLocaleString("en-US")}`) : "";
  const name = twin.kind === "columns" ? "" : `${twin.rows[row].name}, `;
  return `${name}${twin.head[column]}: ${cell.text}${cell.value === null ? "" : unit}${n}${cell.isMiss ? ", under the goal" : ""}`;
}
