// The command line: what is typed is explained as it is typed, kept on the server, and done once on Enter.

import { byId, h, say } from "./dom.js";
import { drawCompletion } from "./completion.js";
import { lookAt } from "./board-map.js";
import { askSeat, checkSeat, sitAt } from "./seat.js";
import { clientId, get, post } from "./server.js";
import { alone, changed, rowOf, state } from "./state.js";
import { now } from "./time.js";
import { toast } from "./toasts.js";
import { select } from "./calls.js";
import { openKeys } from "./keymap.js";
import { keys } from "./keytable.js";

const WAIT = 70; // ms after a key before the server is asked
const KEEP = 1500; // ms of rest before a half-typed line is kept for the seat

const input = byId("command");
const box = byId("completion");
const lines = JSON.parse(sessionStorage.getItem("wk-lines") ?? "[]");
let shown = null; // the last answer, for the line it was asked for
let at = -1; // the chosen suggestion, -1 for none
let asking = null;
let asked = 0;
let keepTimer = 0;
let kept = ""; // what the server keeps of this line
let keeping = Promise.resolve(); // one after another, so that an older line never lands on a newer one
let refused = ""; // a line that was answered with no is over: it stays to be read, and is not kept
let found = ""; // a line that was half-typed here before, by whoever sat here: read it before it is done
let back = lines.length;
let began = ""; // the first keystroke of this line, by the server's clock
let pending = null; // the id of a submit under way or failed on the way

/** Put `text` into the command line and the cursor behind it. */
export function startLine(text) {
  if (!input) return; // a page of the past has no command line
  input.value = text;
  input.focus();
  input.setSelectionRange(text.length, text.length);
  typed();
}

/** Keep what stands in the line among the earlier lines, since another takes its place. */
export function setAside() {
  if (input?.value.trim()) note(input.value);
}

export const focusLine = () => input.focus();
const number = () => (state.selected ? (rowOf(state.selected)?.n ?? state.panel?.n ?? "") : "");

function typed() {
  began = input.value ? began || new Date(now()).toISOString() : "";
  pending = null;
  refused = "";
  found = "";
  tellKept();
  at = -1;
  mirror();
  clearTimeout(asked);
  clearTimeout(keepTimer);
  keepTimer = setTimeout(keep, KEEP);
  if (!input.value.trim()) return hide();
  if (input.value.length > state.longest) tooLong();
  else asked = setTimeout(ask, WAIT);
}

function tooLong() {
  const problem = `A line holds ${state.longest.toLocaleString("en-US")} characters, this one ${input.value.length.toLocaleString("en-US")}; put the rest into a note.`;
  shown = { line: input.value, parsed: { verb: "", pieces: [], missing: [], problem, sentence: problem }, items: [], opens: null, known: null, doubt: null };
  draw();
}

async function ask() {
  asking?.abort();
  asking = new AbortController();
  const line = input.value;
  const query = new URLSearchParams({ line, selected: number() });
  try {
    const answer = await get(`command/complete?${query}`, { signal: asking.signal });
    if (line !== input.value) return;
    shown = answer;
    if (document.activeElement === input) draw();
  } catch (error) {
    if (error.name !== "AbortError" && error.status !== 403) heard(error.message);
  }
}

function open(isOpen) {
  box.hidden = !isOpen;
  document.documentElement.classList.toggle("is-completing", isOpen); // the panels make room, whatever is folded
}

function draw() {
  if (!shown || !input.value.trim()) return hide();
  drawCompletion(box, shown, at, choose);
  open(true);
  lookAt(shown.items.find((item) => item.ref) ?? shown.known ?? null);
  mirror();
}

function hide() {
  shown = null;
  if (!box.hidden) {
    open(false);
    lookAt(null);
  }
  mirror();
}

/** Underline what was understood, and show the rest of the first suggestion as a ghost. */
function mirror() {
  const line = input.value;
  const parts = [];
  let end = 0;
  const pieces = shown?.line === line ? shown.parsed.pieces : [];
  for (const [, start, stop] of pieces) {
    if (start < end) continue;
    parts.push(line.slice(end, start), h("span", { class: stop >= line.trimEnd().length ? "ok now" : "ok" }, line.slice(start, stop)));
    end = stop;
  }
  parts.push(line.slice(end));
  const first = shown?.line === line ? shown.items[Math.max(at, 0)] : null;
  if (first?.typed && first.text.toLowerCase().startsWith(first.typed.toLowerCase())) {
    parts.push(h("span", { class: "ghost" }, first.text.slice(first.typed.length)));
  }
  byId("mirror").replaceChildren(...parts.filter(Boolean));
  byId("mirror").scrollLeft = input.scrollLeft;
}

function choose(index) {
  const item = shown?.items[index];
  if (!item || item.refused) return;
  startLine(item.line);
}

/** Keep the half-typed line for the seat it is typed at, whoever sits there next. */
function keep() {
  const text = input.value.trim().length > 2 && input.value !== refused ? input.value : "";
  if (alone || text === kept || !state.me.may.includes("call:open")) return; // the seat's line is the board's own
  kept = text;
  const about = { text, seat: state.me.seat, selected: state.selected ?? "" };
  keeping = keeping
    .then(() => post("board/draft", about))
    .catch((error) => {
      kept = "";
      if (error.status === 409) checkSeat();
      else if (error.status === 422) toast(error.message, { isWrong: true });
    });
}

