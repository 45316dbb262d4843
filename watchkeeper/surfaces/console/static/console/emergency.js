// An officer's emergency: a strip above everything until each is released. Its tone is one of the alarms.

import { acknowledge, isDesk, isUrgent, showAlarm, unheard } from "./alarms.js";
import { startLine } from "./command.js";
import { byId, fill, glyph, h } from "./dom.js";
import { showSite, shownSite } from "./board-map.js";
import { keys } from "./keytable.js";
import { reveal } from "./panels.js";
import { emergencies, has, state } from "./state.js";
import { clock } from "./time.js";
import { emergencyPlace, short } from "./words.js";

const TITLE = document.title;

const listOf = (row) => (row.k.startsWith("unit:") ? "units" : row.st === "active" ? "active" : "waiting");

/** Show where it is: in its list and on the map, which open for it when they are folded. */
function show(row) {
  if (!row) return false;
  for (const panel of [listOf(row), row.em ? "map" : ""]) if (panel) reveal(panel);
  showAlarm({ row });
  if (has("map") && row.site && row.site !== shownSite()) showSite(row.site);
}

/** The one that E shows: each press goes on to the next; with no emergency, what else nobody acknowledged. */
function nextShown() {
  const rows = emergencies().length ? emergencies() : unheard().map((one) => one.row);
  return rows[(rows.findIndex((row) => row.k === state.cursorRow) + 1) % rows.length];
}

const button = (text, key, onclick) => h("button", { type: "button", class: "act", onclick }, text, key && h("kbd", {}, key));

function line(row) {
  const news = unheard("emergency");
  const mine = news.find((one) => one.row.k === row.k);
  const isNew = isUrgent(row.k);
  return h(
    "div",
    { class: `emergency ${isNew ? "is-new" : ""}`, id: `emergency-${row.k}` },
    glyph("emergency", "alarm", "g20"),
    h("b", {}, `Emergency ${row.cs}`),
    h("span", { class: "place" }, emergencyPlace(row)),
    row.call && h("span", { class: "muted" }, `on ${short(row.call)}`),
    h("span", { class: "tab" }, `since ${clock(row.em)}`),
    h("span", { class: "age tab", "data-since": row.em, "aria-live": "off" }),
    !isNew && h("span", { class: "muted" }, "acknowledged here"),
    h(
      "span",
      { class: "acts" },
      isNew && button("Acknowledge", news[0].row.k === row.k && "A", () => acknowledge(mine)),
      button("Show", nextShown().k === row.k && "E", () => show(row)),
      isDesk && button("Release", "", () => startLine(`rel ${row.cs}`)),
    ),
  );
}

/** Draw the strip. */
export function drawEmergencies() {
  const rows = emergencies();
  const strip = byId("emergencies");
  strip.hidden = !rows.length;
  const mark = (row) => JSON.stringify([row, unheard("emergency").map((one) => one.sign), nextShown().k]);
  fill(strip, rows, (row) => row.k, mark, line);
  document.title = rows.length ? `Emergency ${rows.map((row) => row.cs).join(", ")}: ${TITLE}` : TITLE;
}

const next = () => show(nextShown());
keys("Alarms", [{ keys: ["e"], says: "show the unit in emergency, or what sounds; the next at each press", run: next }]);
keys("Alarms", [{ keys: ["Alt+e"], says: "the same while typing", run: next }], "always");

/** Keep what scrolls clear of the strip. */
export function startEmergencies() {
  const sky = byId("emergencies").parentElement;
  new ResizeObserver(() => document.documentElement.style.setProperty("--sky", `${sky.offsetHeight}px`)).observe(sky);
}
