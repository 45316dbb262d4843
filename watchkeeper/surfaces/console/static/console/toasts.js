// What was done and what was refused, in a sentence, read out by screen readers too.

import { byId, h } from "./dom.js";

/** Say something for a few seconds; what went wrong stays longer. */
export function toast(text, { isWrong = false, note = "" } = {}) {
  const made = h("div", { class: `toast ${isWrong ? "is-wrong" : ""}`, role: isWrong ? "alert" : null }, text, note && h("span", { class: "note" }, note));
  const room = byId("toasts");
  room.append(made);
  while (room.children.length > 3) room.firstChild.remove();
  setTimeout(() => made.remove(), isWrong ? 9000 : 4000);
}
