// What waits to be sent, each with its own time and "kept"; and what was refused, with both sides of it.

import { glyph, h, icon } from "./dom.js";
import { isAside } from "./order.js";
import * as queue from "./queue.js";
import { clock, corrected, day } from "./time.js";
import { who } from "./who.js";

/** The queue as a list, oldest first; nothing while it is empty. */
export function waitingList() {
  const items = queue.waiting();
  return [conflictList(), items.length > 0 && [
    h("h2", { id: "waiting" }, `${items.length} waiting to send`, h("span", {}, "oldest first")),
    h("ul", { class: "list", id: "queue" }, items.map((item) => h("li", {}, h("div", { class: "item" },
      drawn(item.label),
      h("span", {}, h("b", {}, item.label.title), h("small", {}, item.label.sub)),
      h("span", { class: "end" }, h("b", {}, clock(corrected(item.at))), h("small", {}, queue.isHeld(item) ? "only while open" : "kept")),
      isAside(item) && h("p", { class: "pad muted" }, "The server failed on this one. It is kept and tried again; the others go on. Tell the desk by radio."))))),
    who.net !== "online" && h("p", { class: "muted" }, "Sent by itself when signal returns, with the times above. For help at once use the radio."),
  ]];
}

function conflictList() {
  const refused = queue.conflicts();
  if (refused.length === 0) return null;
  return [
    h("h2", { id: "conflicts" }, refused.length === 1 ? "1 not taken" : `${refused.length} not taken`, h("span", {}, "both are kept")),
    h("ul", { class: "list bad" }, refused.map((item) => h("li", { class: "conflict" }, h("div", { class: "item" },
      icon("alert-triangle"),
      h("span", {},
        h("b", {}, item.label.title), h("small", {}, item.label.sub), h("span", {}, item.conflict),
        item.data.text && h("p", {}, `“${item.data.text}”`)),
      h("span", { class: "end" }, h("b", {}, clock(corrected(item.at))), h("small", {}, queue.isHeld(item) ? "only while open" : day(item.at)))),
      h("button", { type: "button", class: "button", onclick: () => queue.dismiss(item.id) }, "Seen, take it off my phone"))),
    ),
  ];
}

const drawn = (label) => (label.glyph ? glyph(label.glyph) : icon(label.icon ?? "pencil"));
