// A place before one goes in: cautions, what is close. It needs signal: nothing of it is kept on the phone.

import { fill, h, icon } from "./dom.js";
import { cautionList } from "./call.js";
import { model } from "./model.js";
import { askStart } from "./start.js";
import { ask, who } from "./who.js";

const ICONS = { aed: "heart", blue_phone: "phone", door: "door", stair: "stairs" };

let screen = null;

/** The screen; made once, so that what is typed stays. */
export function lookScreen() {
  if (screen) return [screen];
  const results = h("div", { id: "found", "aria-live": "polite" });
  const input = h("input", { type: "search", id: "look", autocomplete: "off", placeholder: "Building, floor, room", "aria-label": "Look up a place" });
  let timer = 0;
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => find(input.value, results), 180); });
  screen = h("div", {}, h("h1", {}, "Look up"), input, results);
  note(results, "A place by its name, number or short form. Cautions come first.");
  return [screen];
}

const note = (into, words) => fill(into, h("p", { class: "muted" }, words));

let asked = 0;

async function find(text, results) {
  const mine = (asked += 1);
  if (!text.trim()) return note(results, "A place by its name, number or short form. Cautions come first.");
  const answer = await ask(`places?q=${encodeURIComponent(text)}`);
  if (mine !== asked) return;
  if (!answer?.ok) return note(results, offline());
  const { hits } = await answer.json();
  if (hits.length === 0) return note(results, `No place is called “${text.trim()}”. Try the building alone.`);
  fill(results, h("ul", { class: "list" }, hits.map((hit) => h("li", {}, h("button", { type: "button", class: "item", onclick: () => open(hit, results) },
    icon("map-pin"), h("span", {}, h("b", {}, hit.label), h("small", {}, hit.site)), icon("chevron-right"))))));
}

const offline = () => (who.net === "online" ? "The place could not be read. Try again." : "No signal: places cannot be looked up. The cautions of your call stay on My call.");

async function open(hit, results) {
  const answer = await ask(`place?ref=${encodeURIComponent(hit.ref)}`);
  if (!answer?.ok) return note(results, offline());
  const place = await answer.json();
  fill(results,
    h("h2", { class: "place" }, place.label, h("span", {}, place.site)),
    h("h2", {}, "Before you go in"),
    place.cautions.length > 0 ? cautionList(place.cautions) : h("p", { class: "muted" }, "No caution is in force here."),
    place.close.length > 0 && [h("h2", {}, "Close to it", h("span", {}, "as the crow flies")), h("ul", { class: "list" }, place.close.map((one) =>
      h("li", {}, h("div", { class: "item" }, icon(ICONS[one.kind] ?? "map-pin"), h("span", {}, h("b", {}, one.words), h("small", {}, [one.name, one.floor].filter(Boolean).join(", "))), h("b", { class: "end" }, `${one.m} m`)))))],
    h("h2", {}, `Last ${place.days} days`, h("span", {}, place.calls === 1 ? "1 call" : `${place.calls} calls`)),
    h("button", { type: "button", class: "button", onclick: () => askStart(model(), { label: place.label, ref: place.ref }) }, icon("plus"), "Start a call here"));
}

/** Nothing that was looked up stays when somebody else takes the phone. */
export function forgetLook() {
  screen = null;
}
