// One run: the next step at hand with its answers, every step with what is known of it; interrupted and resumed.

import { glyph, h, icon, sheet } from "./dom.js";
import { act } from "./doing.js";
import { placeOf, readPosition, scanned } from "./here.js";
import { ofRun, STATE } from "./rounds.js";
import { askTag } from "./tag.js";
import { minute } from "./time.js";

const DRAWN = { to_do: ["idle", "idle"], done: ["ok", "scene"], failed: ["over", "over"], missed: ["held", "waiting"], not_applicable: ["out", "idle"] };
const SAID = { yes: "Yes", no: "No" };
const WHY = ["Sent to a call", "End of shift", "No way in"];

export function runScreen(shown, run, back) {
  const [, hue, words] = STATE[run.status] ?? STATE.scheduled;
  const next = run.specs.find((spec) => stateOf(run, spec).status === "to_do" && spec.required) ?? run.specs.find((spec) => stateOf(run, spec).status === "to_do");
  return [
    h("p", {}, h("button", { type: "button", class: "button small", id: "back", onclick: back }, icon("list"), "All rounds")),
    h("div", { class: "row" }, h("b", {}, run.is_sim ? `EXERCISE ${run.name}` : run.name), h("b", { class: `h-${hue}`, id: "run-status" }, words)),
    h("h1", {}, placeOf(run)),
    run.until && h("p", { class: "muted" }, `To be done by ${minute(run.until)}.`),
    !run.is_mine && run.who && run.status !== "scheduled" && h("p", { class: "muted" }, `${run.who} is at it; what both of you record is kept.`),
    run.status === "scheduled" && h("button", { type: "button", class: "button lead", id: "take", onclick: () => doRun("run_take", run, "Begin", "walk") }, icon("walk"), "Begin"),
    run.status === "paused" && h("button", { type: "button", class: "button lead", id: "resume", onclick: () => doRun("run_resume", run, "Go on", "walk") }, icon("walk"), "Go on"),
    run.status === "started" && (next ? nextStep(run, next) : h("button", { type: "button", class: "button lead", id: "complete", onclick: () => doRun("run_complete", run, "Complete", "check", { reason: "" }) }, icon("check"), "Complete it")),
    h("h2", {}, "Steps", h("span", {}, `${run.steps.filter((one) => one.status !== "to_do").length} of ${run.steps.length}`)),
    h("ul", { class: "list", id: "steps-of-run" }, run.specs.map((spec) => h("li", {}, stepRow(run, spec)))),
    run.status !== "scheduled" && h("div", { class: "stack" },
      h("button", { type: "button", class: "button", id: "tag-on-run", onclick: () => askTag(shown, null, run) }, icon("tag"), "A.L.E.R.T. tag"),
      run.status === "started" && h("button", { type: "button", class: "button", id: "pause", onclick: () => askWhy("Interrupt it", (reason) => doRun("run_pause", run, "Interrupt", "player-pause", { reason })) }, icon("player-pause"), "Interrupt"),
      next && next.required && h("button", { type: "button", class: "button", id: "complete-left", onclick: () => askWhy("Complete it, steps are left", (reason) => doRun("run_complete", run, "Complete", "check", { reason })) }, icon("check"), "Complete with steps left"),
      run.status === "started" && next && !next.required && h("button", { type: "button", class: "button lead", id: "complete", onclick: () => doRun("run_complete", run, "Complete", "check", { reason: "" }) }, icon("check"), "Complete it")),
  ];
}

const stateOf = (run, spec) => run.steps.find((one) => one.key === spec.key) ?? { status: "to_do", value: "" };

const doRun = (kind, run, words, drawing, more = {}) => act(kind, { ...ofRun(run), ...more }, { title: `${words}: ${run.name}`, sub: placeOf(run), icon: drawing });

function keepStep(run, spec, value, { note = "", isOut = false } = {}) {
  return act("step", { ...ofRun(run), step: spec.key, value, note, is_out: isOut }, { title: spec.words, sub: `${placeOf(run)}: ${isOut ? "does not apply" : SAID[value] ?? value}`, icon: "check" });
}

/** The answers of a step that are pressed; null for what is typed. */
function pressed(spec) {
  if (spec.evidence === "yes_no") return [["yes", "Yes"], ["no", "No"]];
  if (spec.evidence === "tick") return [["yes", "Done"]];
  return spec.evidence === "choice" ? spec.choices.map((one) => [one, one]) : null;
}

