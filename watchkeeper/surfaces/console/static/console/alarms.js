// The three things that may sound and flash: an officer's emergency, a P0 call nobody was sent to, a welfare check
// overdue. Each sounds at this console until it is acknowledged here, and each can be muted here.

import { byId, fill, glyph, h, say } from "./dom.js";
import { select } from "./calls.js";
import { keys } from "./keytable.js";
import { calls, changed, emergencies, state, units } from "./state.js";
import { isHeld, isUntouched, startTone, stopTone, tryTone, whenHeld } from "./tone.js";
import { short } from "./words.js";

const HEARD = "wk-heard"; // what was acknowledged on this console, in every window of its browser
const MUTED = "wk-muted"; // what is muted on this console: a list of kinds
const KINDS = { emergency: "Officer's emergency", p0: "P0 call nobody was sent to", welfare: "Welfare check overdue" };

/** Whether this console is a desk's: a tone in an officer's pocket would give its place away. */
export const isDesk = state.me.may.includes("emergency:release");
const heard = () => JSON.parse(localStorage.getItem(HEARD) ?? "[]");

function muted() {
  const kept = localStorage.getItem(MUTED) ?? "[]";
  return kept === "yes" ? Object.keys(KINDS) : kept === "no" ? [] : JSON.parse(kept);
}

const found = {
  emergency: () => emergencies().map((row) => ({ row, sign: `${row.k}@${row.em}`, words: row.cs })),
  p0: () =>
    calls()
      .filter((row) => row.p === 0 && row.st !== "active" && !row.u.length && !row.test)
      .map((row) => ({ row, sign: `${row.k}@p0`, words: `P0 ${short(row.n)}` })),
  welfare: () => units().filter((row) => row.wo && !row.em).map((row) => ({ row, sign: `${row.k}@${row.wo}`, lead: "check ", words: `due ${row.cs}` })),
};

let now = []; // those nobody at this console has acknowledged, the most urgent first
const urgent = new Set();

/** What nobody here has acknowledged, of one kind or of all: `{kind, row, sign, words}`. */
export const unheard = (kind = "") => now.filter((one) => !kind || one.kind === kind);

/** Whether the row of this key flashes. */
export const isUrgent = (key) => urgent.has(key);

/** Hear one at this console: its tone stops here, and it flashes no more. */
export function acknowledge(one) {
  if (!one) return false;
  localStorage.setItem(HEARD, JSON.stringify([...heard(), one.sign].slice(-200)));
  changed("rows");
}

function mute(kinds) {
  localStorage.setItem(MUTED, JSON.stringify(kinds));
  changed("rows", "sound");
}

const toggleAll = () => (isDesk ? mute(muted().length === Object.keys(KINDS).length ? [] : Object.keys(KINDS)) : false);
const toggle = (kind) => mute(muted().includes(kind) ? muted().filter((one) => one !== kind) : [...muted(), kind]);

/** See what is urgent now, before anything is drawn; sound, or be silent. */
export function hearAlarms() {
  const known = heard();
  const kinds = isDesk ? Object.keys(KINDS) : ["emergency"];
  now = kinds.flatMap((kind) => found[kind]().map((one) => ({ kind, ...one }))).filter((one) => !known.includes(one.sign));
  urgent.clear();
  for (const one of now) urgent.add(one.row.k);
  const aloud = now.find((one) => !muted().includes(one.kind));
  if (isDesk && aloud && !state.alone) startTone(aloud.kind);
  else stopTone();
}

/** What keeps an emergency nobody acknowledged from sounding here, in words; the foot says so of the other sounds. */
function silence() {
  if (!isDesk || !unheard("emergency").length || state.alone) return "";
  if (muted().includes("emergency")) return "The sound is muted at this console; Ctrl M turns it on.";
  return isHeld() ? "Sound is off until a key is pressed here: the browser keeps it back." : "";
}

