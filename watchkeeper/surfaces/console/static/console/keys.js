// Everything without a mouse. Letters act on the selected call; typing happens only in the command line.

import { MAP_KEYS } from "./board-map.js";
import { byId } from "./dom.js";
import { select } from "./calls.js";
import { focusLine, run, startLine } from "./command.js";
import { tryNow } from "./feed.js";
import { openKeys } from "./keymap.js";
import { activeCalls, changed, rowOf, state, waitingCalls } from "./state.js";
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
  d: () => startLine(`d ${chosen()} `),
  s: () => startLine(nextStatus() || "ons "),
  n: () => startLine(`n ${chosen()} `),
  h: () => startLine(rowOf(state.selected)?.held ? `rsm ${chosen()}` : `h ${chosen()} `),
  p: () => startLine(`p ${chosen()} `),
  x: () => startLine(`cl ${chosen()} `),
  m: () => startLine(`mg ${chosen()} `),
  c: () => startLine(`ct ${chosen()} `),
  b: () => startLine(`pb ${state.panel?.assignments.find((one) => one.next.length)?.unit ?? ""} `),
  o: () => window.open(`${state.root}calls/${state.selected.split(":")[1]}/`, "_blank", "noopener"),
};

/** Do what `letter` means for the selected call. */
export function act(letter) {
  if (!state.selected) toast("Select a call first.");
  else ACTIONS[letter]();
}

function lists() {
  return [waitingCalls().map((row) => row.k), activeCalls().map((row) => row.k), unitOrder().map((row) => row.k)];
}

function step(by) {
  const [waiting, active, units] = lists();
  const list = units.includes(state.cursorRow) ? units : [...waiting, ...active];
  if (!list.length) return;
  const here = list.indexOf(state.cursorRow);
  state.cursorRow = list[Math.max(0, Math.min(list.length - 1, here < 0 ? (by > 0 ? 0 : list.length - 1) : here + by))];
  changed("rows");
  setTimeout(() => byId(`row-${state.cursorRow}`)?.scrollIntoView({ block: "nearest" }), 0);
}

function aside(by) {
  const all = lists().filter((list) => list.length);
  const here = all.findIndex((list) => list.includes(state.cursorRow));
  const next = all[(here + by + all.length) % all.length];
  if (next) state.cursorRow = next[0];
  changed("rows");
}

function enter() {
  const row = rowOf(state.cursorRow);
  if (row?.k.startsWith("unit:")) row.ck ? select(row.ck) : startLine(`${row.cs} `);
  else if (row) select(row.k);
}

export function toggleTheme() {
  const root = document.documentElement;
  root.dataset.theme = root.dataset.theme === "light" ? "dark" : "light";
  localStorage.setItem("wk-theme", root.dataset.theme);
}

const MOVES = {
  ArrowDown: () => step(1), j: () => step(1), ArrowUp: () => step(-1), k: () => step(-1),
  ArrowRight: () => aside(1), ArrowLeft: () => aside(-1), Enter: enter,
  ...MAP_KEYS,
  "/": focusLine, "?": openKeys, t: toggleTheme, r: () => state.stale && tryNow(), z: () => run("u"),
  Escape: () => {},
};

function key(event) {
  const inField = event.target.matches?.("input, textarea, select") || document.querySelector("dialog[open]");
  if (inField || event.ctrlKey || event.metaKey || event.altKey) return;
  const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (name === "Enter" && event.target.matches?.("button, a")) return;
  if (/^[1-9]$/.test(name)) {
    const row = waitingCalls()[Number(name) - 1];
    if (row) select(row.k);
  } else if (MOVES[name]) MOVES[name]();
  else if (ACTIONS[name]) act(name);
  else return;
  event.preventDefault();
}

/** Listen. */
export function startKeys() {
  addEventListener("keydown", key);
  byId("theme").addEventListener("click", toggleTheme);
}
