// The supervisor's exceptions: drawn from one answer, asked anew every few seconds, nothing jumps.

import { byId, fill, glyph, h, say } from "./dom.js";
import { closeDo, isDoing, openDo } from "./exceptions-do.js";
import { get } from "./server.js";
import { state } from "./state.js";
import { clock, hm, hearClock, now, setClock, span } from "./time.js";

const EVERY = 5000; // ms between two questions
const SHOWN = 6; // rows of a kind before it is folded
const DAY = 86_400;

const born = JSON.parse(document.getElementById("state").textContent).exceptions;
let data = born;
let chosen = null; // the key of the row the keyboard stands on
let failed = null; // since when nothing was heard
const unfolded = new Set();

const rows = () => data.groups.flatMap((group) => shown(group).map((item) => ({ ...item, group: group.key })));
const shown = (group) => (unfolded.has(group.key) || group.items.length <= SHOWN + 1 ? group.items : group.items.slice(0, SHOWN));

/** A span that may be long: 1:40, 3 h 05, 4 days. */
const long = (seconds) => (seconds >= 2 * DAY ? `${Math.floor(seconds / DAY)} days` : span(seconds));

function age(item, at) {
  if (!item.since) return "";
  const passed = (at - Date.parse(item.since)) / 1000;
  return passed < 0 ? `in ${long(-passed)}` : long(passed);
}

function target(item) {
  if (!item.due || item.of.startsWith("of ")) return item.of;
  const isFar = Math.abs(Date.parse(item.due) - now()) > DAY * 1000;
  return isFar ? item.of : `${item.of} ${hm(item.due)}`;
}

const sign = (item, group) => (group.key === "pressed" ? glyph("emergency", "over") : item.late ? glyph("over", "over") : glyph("waiting", "waiting"));
const word = (item, group) => (group.key === "pressed" ? "emergency" : item.late ? "late" : "soon");

function row(item, group, number) {
  const isChosen = item.key === chosen;
  return h(
    "li",
    { class: `x-row ${item.late ? "is-late" : ""} ${isChosen ? "is-chosen" : ""}`, id: `x-${item.key}`, "aria-current": isChosen ? "true" : null, onclick: () => choose(item.key) },
    h("span", { class: "x-n" }, number <= 9 ? h("kbd", {}, String(number)) : null),
    h("span", { class: `x-sign w-${item.late ? "over" : "waiting"}` }, sign(item, group), " ", word(item, group)),
    h("span", { class: "x-text" }, item.opens ? h("a", { href: item.opens, tabindex: isChosen ? "0" : "-1" }, item.text) : item.text),
    h("span", { class: "x-owner" }, item.owner),
    h("span", { class: "x-age" }, h("b", { "data-age": item.key }, age(item, now())), " ", h("span", { class: "muted" }, target(item))),
    h("span", { class: "x-act" }, item.resolve ? h("button", { type: "button", class: "act", onclick: (event) => { event.stopPropagation(); choose(item.key); start(item); } }, item.resolve, isChosen ? h("kbd", {}, "D") : null) : item.opens ? h("a", { class: "act", href: item.opens, tabindex: "-1" }, "Open", isChosen ? h("kbd", {}, "Enter") : null) : null),
  );
}

function groupOf(group, first) {
  const items = shown(group);
  const rest = group.items.length - items.length;
  return h(
    "section",
    { class: "x-group", id: `g-${group.key}`, "aria-labelledby": `h-${group.key}` },
    h("h2", { id: `h-${group.key}` }, group.title, h("span", { class: "count" }, String(group.items.length)), h("span", { class: "why" }, group.why)),
    h("ul", {}, items.map((item, i) => row(item, group, first + i))),
    rest || unfolded.has(group.key) ? h("button", { type: "button", class: "x-more", onclick: () => fold(group.key) }, rest ? `Show ${rest} more` : "Show fewer") : null,
  );
}

function fold(key) {
  if (!unfolded.delete(key)) unfolded.add(key);
  draw();
}

