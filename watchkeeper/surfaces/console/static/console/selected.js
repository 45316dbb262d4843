// The selected call: one band across the console; under it its timeline, units, askers, premise and notes.

import { badge } from "./calls.js";
import { byId, glyph, h } from "./dom.js";
import { fromHere } from "./journal.js";
import { openKeys } from "./keymap.js";
import { act } from "./keys.js";
import { get } from "./server.js";
import { slots } from "./slots.js";
import { changed, rowOf, seesCalls, state } from "./state.js";
import { clock, hm, inLocalTime, minutes, shownNow, span, when } from "./time.js";
import { callPlace, callState, short, stateOf, verbGlyph } from "./words.js";

const BUTTONS = [["Assign", "d", "call:assign"], ["Status", "s", "unit:move"], ["Note", "n", "call:note"], ["Hold", "h", "call:assign"], ["Priority", "p", "call:prioritize"], ["Clear", "x", "call:clear"], ["Open", "o", "call:read"]];

/** Fetch the selected call anew: when it was selected, and when its row changed. */
export async function loadSelected({ isPassive }) {
  const key = state.selected;
  if (!key) return;
  const panel = await get(`calls/${key.split(":")[1]}/panel`, { isPassive }).catch((error) => ({ k: key, error: error.message }));
  if (state.selected !== key) return;
  state.panel = panel;
  changed("panel");
}

const time = (at) => (at ? h("time", {}, hm(at)) : h("span", { class: "muted" }, "–"));

function corrected(panel, subject, field, at) {
  const change = panel.corrections.findLast((one) => one.subject === subject && one.field === field);
  if (!change) return time(at);
  return h("span", { title: `${change.by}: ${change.reason}` }, h("s", { class: "old" }, change.old ? clock(change.old) : "–"), h("span", { class: "new" }, at ? clock(at) : "–"));
}

function band(panel, row) {
  const status = row ? callState(row, shownNow()) : stateOf(panel.status);
  const p = row?.p ?? panel.priority;
  const end = panel.times.closed_at ?? panel.times.cleared_at;
  const age = row
    ? h("span", { class: "age tab", "data-since": row.at, "data-due": row.sc ? null : row.due })
    : h("span", { class: "age tab" }, end ? span((Date.parse(end) - Date.parse(panel.times.opened_at)) / 1000) : "");
  return h(
    "div",
    { class: "band" },
    badge(p),
    h("span", { class: "number" }, panel.n),
    h("span", { class: "title" }, panel.t),
    h("span", { class: "place" }, panel.destination ? `${callPlace(panel.place)} → ${panel.destination}` : callPlace(panel.place)),
    h("span", {}, glyph(status.glyph, status.tone), " ", h("span", { class: `w-${status.tone}` }, status.word)),
    age,
    h("span", { class: "since wide tab" }, ` since ${clock(panel.times.opened_at)}`),
    h("span", { class: "acts" }, BUTTONS.filter(([, , may]) => state.me.may.includes(may)).map(([name, key], i) => h("button", { type: "button", class: `act ${i ? "" : "first"}`, onclick: () => act(key) }, name, h("kbd", {}, key.toUpperCase()))), h("button", { type: "button", class: "act by-key", onclick: openKeys, "aria-label": "Every command" }, "More", h("kbd", {}, "?")), sheet()),
  );
}

/** On a telephone the call is one band over the lists; what lies under it opens and closes, and so does the band. */
function sheet() {
  const room = byId("selected");
  const unfold = (event) => {
    const isOpen = room.classList.toggle("is-open");
    event.target.textContent = isOpen ? "Less" : "Details";
    event.target.setAttribute("aria-expanded", String(isOpen));
  };
  const close = () => {
    room.classList.remove("is-open");
    Object.assign(state, { selected: null, panel: null, cursorRow: null });
    changed("selected", "rows");
  };
  const isOpen = room.classList.contains("is-open");
  return [
    h("button", { type: "button", class: "act by-touch", "aria-expanded": String(isOpen), onclick: unfold }, isOpen ? "Less" : "Details"),
    h("button", { type: "button", class: "act by-touch", onclick: close }, "Close"),
  ];
}

function premiseLine(panel) {
  const items = panel.cautions.map((one) => one.text);
  if (panel.history.length) items.push(`${panel.history.length} recent ${panel.history.length > 1 ? "calls" : "call"} here`);
  if (panel.callback) items.push(`call-back ${panel.callback}`);
  if (panel.details) items.push(panel.details);
  if (!items.length) return null;
  const [first, ...rest] = items;
  return h("div", { class: "premise" }, panel.cautions.length ? glyph("caution", "", "g16") : null, h("b", {}, first), rest.flatMap((text) => [h("i"), text]));
}

