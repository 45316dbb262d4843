// An officer comes upon something: three taps (start, what, where) and the call is open with the unit on scene.

import { fill, h, icon, sheet } from "./dom.js";
import { act } from "./doing.js";
import { live } from "./live.js";
import { ask } from "./who.js";

/** Ask what it is, then where; `place` is known when one came from the look-up. */
export function askStart(shown, place = null) {
  const services = live.words?.services ?? [];
  if (!shown?.unit) return sheet("Log on first", h("p", {}, "A call you start is worked by your unit. Log on under My shift."));
  return sheet("What is it", place && h("p", { class: "state" }, icon("map-pin"), place.label),
    h("div", { class: "tiles two", id: "services" }, services.map((one) =>
      h("button", { type: "button", class: "tile tall", "data-service": one.key, onclick: () => (place ? start(shown, one, place) : askWhere(shown, one)) }, one.label))));
}

function askWhere(shown, service) {
  const hits = h("ul", { class: "list", hidden: true });
  const known = shown.unit.place || "";
  const input = h("input", { type: "text", id: "where", maxlength: 300, value: known, autocomplete: "off", "aria-label": "Where", placeholder: "Building, floor, room" });
  let chosen = { label: known, ref: "" };
  let timer = 0;
  input.addEventListener("input", () => {
    chosen = { label: input.value.trim(), ref: "" };
    clearTimeout(timer);
    timer = setTimeout(() => suggest(input.value, hits, (hit) => start(shown, service, hit)), 200);
  });
  const go = h("button", { type: "button", class: "button lead", id: "start-here", onclick: () => start(shown, service, chosen) }, icon("check"), known ? "Start here" : "Start");
  sheet(service.name, h("label", { for: "where" }, known ? "At your last known place, or say where" : "Where"), input, hits, h("p", {}, go));
}

/** Places under a field while it is typed in; without signal the words alone are kept. */
export async function suggest(text, list, choose) {
  const answer = text.trim() ? await ask(`places?q=${encodeURIComponent(text)}`) : null;
  const found = answer?.ok ? (await answer.json()).hits.slice(0, 6) : [];
  list.hidden = found.length === 0;
  fill(list, found.map((hit) => h("li", {}, h("button", { type: "button", class: "item", onclick: () => choose(hit) },
    icon("map-pin"), h("span", {}, h("b", {}, hit.label), h("small", {}, hit.site))))));
}

async function start(shown, service, place) {
  const data = { unit: shown.unit.id, service: service.key, place: place.label, place_ref: place.ref ?? "", details: "" };
  const { label, name, p, outcomes, is_private } = service;
  const said = is_private ? { title: "Start: confidential call", sub: "Confidential call" } : { title: `Start: ${label}`, sub: place.label || "place not said" };
  await act("start", data, { ...said, icon: "plus", call: { label, name, p, outcomes, is_private } });
  document.getElementById("sheet").close();
  location.hash = "#call";
}