function draw() {
  const all = rows();
  if (!all.some((item) => item.key === chosen)) chosen = all[0]?.key ?? null;
  const late = data.groups.reduce((sum, group) => sum + group.items.filter((item) => item.late).length, 0);
  say(byId("x-count"), data.count ? `${late} late, ${data.count - late} soon` : "none");
  document.title = data.count ? `${data.count} exceptions, Watchkeeper` : "No exceptions, Watchkeeper";
  for (const mark of document.querySelectorAll("[data-exceptions]")) say(mark, data.count ? String(data.count) : "");
  fill(byId("x-kinds"), data.groups, (group) => group.key, (group) => String(group.items.length), (group) => h("a", { href: `#g-${group.key}` }, group.title, h("b", {}, String(group.items.length))));
  let next = 1;
  const firsts = new Map(data.groups.map((group) => [group.key, (next += shown(group).length) - shown(group).length]));
  const mark = (group) => JSON.stringify([group, firsts.get(group.key), group.items.some((item) => item.key === chosen) && chosen, unfolded.has(group.key)]);
  if (!data.groups.length) fill(byId("x-groups"), ["none"], (x) => x, (x) => x, empty);
  else fill(byId("x-groups"), data.groups, (group) => group.key, mark, (group) => groupOf(group, firsts.get(group.key)));
  drawTimes();
}

const empty = () => h("div", { class: "x-none" }, glyph("ok", "scene", "g20"), h("h2", {}, "Nothing is overdue"), h("p", {}, "Every call is within its target, every promise holds, every check was answered and every seat is filled. What comes up appears here by itself."));

function drawTimes() {
  const at = failed ?? now();
  const known = new Map(data.groups.flatMap((group) => group.items.map((item) => [item.key, item])));
  for (const element of document.querySelectorAll("[data-age]")) {
    const item = known.get(element.dataset.age);
    if (item) say(element, age(item, at));
  }
  say(byId("x-clock"), clock(now()));
  say(byId("x-asof"), `as of ${clock(failed ?? data.at)}`);
}

function choose(key) {
  chosen = key;
  closeDo();
  draw();
}

const item = () => rows().find((one) => one.key === chosen);

/** By a line of the desk or with a person for a gap; what needs more is done on a page of its own. */
function start(one) {
  if (!one?.resolve) return;
  if (one.line || one.gap) openDo(one, refresh);
  else location.assign(one.opens);
}

function step(by) {
  const all = rows();
  if (!all.length) return;
  const here = all.findIndex((one) => one.key === chosen);
  choose(all[Math.max(0, Math.min(all.length - 1, here + by))].key);
  byId(`x-${chosen}`)?.scrollIntoView({ block: "nearest" });
}

function toggleTheme() {
  const root = document.documentElement;
  root.dataset.theme = root.dataset.theme === "light" ? "dark" : "light";
  localStorage.setItem("wk-theme", root.dataset.theme);
}

const MOVES = {
  ArrowDown: () => step(1), j: () => step(1), ArrowUp: () => step(-1), k: () => step(-1), d: () => start(item()),
  Enter: () => item()?.opens && location.assign(item().opens), b: () => location.assign(`${state.root}board/`), t: toggleTheme,
};

function key(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || isDoing() || event.target.matches?.("input, textarea, select")) return;
  const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (name === "Enter" && event.target.matches?.("button, a")) return;
  if (/^[1-9]$/.test(name)) {
    const one = rows()[Number(name) - 1];
    if (!one) return;
    choose(one.key);
    byId(`x-${chosen}`)?.scrollIntoView({ block: "nearest" });
  } else if (MOVES[name]) MOVES[name]();
  else return;
  event.preventDefault();
}

/** Ask anew. What cannot be asked is said, with the time of what is shown. */
async function refresh() {
  const answer = await get("exceptions/data", { isPassive: true }).catch((error) => error);
  if (answer instanceof Error) {
    failed ??= Date.parse(data.at);
    say(byId("x-stale"), `Not refreshed since ${clock(failed)}: ${answer.status === 401 || answer.status === 423 ? answer.message : "the server does not answer"}. What is shown is of that moment.`);
  } else {
    failed = null;
    data = answer;
    hearClock(data.at);
    if (!isDoing()) draw();
  }
  byId("x-stale").hidden = failed === null;
  document.documentElement.classList.toggle("is-stale", failed !== null);
}

async function keepUp() {
  if (!document.hidden) await refresh();
  setTimeout(keepUp, EVERY);
}

setClock(data.at, state.department.zone);
addEventListener("keydown", key);
document.addEventListener("visibilitychange", () => !document.hidden && refresh());
draw();
setInterval(drawTimes, 1000);
setTimeout(keepUp, EVERY);
globalThis.wk = { rows, get data() { return data; } }; // for the browser tests and the curious
