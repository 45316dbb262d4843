// Two taps: a patrol with nothing to tell, and an A.L.E.R.T. tag on a door or a thing that nobody watches.

import { $, fill, h, icon, say, sheet } from "./dom.js";
import { act } from "./doing.js";
import { herePlace, scanned } from "./here.js";
import { live } from "./live.js";
import { suggest } from "./start.js";

const NEAR = 8; // places offered before anything is typed

/** Where the officer most likely stands: the label scanned last, the run at hand, the unit's last known place. */
function guesses(shown, run) {
  const here = herePlace() ?? (scanned.code ? { ref: "", label: scanned.code } : null);
  const going = (shown.rounds?.runs ?? []).filter((one) => one.is_mine && one.status === "started");
  const found = [
    run && { ref: run.target, label: run.place },
    here,
    ...going.map((one) => ({ ref: one.target, label: one.place })),
    shown.unit?.place && { ref: "", label: shown.unit.place },
  ].filter((one) => one?.label);
  return found.filter((one, index) => found.findIndex((other) => other.label === one.label) === index);
}

/** Places to choose from before anything is typed: where the officer is, what waits to be patrolled, what is kept. */
function likely(shown) {
  const waiting = (shown.rounds?.runs ?? []).filter((one) => one.place && one.status === "scheduled");
  const found = [...guesses(shown, null), ...waiting.map((one) => ({ ref: one.target, label: one.place })), ...(live.words?.places ?? [])];
  return found.filter((one, index) => found.findIndex((other) => other.label === one.label) === index);
}

/** Ask what was found: the place is known already, so that one more tap keeps it. */
export function askTag(shown, place = null, run = null) {
  const spec = live.words?.tags?.[0];
  if (!spec) return say("The tags could not be read: they need signal the first time.");
  let where = place ?? guesses(shown, run)[0] ?? { ref: "", label: "" };
  const known = h("p", { class: "to", id: "tag-place" });
  const hits = h("ul", { class: "list", hidden: true });
  const fault = h("p", { class: "fault", role: "alert" });
  const choose = (one) => {
    where = one;
    fill(known, icon("map-pin"), one.label || "Where is it");
    hits.hidden = true;
    fault.textContent = "";
  };
  const input = h("input", { type: "text", id: "tag-where", maxlength: 200, autocomplete: "off", placeholder: "Building, floor, room, or the label’s code" });
  let timer = 0;
  input.addEventListener("input", () => {
    choose({ ref: "", label: input.value.trim() });
    clearTimeout(timer);
    timer = setTimeout(() => suggest(input.value, hits, (hit) => { input.value = hit.label; choose(hit); }), 200);
  });
  const number = h("input", { type: "text", id: "tag-label", maxlength: 40, value: scanned.sticker, autocomplete: "off", autocapitalize: "characters" });
  const words = h("textarea", { id: "tag-words", maxlength: 400 });
  const told = h("input", { type: "text", id: "tag-told", maxlength: 200, autocomplete: "off", placeholder: "Nobody: the coordinator tells them this shift" });
  const more = h("details", { open: !where.label }, h("summary", {}, "Another place, sticker number, note, who was told"),
    h("label", { for: "tag-where" }, "Another place"), input, hits,
    h("label", { for: "tag-label" }, "Sticker number"), number,
    h("label", { for: "tag-words" }, "Note"), words,
    h("label", { for: "tag-told" }, "Told on the spot"), told);
  const keep = async (what, said) => {
    if (!where.label) { more.open = true; fault.textContent = "Say where it is."; input.focus(); return; }
    const data = {
      kind: spec.kind, what, target: where.ref ?? "", place: where.label, label: number.value.trim(), words: words.value.trim(), told: told.value.trim(),
      ...(run ? (run.id ? { run: run.id } : { started: run.started }) : {}),
    };
    if (await act("tag", data, { title: `Tag: ${said}`, sub: where.label, icon: "tag" })) { scanned.sticker = ""; close(); say(`Tagged: ${said}, ${where.label}.`); }
  };
  choose(where);
  const close = sheet(spec.name, known, fault,
    h("div", { class: "tiles two", id: "tag-what" }, spec.what.map(([key, said]) =>
      h("button", { type: "button", class: "tile tall", "data-what": key, onclick: () => keep(key, said) }, said))),
    more);
}