/** What was half-typed at this seat comes back into the line, unless something is being typed here. */
function bring(draft) {
  if (alone || !draft?.text) return;
  if (input.value.trim()) return toast(`A half-typed line is kept at ${state.me.seat}.`, { note: draft.text.slice(0, 60) });
  kept = draft.text;
  input.value = draft.text;
  found = draft.text;
  mirror();
  tellKept();
  if (draft.fields?.selected && rowOf(draft.fields.selected)) select(draft.fields.selected);
}

/** Say beside the line that it was not typed just now. */
function tellKept() {
  byId("kept").hidden = !found;
  say(byId("kept"), found ? `kept at ${state.me.seat}` : "");
}

/** Do what the line says; `send` are units to send with a call that opens. */
export async function run(line, { send = [], isTyped = false } = {}) {
  pending ??= { id: clientId(), line };
  if (pending.line !== line) pending = { id: clientId(), line };
  try {
    const done = await post("command/run", { line, selected: number(), client_id: pending.id, send: send.join(","), began });
    pending = null;
    if (isTyped && !done.show?.places) remember(line); // what a look-up found stays to be read
    took(done);
    return done;
  } catch (error) {
    if (error.status) pending = null; // the server answered; only a lost answer is asked again under the same id
    if (isTyped && (error.status === 403 || error.status === 409)) over(line);
    heard(error.message);
    toast(error.message, { isWrong: true });
    return null;
  }
}

function note(line) {
  lines.push(line);
  sessionStorage.setItem("wk-lines", JSON.stringify(lines.slice(-50)));
  back = lines.length;
}

/** A command the department's rules refused is not half-typed any more; a call one tried to open is. */
function over(line) {
  if (shown?.line === line && shown.parsed.verb === "open") return;
  note(line);
  refused = input.value;
  clearTimeout(keepTimer);
  keep();
}

function remember(line) {
  note(line);
  input.value = "";
  found = "";
  tellKept();
  began = "";
  clearTimeout(keepTimer);
  if (kept) keep();
  kept = "";
  hide();
  input.blur(); // letters act on the selected call again; "/" starts the next line
}

function took(done) {
  toast(done.said, { note: done.note });
  if (done.show?.seat) {
    sitAt(done.show.seat);
    keeping.then(askSeat).then((found) => found?.seat === state.me.seat && bring(found.draft));
  }
  if (done.show?.help) openKeys();
  if (done.show?.unit) {
    state.cursorRow = done.show.unit;
    changed("rows");
  }
  if (done.select) select(done.select);
}

function heard(text) {
  if (shown) {
    shown.parsed.sentence = text;
    draw();
  }
}

const items = () => shown?.items ?? [];

/** Go to another suggestion, or to an earlier line when there is none. */
function move(by) {
  if (by > 0 ? items().length : at > 0) at = Math.min(items().length - 1, at + by);
  else if (by < 0 && !items().length && back > 0) {
    back -= 1;
    startLine(lines[back]);
  } else return false;
  if (shown) draw();
}

function take() {
  if (!items().length || !input.value) return false;
  choose(Math.max(at, 0));
}

function join() {
  const first = shown?.opens?.same?.[0];
  if (!first) return false;
  run(first.join, { isTyped: true });
}

keys("While typing in the command line", [
  { keys: ["ArrowDown"], says: "next suggestion", run: () => move(1) },
  { keys: ["ArrowUp"], says: "suggestion before, or an earlier line", run: () => move(-1) },
  { keys: ["Tab"], says: "take the suggestion", run: take },
  { keys: ["Enter"], says: "do it", run: enter },
  { keys: ["Ctrl+Enter"], says: "open the call and send the shown unit", run: enter },
  { keys: ["Alt+m"], says: "join the call it repeats", run: join },
  { keys: ["Escape"], says: "close the suggestions, then leave the line; what you typed stays", run: escape },
], "line");

function enter(event) {
  const line = input.value;
  if (!line.trim()) return;
  const item = shown?.line === line && at >= 0 ? shown.items[at] : null;
  if (item && item.line.trim() !== line.trim()) {
    if (shown.title === "Command or service" || item.ref) choose(at);
    else if (!item.refused) run(item.line.trim(), { isTyped: true });
    return;
  }
  if (found) {
    found = "";
    tellKept();
    return toast("This line was half-typed before. Enter once more does it.");
  }
  const send = event.ctrlKey || event.metaKey ? (shown?.opens?.send ?? []).map((option) => option.unit) : [];
  run(line, { send, isTyped: true });
}

/** The first Escape closes the panel, the second leaves the line; what was typed stays. */
function escape() {
  if (!box.hidden) hide();
  else input.blur();
}

/** Wire the line, and bring back what was half-typed at this seat. */
export function startCommand() {
  input.addEventListener("input", typed);
  input.addEventListener("scroll", mirror);
  input.addEventListener("focus", () => input.value.trim() && ask());
  byId("line").addEventListener("submit", (event) => event.preventDefault());
  bring(state.draft);
}
