// Units: those in emergency first, then by beat.

import { isUrgent } from "./alarms.js";
import { byId, fill, glyph, h, say } from "./dom.js";
import { select } from "./calls.js";
import { emergencies, rowOf, state, units } from "./state.js";
import { hm } from "./time.js";
import { callPlace, emergencyPlace, short, unitState } from "./words.js";
import { startLine } from "./command.js";

function place(row) {
  if (row.em) return emergencyPlace(row);
  if (row.st === "out_of_service") return row.out ? `${row.oos} to ${hm(row.out)}` : row.oos;
  const call = row.ck ? rowOf(row.ck) : null;
  return row.dest || (call ? callPlace(call.pl) : row.pl) || (row.call ? short(row.call) : "");
}

function line(row) {
  const { glyph: shape, tone, word } = unitState(row);
  return h(
    "div",
    {
      class: `unit ${row.ck && row.ck === state.selected ? "on-selected" : ""} ${row.em ? "is-emergency" : isUrgent(row.k) ? "is-urgent" : ""} ${state.cursorRow === row.k ? "is-at" : ""}`,
      role: "listitem",
      id: `row-${row.k}`,
      "aria-label": `${row.cs} ${word} ${place(row)}`,
      title: [row.cs, row.mode, row.veh, row.call, row.until && `until ${hm(row.until)}`].filter(Boolean).join(", "),
      onclick: () => (row.ck ? select(row.ck) : startLine(`${row.cs} `)),
    },
    h("b", {}, row.cs),
    glyph(shape, tone),
    h("span", { class: `w-${tone}` }, word),
    h("span", { class: "place" }, place(row)),
    row.since ? h("span", { class: "age tab", "data-since": row.em ?? row.since }) : h("span", {}),
  );
}

const EMERGENCY = "!"; // no beat: the units in emergency, whatever their beat
const isFree = (row) => row.st === "available";

function group(beat) {
  if (beat.key === EMERGENCY) return h("section", {}, h("h3", { class: "beat" }, beat.name, h("span", { class: "muted" }, String(beat.rows.length))), h("div", { class: "crew", role: "list" }, beat.rows.map(line)));
  const free = beat.rows.filter(isFree);
  const busy = beat.rows.filter((row) => !isFree(row));
  const sign = (row) => h("button", { type: "button", class: `plain sign ${state.cursorRow === row.k ? "is-at" : ""}`, id: `row-${row.k}`, title: [row.pl, row.mode, row.until && `until ${hm(row.until)}`].filter(Boolean).join(", "), onclick: () => startLine(state.selected ? `d ${short(rowOf(state.selected)?.n ?? "")} ${row.cs} ` : `${row.cs} `) }, row.cs);
  return h(
    "section",
    {},
    h("h3", { class: "beat" }, beat.key === "–" ? "" : beat.key, h("span", {}, beat.name), h("span", { class: "muted" }, String(beat.rows.length)), h("span", { class: "aside" }, glyph("idle", "idle"), h("span", { class: "word" }, "available "), String(free.length))),
    busy.length ? h("div", { class: "crew", role: "list" }, busy.map(line)) : null,
    free.length ? h("div", { class: "free" }, glyph("idle", "idle"), free.map(sign)) : null,
  );
}

/** The units in the order they are shown, for the keyboard. */
export function unitOrder() {
  return beats().flatMap((beat) => beat.rows);
}

function beats() {
  const found = new Map();
  for (const row of units().filter((one) => !one.em)) {
    const key = row.b || "–";
    if (!found.has(key)) found.set(key, { key, name: state.beats[key] ?? (row.b ? "" : "No beat"), rows: [] });
    found.get(key).rows.push(row);
  }
  const rank = (row) => (row.wo ? 0 : row.st === "available" ? 2 : 1);
  const all = [...found.values()].sort((a, b) => (a.key === "–") - (b.key === "–") || a.key.localeCompare(b.key));
  for (const beat of all) beat.rows.sort((a, b) => rank(a) - rank(b) || a.cs.localeCompare(b.cs));
  const alarmed = emergencies();
  return alarmed.length ? [{ key: EMERGENCY, name: "Emergency", rows: alarmed }, ...all] : all;
}

/** Draw the panel; a beat whose rows did not change stays as it is. */
export function drawUnits() {
  const all = units();
  say(byId("c-units"), String(all.length));
  say(byId("n-duty"), String(all.length));
  const parent = byId("units");
  if (!all.length) {
    fill(parent, ["x"], () => "none", (x) => x, () => h("p", { class: "empty" }, "No unit is on duty. ", h("span", { class: "mono" }, "on A12"), " logs one on."));
    return;
  }
  const mark = (beat) => JSON.stringify([beat, state.cursorRow, state.selected, beat.rows.map(place), beat.rows.map((row) => isUrgent(row.k))]);
  fill(parent, beats(), (beat) => beat.key, mark, group);
}
