// The panels: each resizes, folds, and opens in a window of its own; all of it is kept for the person, on the server.

import { byId, h } from "./dom.js";
import { enterList } from "./keys.js";
import { caps, keys } from "./keytable.js";
import { post } from "./server.js";
import { alone, changed, state } from "./state.js";
import { bringBack, isOut, tearOff } from "./windows.js";
import { toast } from "./toasts.js";

const KEEP = 600; // ms of rest before a layout is kept
const STEP = 16; // px of one press
const sizes = globalThis.wkSizes;

/** The panels in the order of the keys that go to them: name, title, where the keyboard lands, what resizes it. */
export const PANELS = [
  { name: "waiting", title: "Waiting", at: "waiting", across: ["left", 1], along: ["waiting", 1] },
  { name: "active", title: "Active", at: "active", across: ["left", 1], along: ["waiting", -1] },
  { name: "map", title: "Map", at: "map", across: ["left", -1], along: ["under", -1] },
  { name: "units", title: "Units", at: "units", across: ["right", 1], along: ["under", -1] },
  { name: "selected", title: "Selected call", at: "selected", across: null, along: ["under", 1] },
  { name: "journal", title: "Journal", at: "journal", across: null, along: ["journal", 1] },
];
// Each splitter: which way it moves, and whether a size grows with the pointer or against it.
const SPLITS = { left: ["x", 1], right: ["x", -1], waiting: ["y", 1], under: ["y", -1], journal: ["y", -1] };

const titleOf = (name) => PANELS.find((one) => one.name === name).title;
const folded = () => sizes.of().folded ?? [];
let keeping = 0;
let isUnkept = false;

function keep() {
  isUnkept = true;
  clearTimeout(keeping);
  keeping = setTimeout(send, KEEP);
}

function send() {
  clearTimeout(keeping);
  if (!isUnkept) return;
  isUnkept = false;
  post("board/layout", { layout: JSON.stringify(sizes.kept) }, { keepalive: true }).catch((error) => toast(`The panels stay as they are until this page is left: ${error.message}`, { isWrong: true }));
}

function applied() {
  sizes.apply();
  drawSplits();
  drawTools();
  keep();
  changed("rows", "layout");
}

/** The size a splitter has now, in CSS pixels. */
function sizeOf(name) {
  if (name === "waiting") return byId("waiting").offsetHeight;
  return parseFloat(getComputedStyle(document.documentElement).getPropertyValue(`--${name}`));
}

function resize(name, size) {
  sizes.of()[name] = sizes.within(name, size);
  applied();
}

const bump = (name, by) => resize(name, sizeOf(name) + by);

/** Fold a panel to its head, or open it again. */
export function fold(name) {
  if (isOut(name)) return bringBack(name);
  const now = folded();
  const isFolded = now.includes(name);
  sizes.of().folded = isFolded ? now.filter((one) => one !== name) : [...now, name];
  applied();
  say(`${titleOf(name)} ${isFolded ? "opened" : "folded"}.`);
}

/** Open a panel that is folded; one in a window of its own stays there. */
export function reveal(name) {
  if (!alone && folded().includes(name) && !isOut(name)) fold(name);
}

const say = (text) => (byId("panel-said").textContent = text);

function reset() {
  sizes.reset();
  applied();
  toast("Panels are as they came.");
}

/** The panel the keyboard is in. */
const here = () => document.activeElement?.closest?.("[data-panel]:not(body)")?.dataset.panel ?? "";

function goTo(panel) {
  if (alone && alone !== panel.name) return false;
  if (isOut(panel.name)) return toast(`${panel.title} is in its own window.`, { note: "Shift U brings it back." });
  if (folded().includes(panel.name)) fold(panel.name);
  enterList(panel.name);
  const room = byId(panel.at);
  (panel.name === "selected" ? (room.querySelector(".under > div") ?? room) : room).focus();
}

/** Where the splitters are, for those who do not see them. */
function drawSplits() {
  for (const split of document.querySelectorAll("[data-split]")) {
    const [least, most] = sizes.bounds(split.dataset.split);
    split.setAttribute("aria-valuemin", Math.round(least));
    split.setAttribute("aria-valuemax", Math.round(most));
    split.setAttribute("aria-valuenow", Math.round(sizeOf(split.dataset.split)) || 0);
  }
}