const FIELDS = { assigned_at: "sent", acknowledged_at: "acknowledged", en_route_at: "en route", staged_at: "staged", on_scene_at: "on scene", transporting_at: "transport", at_destination_at: "at destination", cleared_at: "cleared" };

/** Every corrected time in words: what it was, what it is, who says so and why. */
function corrections(panel) {
  const unit = (subject) => panel.assignments.find((one) => `assignment:${one.id}` === subject)?.unit ?? "";
  const at = (moment) => (moment ? clock(moment) : "–");
  const one = (made) => h("p", { class: "said" }, h("span", { class: "mono" }, at(made.at)), `${unit(made.subject)} ${FIELDS[made.field] ?? made.field.replace(/_at$/, "").replaceAll("_", " ")} `, h("s", { class: "old" }, at(made.old)), h("span", { class: "new" }, at(made.new)), ` by ${made.by}: ${made.reason}`);
  return panel.corrections.map(one);
}

/** A column that scrolls, and that the keyboard can reach. */
const column = (name, ...children) => h("div", { tabindex: "0", role: "region", "aria-label": name }, ...children);

function timeline(panel) {
  const opened = Date.parse(panel.times.opened_at);
  const own = new RegExp(`( on| to| for| from(?=[^:]+:))? ?${panel.n}`); // the band says which call it is
  const row = (one) => {
    const [shape, tone] = verbGlyph(one.verb, one.text);
    const off = (Date.parse(one.at) - opened) / 1000;
    return h("div", { class: "event" }, fromHere(one.recorded, clock(one.at)), h("span", { class: "off mono" }, off < 0 ? "" : `+${span(off)}`), glyph(shape, tone), h("span", { class: "text" }, inLocalTime(one.text.replace(own, "").trim())), h("span", { class: "who" }, one.actor));
  };
  return column("Timeline", h("h3", {}, "Timeline", h("span", {}, "newest first")), [...panel.timeline].sort((a, b) => b.at.localeCompare(a.at)).slice(0, 60).map(row));
}

const STAMPS = [["assigned_at", "Sent"], ["acknowledged_at", "Ack"], ["en_route_at", "En route"], ["on_scene_at", "On scene"], ["cleared_at", "Clear"]];

function assignment(panel, one) {
  const status = one.stacked ? { glyph: "held", tone: "waiting", word: "next call" } : one.welfare_overdue ? { glyph: "over", tone: "over", word: "check due" } : stateOf(one.status);
  const word = one.window ? `reserved ${hm(one.window[0])}` : status.word;
  return h("tr", {}, h("td", {}, h("b", {}, one.unit)), h("td", {}, glyph(status.glyph, status.tone), " ", h("span", { class: `w-${status.tone}` }, word), one.override ? h("span", { class: "tag", title: one.override }, "override") : null), STAMPS.map(([field]) => h("td", {}, corrected(panel, `assignment:${one.id}`, field, one.times[field]))));
}

const quoted = (asker) => (asker.quote ? `${minutes(asker.quote[0])} to ${minutes(asker.quote[1])} min` : "–");

function promise(asker) {
  if (asker.canceled) return h("span", { class: "muted" }, "canceled");
  if (asker.arrived_safe) return h("span", { class: "w-scene" }, "arrived safe");
  if (asker.waited_s === null || asker.kept === null) return asker.quote ? h("span", { class: "muted" }, `by ${hm(Date.parse(asker.asked) + asker.quote[1] * 1000)}`) : "–";
  return asker.kept ? h("span", {}, glyph("ok", "scene"), h("span", { class: "w-scene" }, ` kept, ${span(asker.waited_s)}`)) : h("span", {}, glyph("over", "over"), h("span", { class: "w-over" }, ` missed by ${span(asker.late_s)}`));
}

function people(panel) {
  const asker = (one, i) => h("tr", {}, h("td", {}, h("b", {}, `R${i + 1}`)), h("td", { class: "wrap" }, [one.name || one.role || "caller", one.callback].filter(Boolean).join(", ") + `, by ${one.door.replaceAll("_", " ")}`, one.said ? h("p", { class: "said" }, one.said) : null), h("td", {}, time(one.asked)), h("td", {}, quoted(one)), h("td", {}, promise(one)));
  const sent = panel.assignments.length
    ? h("table", {}, h("thead", {}, h("tr", {}, ["Unit", "", ...STAMPS.map(([, name]) => name)].map((name) => h("th", {}, name)))), h("tbody", {}, panel.assignments.map((one) => assignment(panel, one))))
    : h("p", { class: "said muted" }, "No unit yet. ", h("span", { class: "by-key" }, h("kbd", {}, "D"), " then ", h("kbd", {}, "Enter"), " sends the recommended one."));
  return column("Units and requesters", h("h3", {}, "Units", h("span", {}, String(panel.assignments.length))), sent, corrections(panel), h("h3", {}, "Requesters", h("span", {}, `${panel.requesters.length}, and the wait they were quoted`)), h("table", {}, h("thead", {}, h("tr", {}, ["", "Who", "Asked", "Quoted", "Promise"].map((name) => h("th", {}, name)))), h("tbody", {}, panel.requesters.map(asker))));
}

