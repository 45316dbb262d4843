// The key map and every command, each of them a button as well.

import { byId, h } from "./dom.js";
import { state } from "./state.js";
import { startLine } from "./command.js";

export const KEYS = [
  ["/", "command line"],
  ["?", "this page"],
  ["↑ ↓ or J K", "up and down a list"],
  ["← →", "to the next list"],
  ["Enter", "select the call"],
  ["1 to 9", "the n-th waiting call"],
  ["D", "assign (Enter sends the recommended)"],
  ["S", "next status of its units"],
  ["N", "note"],
  ["H", "hold, or off hold"],
  ["P", "priority"],
  ["X", "clear with an outcome"],
  ["M", "merge into"],
  ["C", "correct a time"],
  ["B", "put a unit back"],
  ["O", "open its page"],
  ["Z", "undo your last action"],
  ["+ − 0", "map closer, farther, whole"],
  ["G", "next site on the map"],
  ["F", "floor plan, or shut it"],
  ["Page up, Page down", "a floor up or down"],
  ["V", "what is close to the call"],
  ["W", "close a way, or open it"],
  ["Y", "layers of the map"],
  ["T", "dark or light"],
  ["R", "try the feed now (when stale)"],
  ["E", "show the unit in emergency, the next one at each press (Alt E while typing)"],
  ["A", "acknowledge an emergency here: its sound stops (Alt A while typing)"],
  ["Ctrl M", "sound on or muted at this console"],
  ["Esc", "close; what you typed stays"],
  ["Alt M", "while typing: join the call it repeats"],
  ["Ctrl Enter", "open and send the shown unit"],
];

const GROUPS = { send: "Send", status: "Status", end: "End", call: "A call", units: "Units", desk: "Desk", places: "Places" };

/** Show the map; a command's button puts it into the command line. */
export function openKeys() {
  const dialog = byId("keys");
  const take = (command) => () => {
    dialog.close();
    startLine(`${command.words[0]} `);
  };
  const one = (command) => h("button", { type: "button", onclick: take(command) }, h("span", { class: "mono" }, command.words[0]), h("span", {}, command.says, h("span", { class: "eg" }, command.usage)));
  const groups = Object.entries(GROUPS).map(([key, name]) => [h("h3", {}, name), ...state.commands.filter((command) => command.group === key).map(one)]);
  dialog.replaceChildren(
    h("h2", {}, "Keys"),
    h("div", { class: "keymap" }, KEYS.map(([key, text]) => h("span", {}, h("kbd", {}, key), text))),
    h("h2", {}, "Commands"),
    h("div", { class: "cols" }, h("h3", {}, "Open a call"), h("button", { type: "button", onclick: () => { dialog.close(); startLine("escort "); } }, h("span", { class: "mono" }, "escort"), h("span", {}, "any service by name or short form", h("span", { class: "eg" }, "escort yawkey 4 > fruit st garage ph=5550101"), h("span", { class: "eg" }, "e t3 gb 0101"))), ...groups.flat()),
  );
  if (!dialog.open) dialog.showModal();
}
