// The map of a board: a site, and beside it one floor of a building. It draws whatever rows it is given, live or of the
// past: it neither knows the feed nor any address. `board-map.js` ties it to the live board.

import { h, say } from "./dom.js";
import { MapView } from "./map-view.js";

const SHOWN = { aed: true, blue_phone: true, camera: true, door: true, elevator: true, stair: true, panel: true, gate: true, hydrant: true, beats: false };
const AROUND = [1, 2]; // floors offered above and below the one shown, in a narrow and in a wide panel
const WIDE = 460; // pixels

/**
 * Make a map. `room` holds the elements: `site`, and for floors `plan` (a section that is hidden and shown), `planMap`,
 * `planHead`. `source` answers what is drawn: `calls()` and `units()` (rows of the board), `selected()` (a call's key or
 * null), `now()` (milliseconds). `load(path)` fetches a layer: "places/layers/3/". `on.select(key)` hears a press on a
 * mark, `on.press(view, latlng)` one on the ground (true: taken), `on.closure(feature)`, `on.site(id)`, `on.floor(id)`.
 */
export function makeMap(room, source, load, { tiles = null, on = {} } = {}) {
  const press = (view, latlng) => {
    if (on.press?.(view, latlng)) return;
    const building = view === site ? view.buildingAt(latlng) : null;
    if (building) openBuilding(building.properties.id);
  };
  const site = new MapView(room.site, { tiles, onPress: press, hasScale: true });
  const plan = room.planMap ? new MapView(room.planMap, { onPress: press }) : null;
  let shown = { ...SHOWN };
  let about = {}; // closures, routes, close, picked
  let siteId = null;
  let floorOf = new Map(); // node → floor
  let isHeld = false; // suggestions take room: keep the scale
  let spotted = null;
  let wanted = null; // the floor asked for, so that quick steps add up while one is fetched
  const more = new Map();

  new ResizeObserver(() => refit()).observe(room.site);
  if (plan) new ResizeObserver(() => plan.data && plan.fit()).observe(room.planMap);

  function refit() {
    site.map.invalidateSize({ pan: false });
    if (!site.bounds || !site.map.getSize().x) return;
    const zoom = site.map.getBoundsZoom(site.bounds.pad(0.02));
    if (!isHeld || site.scale === null || zoom > site.scale - 0.4) site.fit();
    else site.map.setView(spotted ?? site.map.getCenter(), site.scale, { animate: false });
  }

  /** While suggestions take room, look at the place they are about; null looks at the whole site again. */
  function lookAt(place, { isTyping }) {
    isHeld = isTyping;
    spotted = place ? globalThis.L.latLng(place.lat, place.lon) : null;
    refit();
  }

  async function showSite(id) {
    if (siteId !== id) closePlan();
    siteId = id;
    on.site?.(id);
    const data = await load(`places/layers/${id}/`).catch(() => null);
    if (!data || siteId !== id) return;
    floorOf = new Map(Object.entries(data.nodes).flatMap(([floor, nodes]) => nodes.map((node) => [node, Number(floor)])));
    site.take(data);
    refit();
    await layers();
    overlay();
    draw();
  }

  const floors = () => site.data?.floors ?? [];
  const floorById = (id) => floors().find((floor) => floor.id === id);
  const buildings = () => (site.data?.buildings.features ?? []).filter((one) => floors().some((floor) => floor.b === one.properties.id)).sort((a, b) => a.properties.name.localeCompare(b.properties.name, "en", { numeric: true }));

  /** Show a floor of the site shown; resolves when it is drawn. */
  async function showFloor(id) {
    const floor = floorById(id);
    if (!plan || !floor) return;
    wanted = id;
    const isOther = plan.data?.floor.b !== floor.b || room.plan.hidden;
    const data = await load(`places/layers/${siteId}/floors/${id}/?v=${encodeURIComponent(site.data.version)}`).catch(() => null);
    if (!data || wanted !== id) return;
    room.plan.hidden = false;
    plan.take(data);
    plan.takeShown((kind) => shown[kind]);
    if (isOther) plan.fit();
    head();
    overlay();
    draw();
    on.floor?.(id);
  }

  /** The street floor of a building. */
  function openBuilding(id) {
    const mine = floors().filter((floor) => floor.b === id);
    const street = mine.find((floor) => floor.level === 0) ?? mine[0];
    if (street) showFloor(street.id);
  }

  function closePlan() {
    wanted = null;
    if (!plan || room.plan.hidden) return;
    room.plan.hidden = true;
    plan.data = null;
    on.floor?.(null);
  }

  /** One floor up (1) or down (−1). */
  function stepFloor(by) {
    if (!plan?.data) return;
    const mine = floors().filter((floor) => floor.b === plan.data.floor.b);
    const next = mine[mine.findIndex((floor) => floor.id === wanted) + by];
    if (next) showFloor(next.id);
  }

  function head() {
    const now = plan.data.floor;
    const mine = floors().filter((floor) => floor.b === now.b);
    const at = mine.findIndex((floor) => floor.id === now.id);
    const around = AROUND[Number(room.plan.clientWidth >= WIDE)];
    const from = Math.max(0, Math.min(at - around, mine.length - 2 * around - 1));
    const few = mine.slice(from, from + 2 * around + 1).reverse();
    const pick = h("select", { "aria-label": "Building", onchange: (event) => openBuilding(Number(event.target.value)) }, buildings().map((one) => h("option", { value: one.properties.id, selected: one.properties.id === now.b }, one.properties.name)));
    const step = (floor) => h("button", { type: "button", "aria-pressed": String(floor.id === now.id), "aria-label": `Floor ${floor.n}`, onclick: () => showFloor(floor.id) }, floor.n);
    const hadPick = room.planHead.contains(document.activeElement) && document.activeElement.tagName === "SELECT";
    room.planHead.replaceChildren(pick, h("span", { class: "plan-count", role: "status" }), h("span", { class: "tabs", role: "group", "aria-label": "Floors" }, few.map(step)), h("button", { type: "button", class: "plain plan-shut", "aria-label": "Close the floor plan", onclick: closePlan }, "×"));
    if (hadPick) pick.focus();
  }

  const has = (row) => row.lon !== null && row.lon !== undefined;

  /** Draw units and calls from the source's rows. */
  function draw() {
    if (!site.data) return;
    const [calls, units, selected, now] = [source.calls(), source.units(), source.selected(), source.now()];
    const here = (row) => has(row) && (!row.site || row.site === siteId);
    const marks = { selected, now, onSelect: on.select ?? (() => {}) };
    site.takeMarks({ ...marks, units: units.filter(here), calls: calls.filter(here) });
    site.outline(calls.find((row) => row.k === selected));
    if (!plan?.data || room.plan.hidden) return;
    const onFloor = (row) => has(row) && floorOf.get(row.nd) === plan.data.floor.id;
    const [some, few] = [units.filter(onFloor), calls.filter(onFloor)];
    plan.takeMarks({ ...marks, units: some, calls: few });
    const told = [[some.length, "unit"], [few.length, "call"]].filter(([n]) => n).map(([n, word]) => `${n} ${word}${n > 1 ? "s" : ""}`);
    say(room.planHead.querySelector(".plan-count"), told.join(", ") || "nobody here");
  }

  async function layers() {
    const wanted = (site.data.more ?? []).filter(({ key }) => shown[`more:${key}`]);
    const mine = siteId;
    const some = await Promise.all(
      wanted.map(async ({ key }) => {
        const path = `places/layers/${mine}/more/${key}/?v=${encodeURIComponent(site.data.version)}`;
        if (!more.has(path)) more.set(path, await load(path).catch(() => null));
        return more.get(path);
      }),
    );
    if (mine !== siteId) return;
    site.takeShown((kind) => shown[kind], some.filter(Boolean));
    if (plan?.data) plan.takeShown((kind) => shown[kind]);
  }

  /** Which layers are drawn: kinds of fixture, "beats", and "more:" with a layer's key. */
  function show(choice) {
    shown = { ...SHOWN, ...choice };
    return site.data ? layers() : null;
  }

  /** What lies over the ground: `{closures, routes, close, picked}`; what is not given stays. */
  function tell(some) {
    about = { ...about, ...some };
    overlay();
  }

  function overlay() {
    const given = { ...about, onClosure: on.closure };
    if (site.data) site.takeOverlay(given);
    if (plan?.data && !room.plan.hidden) plan.takeOverlay(given);
  }

  const near = () => (plan?.data && room.planMap.contains(document.activeElement) ? plan : site);
  return {
    showSite, showFloor, openBuilding, closePlan, stepFloor, lookAt, draw, show, tell,
    zoom: (by) => near().zoom(by),
    fit: () => (site.fit(), plan?.data && plan.fit()),
    site: () => siteId,
    siteData: () => site.data,
    floor: () => (plan && !room.plan.hidden ? (plan.data?.floor ?? null) : null),
    floorData: () => (plan && !room.plan.hidden ? plan.data : null),
    floorAt: (node) => floorOf.get(node) ?? null,
    buildings,
    shown: () => shown,
  };
}