function notes(panel) {
  const one = (note) => h("p", { class: `said ${note.struck ? "struck" : ""}` }, h("span", { class: "mono" }, `${note.by} ${clock(note.at)}`), note.text.length > 1200 ? `${note.text.slice(0, 1200)} … open the page for the rest` : note.text);
  const answers = panel.answers.map((item) => h("p", { class: "said" }, h("span", { class: "muted" }, `${item.ask} `), item.answer));
  const details = panel.details ? h("p", { class: "said" }, h("span", { class: "mono" }, "said"), panel.details) : null;
  const none = !panel.notes.length && !answers.length && !details ? h("p", { class: "said muted" }, "No notes. ", h("span", { class: "by-key" }, h("kbd", {}, "N"), " adds one.")) : null;
  return column("Notes", slots(panel, "h3"), h("h3", {}, "Notes", h("span", {}, String(panel.notes.length))), details, answers, panel.notes.map(one), none, attachments(panel));
}

/** Files of the call; pictures are seen, everything else is saved. */
function attachments(panel) {
  if (!panel.attachments.length) return null;
  const at = (file) => `${state.root}calls/${panel.k.split(":")[1]}/files/${file.id}/`;
  const size = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1e6).toFixed(1)} MB`);
  const one = (file) => h("li", {}, file.picture ? h("a", { href: `${at(file)}picture`, target: "_blank", rel: "noopener" }, h("img", { src: `${at(file)}picture`, alt: file.name, loading: "lazy", width: 96, height: 64 })) : glyph("note"), h("a", { href: at(file) }, file.name), h("span", { class: "muted" }, size(file.size)));
  return [h("h3", {}, "Attachments", h("span", {}, String(panel.attachments.length))), h("ul", { class: "files" }, panel.attachments.map(one))];
}

function premiseColumn(panel) {
  const caution = (one) => h("li", { class: "is-caution" }, glyph("caution", "", "g16"), h("span", {}, one.text, h("span", { class: "muted why" }, [one.place !== panel.place && one.place, one.until && `until ${when(one.until)}`].filter(Boolean).join(", "))));
  const recent = (one) => h("li", {}, h("a", { href: `${state.root}calls/${one.k.split(":")[1]}/`, target: "_blank", rel: "noopener" }, short(one.n)), ` ${one.t}, ${when(one.at)}, ${stateOf(one.st).word}`);
  const facts = [panel.callback && `call-back ${panel.callback}`, panel.held && `held until ${when(panel.held[0])}: ${panel.held[1]}`, panel.window && `booked ${when(panel.window[0])}`].filter(Boolean);
  const past = panel.history.length ? h("li", { class: "recent" }, glyph("recent", "", "g16"), h("span", {}, h("b", {}, `Recent here: ${panel.history.length} ${panel.history.length > 1 ? "calls" : "call"} in 30 days`), h("ul", {}, panel.history.map(recent)))) : null;
  return h("div", { class: "premise-col", tabindex: "0", role: "region", "aria-label": "Premise" }, h("h3", {}, "Premise", h("span", {}, panel.place || "place unknown")), h("ul", { class: "known" }, facts.map((text) => h("li", {}, text)), panel.cautions.map(caution), past, !panel.cautions.length && !panel.history.length ? h("li", { class: "muted" }, "Nothing known here.") : null));
}

/** Draw the band and what lies under it. */
export function drawSelected() {
  const room = byId("selected");
  const panel = state.panel;
  if (!state.selected || !panel) {
    if (state.selected && room.querySelector(".band")) return; // the old one stays until the new one is here
    if (!seesCalls) return room.replaceChildren(h("div", { class: "none" }, "Calls are shown to those who work them."));
    room.replaceChildren(h("div", { class: "none" }, "No call selected. ", h("span", { class: "by-key" }, "Arrows and Enter select one; ", h("kbd", {}, "/"), " starts a command."), h("span", { class: "by-touch" }, "Tap one to see it.")));
    return;
  }
  if (panel.error) {
    room.replaceChildren(h("div", { class: "none" }, panel.error));
    return;
  }
  const scrolled = [...room.querySelectorAll(".under > div")].map((column) => column.scrollTop);
  const mine = room.dataset.key === panel.k;
  room.replaceChildren(...[band(panel, rowOf(panel.k)), premiseLine(panel), h("div", { class: "under" }, timeline(panel), people(panel), notes(panel), premiseColumn(panel))].filter(Boolean));
  room.dataset.key = panel.k;
  if (mine) room.querySelectorAll(".under > div").forEach((column, i) => (column.scrollTop = scrolled[i] ?? 0));
}
