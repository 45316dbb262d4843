// Waiting and active calls.

import { isUrgent } from "./alarms.js";
import { byId, fill, glyph, h, say } from "./dom.js";
import { nearestOf } from "./nearest.js";
import { activeCalls, changed, rowOf, seesCalls, state, waitingCalls } from "./state.js";
import { hm, shownNow, span } from "./time.js";
import { callPlace, callState, isEscalated, short } from "./words.js";

/** The priority as weight: P0 and P1 filled, P2 outlined, P3 and P4 plain. */
export const badge = (p) => h("span", { class: `badge p${p}` }, `P${p}`);

const where = (row) => (row.to ? `${callPlace(row.pl)} → ${row.to}` : callPlace(row.pl));

function target(row) {
  if (row.held) return `held to ${hm(row.held)}`;
  if (row.start && Date.parse(row.start) > shownNow()) return `starts ${hm(row.start)}`;
  if (!row.due) return "";
  const of = span((Date.parse(row.due) - Date.parse(row.at)) / 1000);
  return Date.parse(row.due) < shownNow() ? `due, of ${of}` : `of ${of}`;
}

function age(row) {
  const due = row.sc || row.held ? null : row.due;
  return h("span", { class: "age tab", "data-since": row.at, "data-due": due });
}

/** Who is nearest and could go, and how far that is. */
function third(row) {
  const near = nearestOf(row.k);
  if (!near) return "";
  if (!near.unit) return "Nobody can go now";
  return ["Nearest ", h("b", {}, near.unit), near.seconds === null ? ", way not known" : ` ${span(near.seconds)} ${near.mode}`, state.selected === row.k && [" ", h("kbd", {}, "D")]].flat();
}

function line(row) {
  const at = shownNow();
  const { glyph: shape, tone, word } = callState(row, at);
  const isWaiting = row.st !== "active";
  const units = row.u.length > 3 ? `${row.u.length} units` : row.u.join(" ");
  const about = isWaiting
    ? [where(row), row.p < row.bp ? h("span", { class: "muted wide" }, ` was P${row.bp}`) : row.q && h("span", { class: "muted wide" }, ` quoted ${Math.max(1, Math.round(row.q[0] / 60))} min`)]
    : [h("span", { class: `w-${tone}` }, word), ` ${where(row)}`];
  return h(
    "li",
    {
      class: `call ${isEscalated(row) ? "is-escalated" : ""} ${isUrgent(row.k) ? "is-urgent" : ""}`,
      role: "option",
      id: `row-${row.k}`,
      "data-overdue": "",
      "aria-label": `P${row.p} ${row.n} ${row.t}, ${word}, ${where(row)}`,
      onclick: () => select(row.k),
      ondblclick: () => open(row.k),
    },
    glyph(shape, tone),
    badge(row.p),
    h("span", { class: "number" }, h("span", { class: "short" }, short(row.n)), h("span", { class: "long" }, row.n)),
    h("span", { class: "title" }, state.services[row.s] ?? row.t, row.test && h("span", { class: "tag" }, "test"), row.named && h("span", { class: "tag" }, "named only")),
    age(row),
    isEscalated(row) && h("b", { class: "told w-over" }, word),
    h("span", { class: "sub" }, about),
    h("span", { class: "of" }, isWaiting ? target(row) : units),
    isWaiting && h("span", { class: "third" }, third(row)),
    isWaiting && row.due && !row.held && h("span", { class: "meter" }, h("i")),
  );
}

const open = (key) => window.open(`${state.root}calls/${key.split(":")[1]}/`, "_blank", "noopener");

/** Show a call in the band below. */
export function select(key) {
  state.selected = key;
  state.cursorRow = key;
  state.panel = state.panel?.k === key ? state.panel : null;
  changed("selected", "rows");
}

function list(id, rows, emptyText) {
  const parent = byId(id);
  const mark = (row) => JSON.stringify([row, callState(row, shownNow()).word, target(row), state.selected === row.k, state.cursorRow === row.k, isUrgent(row.k), nearestOf(row.k)]);
  if (!rows.length) {
    fill(parent, [emptyText], () => "none", (text) => text, (text) => h("li", { class: "empty", role: "option", "aria-disabled": "true", "aria-selected": "false" }, text));
    return;
  }
  fill(parent, rows, (row) => row.k, mark, (row) => {
    const made = line(row);
    made.setAttribute("aria-selected", String(state.selected === row.k));
    made.classList.toggle("is-at", state.cursorRow === row.k);
    return made;
  });
}

/** Draw both lists and the counts in the top bar. */
export function drawCalls() {
  const waiting = waitingCalls();
  const active = activeCalls();
  list("waiting", waiting, seesCalls ? "Nothing waiting." : "Calls are shown to those who work them.");
  list("active", active, seesCalls ? "No unit is on a call." : "Your role shows units and the map.");
  for (const [id, count] of [["waiting", waiting.length], ["active", active.length]]) {
    say(byId(`c-${id}`), seesCalls ? String(count) : "");
    say(byId(`n-${id}`), seesCalls ? String(count) : "–");
  }
  const at = state.cursorRow && rowOf(state.cursorRow) ? byId(`row-${state.cursorRow}`) : null;
  for (const id of ["waiting", "active"]) byId(id).setAttribute("aria-activedescendant", at?.closest(`#${id}`) ? at.id : "");
}
