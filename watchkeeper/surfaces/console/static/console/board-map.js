// The map of the live board: its sites, what is closed, the selected call's ways and what is close, and its keys.

import { select } from "./calls.js";
import { byId, glyph, h } from "./dom.js";
import { makeMap } from "./map.js";
import { FIXTURES } from "./map-view.js";
import { drawWays, openWays, pressed, startWays, waysOpen } from "./map-ways.js";
import { get, post } from "./server.js";
import { calls, emergencies, rowOf, state, units } from "./state.js";
import { shownNow, span } from "./time.js";

const AGAIN = 3000; // a unit on its way changes its place often; its way is asked no more often than this
let board = null;
let way = null; // the answer of calls/…/way
let asked = { key: null, sign: "", at: 0, timer: null };
let isClose = false;

const source = {
  calls,
  units: () => [...emergencies(), ...units().filter((one) => !one.em)],
  selected: () => state.selected,
  now: shownNow,
};

/** Make the map and draw the first site. */
export function startMap() {
  const room = { site: byId("map"), plan: byId("plan"), planMap: byId("plan-map"), planHead: byId("plan-head") };
  const load = (path) => get(path, { isPassive: true });
  board = makeMap(room, source, load, { tiles: state.tiles, on: { select, press: pressed, closure: openWays, site: drawTabs, floor: () => drawWays() } });
  startWays(board, { refresh: changedWays });
  byId("map-layers").addEventListener("click", toggleLayers);
  byId("map-close").addEventListener("click", toggleClose);
  byId("map-ways").addEventListener("click", () => openWays());
  byId("map-panel").addEventListener("keydown", (event) => event.key === "Escape" && shutLayers());
  byId("plan-head").addEventListener("keydown", inHead);
  if (state.sites.length) showSite(state.sites[0].id);
}

/** In the list of buildings the keys of the board still work: floors, the command line, and back to the plan. */
function inHead(event) {
  const does = { PageUp: () => board.stepFloor(1), PageDown: () => board.stepFloor(-1), Escape: () => byId("plan-map").focus(), "/": () => byId("command").focus() }[event.key];
  if (!does || !event.target.matches("select")) return;
  does();
  event.preventDefault();
  event.stopPropagation();
}

function drawTabs() {
  const tab = (one) => h("button", { type: "button", "aria-pressed": String(one.id === board?.site()), onclick: () => showSite(one.id) }, one.short);
  const many = innerWidth < 1600 ? 3 : 6;
  const first = state.sites.slice(0, many);
  const here = state.sites.find((one) => one.id === board?.site());
  if (here && !first.includes(here)) first[many - 1] = here;
  byId("tabs").replaceChildren(...first.map(tab));
}

/** The site on the map. */
export const shownSite = () => board?.site() ?? null;

/** Show a site with what is closed there. */
export async function showSite(id) {
  await Promise.all([board.showSite(id), closures(id)]);
}

async function closures(id) {
  const data = await get(`places/closures/${id}/`, { isPassive: true }).catch(() => null);
  if (!data || board.site() !== id) return;
  board.tell({ closures: data.closures.features });
  if (shownChoice === null) {
    shownChoice = data.shown;
    board.show(data.shown);
  }
  drawWays(data.closures.features);
}

/** A way was closed or opened somewhere: draw it, and reckon the ways to the selected call anew. */
export function changedWays() {
  closures(board.site());
  ask(true);
}

/** Look at a place that is being typed; null looks at the whole site again. */
export function lookAt(spotted) {
  board?.lookAt(spotted, { isTyping: !byId("completion").hidden });
}

let drawing = null;

/** Draw units, calls and ways; bursts of changes are drawn once. */
export function drawMap() {
  if (!board || drawing) return;
  drawing = setTimeout(() => {
    drawing = null;
    board.draw();
    follow();
  }, 60);
}

/** The selected call's ways, when it was selected, when its units or their places changed. */
function follow() {
  const key = state.selected;
  if (key !== asked.key) {
    clearTimeout(asked.timer);
    asked = { key, sign: "", at: 0, timer: null };
    way = null;
    tellWay();
  }
  if (!key) return;
  const row = rowOf(key);
  const mine = units().filter((one) => one.ck === key);
  const sign = JSON.stringify([row?.nd, row?.v, mine.map((one) => [one.k, one.nd, one.st]), row && !mine.length ? units().filter((one) => one.st === "available").map((one) => one.nd) : null]);
  if (sign === asked.sign || asked.timer) return;
  const wait = Math.max(0, asked.at + AGAIN - Date.now());
  asked.sign = sign;
  asked.timer = setTimeout(() => ask(), wait);
}

