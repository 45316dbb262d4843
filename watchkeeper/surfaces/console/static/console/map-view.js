// One drawn piece of ground: a site, or one floor of it. Everything drawn comes in as data; nothing here asks a server.

import { glyph, h } from "./dom.js";
import { placeMarks } from "./map-marks.js";

const L = globalThis.L;

/** The glyph and the word of each kind of fixture. */
export const FIXTURES = {
  aed: ["aed", "AED"],
  door: ["door", "Doors"],
  blue_phone: ["phone", "Blue phones"],
  camera: ["camera", "Cameras"],
  elevator: ["elevator", "Elevators"],
  stair: ["stair", "Stairs"],
  panel: ["panel", "Fire panels"],
  gate: ["gate", "Gates"],
  hydrant: ["hydrant", "Hydrants"],
};
const PLAIN = { zoomControl: false, zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, zoomSnap: 0.1, zoomDelta: 0.5, attributionControl: false, keyboard: false, maxZoom: 24, inertia: false, doubleClickZoom: false };
const FIXTURES_FROM = 16.6; // the zoom from which fixtures are worth their room
const STEP = 80; // pixels one arrow moves the map

export class MapView {
  /**
   * `tiles` is `{url, attribution}` or null; `onKey(event)` hears keys this view does not take; `onPress(view, latlng)`
   * hears a press on the ground.
   */
  constructor(element, { tiles = null, onPress = null, hasScale = false } = {}) {
    this.element = element;
    this.map = L.map(element, PLAIN);
    this.ground = L.layerGroup().addTo(this.map);
    this.more = L.layerGroup().addTo(this.map);
    this.overlay = L.layerGroup().addTo(this.map);
    this.fixtures = L.layerGroup().addTo(this.map);
    this.pane = this.map.createPane("marks");
    this.marks = new Map();
    this.data = null;
    this.bounds = null;
    this.scale = null;
    this.fanned = null;
    this.buildings = [];
    this.times = []; // how long each drawn route takes: said in the middle of it, among the marks
    L.control.zoom({ position: "bottomright", zoomInTitle: "Closer (+)", zoomOutTitle: "Farther (−)" }).addTo(this.map);
    if (hasScale) L.control.scale({ imperial: false, position: "bottomleft" }).addTo(this.map);
    if (tiles) this.tiled(tiles);
    this.map.setView([0, 0], 2);
    if (onPress) this.map.on("click", (event) => onPress(this, event.latlng));
    this.map.on("zoomend", () => this.zoomed());
    element.addEventListener("keydown", (event) => this.key(event));
  }

  tiled({ url, attribution }) {
    L.tileLayer(url, { maxZoom: 24, maxNativeZoom: 19, className: "m-tiles" }).addTo(this.map);
    L.control.attribution({ prefix: false, position: "topright" }).addAttribution(attribution.replaceAll("<", "&lt;")).addTo(this.map);
    this.element.classList.add("has-tiles");
  }

