// A panel in a window of its own: it follows the board's selection and may select by itself; closed, it returns.

import { byId } from "./dom.js";
import { alone, changed, rowOf, state } from "./state.js";
import { toast } from "./toasts.js";

const GRACE = 1500; // ms that a window may take to come back after it said it goes: it was only loaded again
const ASK = 3000; // ms between questions whether a window is still there
const SIZES = { waiting: [420, 700], active: [420, 800], map: [1100, 800], units: [620, 900], selected: [1280, 520], journal: [720, 700] };

const channel = new BroadcastChannel(`wk-board ${state.feedUrl} ${state.me.name}`);
// A window that was opened from the board begins with a copy of what the board kept for itself.
const out = new Map(((!alone && sessionStorage.getItem("wk-out")) || "").split(" ").filter(Boolean).map((name) => [name, Date.now()])); // panel → when it was heard last
const returning = new Map();
const opened = new Map(); // panel → its window, when this board opened it
let told = null; // the selection both sides know

/** Whether a panel is in a window of its own. */
export const isOut = (name) => out.has(name);

function kept() {
  const names = [...out.keys()].join(" ");
  sessionStorage.setItem("wk-out", names);
  globalThis.wkSizes.apply();
  changed("layout", "rows");
}

/** Open a panel in its own window, or show the one it has. */
export function tearOff(name) {
  if (alone) return false;
  const [width, height] = SIZES[name];
  const made = window.open(`${state.root}board/panel/${name}/`, `wk-${name}`, `popup,width=${width},height=${height}`);
  if (!made) return toast("The browser let no window open. Allow windows for this site, then try again.", { isWrong: true });
  opened.set(name, made);
  out.set(name, Date.now());
  kept();
}

/** Close a panel's window, or every one of them: the panel is on the board again. */
export function bringBack(name = "") {
  if (alone) return window.close();
  if (!out.size) return toast("Every panel is on the board.");
  for (const one of name ? [name] : [...out.keys()]) {
    channel.postMessage({ type: "close", panel: one });
    opened.get(one)?.close(); // it may not listen yet
    back(one);
  }
}

function back(name) {
  clearTimeout(returning.get(name));
  returning.delete(name);
  if (out.delete(name)) kept();
}

function choose(key) {
  told = key;
  if (state.selected === key) return;
  state.selected = key;
  if (key) state.cursorRow = key;
  state.panel = state.panel?.k === key ? state.panel : null;
  changed("selected", "rows");
}

/** Tell the other windows what was selected here. */
export function tellSelection() {
  if (state.selected === told) return;
  told = state.selected;
  channel.postMessage({ type: "selected", key: told, from: alone || "board" });
}

const ON_BOARD = {
  out({ panel }) {
    const isNew = !out.has(panel);
    clearTimeout(returning.get(panel));
    returning.delete(panel);
    out.set(panel, Date.now());
    if (isNew) kept();
  },
  hello({ panel }) {
    ON_BOARD.out({ panel });
    channel.postMessage({ type: "selected", key: state.selected, from: "board" });
  },
  back({ panel }) {
    clearTimeout(returning.get(panel));
    returning.set(panel, setTimeout(() => back(panel), GRACE));
  },
  selected: ({ key, from }) => from !== "board" && choose(key),
};

const IN_PANEL = {
  who: () => channel.postMessage({ type: "out", panel: alone }),
  close: ({ panel }) => panel === alone && window.close(),
  selected: ({ key }) => (!key || rowOf(key) || state.me.may.includes("call:read")) && choose(key),
};

function ask() {
  if (!out.size) return;
  channel.postMessage({ type: "who" });
  for (const [name, at] of out) if (Date.now() - at > 3 * ASK) back(name);
}

/** Listen to the other windows of this person in this browser. */
export function startWindows() {
  const does = alone ? IN_PANEL : ON_BOARD;
  channel.onmessage = (event) => does[event.data.type]?.(event.data);
  if (alone) {
    channel.postMessage({ type: "hello", panel: alone });
    addEventListener("pagehide", () => channel.postMessage({ type: "back", panel: alone }));
    addEventListener("pageshow", (event) => event.persisted && channel.postMessage({ type: "hello", panel: alone }));
    byId("panel-back")?.addEventListener("click", () => window.close());
  } else {
    ask();
    setInterval(ask, ASK);
  }
}
