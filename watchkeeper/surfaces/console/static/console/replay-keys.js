// The replay by keyboard.

import { select } from "./calls.js";
import { byId, h } from "./dom.js";
import { back, next, open, openAt, play, player, setSpeed, shift, SPEEDS } from "./replay-player.js";
import { edge, jump } from "./replay-track.js";
import { activeCalls, changed, rowOf, state, waitingCalls } from "./state.js";
import { unitOrder } from "./units.js";

const KEYS = [
  ["Space", "play, pause"],
  ["← →", "one entry back, one on"],
  ["1 to 6", "speed 1, 2, 5, 10, 30, 60"],
  ["+ −", "faster, slower"],
  ["Page Up, Page Down", "ten minutes back, on"],
  ["Home, End", "beginning and end of the timeline"],
  ["G", "choose a day and a time"],
  ["↑ ↓ or J K", "up and down a list"],
  ["Enter", "select the call"],
  ["O", "open the call's page as it is today"],
  ["B", "back to the live board"],
  ["T", "dark or light"],
  ["?", "this page"],
];

function step(by) {
  const list = [...waitingCalls(), ...activeCalls(), ...unitOrder()].map((row) => row.k);
  if (!list.length) return;
  const here = list.indexOf(state.cursorRow);
  state.cursorRow = list[Math.max(0, Math.min(list.length - 1, here < 0 ? 0 : here + by))];
  changed("rows");
  setTimeout(() => byId(`row-${state.cursorRow}`)?.scrollIntoView({ block: "nearest" }), 0);
}

function enter() {
  const row = rowOf(state.cursorRow);
  const key = row?.k.startsWith("unit:") ? row.ck : row?.k;
  if (key) select(key);
}

function openKeys() {
  const dialog = byId("keys");
  dialog.replaceChildren(h("h2", {}, "Keys"), h("div", { class: "keymap" }, KEYS.map(([key, text]) => h("span", {}, h("kbd", {}, key), text))));
  if (!dialog.open) dialog.showModal();
}

function toggleTheme() {
  const root = document.documentElement;
  root.dataset.theme = root.dataset.theme === "light" ? "dark" : "light";
  localStorage.setItem("wk-theme", root.dataset.theme);
}

const MOVES = {
  " ": () => play(), ArrowLeft: back, ArrowRight: next, "+": () => shift(1), "=": () => shift(1), "-": () => shift(-1),
  PageUp: () => jump(-10), PageDown: () => jump(10), Home: () => edge(-1), End: () => edge(1),
  ArrowDown: () => step(1), j: () => step(1), ArrowUp: () => step(-1), k: () => step(-1), Enter: enter,
  g: () => byId("r-at").select(), b: () => location.assign(byId("back").href), t: toggleTheme, "?": openKeys,
  o: () => state.selected?.startsWith("call:") && window.open(`${state.root}calls/${state.selected.split(":")[1]}/`, "_blank", "noopener"),
};

function key(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.matches?.("input")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (["Enter", " "].includes(name) && event.target.matches?.("button, a") && !["r-play", "r-back", "r-next"].includes(event.target.id)) return;
  if (/^[1-6]$/.test(name)) setSpeed(SPEEDS[Number(name) - 1]);
  else if (MOVES[name]) MOVES[name]();
  else return;
  event.preventDefault();
}

/** A line of the journal opens the moment it was written, here and not by another page. */
function fromLine(event) {
  const link = event.target.closest?.("a.from-here");
  if (!link) return;
  event.preventDefault();
  event.stopPropagation();
  openAt(new URL(link.href).searchParams.get("at"));
}

/** Listen. */
export function startReplayKeys() {
  addEventListener("keydown", key);
  document.addEventListener("click", fromLine, true);
  byId("theme").addEventListener("click", toggleTheme);
  byId("r-keys").addEventListener("click", openKeys);
  byId("r-play").addEventListener("click", () => play());
  byId("r-back").addEventListener("click", back);
  byId("r-next").addEventListener("click", next);
  byId("r-go").addEventListener("submit", (event) => {
    event.preventDefault();
    byId("r-at").blur();
    if (player.isPlaying) play(false);
    open(byId("r-at").value.trim());
  });
}
