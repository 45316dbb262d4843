// The timeline: how many calls were opened when, emergencies marked, and a hand that can be put anywhere.

import { byId, fill, h } from "./dom.js";
import { open, player } from "./replay-player.js";
import { get } from "./server.js";
import { changed } from "./state.js";
import { clock, day, hm, inZone, now } from "./time.js";

const HOUR = 3_600_000;
const SPANS = [["1 h", HOUR], ["8 h", 8 * HOUR], ["24 h", 24 * HOUR]];
const WIDE = 960;
const HIGH = 34;
const SVG = "http://www.w3.org/2000/svg";

let span = 8 * HOUR;
let start = null; // of what is drawn
let shown = ""; // which stretch the marks belong to
let marks = { bars: [], marks: [] };

/** The stretch of `span` that holds `at`, cut by the department's own clock. */
function startOf(at) {
  const local = Date.parse(`${inZone(at)}Z`);
  return Math.floor(at / 1000) * 1000 - (local % span);
}

const part = (at) => (at - start) / span;
const at = (share) => start + Math.max(0, Math.min(1, share)) * span;

function made(tag, about) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(about)) element.setAttribute(name, value);
  return element;
}

/** Bring the hand to the moment shown; draw the stretch anew when it left it. */
export function drawTrack() {
  if (player.at === null) return;
  const from = startOf(player.at);
  if (start === null || player.at < start || player.at >= start + span || shown !== `${start} ${span}`) {
    start = from;
    shown = `${start} ${span}`;
    marks = { bars: [], marks: [] };
    paint();
    load();
  }
  const track = byId("r-track");
  track.querySelector(".r-hand")?.setAttribute("x", String(part(player.at) * WIDE - 1));
  track.querySelector(".r-done")?.setAttribute("width", String(Math.max(0, part(player.at) * WIDE)));
  for (const [name, value] of [["valuemin", start], ["valuemax", start + span], ["valuenow", Math.floor(player.at)]]) track.setAttribute(`aria-${name}`, String(value));
  track.setAttribute("aria-valuetext", `${day(player.at)}, ${clock(player.at)}`);
}

async function load() {
  const mine = shown;
  const query = new URLSearchParams({ start: new Date(start).toISOString(), end: new Date(start + span).toISOString() });
  const found = await get(`replay/marks?${query}`, { isPassive: true }).catch(() => null);
  if (!found || shown !== mine) return;
  marks = found;
  paint();
}

function paint() {
  const svg = made("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, preserveAspectRatio: "none", "aria-hidden": "true" });
  const most = Math.max(1, ...marks.bars);
  const wide = WIDE / Math.max(1, marks.bars.length);
  svg.append(made("rect", { class: "r-done", x: 0, y: 0, width: 0, height: HIGH }));
  for (const [i, many] of marks.bars.entries()) {
    if (many) svg.append(made("rect", { class: "r-count", x: i * wide, y: HIGH - (many / most) * (HIGH - 12), width: Math.max(1, wide - 1), height: (many / most) * (HIGH - 12) }));
  }
  for (const one of marks.marks.filter((mark) => mark.kind === "urgent")) svg.append(made("rect", { class: "r-urgent", x: part(Date.parse(one.at)) * WIDE - 1, y: 4, width: 2, height: HIGH - 4 }));
  for (const [from, to] of [[start, player.began ?? start], [now(), start + span]]) {
    if (to > from) svg.append(made("rect", { class: "r-none", x: part(from) * WIDE, y: 0, width: part(to) * WIDE - part(from) * WIDE, height: HIGH }));
  }
  svg.append(made("rect", { class: "r-hand", x: part(player.at) * WIDE - 1, y: 0, width: 2, height: HIGH }));
  byId("r-track").replaceChildren(svg, ...alarms(), scale(), legend());
}

/** Emergency buttons: an octagon each, which opens the moment it was pressed. */
function alarms() {
  return marks.marks.filter((mark) => mark.kind === "emergency").map((mark) => {
    const button = h("button", { type: "button", class: "r-alarm", tabindex: "-1", title: `${clock(mark.at)} ${mark.text}`, "aria-label": `${clock(mark.at)} ${mark.text}`, onpointerdown: (event) => event.stopPropagation(), onclick: () => open(mark.at) });
    button.append(sign());
    button.style.left = `${part(Date.parse(mark.at)) * 100}%`;
    return button;
  });
}

function sign() {
  const svg = made("svg", { class: "g s-over", "aria-hidden": "true" });
  svg.append(made("use", { href: "#g-emergency" }));
  return svg;
}

function scale() {
  const step = span / 8;
  return h("div", { class: "r-scale", "aria-hidden": "true" }, Array.from({ length: 8 }, (_, i) => h("span", {}, hm(start + i * step))));
}

function legend() {
  const calls = marks.bars.reduce((sum, many) => sum + many, 0);
  const urgent = marks.marks.filter((mark) => mark.kind === "urgent").length;
  const pressed = marks.marks.length - urgent;
  const words = [`${calls} ${calls === 1 ? "call" : "calls"} opened`, urgent && `${urgent} P0 or P1 (lines)`, pressed && `${pressed} emergency ${pressed === 1 ? "button" : "buttons"}`];
  return h("p", { class: "r-legend" }, day(start), ": ", words.filter(Boolean).join(", "));
}

/** Listen for the hand, and offer how long a stretch is drawn. */
export function startTrack() {
  const track = byId("r-track");
  const put = (event) => {
    const box = track.getBoundingClientRect();
    open(at((event.clientX - box.left) / box.width));
  };
  track.addEventListener("pointerdown", (event) => {
    if (player.at === null) return;
    track.setPointerCapture(event.pointerId);
    put(event);
  });
  track.addEventListener("pointermove", (event) => track.hasPointerCapture(event.pointerId) && put(event));
  drawSpans();
}

function drawSpans() {
  fill(byId("r-spans"), SPANS, ([name]) => name, ([, length]) => String(length === span), ([name, length]) =>
    h("button", { type: "button", "aria-pressed": String(length === span), onclick: () => setSpan(length) }, name));
}

function setSpan(length) {
  span = length;
  drawSpans();
  changed("time");
}

/** Go to the beginning (-1) or the end (1) of the stretch, or `minutes` on. */
export function jump(minutes) {
  if (player.at !== null) open(Math.max(player.at + minutes * 60_000, player.began ?? 0));
}

export function edge(side) {
  if (player.at !== null) open(side < 0 ? Math.max(start, player.began ?? 0) : start + span);
}
