// An officer's emergency: a strip above everything until each is released, and a tone until this console has heard it.

import { select } from "./calls.js";
import { startLine } from "./command.js";
import { byId, fill, glyph, h, say } from "./dom.js";
import { showSite, shownSite } from "./board-map.js";
import { changed, emergencies, state } from "./state.js";
import { clock } from "./time.js";
import { isHeld, startTone, stopTone, whenHeld } from "./tone.js";
import { emergencyPlace, short } from "./words.js";

const HEARD = "wk-heard"; // the emergencies acknowledged on this console, in every window of its browser
const MUTED = "wk-muted";
const TITLE = document.title;

const isDesk = state.me.may.includes("emergency:release"); // a tone in an officer's pocket would give its place away
const sign = (row) => `${row.k}@${row.em}`;
const heard = () => JSON.parse(localStorage.getItem(HEARD) ?? "[]");
const isMuted = () => localStorage.getItem(MUTED) === "yes";

/** Those nobody at this console has acknowledged. */
function unheard() {
  const known = heard();
  return emergencies().filter((row) => !known.includes(sign(row)));
}

function acknowledge(row) {
  if (!row) return;
  localStorage.setItem(HEARD, JSON.stringify([...heard(), sign(row)].slice(-50)));
  changed("rows");
}

function show(row) {
  if (!row) return;
  if (row.ck) select(row.ck);
  state.cursorRow = row.k;
  if (row.site && row.site !== shownSite()) showSite(row.site);
  changed("rows");
  setTimeout(() => byId(`row-${row.k}`)?.scrollIntoView({ block: "nearest" }), 0);
}

/** The one that E shows: each press goes on to the next. */
function nextShown() {
  const rows = emergencies();
  return rows[(rows.findIndex((row) => row.k === state.cursorRow) + 1) % rows.length];
}

function toggleSound() {
  localStorage.setItem(MUTED, isMuted() ? "no" : "yes");
  changed("rows");
}

/** What keeps an emergency nobody acknowledged from sounding here, in words. */
function silence() {
  if (!isDesk || !unheard().length) return "";
  if (isMuted()) return "The sound is muted at this console; Ctrl M turns it on.";
  return isHeld() ? "The browser keeps the sound back until a key is pressed here." : "";
}

const button = (text, key, onclick) => h("button", { type: "button", class: "act", onclick }, text, key && h("kbd", {}, key));

function line(row) {
  const news = unheard();
  const isNew = news.some((one) => one.k === row.k);
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
      isNew && button("Acknowledge", news[0].k === row.k && "A", () => acknowledge(row)),
      button("Show", nextShown().k === row.k && "E", () => show(row)),
      isDesk && button("Release", "", () => startLine(`rel ${row.cs}`)),
    ),
  );
}

/** Draw the strip, and sound or be silent. */
export function drawEmergencies() {
  const rows = emergencies();
  const news = unheard();
  if (isDesk && news.length && !isMuted()) startTone();
  else stopTone();
  const strip = byId("emergencies");
  strip.hidden = !rows.length;
  const mark = (row) => JSON.stringify([row, news.map(sign), nextShown().k]);
  fill(strip, rows, (row) => row.k, mark, line);
  document.title = rows.length ? `Emergency ${rows.map((row) => row.cs).join(", ")}: ${TITLE}` : TITLE;
  byId("silence").hidden = !silence();
  say(byId("silence"), silence());
  say(byId("sound-is"), isMuted() ? "muted" : "on");
}

function key(event) {
  const isTyping = event.target.matches?.("input, textarea, select");
  if (event.ctrlKey && !event.altKey && event.code === "KeyM" && isDesk) toggleSound();
  else if (event.ctrlKey || event.metaKey || (isTyping && !event.altKey) || !emergencies().length) return;
  else if (event.code === "KeyA") acknowledge(unheard()[0]);
  else if (event.code === "KeyE") show(nextShown());
  else return;
  event.preventDefault();
}

/** Listen. */
export function startEmergencies() {
  const sky = byId("emergencies").parentElement;
  new ResizeObserver(() => document.documentElement.style.setProperty("--sky", `${sky.offsetHeight}px`)).observe(sky);
  byId("sound").hidden = !isDesk;
  byId("sound").addEventListener("click", toggleSound);
  whenHeld(() => changed("rows"));
  addEventListener("keydown", key);
  addEventListener("storage", (event) => [HEARD, MUTED].includes(event.key) && changed("rows"));
}
