// The last things anyone did, newest first.

import { select } from "./calls.js";
import { byId, fill, h } from "./dom.js";
import { changed, seesCalls, state } from "./state.js";
import { clock, inLocalTime } from "./time.js";
import { short } from "./words.js";

const HOUSE = ["timer", "follower", "signal"]; // who acts without anybody's hand
const FILTERS = {
  All: () => true,
  Calls: (line) => line.subject.startsWith("call:") || line.subject.startsWith("assignment:"),
  Units: (line) => line.subject.startsWith("unit:"),
  Timers: (line) => HOUSE.includes(line.actor),
  Desk: (line) => !/^(call|assignment|unit):/.test(line.subject) && !HOUSE.includes(line.actor),
};
const URGENT = /EMERGENCY/; // as the sentence of a pressed button has it
const NAMES = Object.keys(FILTERS);
const MOST = 20;
let filter = NAMES[0];
let at = -1; // the line the keyboard stands on

/** A time of the journal, which opens the board as it was then. */
export const fromHere = (at, text = clock(at)) => h("a", { class: "mono from-here", href: `${state.root}replay/?at=${encodeURIComponent(at)}`, title: "Replay from here", tabindex: "-1", onclick: (event) => event.stopPropagation() }, text);

const lines = () => state.log.filter(FILTERS[filter]).slice(0, state.isPast ? 2 * MOST : MOST);

/** Stand on the next line, or the one before. */
export function stepJournal(by) {
  at = Math.max(0, Math.min(lines().length - 1, at + by));
  changed("log");
}

/** Show the next tab, or the one before. */
export function stepFilter(by) {
  choose(NAMES[(NAMES.indexOf(filter) + by + NAMES.length) % NAMES.length]);
}

function choose(name) {
  filter = name;
  at = -1;
  changed("log");
}

/** A sentence as it fits: where there is little room, a call goes by its short number. */
const told = (text) => (innerWidth < 1600 ? inLocalTime(text).replace(/\b\d\d-\d{6}\b/g, short) : inLocalTime(text));

function entry(line) {
  const isCall = line.subject.startsWith("call:");
  return h("div", { class: `entry ${isCall ? "is-call" : ""} ${URGENT.test(line.text) ? "is-urgent" : ""}`, title: inLocalTime(line.text), onclick: () => isCall && select(line.subject) }, fromHere(line.at), h("b", {}, line.actor), h("span", { class: "text" }, told(line.text)));
}

/** Draw the strip and its tabs. */
export function drawJournal() {
  const shown = lines();
  const room = byId("journal");
  const none = !seesCalls ? "What is noted of calls is shown to those who work them." : filter === "All" ? "Nothing was noted yet." : "Nothing of the kind among the last things noted.";
  if (shown.length) fill(room, shown, (line) => `${line.at}${line.subject}${line.text}`, (line) => line.text, entry);
  else fill(room, [none], (text) => text, (text) => text, (text) => h("p", { class: "empty" }, text));
  [...room.children].forEach((child, i) => child.classList.toggle("is-at", i === at));
  if (at >= 0) room.children[at]?.scrollIntoView({ block: "nearest", inline: "nearest" });
  fill(byId("filters"), NAMES, (name) => name, (name) => String(name === filter), (name) => h("button", { type: "button", "aria-pressed": String(name === filter), onclick: () => choose(name) }, name));
}
