// Rounds: the runs that are mine or that I may take, a patrol in two taps, and a tag on what nobody watches.

import { glyph, h, icon } from "./dom.js";
import { act } from "./doing.js";
import { herePlace, placeOf, scanned } from "./here.js";
import { runScreen } from "./run.js";
import { askPatrol, askTag, keepPatrol } from "./tag.js";
import { isPast, minute } from "./time.js";
import { waitingList } from "./waiting.js";

export const STATE = {
  scheduled: ["waiting", "waiting", "To do"],
  started: ["route", "sent", "Under way"],
  paused: ["break", "waiting", "Paused"],
};

let open = ""; // the run that is looked at, by its key here

/** Which run is open and where the officer is said to stand: what a redraw depends on. */
export const roundsKey = () => `${open}/${scanned.code}/${scanned.place?.label ?? ""}/${scanned.sticker}`;

const made = new Map(); // the runs that were made of what was begun here, by the begin's id

export function leaveRun() {
  open = "";
}

/** What was begun without signal is a run now: it stays open. */
export function followBegun(results) {
  for (const { item, result } of results) if (item.kind === "run_start" && result?.run) made.set(item.id, result.run);
}

function look(run) {
  open = keyOf(run);
  dispatchEvent(new Event("hashchange"));
}

/** How a run is named on this phone: by its key, or by the begin it came from. */
export const keyOf = (run) => (run.id ? `run:${run.id}` : `begun:${run.started}`);

export function roundsScreen(shown) {
  const { runs } = shown.rounds ?? { runs: [] };
  const one = runs.find((run) => keyOf(run) === open) ?? runs.find((run) => run.id && run.id === made.get(open.replace("begun:", "")));
  if (one) {
    open = keyOf(one);
    return [...runScreen(shown, one, () => { leaveRun(); dispatchEvent(new Event("hashchange")); }), waitingList()];
  }
  open = "";
  const mine = runs.filter((run) => run.is_mine && run.status !== "scheduled");
  const free = runs.filter((run) => run.status === "scheduled" || (!run.is_mine && !run.who));
  const others = runs.filter((run) => !mine.includes(run) && !free.includes(run));
  return [
    h("h1", {}, "Rounds"),
    hereCard(shown, runs),
    h("div", { class: "stack", id: "rounds-do" },
      h("button", { type: "button", class: scanned.code ? "button" : "button lead", id: "patrol", onclick: () => askPatrol(shown) }, icon("walk"), "Log a patrol"),
      h("button", { type: "button", class: "button", id: "tag", onclick: () => askTag(shown) }, icon("tag"), scanned.sticker ? `A.L.E.R.T. tag, sticker ${scanned.sticker}` : "A.L.E.R.T. tag")),
    list("Mine, under way", mine, "going"),
    list("To do", free, "free"),
    list("Others are at", others, "others"),
    runs.length === 0 && h("p", { class: "muted", id: "no-runs" }, "Nothing is planned in the next 12 hours. A patrol can be logged, or begun step by step from there."),
    waitingList(),
  ];
}

function list(words, runs, id) {
  if (runs.length === 0) return null;
  return [h("h2", {}, words, h("span", {}, String(runs.length))), h("ul", { class: "list", id: `runs-${id}` }, runs.map((run) => h("li", {}, row(run))))];
}

function row(run) {
  const [drawn, hue] = STATE[run.status] ?? STATE.scheduled;
  const done = run.steps.filter((step) => step.status !== "to_do").length;
  const late = run.until && isPast(run.until) && !run.is_sim;
  const shape = glyph(late ? "over" : drawn);
  shape.classList.add(late ? "h-over" : `h-${hue}`);
  return h("button", { type: "button", class: "item", "data-run": keyOf(run), onclick: () => look(run) },
    shape,
    h("span", {}, h("b", {}, run.is_sim ? `EXERCISE ${run.name}` : run.name), h("small", {}, run.place || "everywhere"),
      !run.is_mine && run.who && h("small", {}, run.status === "scheduled" ? `planned for ${run.who}` : `with ${run.who}`)),
    h("span", { class: "end" }, h("b", {}, `${done} of ${run.steps.length}`), run.until && h("small", { class: late ? "is-over" : null }, `by ${minute(run.until)}`)));
}

/** A label was scanned with the phone's camera, or typed: what can be done right here. */
function hereCard(shown, runs) {
  if (!scanned.code) return null;
  const place = herePlace() ?? { ref: "", label: scanned.code, code: scanned.code };
  const waiting = runs.filter((run) => run.code && run.code === scanned.code);
  return h("section", { class: "here", id: "here", "aria-label": "Where you scanned" },
    h("p", { class: "to" }, icon("map-pin"), place.label),
    h("div", { class: "stack" },
      waiting.map((run) => h("button", { type: "button", class: "button", "data-here": keyOf(run), onclick: () => atCheckpoint(run, place) }, icon("check"), `${run.name}: I am here`)),
      h("button", { type: "button", class: "button lead", id: "patrol-here", onclick: () => keepPatrol(place, scanned.code) }, icon("walk"), "Patrolled, all in order"),
      h("button", { type: "button", class: "button", onclick: () => askTag(shown, place) }, icon("tag"), "A.L.E.R.T. tag here")));
}

/** Begin or go on with the run of this place, with its checkpoint done by the scan. */
async function atCheckpoint(run, place) {
  const of = ofRun(run);
  const sub = placeOf(run);
  if (run.status === "scheduled") await act("run_take", of, { title: `Begin: ${run.name}`, sub, icon: "walk" });
  if (run.status === "paused") await act("run_resume", of, { title: `Go on: ${run.name}`, sub, icon: "walk" });
  const there = run.specs.find((spec) => spec.evidence === "scan");
  if (there) await act("step", { ...of, step: there.key, value: place.code || scanned.code, note: "", is_out: false }, { title: there.words, sub, icon: "check" });
  look(run);
}

/** How an item names its run. */
export const ofRun = (run) => (run.id ? { run: run.id } : { started: run.started });
