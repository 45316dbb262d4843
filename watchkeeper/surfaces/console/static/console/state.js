// What this page knows. Everything drawn is drawn from here; everything that changes it says so once per frame.

import { boardHash } from "./hash.js";
import { isEscalated } from "./words.js";

const born = JSON.parse(document.getElementById("state").textContent);

/** The one panel this window shows, or "" for the board itself. */
export const alone = document.body.dataset.panel ?? "";

/** Whether this window shows a panel: the board shows all of them, a panel's own window only that one. */
export const has = (name) => !alone || alone === name;

/** Whether calls are this reader's business. Who may not read one is sent none: not its row, not what was noted of it. */
export const seesCalls = "past" in born || born.me.may.includes("call:read"); // a replay opens to nobody else

export const state = {
  me: born.me,
  department: born.department,
  sites: born.sites,
  beats: born.beats,
  services: born.services,
  commands: born.commands,
  codes: born.codes ?? [], // {key, word, says}: the Codes one key starts
  draft: born.draft,
  shiftEnds: born.shift_ends ?? null, // ISO 8601, or null when nobody says
  longest: born.longest, // characters of one line
  root: born.root, // where the console hangs: "/console/"
  feedUrl: born.feed,
  tiles: born.tiles ?? null, // {url, attribution} of the tile server, when one is configured
  token: born.token,
  cursor: born.cursor,
  rows: new Map(),
  named: new Map(),
  log: [],
  hash: "",
  serverHash: "",
  at: born.at,
  copy: born.copy,
  alone,
  selected: null, // "call:42"
  panel: null, // everything of the selected call
  cursorRow: null, // the row the keyboard stands on
  stale: null, // {since, tries, next, reason, answers} while the feed is away; whether the server answers all the same, null: not known yet
  lag: null, // seconds from the server to here
};

const listeners = new Set();
const waiting = new Set();

/** Call `fn(what)` with the set of things that changed, at most once per frame. */
export const subscribe = (fn) => listeners.add(fn);

/** Say that parts changed: "rows", "log", "selected", "panel", "stale", "hash", "ways", "seat", "sound", "near". */
export function changed(...what) {
  if (!waiting.size) {
    setTimeout(() => {
      const all = new Set(waiting);
      waiting.clear();
      for (const fn of listeners) fn(all);
    }, 0);
  }
  for (const one of what) waiting.add(one);
}

/** Take a whole board in place of what is here. */
export function takeBoard(data) {
  state.rows = new Map(data.rows.map((row) => [row.k, row]));
  state.named = new Map((data.named ?? []).map((row) => [row.k, row]));
  state.log = data.log;
  state.cursor = data.cursor;
  state.copy = data.copy;
  state.serverHash = data.hash;
  state.at = data.at;
  rehash();
  changed("rows", "log", "hash");
}

/** Take the changes of one message of the feed. */
export function takeRows(message) {
  for (const row of message.rows) {
    const known = state.rows.get(row.k);
    if (!known || known.v <= row.v) state.rows.set(row.k, row);
  }
  for (const key of message.gone) state.rows.delete(key);
  const lines = message.log.filter((line) => !["draft.saved", "preference.set", "reads.sealed"].includes(line.verb));
  if (lines.length) state.log = [...lines.reverse(), ...state.log].slice(0, 200);
  state.serverHash = message.hash;
  state.at = message.at;
  rehash();
  const hasWays = lines.some((line) => /^(arc|node|fixture):/.test(line.subject));
  const hasSeat = lines.some((line) => line.subject === `seat:${state.me.seat}`);
  changed("rows", "hash", ...(lines.length ? ["log"] : []), ...(hasWays ? ["ways"] : []), ...(hasSeat ? ["seat"] : []));
}

function rehash() {
  state.hash = boardHash(state.rows.values());
}

/** Whether this page and the server show the same board. */
export const agrees = () => state.hash === state.serverHash;

/** Every call on this page: the board's and those that came by name. */
export const calls = () => [...state.rows.values(), ...state.named.values()].filter((row) => row.k.startsWith("call:"));
export const units = () => [...state.rows.values()].filter((row) => row.k.startsWith("unit:"));
export const lookouts = () => [...state.rows.values()].filter((row) => row.k.startsWith("bolo:"));
/** Units whose emergency button is latched, the longest first. */
export const emergencies = () =>
  units()
    .filter((row) => row.em)
    .sort((a, b) => a.em.localeCompare(b.em) || a.cs.localeCompare(b.cs));
export const rowOf = (key) => state.rows.get(key) ?? state.named.get(key);

/** Waiting calls, those escalated first, then oldest risk; then active ones by risk, then age. */
export function waitingCalls() {
  const due = (row) => row.due ?? row.start ?? row.at;
  return calls()
    .filter((row) => row.st !== "active")
    .sort((a, b) => Number(isEscalated(b)) - Number(isEscalated(a)) || a.p - b.p || Number(Boolean(a.held)) - Number(Boolean(b.held)) || due(a).localeCompare(due(b)));
}
export const activeCalls = () =>
  calls()
    .filter((row) => row.st === "active")
    .sort((a, b) => a.p - b.p || a.at.localeCompare(b.at) || a.k.localeCompare(b.k));

takeBoard(born);
