// The queue is sent in order through one address. It waits only for the network and for sign-in; a refused item is
// kept as a conflict and the next goes on. The ids make a repeat harmless, so whatever was lost is sent again.

import * as db from "./db.js";
import * as queue from "./queue.js";
import { inOrder, isEmergency, ofPress, setAside } from "./order.js";
import { ask, formToken, isLetIn, who } from "./who.js";

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
  running = alone(run).catch(later).finally(() => {
    running = null;
    if (isWanted) { isWanted = false; sync(); }
  });
  return running;
}

/** One tab at a time, where the browser can tell them apart; the server keeps it right where it cannot. */
const alone = (act) => (navigator.locks ? navigator.locks.request("watchkeeper-field-sync", act) : act());

async function run() {
  await queue.load();
  while (who.owner && queue.waiting().length > 0) {
    const results = await sentNext(queue.waiting());
    if (results === null) return later();
    failures = 0;
    await queue.settle(results);
    after(results);
  }
}

/** Send an emergency before everything, else the oldest. Returns what became of it, or null when it must wait. */
async function sentNext(waiting) {
  const urgent = ofPress(waiting);
  if (urgent && who.net === "locked") return sendLocked(pressOf(waiting));
  const chunk = urgent ?? inOrder(waiting);
  if (chunk.length === 0) return null; // all that is left was set aside for a while
  const isAlone = chunk.length === 1 && isEmergency(chunk[0]);
  if (!(isAlone && who.token) && !(await measure())) return who.net === "locked" && urgent ? sendLocked(pressOf(waiting)) : null;
  const results = await send(chunk);
  return results ?? (urgent && who.net === "locked" ? sendLocked(pressOf(waiting)) : null);
}

const pressOf = (waiting) => waiting.find(isEmergency);

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
  const body = envelope(chunk);
  for (const { id, file } of chunk) if (file) body.append(id, file.blob, file.name);
  const weight = chunk.reduce((sum, item) => sum + (item.file?.blob.size ?? 0), 0);
  const answer = await ask("sync", { method: "POST", body, headers: { "X-CSRFToken": who.token } }, 20 + weight / 20_000, true);
  if (answer === null || !isLetIn(answer)) {
    who.token = "";
    return null;
  }
  const said = await answer.json().catch(() => null);
  if (answer.status === 500) return failedWhole(chunk);
  if (!answer.ok) return refusedWhole(chunk, answer.status, said);
  return told(chunk, said);
}

/** A locked phone sends its emergency button, through an address that takes nothing else and tells nothing else. */
async function sendLocked(item) {
  const answer = await ask("emergency", { method: "POST", body: envelope([item]), headers: { "X-CSRFToken": formToken() } }, 20, true);
  if (!isLetIn(answer) || !answer.ok) return null;
  return told([item], await answer.json());
}

function envelope(chunk) {
  const body = new FormData();
  body.append("queue", JSON.stringify({
    person: who.person,
    sent: new Date().toISOString(),
    skew_ms: who.isMeasured ? who.skewMs : null,
    trip_ms: who.isMeasured ? who.tripMs : null,
    items: chunk.map(({ id, kind, at, data }) => ({ id, kind, at, data })),
  }));
  return body;
}

function told(chunk, { results }) {
  const by = new Map(results.map((one) => [one.id, one]));
  return chunk.filter((item) => by.has(item.id)).map((item) => ({ item, result: by.get(item.id), conflict: by.get(item.id).conflict }));
}

/** The server took none of it: another person's, or something it cannot read. Alone, that item is a conflict. */
async function refusedWhole(chunk, status, said) {
  if (said?.code === "wrong_person" || status === 429) return null;
  if (chunk.length > 1) return send(oneOf(chunk));
  return [{ item: chunk[0], result: null, conflict: said?.detail ?? "The server did not take it." }];
}

/** The server broke on one of them: which one is found by sending alone, and after a few tries the others go on. */
async function failedWhole(chunk) {
  if (chunk.length > 1) return send(oneOf(chunk));
  setAside(chunk[0]);
  return null;
}

/** The one of a chunk that is sent when not all can be: the emergency, else the first. */
const oneOf = (chunk) => [chunk.find(isEmergency) ?? chunk[0]];

/** Not now: say so, and try again by itself. */
function later() {
  if (who.net === "online") after([]); // reached, but not for these: look who is signed in
  const urgent = queue.waiting().some(isEmergency);
  const seconds = urgent ? 1 : AGAIN[Math.min(failures, AGAIN.length - 1)];
  failures += 1;
  timer = setTimeout(sync, seconds * 1000);
}
