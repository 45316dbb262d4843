// Everything without a mouse. Letters act on the selected call; typing happens only in the command line.

import { MAP_KEYS } from "./board-map.js";
import { byId } from "./dom.js";
import { select } from "./calls.js";
import { focusLine, run, startLine } from "./command.js";
import { tryNow } from "./feed.js";
import { stepFilter, stepJournal } from "./journal.js";
import { openKeys } from "./keymap.js";
import { keys, listen } from "./keytable.js";
import { activeCalls, changed, has, rowOf, state, waitingCalls } from "./state.js";
import { short } from "./words.js";
import { toast } from "./toasts.js";
import { unitOrder } from "./units.js";

const STATUS = { acknowledged: "ack", en_route: "enr", staged: "stg", on_scene: "ons", transporting: "trn", at_destination: "dst" };
const USUAL = ["en_route", "on_scene"];

const chosen = () => (state.selected ? short(rowOf(state.selected)?.n ?? state.panel?.n ?? "") : "");

/** The next likely status of the first unit that has one, as a line. */
function nextStatus() {
  const live = (state.panel?.assignments ?? []).filter((one) => one.next.length && !one.stacked);
  const ready = live.find((one) => one.next.some((step) => USUAL.includes(step))) ?? live[0];
  if (!ready) return "";
  const step = ready.next.find((one) => USUAL.includes(one)) ?? "";
  return step ? `${STATUS[step]} ${ready.unit}` : `clr ${ready.unit} `;
}

/** What each letter starts for the selected call. */
export const ACTIONS = {
  d: ["assign (Enter sends the recommended)", () => startLine(`d ${chosen()} `)],
  s: ["next status of its units", () => startLine(nextStatus() || "ons ")],
  n: ["note", () => startLine(`n ${chosen()} `)],
  h: ["hold, or off hold", () => startLine(rowOf(state.selected)?.held ? `rsm ${chosen()}` : `h ${chosen()} `)],
  p: ["priority", () => startLine(`p ${chosen()} `)],
  x: ["clear with an outcome", () => startLine(`cl ${chosen()} `)],
  m: ["merge into", () => startLine(`mg ${chosen()} `)],
  c: ["correct a time", () => startLine(`ct ${chosen()} `)],
  b: ["put a unit back", () => startLine(`pb ${state.panel?.assignments.find((one) => one.next.length)?.unit ?? ""} `)],
  o: ["open its page", () => window.open(`${state.root}calls/${state.selected.split(":")[1]}/`, "_blank", "noopener")],
};

/** Do what `letter` means for the selected call. */
export function act(letter) {
  if (!state.selected) toast("Select a call first.");
  else ACTIONS[letter][1]();
}

const SHOWN = [["waiting", () => waitingCalls().map((row) => row.k)], ["active", () => activeCalls().map((row) => row.k)], ["units", () => unitOrder().map((row) => row.k)]];

/** The lists one can move in, as keys of rows; those of this window only. */
const lists = () => SHOWN.map(([name, rows]) => (has(name) ? rows() : []));

function stand(key) {
  state.cursorRow = key;
  changed("rows");
  setTimeout(() => byId(`row-${state.cursorRow}`)?.scrollIntoView({ block: "nearest" }), 0);
}

/** Stand on the first row of the n-th list, unless one stands in it already. */
export function enterList(name) {
  const list = lists()[SHOWN.findIndex(([one]) => one === name)];
  if (list?.length && !list.includes(state.cursorRow)) stand(list[0]);
}

/** Arrows belong to a map and to a column that scrolls while the keyboard is in one. */
const isTheirs = (event) => event.key.startsWith("Arrow") && event.target.closest?.(".map, .under > div, dialog, [role=separator]");