/** Ask where: a tap on the place keeps the patrol. */
export function askPatrol(shown) {
  const spec = (live.words?.patrols ?? []).find((one) => one.is_logged);
  if (!spec) return say("The patrols could not be read: they need signal the first time.");
  const hits = h("ul", { class: "list", id: "patrol-places" });
  const input = h("input", { type: "text", id: "patrol-where", maxlength: 200, autocomplete: "off", "aria-label": "Another place", placeholder: "Another place, or the label’s code" });
  const said = spec.steps.filter((one) => one.required && one.evidence !== "scan").map((one) => one.words.replace(/\?$/, "").toLowerCase());
  const known = likely(shown).slice(0, NEAR);
  const draw = (places) => fill(hits, places.map((one) => h("li", {}, h("button", { type: "button", class: "item", onclick: () => keepPatrol(one, one.code && one.code === scanned.code ? one.code : "") },
    icon("map-pin"), h("span", {}, h("b", {}, one.label), one.site && h("small", {}, one.site))))));
  draw(known);
  let timer = 0;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    const text = input.value.trim().toLowerCase();
    const own = (live.words.places ?? []).filter((one) => one.label.toLowerCase().includes(text) || one.code.toLowerCase() === text).slice(0, NEAR);
    hits.hidden = false;
    draw(text ? own : known);
    if (text && own.length === 0) timer = setTimeout(() => suggest(input.value, hits, (hit) => keepPatrol(hit, "")), 200);
  });
  sheet(spec.name,
    h("p", {}, `A tap on the place says: I was there, ${said.join(", ")}.`),
    hits, input,
    h("p", {}, h("button", { type: "button", class: "button", id: "patrol-typed", onclick: () => (input.value.trim() ? keepPatrol({ ref: "", label: input.value.trim() }, "") : input.focus()) }, icon("check"), "Keep it for the place typed")),
    h("p", {}, h("button", { type: "button", class: "button", id: "patrol-steps", onclick: () => askBegin(guesses(shown, null)[0]) }, icon("clipboard"), "Something is wrong: step by step")));
}

/** Keep a patrol with nothing to tell; `seen` is the label that was scanned there. */
export async function keepPatrol(place, seen) {
  const spec = (live.words?.patrols ?? []).find((one) => one.is_logged);
  if (!spec) return;
  const data = { playbook: spec.key, target: place.ref ?? "", place: place.label, seen };
  if (await act("patrol", data, { title: spec.name, sub: place.label, icon: "walk" })) { $("sheet").close(); say(`Kept: ${spec.name}, ${place.label}.`); }
}

/** Begin a patrol step by step where nothing was planned. */
function askBegin(place) {
  const input = h("input", { type: "text", id: "begin-where", maxlength: 200, value: place?.label ?? "", autocomplete: "off" });
  const begin = async (book) => {
    const where = input.value.trim();
    if (!where) return input.focus();
    const ref = place && place.label === where ? place.ref ?? "" : "";
    if (await act("run_start", { playbook: book.key, target: ref, place: where }, { title: `Begin: ${book.name}`, sub: where, icon: "walk", run: { name: book.name, steps: book.steps, key: book.key } })) $("sheet").close();
  };
  sheet("Begin a patrol", h("label", { for: "begin-where" }, "Where"), input,
    h("div", { class: "tiles two", id: "begin-what" }, (live.words?.patrols ?? []).map((book) =>
      h("button", { type: "button", class: "tile tall", "data-book": book.key, onclick: () => begin(book) }, book.name))));
}
