// Closing a way by a press on the map or from a list, and opening it again.

import { byId, h } from "./dom.js";
import { waysAt, waysOf } from "./map-pick.js";
import { post } from "./server.js";
import { state } from "./state.js";
import { hm } from "./time.js";
import { toast } from "./toasts.js";

const MOST = 40; // of a list one reads; typing narrows it
let board = null;
let refresh = null;
let closed = [];
let picked = null; // {ref, name, feature}
let wanted = "";

export function startWays(made, { refresh: again }) {
  board = made;
  refresh = again;
  byId("map-shut").addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    openWays(null, true);
  });
}

const mayClose = () => state.me.may.includes("closure:write");
export const waysOpen = () => !byId("map-shut").hidden;

/** Hear what is closed now (nothing: the floor changed), and draw the list again when it is open. */
export function drawWays(features = closed) {
  closed = features;
  if (waysOpen() && !byId("map-shut").contains(document.activeElement)) draw();
  else if (waysOpen()) lists();
}

/** Open the panel, at a closure when given; `isShut` shuts it. */
export function openWays(closure = null, isShut = false) {
  const panel = byId("map-shut");
  panel.hidden = isShut;
  byId("map-ways").setAttribute("aria-expanded", String(!isShut));
  byId("map").classList.toggle("is-picking", !isShut && mayClose());
  byId("plan-map").classList.toggle("is-picking", !isShut && mayClose());
  picked = null;
  board.tell({ picked: null });
  if (isShut) return byId("map-ways").focus();
  draw();
  if (closure) panel.querySelector(`[data-closure="${closure.properties.id}"]`)?.focus();
  else (panel.querySelector("input") ?? panel.querySelector("button"))?.focus();
}

/** A press on the ground while the panel is open picks a way, one more press the next there; true when it was for us. */
export function pressed(view, latlng) {
  if (!waysOpen() || !mayClose()) return false;
  const ways = waysAt(view, latlng);
  const way = ways[(ways.findIndex((one) => one.ref === picked?.ref) + 1) % ways.length];
  if (way) pick(way, ways.length - 1);
  else toast("No way there. Press a corridor, a path, a door, an elevator or a stair.");
  return true;
}

function pick(way, others = 0) {
  picked = { ...way, others };
  board.tell({ picked: way.feature });
  draw();
  byId("map-shut").querySelector("[name=reason]")?.focus();
}

function draw() {
  const panel = byId("map-shut");
  const shut = h("button", { type: "button", class: "plain plan-shut", "aria-label": "Shut this list", onclick: () => openWays(null, true) }, "×");
  const filter = h("input", { type: "search", value: wanted, placeholder: "Door, elevator, stair", "aria-label": "Find a way", oninput: (event) => { wanted = event.target.value; lists(); } });
  const choose = mayClose() && !picked ? [h("p", { class: "muted" }, "Press a way on the map, or choose one."), filter, h("ul", { class: "shut-list", "aria-label": "Ways here" })] : null;
  panel.replaceChildren(...[h("h3", {}, "Closed ways", shut), h("ul", { class: "shut-now", "aria-label": "Closed now" }), picked ? form() : null, ...(choose ?? [])].filter(Boolean));
  lists();
}

function lists() {
  const panel = byId("map-shut");
  const now = closed.map(({ properties: one }) =>
    h("li", {}, h("b", {}, one.what), h("span", {}, `${one.reason}, ${one.until ? `until ${hm(one.until)}` : "until opened"}`), mayClose() ? h("button", { type: "button", class: "act", "data-closure": one.id, onclick: () => open(one) }, "Open") : null),
  );
  panel.querySelector(".shut-now").replaceChildren(...(now.length ? now : [h("li", { class: "muted" }, "Nothing is closed on this site.")]));
  const list = panel.querySelector(".shut-list");
  if (!list) return;
  const all = waysOf(board.floorData() ?? board.siteData() ?? { fixtures: { features: [] }, ways: { features: [] } });
  const some = all.filter((way) => wanted.toLowerCase().split(/\s+/).every((word) => way.name.toLowerCase().includes(word)) && !closed.some((one) => one.properties.way === way.ref));
  const item = (way) => h("li", {}, h("button", { type: "button", class: "plain", onclick: () => pick(way), onfocus: () => board.tell({ picked: way.feature }) }, way.name));
  list.replaceChildren(...some.slice(0, MOST).map(item), ...(some.length > MOST ? [h("li", { class: "muted" }, `${some.length - MOST} more; type to narrow`)] : []));
}

function form() {
  const send = async (event) => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(event.target));
    await done(post("places/close", { way: picked.ref, reason: fields.reason, until: fields.until }));
  };
  return h(
    "form",
    { class: "shut-form", onsubmit: send },
    h("b", {}, picked.name),
    picked.others ? h("span", { class: "muted" }, `${picked.others} more at this spot: press it again`) : null,
    h("label", {}, "Why ", h("input", { name: "reason", required: true, maxlength: 200, autocomplete: "off" })),
    h("label", {}, "Until ", h("input", { name: "until", placeholder: "18:30 or minutes; empty until opened", pattern: "([01]?[0-9]|2[0-3]):[0-5][0-9]|[0-9]{1,4}", autocomplete: "off" })),
    h("div", { class: "acts" }, h("button", { type: "submit", class: "act first" }, "Close it"), h("button", { type: "button", class: "act", onclick: () => openWays() }, "Another way")),
  );
}

const open = (one) => done(post(`places/open/${one.id}`, {}));

async function done(answer) {
  try {
    const { said } = await answer;
    toast(said);
    wanted = "";
    openWays();
    refresh();
  } catch (error) {
    toast(Object.values(error.fields ?? {}).flat()[0] ? `${error.message} ${Object.values(error.fields).flat()[0]}` : error.message, { isWrong: true });
  }
}