function step(event, by) {
  if (isTheirs(event)) return false;
  if (event.target.closest?.(".journal")) return stepJournal(by);
  const [waiting, active, units] = lists();
  const list = units.includes(state.cursorRow) || !(waiting.length + active.length) ? units : [...waiting, ...active];
  if (!list.length) return;
  const here = list.indexOf(state.cursorRow);
  stand(list[Math.max(0, Math.min(list.length - 1, here < 0 ? (by > 0 ? 0 : list.length - 1) : here + by))]);
}

function aside(event, by) {
  if (isTheirs(event)) return false;
  if (event.target.closest?.(".journal")) return stepFilter(by);
  const all = lists().filter((list) => list.length);
  const here = all.findIndex((list) => list.includes(state.cursorRow));
  const next = all[(here + by + all.length) % all.length];
  if (next) stand(next[0]);
}

function enter(event) {
  if (event.target.matches?.("button, a, select, [role=separator], .leaflet-interactive, summary")) return false;
  const entry = event.target.closest?.(".journal") && document.querySelector(".entry.is-at");
  if (entry) return entry.click();
  const row = rowOf(state.cursorRow);
  if (row?.k.startsWith("unit:")) row.ck ? select(row.ck) : startLine(`${row.cs} `);
  else if (row) select(row.k);
}

export function toggleTheme() {
  const root = document.documentElement;
  root.dataset.theme = root.dataset.theme === "light" ? "dark" : "light";
  localStorage.setItem("wk-theme", root.dataset.theme);
}

function nth(event) {
  const row = waitingCalls()[Number(event.key) - 1];
  return row ? select(row.k) : undefined;
}

const onMap = (key) => () => (has("map") ? MAP_KEYS[key]() : toast("The map is in the board's own window."));

keys("Lists", [
  { keys: ["ArrowDown", "j"], says: "down a list", run: (event) => step(event, 1) },
  { keys: ["ArrowUp", "k"], says: "up a list", run: (event) => step(event, -1) },
  { keys: ["ArrowRight"], says: "to the next list; in the journal, to the next tab", run: (event) => aside(event, 1) },
  { keys: ["ArrowLeft"], says: "to the list before; in the journal, to the tab before", run: (event) => aside(event, -1) },
  { keys: ["Enter"], says: "select the call one stands on", run: enter },
  { keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"], shown: ["1", "to", "9"], says: "select the n-th waiting call", run: nth },
]);
keys("The selected call", Object.entries(ACTIONS).map(([key, [says]]) => ({ keys: [key], says, run: () => act(key) })));
keys("Map", [
  { keys: ["+", "="], says: "closer", run: onMap("+") },
  { keys: ["-"], says: "farther", run: onMap("-") },
  { keys: ["0"], says: "the whole site", run: onMap(0) },
  { keys: ["i"], says: "next site", run: onMap("g") },
  { keys: ["f"], says: "floor plan, or shut it", run: onMap("f") },
  { keys: ["PageUp"], says: "a floor up", run: (event) => (event.target.closest?.(".under > div") ? false : onMap("PageUp")()) },
  { keys: ["PageDown"], says: "a floor down", run: (event) => (event.target.closest?.(".under > div") ? false : onMap("PageDown")()) },
  { keys: ["v"], says: "what is close to the call", run: onMap("v") },
  { keys: ["w"], says: "close a way, or open it", run: onMap("w") },
  { keys: ["y"], says: "layers of the map", run: onMap("y") },
]);
keys("The board", [
  { keys: ["/"], says: "command line", run: focusLine },
  { keys: ["?"], says: "this page", run: openKeys },
  { keys: ["z"], says: "undo your last action", run: () => void run("u") },
  { keys: ["t"], says: "dark or light", run: toggleTheme },
  { keys: ["r"], says: "try the feed now, when it is stale", run: () => (state.stale ? tryNow() : false) },
  { keys: ["Escape"], says: "close; what you typed stays", run: () => {} },
]);

/** Listen. */
export function startKeys() {
  listen();
  byId("theme").addEventListener("click", toggleTheme);
}
