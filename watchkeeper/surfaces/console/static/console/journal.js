// The last things anyone did, newest first.

import { select } from "./calls.js";
import { byId, fill, h } from "./dom.js";
import { changed, state } from "./state.js";
import { clock, inLocalTime } from "./time.js";

const FILTERS = [["All", ""], ["Calls", "call:"], ["Units", "unit:"], ["Desk", "*"]];
let filter = "";

/** A time of the journal, which opens the board as it was then. */
export const fromHere = (at, text = clock(at)) => h("a", { class: "mono from-here", href: `${state.root}replay/?at=${encodeURIComponent(at)}`, title: "Replay from here", onclick: (event) => event.stopPropagation() }, text);

const fits = (line) => !filter || (filter === "*" ? !/^(call|unit):/.test(line.subject) : line.subject.startsWith(filter));

/** Draw the strip and its filters. */
export function drawJournal() {
  const lines = state.log.filter(fits).slice(0, state.isPast ? 40 : 20);
  if (!lines.length) {
    fill(byId("journal"), ["x"], () => "none", (x) => x, () => h("p", { class: "empty" }, "Nothing was noted yet."));
  } else {
    fill(byId("journal"), lines, (line) => `${line.at}${line.subject}${line.text}`, (line) => line.text, (line) =>
      h("div", { class: "entry", title: inLocalTime(line.text), onclick: () => line.subject.startsWith("call:") && select(line.subject) }, fromHere(line.at), h("b", {}, line.actor), h("span", { class: "text" }, inLocalTime(line.text))));
  }
  fill(byId("filters"), FILTERS, ([name]) => name, ([, key]) => String(key === filter), ([name, key]) =>
    h("button", { type: "button", "aria-pressed": String(key === filter), onclick: () => { filter = key; changed("log"); } }, name));
}
