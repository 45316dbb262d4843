// The map: shipped layers only, quiet ground, units and calls on top.

import { select } from "./calls.js";
import { byId, glyph, h } from "./dom.js";
import { get } from "./server.js";
import { changed, calls, emergencies, rowOf, state, units } from "./state.js";
import { shownNow } from "./time.js";
import { callState, short, unitState } from "./words.js";

const L = globalThis.L;
const FIXTURES = { aed: "aed", camera: "camera", blue_phone: "phone" };
let map = null;
let ground = null;
let fixtures = null;
let marks = null;
let site = null;
let bounds = null;
let buildings = [];
let scale = 17; // the zoom at which the whole site fits
let focus = null;

/** Make the map and draw the first site. */
export function startMap() {
  map = L.map("map", { zoomControl: false, zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, zoomSnap: 0.1, attributionControl: false, keyboard: false, maxZoom: 21, inertia: false });
  L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
  L.control.zoom({ position: "bottomright" }).addTo(map);
  ground = L.layerGroup().addTo(map);
  fixtures = L.layerGroup().addTo(map);
  marks = L.layerGroup().addTo(map);
  map.setView([0, 0], 2);
  map.on("zoomend", () => fixtures.eachLayer((layer) => layer.getElement?.() && (layer.getElement().hidden = map.getZoom() < 17)));
  new ResizeObserver(() => refit()).observe(byId("map"));
  if (state.sites.length) showSite(state.sites[0].id);
  drawTabs();
}

/** Fit the site; while suggestions take room, keep the scale and look at the place they are about. */
function refit() {
  map.invalidateSize({ pan: false });
  if (!bounds) return;
  const zoom = map.getBoundsZoom(bounds.pad(0.02));
  if (byId("completion").hidden || zoom > scale - 0.4) {
    scale = zoom;
    map.fitBounds(bounds, { animate: false, padding: [8, 8] });
  } else map.setView(focus ?? map.getCenter(), scale, { animate: false });
}

/** Look at a place that is being typed; null looks at the whole site again. */
export function lookAt(spotted) {
  focus = spotted ? L.latLng(spotted.lat, spotted.lon) : null;
  refit();
}

function drawTabs() {
  const tab = (one) => h("button", { type: "button", "aria-pressed": String(one.id === site), onclick: () => showSite(one.id) }, one.short);
  byId("tabs").replaceChildren(...state.sites.slice(0, innerWidth < 1600 ? 3 : 6).map(tab));
}

/** The site on the map. */
export const shownSite = () => site;

/** Fetch and draw a site's layers. */
export async function showSite(id) {
  site = id;
  drawTabs();
  const data = await get(`places/layers/${id}/`, { isPassive: true }).catch(() => null);
  if (!data || site !== id) return;
  ground.clearLayers();
  fixtures.clearLayers();
  for (const layer of Object.values(data.base ?? {})) lines(layer, () => "m-base");
  lines(data.ways, (feature) => `m-${feature.properties.way}`, ["road", "outdoor"]);
  buildings = [];
  for (const feature of data.buildings.features) building(feature);
  lines(data.ways, () => "m-corridor", ["corridor"]);
  if (!state.isPast) lines(data.closures, () => "m-closed"); // those of today
  for (const feature of data.fixtures.features) fixture(feature);
  bounds = L.latLngBounds(data.bounds);
  refit();
  changed("rows");
}

function lines(collection, classOf, ways = null) {
  if (!collection?.features?.length) return;
  L.geoJSON(collection, {
    interactive: false,
    filter: (feature) => !ways || ways.includes(feature.properties.way),
    style: (feature) => ({ className: classOf(feature) }),
    pointToLayer: (feature, at) => L.circleMarker(at, { radius: 4, className: classOf(feature), interactive: false }),
  }).addTo(ground);
}

function building(feature) {
  const shape = L.geoJSON(feature, { interactive: false, style: { className: "m-building" } }).addTo(ground);
  shape.eachLayer((layer) => {
    const corner = layer.getBounds().getNorthWest();
    const name = h("span", { class: "m-name" }, feature.properties.name);
    L.marker(corner, { icon: L.divIcon({ className: "m-spot", html: name, iconSize: null }), interactive: false, keyboard: false }).addTo(ground);
    buildings.push([feature, layer]);
  });
}

function fixture(feature) {
  const shape = FIXTURES[feature.properties.fx];
  if (!shape) return;
  const [lon, lat] = feature.geometry.coordinates;
  const icon = h("span", { class: "m-fixture" }, glyph(shape));
  L.marker([lat, lon], { icon: L.divIcon({ className: "m-spot", html: icon, iconSize: null }), interactive: false, keyboard: false }).addTo(fixtures);
}

function spot(lat, lon, content, onclick = null, above = 0) {
  const icon = L.divIcon({ className: "m-spot", html: content, iconSize: null });
  const mark = L.marker([lat, lon], { icon, keyboard: false, interactive: Boolean(onclick), zIndexOffset: above }).addTo(marks);
  if (onclick) mark.on("click", onclick);
}

function pill(row) {
  const { glyph: shape, tone, word } = unitState(row);
  return h("span", { class: `m-pill s-${tone}`, title: `${row.cs} ${word}` }, glyph(shape, tone), h("b", {}, row.cs));
}

/** Units at the same spot share one group of pills, so that none hides another. */
function crowd() {
  const groups = new Map();
  for (const row of [...emergencies(), ...units().filter((one) => !one.em)]) {
    if (row.lon === null || row.lon === undefined) continue;
    const at = map.latLngToLayerPoint([row.lat, row.lon]);
    const key = `${Math.round(at.x / 26)}:${Math.round(at.y / 14)}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return groups.values();
}

/** Draw units, calls and the selected call's building. */
export function drawMap() {
  if (!bounds) return;
  marks.clearLayers();
  const chosen = state.selected ? rowOf(state.selected) : null;
  for (const rows of crowd()) {
    const shown = rows.slice(0, 4).map(pill);
    if (rows.length > 4) shown.push(h("span", { class: "m-pill s-idle" }, h("b", {}, `+${rows.length - 4}`)));
    spot(rows[0].lat, rows[0].lon, h("div", { class: "m-pills" }, shown), rows.length === 1 && rows[0].ck ? () => select(rows[0].ck) : null, rows[0].em ? 2000 : 0);
  }
  for (const row of calls()) {
    if (row.lon === null || row.lon === undefined) continue;
    const isSelected = row.k === state.selected;
    if (row.st === "active" && !isSelected) continue;
    const { glyph: shape, tone } = callState(row, shownNow());
    const label = h("div", { class: `m-call ${isSelected ? "is-selected" : ""}` }, isSelected ? null : glyph(shape, tone), h("span", { class: "number" }, short(row.n)), isSelected ? row.t : `P${row.p}`);
    spot(row.lat, row.lon, label, () => select(row.k), isSelected ? 1000 : 500);
    if (isSelected) spot(row.lat, row.lon, h("div", { class: "m-target" }), null, 900);
  }
  for (const [feature, layer] of buildings) layer.getElement()?.classList.toggle("is-selected", Boolean(chosen?.lon) && inside(chosen, feature.geometry));
}

function inside(row, geometry) {
  const ring = geometry.type === "Polygon" ? geometry.coordinates[0] : (geometry.coordinates?.[0]?.[0] ?? []);
  let isIn = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i];
    const [xj, yj] = ring[j];
    if (yi > row.lat !== yj > row.lat && row.lon < ((xj - xi) * (row.lat - yi)) / (yj - yi) + xi) isIn = !isIn;
  }
  return isIn;
}
