// The key map and every command, each of them a button as well. Both are drawn from what the console itself uses.

import { byId, h } from "./dom.js";
import { caps, keys, TABLE } from "./keytable.js";
import { state } from "./state.js";
import { startLine } from "./command.js";

const GROUPS = { send: "Send", status: "Status", end: "End", call: "A call", units: "Units", desk: "Desk", places: "Places" };
const AFTER = { keys: ["?"], pages: ["G"], sounds: ["Shift", "M"] }; // dialogs whose keys are pressed after the one that opens them

const ORDER = ["The board", "Lists", "The selected call", "Codes", "While typing in the command line", "Alarms", "Map", "Panels", "Pages"];

const cap = (text) => h("kbd", {}, text);
const chord = (one, where) => h("span", { class: "chord" }, [...(AFTER[where] ?? []), ...caps(one)].map(cap));

function entry(one) {
  const shown = one.shown ? [h("span", { class: "chord" }, one.shown.map(cap))] : one.keys.map((key) => chord(key, one.where));
  return h("li", { "data-words": `${one.says} ${one.keys.join(" ")} ${one.group}`.toLowerCase() }, h("span", { class: "chords" }, shown), h("span", {}, one.says));
}

function keyGroups() {
  const names = [...new Set([...ORDER, ...TABLE.map((one) => one.group)])];
  return names.map((name) => h("section", { class: "key-group" }, h("h3", {}, name), h("ul", {}, TABLE.filter((one) => one.group === name).map(entry))));
}

function commandGroups(dialog) {
  const take = (word) => () => {
    dialog.close();
    startLine(`${word} `);
  };
  const row = (word, says, ...examples) =>
    h("li", { "data-words": `${word} ${says} ${examples.join(" ")}`.toLowerCase() }, h("button", { type: "button", onclick: take(word) }, h("span", { class: "mono" }, word), h("span", {}, says, examples.map((text) => h("span", { class: "eg" }, text)))));
  const of = (key) => state.commands.filter((command) => command.group === key).map((command) => row(command.words[0], command.says, command.usage));
  const opens = row("escort", "any service by name or short form", "escort yawkey 4 > fruit st garage ph=5550101", "e t3 gb 0101");
  return [["Open a call", [opens]], ...Object.entries(GROUPS).map(([key, name]) => [name, of(key)])]
    .filter(([, rows]) => rows.length)
    .map(([name, rows]) => h("section", { class: "key-group" }, h("h3", {}, name), h("ul", {}, rows)));
}

/** Leave only what has every word of `wanted` in it. */
function narrow(dialog, wanted) {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  for (const row of dialog.querySelectorAll("[data-words]")) row.hidden = !words.every((word) => row.dataset.words.includes(word));
  for (const group of dialog.querySelectorAll(".key-group")) group.hidden = !group.querySelector("[data-words]:not([hidden])");
  dialog.querySelector(".nothing").hidden = Boolean(dialog.querySelector("[data-words]:not([hidden])"));
}

/** Show the map; typing narrows it, a command's button puts it into the command line. */
export function openKeys() {
  const dialog = byId("keys");
  const search = h("input", { type: "text", role: "searchbox", id: "keys-search", "aria-label": "Search keys and commands", placeholder: "Search keys and commands", autocomplete: "off", oninput: (event) => narrow(dialog, event.target.value) });
  dialog.replaceChildren(
    h("div", { class: "keys-head" }, h("h2", {}, "Keys"), search, h("button", { type: "button", class: "act", onclick: () => dialog.close() }, "Close", cap("Esc"))),
    h("div", { class: "cols" }, keyGroups()),
    h("h2", {}, "Commands"),
    h("div", { class: "cols" }, commandGroups(dialog)),
    h("p", { class: "nothing", role: "status", hidden: true }, "No key and no command has these words."),
  );
  if (!dialog.open) dialog.showModal();
  search.focus();
}

function leave(dialog) {
  dialog.close();
  if (dialog.contains(document.activeElement)) document.activeElement.blur(); // it would keep the keyboard until the next frame
}

// At once, not when the browser comes to it: the next key may follow within a blink.
const shut = (id, says) => keys("The board", [{ keys: ["Escape"], says, run: () => leave(byId(id)) }], id);
shut("keys", "close the keys and commands");
shut("pages", "close the list of pages");
shut("sounds", "close the sounds");