function nextStep(run, spec) {
  const answers = pressed(spec);
  return h("section", { class: "next-step", id: "next-step", "aria-label": "Next step", "data-step": spec.key },
    h("h2", { class: "place" }, spec.words), spec.hint && h("p", { class: "muted" }, spec.hint),
    answers
      ? h("div", { class: answers.length > 1 ? "tiles two" : "stack" }, answers.map(([value, said]) => h("button", { type: "button", class: "button", "data-answer": value, onclick: () => keepStep(run, spec, value) }, said)))
      : h("button", { type: "button", class: "button lead", id: "answer", onclick: () => askStep(run, spec) }, icon("pencil"), spec.evidence === "scan" ? "Scan or say where" : "Answer"));
}

function stepRow(run, spec) {
  const known = stateOf(run, spec);
  const [drawn, hue] = DRAWN[known.status] ?? DRAWN.to_do;
  const shape = glyph(drawn);
  shape.classList.add(`h-${hue}`);
  const said = known.status === "not_applicable" ? "does not apply" : SAID[known.value] ?? known.value;
  return h("button", { type: "button", class: "item", "data-step": spec.key, disabled: !["started", "paused"].includes(run.status), onclick: () => askStep(run, spec) },
    shape, h("span", {}, h("b", {}, spec.words), h("small", {}, known.status === "to_do" ? (spec.required ? "to do" : "if there is any") : `${known.status.replace("_", " ")}: ${said}`)),
    known.at && h("span", { class: "end" }, h("small", {}, minute(known.at))));
}

const TYPES = { number: { type: "text", inputmode: "decimal" }, date: { type: "date" }, scan: { type: "text", autocapitalize: "characters" } };

/** The evidence of one step: pressed or typed, a note, or that it does not apply. */
function askStep(run, spec) {
  const answers = pressed(spec);
  const label = { number: "Number", date: "Day", text: "In words", scan: "What the label says, or where you stand" }[spec.evidence] ?? "";
  const value = answers ? null : spec.evidence === "text"
    ? h("textarea", { id: "step-value", maxlength: 2000 })
    : h("input", { id: "step-value", maxlength: 200, autocomplete: "off", ...TYPES[spec.evidence], value: spec.evidence === "scan" ? scanned.code : "" });
  const note = h("textarea", { id: "step-note", maxlength: 400 });
  const fault = h("p", { class: "fault", role: "alert" });
  const keep = async (said, isOut = false) => {
    const wrong = isOut ? (note.value.trim() ? "" : "Say in the note why it does not apply.") : problem(spec, said);
    if (wrong) { fault.textContent = wrong; (isOut ? note : value)?.focus(); return; }
    if (await keepStep(run, spec, isOut ? "" : said, { note: note.value.trim(), isOut })) close();
  };
  const close = sheet(spec.words,
    spec.hint && h("p", { class: "muted" }, spec.hint),
    value && [h("label", { for: "step-value" }, label), value],
    fault,
    answers && h("div", { class: answers.length > 1 ? "tiles two" : "stack" }, answers.map(([one, said]) => h("button", { type: "button", class: "button", "data-answer": one, onclick: () => keep(one) }, said))),
    value && h("button", { type: "button", class: "button lead", id: "step-keep", onclick: () => keep(value.value.trim()) }, icon("check"), "Keep"),
    spec.evidence === "scan" && h("p", {}, h("button", { type: "button", class: "button", id: "step-position", onclick: async () => {
      fault.textContent = "Reading the position.";
      const read = await readPosition();
      fault.textContent = read ? "" : "This phone does not know where it is. Type the label, or where you stand.";
      if (read) keep(read);
    } }, icon("map-pin"), "Use my position")),
    h("label", { for: "step-note" }, "Note"), note,
    h("p", {}, h("button", { type: "button", class: "button", id: "step-out", onclick: () => keep("", true) }, "Does not apply")));
  if (value && spec.evidence !== "date") value.focus();
}

/** What is wrong with typed evidence, so that it is said here and not when there is signal again. */
function problem(spec, said) {
  if (!said) return "It needs its evidence.";
  if (spec.evidence === "number" && !Number.isFinite(Number(said))) return "Give a number.";
  return spec.evidence === "date" && !/^\d{4}-\d{2}-\d{2}$/.test(said) ? "Give a day, like 2027-03-31." : "";
}

function askWhy(title, act) {
  const text = h("input", { type: "text", id: "why", maxlength: 200, "aria-label": "Why" });
  const close = sheet(title,
    h("div", { class: "tiles two" }, WHY.map((one) => h("button", { type: "button", class: "tile tall", onclick: async () => { if (await act(one)) close(); } }, one))),
    h("label", { for: "why" }, "Another reason"), text,
    h("p", {}, h("button", { type: "button", class: "button lead", id: "why-keep", onclick: async () => {
      if (!text.value.trim()) return text.focus();
      if (await act(text.value.trim())) close();
    } }, "Keep")));
}
