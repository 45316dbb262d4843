// My call: what to know, what to add, and the next status at the thumb.

import { $, fill, glyph, h, icon, sheet } from "./dom.js";
import { act } from "./doing.js";
import { takePhoto, takeVoice } from "./media.js";
import { callLabel, ofAssignment, ofCall } from "./model.js";
import { askStart } from "./start.js";
import { choices, STATUS } from "./steps.js";
import { askPatrol, askTag } from "./tag.js";
import { clock, day, isPast, left, minute } from "./time.js";
import { waitingList } from "./waiting.js";

const OTHER = { assigned: "was sent", acknowledged: "was sent", en_route: "is on the way", staged: "is staged", on_scene: "is on scene", transporting: "is transporting", at_destination: "is at the destination" };

/** The screen's body. */
export function callScreen(shown, go) {
  if (!shown.unit) return offDuty(go);
  if (!shown.assignment) return noCall(shown);
  if (!shown.call) return apart();
  const { call, assignment } = shown;
  return [
    h("div", { class: "row" },
      h("span", {}, call.p <= 1 && h("b", { class: "badge" }, `P${call.p}`), h("b", {}, call.label), call.p > 1 ? `, P${call.p}` : ""),
      h("span", { class: "mono" }, call.n || "no number yet")),
    h("h1", {}, call.place || "Place not said"),
    (assignment.destination || call.destination) && h("p", { class: "to" }, icon("arrow-right"), assignment.destination || call.destination),
    call.details && h("p", {}, h("b", {}, call.details)),
    call.answers.length > 0 && h("dl", { class: "answers" }, call.answers.flatMap((one) => [h("dt", {}, one.ask), h("dd", {}, one.answer)])),
    welfare(shown),
    figures(call),
    call.cautions.length > 0 && cautionLine(call),
    h("div", { class: "tiles" },
      tile("pencil", "Note", () => askNote(shown)),
      tile("camera", "Photo", () => takePhoto(ofCall(shown), callLabel(shown))),
      tile("microphone", "Voice", () => takeVoice(ofCall(shown), callLabel(shown))),
      call.callback && h("a", { class: "tile", href: `tel:${call.callback.replace(/[^\d+*#]/g, "")}` }, icon("phone"), "Call back")),
    call.others.length > 0 && h("ul", { class: "list" }, call.others.map((one) => h("li", {}, h("div", { class: "item" },
      span(glyph(STATUS[one.status].glyph), STATUS[one.status].hue), h("span", {}, h("b", {}, `${one.cs} ${OTHER[one.status] ?? ""}`)))))),
    waitingList(),
    nextInLine(shown),
  ];
}

const span = (drawn, hue) => { drawn.classList.add(`h-${hue}`); return drawn; };

const tile = (name, words, onclick) => h("button", { type: "button", class: "tile", onclick }, icon(name), words);

function figures(call) {
  const cells = [];
  if (call.walk_s !== null && call.walk_s !== undefined) cells.push(["From your last place", call.walk_s < 60 ? "under 1 min" : `${Math.round(call.walk_s / 60)} min`, false]);
  if (call.promised) cells.push([`Promised by ${minute(call.promised)}`, left(call.promised), isPast(call.promised), call.promised]);
  else if (call.due) cells.push([`Due by ${minute(call.due)}`, left(call.due), isPast(call.due), call.due]);
  if (cells.length === 0) return null;
  return h("div", { class: "figures" }, cells.map(([name, value, over, at]) =>
    h("div", {}, h("span", {}, name), h("b", { class: over ? "is-over" : null, "data-left": at ?? null }, value))));
}

function cautionLine(call) {
  const count = call.cautions.length;
  return h("button", { type: "button", class: "item warn", onclick: () => sheet(`Before you go in`, cautionList(call.cautions)) },
    icon("alert-triangle"),
    h("span", {}, h("b", {}, `${count} caution${count > 1 ? "s" : ""} here`), h("small", {}, call.cautions[0].text)),
    icon("chevron-right"));
}

const KIND = { hazard: "Danger", person: "Person", access: "Access", instruction: "Standing instruction" };

/** The cautions of a place as a list. */
export function cautionList(cautions) {
  return h("ul", { class: "list" }, cautions.map((one) => h("li", {}, h("div", { class: "item" },
    span(glyph(one.kind === "hazard" ? "over" : one.kind === "person" ? "caution" : "idle"), one.kind === "hazard" ? "over" : one.kind === "person" ? "waiting" : "idle"),
    h("span", {}, h("b", {}, KIND[one.kind] ?? one.kind), one.text, h("small", {}, `until ${day(one.until)}`))))));
}

function welfare(shown) {
  const { assignment } = shown;
  if (!assignment.welfare_due) return null;
  const over = Boolean(assignment.welfare_overdue) || isPast(assignment.welfare_due);
  return h("button", { type: "button", class: `item warn${over ? " bad" : ""}`, id: "welfare",
    onclick: () => act("welfare", ofAssignment(shown), { title: "I am all right", sub: callLabel(shown), icon: "shield-check" }) },
    icon(over ? "alert-triangle" : "shield-check"),
    h("span", {}, h("b", {}, over ? "Welfare check is overdue" : "Welfare check"), h("small", {}, over ? `was due ${clock(assignment.welfare_due)}. Tap: I am all right` : `by ${clock(assignment.welfare_due)}. Tap: I am all right`)));
}