  /** Arrows move the map while it has the keyboard. */
  key(event) {
    const by = { ArrowUp: [0, -STEP], ArrowDown: [0, STEP], ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0] }[event.key];
    if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
    this.map.panBy(by, { animate: false });
    event.preventDefault();
    event.stopPropagation();
  }

  zoom(by) {
    this.map.setZoom(this.map.getZoom() + by, { animate: false });
  }

  /** Look at everything again. */
  fit() {
    this.map.invalidateSize({ pan: false });
    if (!this.bounds || !this.map.getSize().x) return;
    this.map.fitBounds(this.bounds, { animate: false, padding: [8, 8] });
    this.scale = this.map.getZoom();
  }

  /** Draw `data` (the answer of `places/layers/…`) in place of what is drawn. */
  take(data) {
    this.data = data;
    this.ground.clearLayers();
    this.buildings = [];
    for (const layer of Object.values(data.base ?? {})) this.lines(layer, "m-base");
    if (!data.floor) for (const way of ["road", "outdoor"]) this.lines(data.ways, `m-${way}`, way);
    for (const feature of data.buildings.features) this.building(feature);
    for (const feature of data.areas.features) this.area(feature);
    if (data.floor) this.lines(data.ways, "m-corridor is-wide");
    else this.lines(data.ways, "m-corridor", "corridor");
    this.bounds = L.latLngBounds(data.bounds);
  }

  lines(collection, className, way = null) {
    if (!collection?.features?.length) return;
    const filter = (feature) => way === null || feature.properties.way === way;
    L.geoJSON(collection, { interactive: false, filter, style: { className }, pointToLayer: (_, at) => L.circleMarker(at, { radius: 3, className, interactive: false }) }).addTo(this.ground);
  }

  label(at, text, className) {
    L.marker(at, { icon: L.divIcon({ className: "m-spot", html: h("span", { class: className }, text), iconSize: null }), interactive: false, keyboard: false }).addTo(this.ground);
  }

  building(feature) {
    const shape = L.geoJSON(feature, { interactive: false, style: { className: this.data.floor ? "m-building is-floor" : "m-building" } }).addTo(this.ground);
    shape.eachLayer((layer) => {
      this.buildings.push([feature, layer]);
      if (!this.data.floor) this.label(layer.getBounds().getNorthWest(), feature.properties.name, "m-name");
    });
  }

  area(feature) {
    const { name, cls } = feature.properties;
    const own = this.data.floor ? name.replace(this.data.floor.name, "").replace(/^[\s,]+|[\s,]+$/g, "") || name : name;
    if (feature.geometry.type === "Point") {
      const [lon, lat] = feature.geometry.coordinates;
      if (this.data.floor) this.label([lat, lon], own, "m-area-name is-point");
      return;
    }
    L.geoJSON(feature, { interactive: false, style: { className: `m-area ${cls === "general" ? "" : "is-high-risk"}` } })
      .eachLayer((layer) => this.data.floor && this.label(layer.getBounds().getCenter(), own, "m-area-name"))
      .addTo(this.ground);
  }

  /** The building under a point, or null. */
  buildingAt(latlng) {
    return this.buildings.find(([feature]) => inside(latlng.lng, latlng.lat, feature.geometry))?.[0] ?? null;
  }

  /** Outline the building a call is in. */
  outline(call) {
    for (const [feature, layer] of this.buildings) layer.getElement()?.classList.toggle("is-selected", Boolean(call?.lon) && !this.data.floor && inside(call.lon, call.lat, feature.geometry));
  }

  /** Fixtures whose kind `isShown(kind)`, beats when wanted, and layers drawn on demand. */
  takeShown(isShown, more = []) {
    this.fixtures.clearLayers();
    this.more.clearLayers();
    for (const feature of this.data.fixtures.features) {
      const [shape, word] = FIXTURES[feature.properties.fx] ?? [];
      if (!shape || !isShown(feature.properties.fx)) continue;
      const [lon, lat] = feature.geometry.coordinates;
      const { name, no } = feature.properties;
      const icon = h("span", { class: "m-fixture", title: [name, no].filter(Boolean).join(", "), role: "img", "aria-label": `${word}: ${name}` }, glyph(shape));
      L.marker([lat, lon], { icon: L.divIcon({ className: "m-spot", html: icon, iconSize: null }), interactive: false, keyboard: false }).addTo(this.fixtures);
    }
    if (isShown("beats")) for (const feature of this.data.beats?.features ?? []) this.beat(feature);
    const dots = { renderer: L.canvas(), radius: 2.5, weight: 1, color: getComputedStyle(this.element).getPropertyValue("--muted").trim() || "#888", fillOpacity: 0.5, interactive: false };
    for (const collection of more) L.geoJSON(collection, { interactive: false, style: dots, pointToLayer: (_, at) => L.circleMarker(at, dots) }).addTo(this.more);
    this.zoomed();
  }

  beat(feature) {
    L.geoJSON(feature, { interactive: false, style: { className: "m-beat" } })
      .eachLayer((layer) => {
        const name = h("span", { class: "m-beat-name" }, feature.properties.short);
        L.marker(layer.getBounds().getCenter(), { icon: L.divIcon({ className: "m-spot", html: name, iconSize: null }), interactive: false, keyboard: false }).addTo(this.more);
      })
      .addTo(this.more);
  }

  zoomed() {
    const isNear = this.data?.floor || this.map.getZoom() >= FIXTURES_FROM;
    this.fixtures.eachLayer((layer) => layer.getElement && (layer.getElement().hidden = !isNear));
    this.layout?.();
  }

  /** Draw what is closed, routes and what is close: `{closures, routes, close, onClosure}`. */
  takeOverlay({ closures = [], routes = [], close = [], picked = null, onClosure = null }) {
    this.overlay.clearLayers();
    this.times = [];
    for (const route of routes) this.route(route);
    for (const near of close) this.near(near);
    for (const feature of closures) this.closed(feature, onClosure);
    if (picked) L.geoJSON(picked, { interactive: false, style: { className: "m-picked" }, pointToLayer: (_, at) => L.circleMarker(at, { radius: 9, className: "m-picked", interactive: false }) }).addTo(this.overlay);
    this.layout?.();
  }

  /** A route's part on this ground: on a floor only what is walked there, on a site all of it. */
  route({ spots, text, isOnly }) {
    const floor = this.data.floor?.id;
    const parts = [];
    for (let i = 1; i < spots.length; i++) {
      const [a, b] = [spots[i - 1], spots[i]];
      if (floor && (a[2] !== floor || b[2] !== floor)) continue;
      if (a[0] === b[0] && a[1] === b[1]) continue;
      const last = parts.at(-1);
      if (last && last.at(-1)[0] === a[1] && last.at(-1)[1] === a[0]) last.push([b[1], b[0]]);
      else parts.push([[a[1], a[0]], [b[1], b[0]]]);
    }
    if (!parts.length) return;
    L.polyline(parts, { className: isOnly ? "m-route" : "m-route is-one-of-many", interactive: false }).addTo(this.overlay);
    const line = parts.reduce((longest, part) => (part.length > longest.length ? part : longest));
    const middle = line.length % 2 ? line[(line.length - 1) / 2] : midway(line[line.length / 2 - 1], line[line.length / 2]);
    this.times.push({ text, at: middle });
  }

  near({ kind, lon, lat, text, floor }) {
    if (floor !== (this.data.floor?.id ?? null)) return; // on the site what stands outdoors: floors lie over one another
    const [shape] = FIXTURES[kind];
    L.marker([lat, lon], { icon: L.divIcon({ className: "m-spot", html: h("span", { class: "m-near tab" }, glyph(shape), text), iconSize: null }), interactive: false, keyboard: false, zIndexOffset: 300 }).addTo(this.overlay);
  }

  closed(feature, onClosure) {
    const { floor } = feature.properties;
    if (this.data.floor && floor !== null && floor !== this.data.floor.id) return;
    const box = L.geoJSON(feature).getBounds();
    if (this.data.floor && floor === null && !this.bounds.pad(0.05).contains(box)) return;
    L.geoJSON(feature, { interactive: false, style: { className: "m-closed" }, filter: (one) => one.geometry.type !== "Point" }).addTo(this.overlay);
    const button = h("button", { type: "button", class: "m-cross", title: `Closed: ${feature.properties.what}, ${feature.properties.reason}`, "aria-label": `Closed: ${feature.properties.what}, ${feature.properties.reason}`, onclick: () => onClosure?.(feature) }, glyph("closed", "over"));
    L.DomEvent.disableClickPropagation(button);
    L.marker(box.getCenter(), { icon: L.divIcon({ className: "m-spot", html: button, iconSize: null }), interactive: true, keyboard: false, zIndexOffset: 200 }).addTo(this.overlay);
  }

  /** Draw units and calls: see `placeMarks`. Drawn again by itself when the zoom changes. */
  takeMarks(rows) {
    this.layout = () => placeMarks(this, rows);
    this.layout();
  }
}

const midway = (a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];

function inside(lon, lat, geometry) {
  const ring = geometry.type === "Polygon" ? geometry.coordinates[0] : (geometry.coordinates?.[0]?.[0] ?? []);
  let isIn = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i];
    const [xj, yj] = ring[j];
    if (yi > lat !== yj > lat && lon < ((xj - xi) * (lat - yi)) / (yj - yi) + xi) isIn = !isIn;
  }
  return isIn;
}