function chip(one) {
  const isFirst = one.sign === now[0]?.sign;
  return h("button", { type: "button", class: "chip", title: `${one.lead ?? ""}${one.words}. Acknowledge here: its sound stops`, onclick: () => acknowledge(one) }, glyph("over", "over"), h("span", { class: "w-over" }, one.lead && h("span", { class: "lead" }, one.lead), one.words), isFirst && h("kbd", {}, "A"));
}

/** Draw the twins of what sounds: a chip in the head of its panel, and the words of a silence. */
export function drawAlarms() {
  for (const [id, kind] of [["chip-p0", "p0"], ["chip-welfare", "welfare"]]) {
    const rows = unheard(kind).slice(0, 1);
    const more = unheard(kind).length - 1;
    fill(byId(id), rows, (one) => one.sign, (one) => `${one.sign === now[0]?.sign} ${more}`, (one) => h("span", {}, chip(one), more > 0 && h("span", { class: "muted" }, ` +${more}`)));
  }
  const words = silence();
  byId("silence").hidden = !words;
  say(byId("silence"), words);
  const off = muted().length;
  const is = off === Object.keys(KINDS).length ? "muted" : isUntouched() || isHeld() ? "off until a key is pressed" : off ? "partly muted" : "on";
  say(byId("sound-is"), is);
  if (byId("sounds").open) drawSounds();
}

function drawSounds() {
  const off = muted();
  const row = ([kind, name], i) =>
    h("li", {}, h("label", {}, h("input", { type: "checkbox", checked: !off.includes(kind), onchange: () => toggle(kind) }), h("span", {}, name), h("kbd", {}, String(i + 1))), h("button", { type: "button", class: "act", onclick: () => tryTone(kind) }, "Hear it"));
  const focused = document.activeElement?.closest?.("#sounds li") ? [...byId("sounds").querySelectorAll("li")].indexOf(document.activeElement.closest("li")) : -1;
  byId("sounds").replaceChildren(
    h("div", { class: "keys-head" }, h("h2", {}, "Sounds of this console"), h("button", { type: "button", class: "act push", onclick: () => byId("sounds").close() }, "Close", h("kbd", {}, "Esc"))),
    h("ul", { class: "sound-list" }, Object.entries(KINDS).map(row)),
    h("p", { class: "muted" }, "What is muted here still shows and flashes here, and sounds at the other consoles. Kept on this console, whoever sits at it."),
  );
  byId("sounds").querySelectorAll("li input")[Math.max(focused, 0)].focus();
}

function openSounds() {
  if (!isDesk) return false;
  drawSounds();
  byId("sounds").showModal();
  byId("sounds").querySelector("input").focus();
}

keys("Alarms", [
  { keys: ["a"], says: "acknowledge what sounds here: it stops", run: () => acknowledge(now[0]) },
  { keys: ["Shift+m"], says: "sounds of this console, each of the three", run: openSounds },
]);
keys("Alarms", [{ keys: ["Alt+a"], says: "acknowledge while typing", run: () => acknowledge(now[0]) }, { keys: ["Ctrl+m"], says: "all sounds on or muted at this console", run: toggleAll }], "always");
keys("Alarms", Object.keys(KINDS).map((kind, i) => ({ keys: [String(i + 1)], says: `mute: ${KINDS[kind].replace(/^P0/, "a P0").toLowerCase().replace("p0", "P0")}`, run: () => toggle(kind) })), "sounds");

/** Listen. */
export function startAlarms() {
  byId("sound").hidden = !isDesk;
  byId("sound").addEventListener("click", openSounds);
  whenHeld(() => changed("rows"));
  for (const kind of ["keydown", "pointerdown"]) addEventListener(kind, () => setTimeout(() => changed("sound"), 0), { once: true });
  addEventListener("storage", (event) => [HEARD, MUTED].includes(event.key) && changed("rows"));
}

/** Show the call or the unit of an alarm. */
export function showAlarm(one) {
  if (one.row.k.startsWith("call:")) select(one.row.k);
  else if (one.row.ck) select(one.row.ck);
  state.cursorRow = one.row.k;
  changed("rows");
  setTimeout(() => byId(`row-${one.row.k}`)?.scrollIntoView({ block: "nearest" }), 0);
}