function drawTools() {
  for (const button of document.querySelectorAll("[data-fold]")) {
    const isOpen = !folded().includes(button.dataset.fold) && !isOut(button.dataset.fold);
    button.setAttribute("aria-expanded", String(isOpen));
    button.setAttribute("aria-label", `${isOpen ? "Fold" : isOut(button.dataset.fold) ? "Bring back" : "Open"} ${titleOf(button.dataset.fold)}`);
    button.title = `${button.getAttribute("aria-label")} (Shift F)`;
  }
}

function grab(event) {
  const split = event.currentTarget;
  const name = split.dataset.split;
  const [axis, sign] = SPLITS[name];
  const from = axis === "x" ? event.clientX : event.clientY;
  const before = sizeOf(name);
  event.preventDefault();
  split.setPointerCapture(event.pointerId);
  split.classList.add("is-held");
  const move = (moved) => {
    sizes.of()[name] = sizes.within(name, before + sign * ((axis === "x" ? moved.clientX : moved.clientY) - from));
    sizes.apply();
  };
  split.addEventListener("pointermove", move);
  split.addEventListener("lostpointercapture", () => {
    split.removeEventListener("pointermove", move);
    split.classList.remove("is-held");
    applied();
  }, { once: true });
}

/** A splitter's own keys, as readers of a screen expect them: arrows, Home and End, Enter for the size it came with. */
function onSplit(event) {
  const name = event.currentTarget.dataset.split;
  const [axis, sign] = SPLITS[name];
  const [less, more] = axis === "x" ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
  const [least, most] = sizes.bounds(name);
  if (event.key === less) bump(name, -sign * STEP);
  else if (event.key === more) bump(name, sign * STEP);
  else if (event.key === "Home") resize(name, least);
  else if (event.key === "End") resize(name, most);
  else if (event.key === "Enter") comeAsItWas(event);
  else return;
  event.preventDefault();
}

function comeAsItWas(event) {
  delete sizes.of()[event.currentTarget.dataset.split];
  applied();
}

/** Make the panel one is in wider or lower with the keys. */
function grow(way, by) {
  const panel = PANELS.find((one) => one.name === here());
  if (!panel || alone) return false;
  const [name, sign] = panel[way] ?? [];
  if (!name) return false;
  bump(name, sign * by * STEP);
}

const withPanel = (fn) => () => (here() && !alone ? fn(here()) : toast(alone ? "This panel is in a window of its own." : "Go to a panel first: Shift 1 to Shift 6."));
keys("Panels", [
  ...PANELS.map((panel, i) => ({ keys: [`Shift+${i + 1}`], says: `go to ${panel.title.toLowerCase()}`, run: () => goTo(panel) })),
  { keys: ["Shift+f"], says: "fold the panel one is in, or open it", run: withPanel(fold) },
  { keys: ["Shift+w"], says: "the panel one is in to its own window", run: withPanel((name) => tearOff(name)) },
  { keys: ["Shift+u"], says: "bring back the panels that are in windows of their own", run: () => bringBack() },
  { keys: ["Shift+ArrowRight"], says: "wider", run: () => grow("across", 1) },
  { keys: ["Shift+ArrowLeft"], says: "narrower", run: () => grow("across", -1) },
  { keys: ["Shift+ArrowDown"], says: "higher", run: () => grow("along", 1) },
  { keys: ["Shift+ArrowUp"], says: "lower", run: () => grow("along", -1) },
  { keys: ["Shift+r"], says: "reset panels: sizes and folds as they came", run: reset },
]);

/** What stands in a panel's place while it is in a window of its own. */
function drawOut() {
  for (const { name } of PANELS) {
    const place = document.querySelector(`[data-away="${name}"]`);
    if (!place) continue;
    place.hidden = !isOut(name);
    if (isOut(name)) place.replaceChildren(h("span", { class: "away-words" }, "In its own window. "), h("button", { type: "button", class: "act", onclick: () => bringBack(name) }, "Bring back", ...caps("Shift+u").map((cap) => h("kbd", {}, cap))));
  }
  drawTools();
}

/** Draw what changed of the panels themselves. */
export const drawPanels = () => drawOut();

/** Listen. */
export function startPanels() {
  for (const split of document.querySelectorAll("[data-split]")) {
    split.addEventListener("pointerdown", grab);
    split.addEventListener("keydown", onSplit);
    split.addEventListener("dblclick", comeAsItWas);
  }
  for (const button of document.querySelectorAll("[data-fold]")) button.addEventListener("click", () => fold(button.dataset.fold));
  for (const button of document.querySelectorAll("[data-tear]")) button.addEventListener("click", () => tearOff(button.dataset.tear));
  addEventListener("pagehide", send);
  addEventListener("resize", drawSplits);
  drawOut();
  setTimeout(drawSplits, 0);
}
