// The map of the replay: the same ground as the live board's, with units and calls where they were said to be then. What
// is closed today is not drawn, and the ways of today are not reckoned.

import { select } from "./calls.js";
import { byId, h } from "./dom.js";
import { makeMap } from "./map.js";
import { get } from "./server.js";
import { calls, emergencies, state, units } from "./state.js";
import { shownNow } from "./time.js";

let board = null;

const source = {
  calls,
  units: () => [...emergencies(), ...units().filter((one) => !one.em)],
  selected: () => state.selected,
  now: shownNow,
};

function drawTabs() {
  const tab = (one) => h("button", { type: "button", "aria-pressed": String(one.id === board?.site()), onclick: () => board.showSite(one.id) }, one.short);
  byId("tabs").replaceChildren(...state.sites.slice(0, innerWidth < 1600 ? 3 : 6).map(tab));
}

/** Make the map and draw the first site. */
export function startMap() {
  const load = (path) => get(path, { isPassive: true });
  board = makeMap({ site: byId("map") }, source, load, { tiles: state.tiles ?? null, on: { select, site: drawTabs } });
  if (state.sites.length) board.showSite(state.sites[0].id);
}

/** Draw units and calls. */
export const drawMap = () => board?.draw();