async function ask(isNow = false) {
  clearTimeout(asked.timer);
  const key = state.selected;
  if (!key || (isNow && asked.key !== key)) return;
  Object.assign(asked, { at: Date.now(), timer: null });
  const isFirst = way === null;
  const found = await get(`calls/${key.split(":")[1]}/way`, { isPassive: true }).catch(() => null);
  if (!found || state.selected !== key) return;
  way = found;
  if (isFirst) await openFloor(key);
  tellWay();
}

/** A call that was chosen opens its floor, on its own site. */
async function openFloor(key) {
  const row = rowOf(key);
  if (row?.site && row.site !== board.site()) await showSite(row.site);
  if (way?.floor) await board.showFloor(way.floor);
  else board.closePlan();
}

const MODES = { foot: "on foot", bicycle: "by bicycle", motorcycle: "by motorcycle", cruiser: "by cruiser" };
const took = (route) => (route.seconds === null ? "no way there" : span(route.seconds));

function tellWay() {
  const routes = way?.routes ?? [];
  board.tell({
    routes: routes.map((route) => ({ spots: route.spots, text: routes.length > 1 ? `${route.unit} ${took(route)}` : took(route), isOnly: routes.length === 1 })),
    close: isClose ? (way?.close ?? []).map((one) => ({ ...one, text: span(one.seconds) })) : [],
  });
  const told = byId("map-words");
  told.hidden = !routes.length;
  told.replaceChildren(...routes.slice(0, 2).map((route) => h("span", {}, h("b", {}, route.unit), ` ${took(route)} ${MODES[route.mode] ?? ""}${route.status ? "" : ", nearest"}`, route.words.length ? h("span", { class: "muted" }, ` ${route.words.join(", ")}`) : null)));
  if (routes.length > 2) told.append(h("span", { class: "muted" }, `${routes.length - 2} more`));
  drawClose();
  document.dispatchEvent(new CustomEvent("watchkeeper:way", { detail: way }));
}

/** What is close to the selected call, marked on the map and told in words. */
export function toggleClose() {
  isClose = !isClose;
  byId("map-close").setAttribute("aria-pressed", String(isClose));
  tellWay();
}

function drawClose() {
  const list = byId("map-near");
  list.hidden = !isClose;
  if (!isClose) return;
  const row = (one) => h("li", {}, glyph(FIXTURES[one.kind]?.[0] ?? "pin"), h("span", { class: "tab" }, span(one.seconds)), h("span", {}, one.name));
  const rows = (way?.close ?? []).map(row);
  list.replaceChildren(h("h3", {}, "Close to the call"), rows.length ? h("ul", {}, rows) : h("p", {}, !state.selected ? "Select a call first." : way ? "Nothing on the map within ten minutes on foot." : "Looking."));
}

let shownChoice = null;

function toggleLayers() {
  const panel = byId("map-panel");
  if (!panel.hidden) return shutLayers();
  const shown = board.shown();
  const names = [...Object.entries(FIXTURES).map(([key, [shape, word]]) => [key, word, shape]), ["beats", "Beats", null], ...(board.siteData()?.more ?? []).map(({ key, name }) => [`more:${key}`, name, null])];
  const one = ([key, name, shape]) => h("label", {}, h("input", { type: "checkbox", checked: Boolean(shown[key]), onchange: (event) => choose(key, event.target.checked) }), shape ? glyph(shape) : null, name);
  panel.replaceChildren(h("h3", {}, "On the map"), ...names.map(one));
  panel.hidden = false;
  byId("map-layers").setAttribute("aria-expanded", "true");
  panel.querySelector("input").focus();
}

function shutLayers() {
  byId("map-panel").hidden = true;
  byId("map-layers").setAttribute("aria-expanded", "false");
  byId("map-layers").focus();
}

function choose(key, isOn) {
  shownChoice = { ...shownChoice, [key]: isOn };
  board.show(shownChoice);
  post("places/shown", { layers: JSON.stringify(shownChoice) }).catch(() => null); // what is shown stays so until the page is left
}

function nextSite() {
  const at = state.sites.findIndex((one) => one.id === board.site());
  if (state.sites.length) showSite(state.sites[(at + 1) % state.sites.length].id);
}

/** The floor plan: the selected call's, or the first building's; once more shuts it. */
async function toggleFloor() {
  if (board.floor()) return board.closePlan();
  if (way?.floor) await board.showFloor(way.floor);
  else if (board.buildings().length) board.openBuilding(board.buildings()[0].properties.id);
  setTimeout(() => byId("plan-head").querySelector("select")?.focus(), 300);
}

/** What each key does on the map; none of them types. */
export const MAP_KEYS = {
  "+": () => board.zoom(1), "=": () => board.zoom(1), "-": () => board.zoom(-1), 0: () => board.fit(),
  PageUp: () => board.stepFloor(1), PageDown: () => board.stepFloor(-1),
  f: toggleFloor, g: nextSite, v: toggleClose, w: () => (waysOpen() ? openWays(null, true) : openWays()), y: toggleLayers,
};
