// The queue is sent in order through one address. It waits only for the network and for sign-in; a refused item is
// kept as a conflict and the next goes on. The ids make a repeat harmless, so whatever was lost is sent again.

import * as db from "./db.js";
import * as queue from "./queue.js";
import { ask, isLetIn, who } from "./who.js";

const MOST = 20; // items in one go
const HEAVIEST = 4_000_000; // bytes of files in one go, though always one item
const FRESH = 120_000; // milliseconds a measured clock is trusted over a slower answer
const AGAIN = [2, 4, 8, 15]; // seconds until the next try

let running = null;
let isWanted = false;
let failures = 0;
let timer = 0;
let after = () => {};

/** What to do when something was sent. */
export function onSent(act) {
  after = act;
}

/** Send what waits, soon. Safe to call at any time and from several tabs. */
export function sync() {
  if (running) {
    isWanted = true;
    return running;
  }
  clearTimeout(timer);
  running = alone(run).finally(() => {
    running = null;
    if (isWanted) { isWanted = false; sync(); }
  });
  return running;
}

/** One tab at a time, where the browser can tell them apart; the server keeps it right where it cannot. */
const alone = (act) => (navigator.locks ? navigator.locks.request("watchkeeper-field-sync", act) : act());

async function run() {
  for (;;) {
    await queue.load();
    const waiting = queue.waiting();
    if (!who.owner || waiting.length === 0) return;
    const chunk = next(waiting);
    if (!(chunk[0].kind === "emergency" && who.token) && !(await measure())) return later();
    const results = await send(chunk);
    if (results === null) return later();
    failures = 0;
    await queue.settle(results);
    after(results);
  }
}

/** An emergency goes before everything; else the oldest first, as many as fit. */
function next(waiting) {
  const urgent = waiting.find((item) => item.kind === "emergency");
  if (urgent) return [urgent];
  const chunk = [];
  let weight = 0;
  for (const item of waiting) {
    weight += item.file?.blob.size ?? 0;
    if (chunk.length === MOST || (chunk.length && weight > HEAVIEST)) break;
    chunk.push(item);
  }
  return chunk;
}

/**
 * Ask the server's time, and so how far this phone's clock is ahead; half the way there and back is taken off. Of the
 * last few minutes' answers the quickest one counts: it can be wrong by no more than half its way.
 */
export async function measure() {
  const began = Date.now();
  const answer = await ask("clock", {}, 8);
  if (!isLetIn(answer) || !answer.ok) return false;
  const ended = Date.now();
  const told = await answer.json();
  who.token = told.token;
  const tripMs = ended - began;
  const skewMs = began + tripMs / 2 - Date.parse(told.now);
  const isSame = Math.abs(skewMs - who.skewMs) <= (tripMs + who.tripMs) / 2;
  if (!(who.isMeasured && isSame && who.tripMs < tripMs && ended - who.measuredAt < FRESH)) {
    Object.assign(who, { skewMs, tripMs, measuredAt: ended, isMeasured: true });
    db.meta.set("skewMs", skewMs).catch(() => {});
  }
  return told.person === who.person;
}

/** Send a chunk. Returns what became of each item, or null when it must wait. */
async function send(chunk) {
  const told = {
    person: who.person,
    sent: new Date().toISOString(),
    skew_ms: who.isMeasured ? who.skewMs : null,
    trip_ms: who.isMeasured ? who.tripMs : null,
    items: chunk.map(({ id, kind, at, data }) => ({ id, kind, at, data })),
  };
  const body = new FormData();
  body.append("queue", JSON.stringify(told));
  for (const { id, file } of chunk) if (file) body.append(id, file.blob, file.name);
  const weight = chunk.reduce((sum, item) => sum + (item.file?.blob.size ?? 0), 0);
  const answer = await ask("sync", { method: "POST", body, headers: { "X-CSRFToken": who.token } }, 20 + weight / 20_000);
  if (answer === null || !isLetIn(answer)) {
    who.token = "";
    return null;
  }
  const said = await answer.json().catch(() => null);
  if (!answer.ok) return refusedWhole(chunk, answer.status, said);
  const by = new Map(said.results.map((one) => [one.id, one]));
  return chunk.filter((item) => by.has(item.id)).map((item) => ({ item, result: by.get(item.id), conflict: by.get(item.id).conflict }));
}

/** The server took none of it: another person's, or something it cannot read. Alone, that item is a conflict. */
async function refusedWhole(chunk, status, said) {
  if (said?.code === "wrong_person" || status === 429) return null;
  if (chunk.length > 1) return send(chunk.slice(0, 1));
  return [{ item: chunk[0], result: null, conflict: said?.detail ?? "The server did not take it." }];
}

/** Not now: say so, and try again by itself. */
function later() {
  if (who.net === "online") after([]); // reached, but not for these: look who is signed in
  const urgent = queue.waiting().some((item) => item.kind === "emergency");
  const seconds = urgent ? 1 : AGAIN[Math.min(failures, AGAIN.length - 1)];
  failures += 1;
  timer = setTimeout(sync, seconds * 1000);
}