function noCall(shown) {
  const { unit } = shown;
  return [
    h("p", { class: "state h-idle" }, glyph(unit.out ? "out" : "idle"), unit.out ? `Out of service: ${unit.out}` : "Available"),
    h("h1", {}, "No call"),
    h("p", { class: "muted" }, unit.out ? "You are not sent to anything until you are back in service." : "A call comes up here by itself, and this phone vibrates."),
    unit.place && h("p", {}, h("span", { class: "muted" }, "Last known place: "), unit.place),
    h("div", { class: "stack" },
      unit.out && h("button", { type: "button", class: "button", onclick: () => act("in_service", { unit: unit.id }, { title: "Back in service", sub: unit.cs, icon: "check" }) }, icon("check"), "Back in service"),
      h("button", { type: "button", class: "button lead", id: "start", onclick: () => askStart(shown) }, icon("plus"), "Start a call"),
      h("button", { type: "button", class: "button", id: "home-patrol", onclick: () => askPatrol(shown) }, icon("walk"), "Log a patrol"),
      h("button", { type: "button", class: "button", id: "home-tag", onclick: () => askTag(shown) }, icon("tag"), "A.L.E.R.T. tag")),
    waitingList(),
    nextInLine(shown),
  ];
}

function nextInLine(shown) {
  if (!shown.next?.length) return null;
  return [h("h2", {}, "Next for you"), h("ul", { class: "list" }, shown.next.map((one) => h("li", {}, h("div", { class: "item" },
    span(glyph("waiting"), "waiting"), h("span", {}, h("b", {}, one.label), h("small", {}, one.place)), h("span", { class: "end mono" }, one.n)))))];
}

function apart() {
  return [h("h1", {}, "Confidential call"), h("p", {}, "What it is about is shown to those named on it, with signal, and never kept on this phone. Your statuses are kept and sent as always."), waitingList()];
}

function offDuty(go) {
  return [
    h("p", { class: "state h-idle" }, glyph("idle"), "Off duty"),
    h("h1", {}, "You are not on a unit"),
    h("p", { class: "muted" }, "Log on to a unit to be sent, to start calls and to have the emergency button."),
    h("button", { type: "button", class: "button lead", onclick: () => go("shift") }, icon("user-check"), "Log on"),
    waitingList(),
  ];
}

function askNote(shown) {
  const text = h("textarea", { id: "note", "aria-label": "Note", maxlength: 20000 });
  const close = sheet("Note", text, h("button", { type: "button", class: "button lead", onclick: async () => {
    const said = text.value.trim();
    if (!said) return text.focus();
    const label = { title: "Note", sub: shown.call?.is_private ? "Confidential call" : said.slice(0, 80), icon: "pencil" };
    if (await act("note", { ...ofCall(shown), text: said }, label)) close();
  } }, "Keep note"));
  text.focus();
}

/** The status at hand and the next ones, at the bottom. */
export function steps(shown) {
  const { assignment } = shown;
  const now = STATUS[assignment.status] ?? STATUS.assigned;
  const destination = assignment.destination || shown.call?.destination;
  const [lead, ...others] = choices(assignment.status, destination);
  fill($("steps"),
    h("div", { class: "row" },
      h("b", { class: `state h-${now.hue}`, id: "status" }, glyph(now.glyph), now.word),
      h("span", { class: "muted" }, assignment.since ? `since ${clock(assignment.since)}` : "")),
    lead && stepButton(shown, lead, true),
    others.length > 0 && h("div", { class: "others" }, others.map((to) => stepButton(shown, to, false))));
}

function stepButton(shown, to, isLead) {
  const { word, glyph: drawn, hue } = STATUS[to];
  const label = isLead && to === "cleared" ? "Clear" : word;
  return h("button", { type: "button", class: isLead ? `button next h-${hue}` : "button", "data-to": to,
    onclick: () => (to === "cleared" ? askOutcome(shown) : stamp(shown, to)) }, glyphOf(drawn, hue, isLead), label);
}

function glyphOf(name, hue, isLead) {
  const drawn = glyph(name);
  if (!isLead && hue !== "clear") drawn.classList.add(`h-${hue}`);
  return drawn;
}

function stamp(shown, to) {
  return act("move", { ...ofAssignment(shown), to }, { title: STATUS[to].word, sub: callLabel(shown), glyph: STATUS[to].glyph });
}

function askOutcome(shown) {
  const outcomes = shown.call?.outcomes ?? [{ key: "", words: "Clear, the desk adds how it ended" }];
  const close = sheet("How did it end", h("div", { class: "stack", id: "outcomes" }, outcomes.map((one) =>
    h("button", { type: "button", class: "button", "data-outcome": one.key, onclick: async () => {
      const label = { title: one.key ? `Clear: ${one.words.toLowerCase()}` : "Clear", sub: callLabel(shown), glyph: "ok" };
      if (await act("clear", { ...ofAssignment(shown), outcome: one.key }, label)) close();
    } }, one.words))));
}
