// The clock of the past: it opens a second, runs at a speed, takes each entry when its time comes, and fetches ahead.

import { get } from "./server.js";
import { changed, state, takeBoard, takeRows } from "./state.js";
import { inZone, now, stopAges } from "./time.js";

export const SPEEDS = [1, 2, 5, 10, 30, 60];
const BEAT = 100; // ms between two looks at the clock
const AHEAD = 12_000; // ms of playing that should be here before they are needed

const born = JSON.parse(document.getElementById("state").textContent).past;

export const player = {
  at: null, // the moment shown, in milliseconds
  began: born.began ? Date.parse(born.began) : null, // the first second there is
  isPlaying: false,
  speed: 10,
  isBehind: false, // the next stretch is being fetched
  fault: born.fault,
  choices: born.choices,
  line: null, // the entry the board stands on
};

let steps = []; // entries to come
let cursor = ""; // where to fetch on from
let horizon = 0; // all up to here was fetched
let fetching = null;
let opening = null;
let looked = 0;
let linked = 0;

/** Begin with the board the page was born with. */
export function start() {
  if (born.at) {
    stand(Date.parse(born.at));
    cursor = state.cursor;
    horizon = player.at;
    player.line = state.log[0] ?? null;
  }
  looked = performance.now();
  setInterval(beat, BEAT);
}

function stand(at) {
  player.at = at;
  stopAges(at);
}

/** Show the board at `at`: milliseconds, or a text as people write it. Says what is wrong with it, and stays where it is. */
export async function open(at) {
  opening?.abort();
  const mine = new AbortController();
  opening = mine;
  const text = typeof at === "number" ? new Date(Math.min(at, now())).toISOString() : at;
  try {
    const board = await get(`replay/at?at=${encodeURIComponent(text)}`, { signal: mine.signal });
    if (opening !== mine) return;
    steps = [];
    fetching = null;
    cursor = board.cursor;
    Object.assign(player, { fault: "", choices: [], line: board.log[0] ?? null });
    stand(Math.max(Date.parse(board.at), typeof at === "number" ? Math.min(at, now()) : 0));
    horizon = player.at;
    takeBoard({ ...board, copy: null });
    changed("fault", "selected");
    link();
  } catch (error) {
    if (error.name === "AbortError") return;
    Object.assign(player, { fault: error.message, choices: error.fields?.choices ?? [], isPlaying: false });
    changed("fault");
  }
}

export function play(isOn = !player.isPlaying) {
  if (player.at === null) return;
  player.isPlaying = isOn;
  looked = performance.now();
  if (!isOn) link();
  changed("rows");
}

export function setSpeed(speed) {
  player.speed = speed;
  changed("rows");
}

/** The next faster or slower speed. */
export function shift(by) {
  const here = SPEEDS.indexOf(player.speed);
  setSpeed(SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, here + by))]);
}

/** Go to the next entry, whenever that was. */
export async function next() {
  play(false);
  for (;;) {
    if (!steps.length && !(await more())) return;
    const step = steps.shift();
    if (!step) continue;
    take(step);
    if (step.log.length) break;
  }
  stand(Math.max(player.at, Date.parse(player.line.at)));
  link();
}

/** Go back to the entry before the one the board stands on. */
export function back() {
  play(false);
  const before = state.log.find((line) => player.line && line.at < player.line.at);
  if (before) return openAt(before.at);
  if (player.began !== null) return open(player.began);
}

/** Open exactly where an entry was recorded, to the microsecond. */
export async function openAt(stamp) {
  await open(stamp);
  if (!player.fault) stand(Math.max(player.at, Date.parse(stamp)));
  changed("rows");
}

function take(step) {
  takeRows({ ...step, hash: "", at: step.at });
  if (step.log.length) player.line = step.log[0];
}

function beat() {
  const real = performance.now();
  const passed = real - looked;
  looked = real;
  if (player.at === null) return;
  if (player.isPlaying) run(passed * player.speed);
  if (player.isPlaying && horizon < player.at + player.speed * AHEAD && horizon < now() - 1500) more();
}

function run(by) {
  const end = now();
  let to = Math.min(player.at + by, end);
  player.isBehind = to > horizon && horizon < end - 1500;
  if (player.isBehind) to = Math.max(player.at, horizon);
  while (steps.length && Date.parse(steps[0].at) <= to) take(steps.shift());
  stand(to);
  if (to >= end) {
    player.isPlaying = false;
    link();
  }
  changed(...(Math.floor(to / 1000) === Math.floor((to - by) / 1000) ? ["time"] : ["rows"]));
  if (performance.now() - linked > 5000) link();
}

/** Fetch the next stretch. Gives false when there is nothing more, or it could not be fetched. */
function more() {
  fetching ??= fetchOn(cursor).finally(() => {
    fetching = null;
  });
  return fetching;
}

async function fetchOn(from) {
  const asked = now();
  const stretch = await get(`replay/onward?after=${encodeURIComponent(from)}`, { isPassive: player.isPlaying }).catch((error) => {
    Object.assign(player, { fault: error.message, choices: [], isPlaying: false });
    changed("fault");
    return null;
  });
  if (!stretch || from !== cursor) return false; // another second was opened meanwhile
  steps.push(...stretch.steps);
  cursor = stretch.cursor;
  const last = stretch.steps.at(-1);
  horizon = stretch.is_last ? asked : Math.max(horizon, stretch.until ? Date.parse(stretch.until) : 0, last ? Date.parse(last.at) : 0);
  return stretch.steps.length > 0 || !stretch.is_last;
}

/** The address says the second that is shown, so that it can be kept and sent. */
function link() {
  linked = performance.now();
  const text = inZone(player.at);
  const isTwice = [-3_600_000, 3_600_000].some((hour) => inZone(player.at + hour) === text);
  history.replaceState(null, "", `?at=${isTwice ? `${new Date(player.at).toISOString().slice(0, 19)}Z` : text}`);
}
