// What the server knows of this officer: asked every few seconds while the screen is looked at, sent only when changed.

import * as db from "./db.js";
import * as queue from "./queue.js";
import { ask, changed, isLetIn, who } from "./who.js";

const EVERY = 4000;
const WORDS_EVERY = 5 * 60_000;

export const live = { state: null, words: null, isKept: false };

let mark = "";
let timer = 0;
let wordsAt = 0;
let asking = null;
let mayKeep = null; // what of the state may lie on the phone, as the server says

/** Take up what the phone kept of its last holder, so that it opens without signal. */
export async function recall() {
  const last = await db.meta.get("who").catch(() => null);
  who.skewMs = (await db.meta.get("skewMs").catch(() => 0)) ?? 0;
  if (!last) return;
  Object.assign(who, last);
  const kept = await db.snapshot(who.owner).catch(() => null);
  if (kept) Object.assign(live, { state: kept.state, words: kept.words, isKept: true });
  await queue.load();
}

/** Ask now, and then every few seconds. */
export function poll() {
  clearTimeout(timer);
  asking ??= look().finally(() => {
    asking = null;
    clearTimeout(timer);
    if (document.visibilityState === "visible") timer = setTimeout(poll, EVERY);
  });
  return asking;
}

/** Kept first, so that the server is told before anything else as soon as it is reached, whatever the line does now. */
const askLater = () => db.meta.set("leaving", who.person).then(() => true, () => false);

/** Sign out: on this phone at once, and of the server now or when it is next reached. Returns whether it is done there. */
export async function signOut() {
  const { person } = who;
  const isKept = await askLater();
  if (isKept) await leave();
  const isOut = await signOutFirst(person);
  if (isOut && !isKept) await leave();
  return { isOut, isKept };
}

async function signOutFirst(leaving) {
  const answer = await ask("clock");
  if (answer === null || answer.status === 423) return false; // locked: once it is open again
  if (isLetIn(answer) && answer.ok) {
    const { token, person } = await answer.json();
    const said = person !== leaving ? { status: 200 } : await fetch("/sign-out/", { // another who signed in since stays
      method: "POST", credentials: "same-origin", redirect: "manual", headers: { "X-CSRFToken": token }, signal: AbortSignal.timeout(12_000),
    }).catch(() => null);
    if (said === null || said.status >= 400) return false;
  }
  await db.meta.set("leaving", "").catch(() => {});
  return true;
}

async function look() {
  const leaving = await db.meta.get("leaving").catch(() => "");
  if (leaving && !(await signOutFirst(leaving))) return;
  const before = queue.justTaken();
  const answer = await ask("state", { headers: mark ? { "If-None-Match": mark } : {} });
  if (answer === null) return;
  if (!isLetIn(answer)) return shutOut(answer);
  if (answer.status === 304) return confirm(before);
  if (!answer.ok) return; // not now: what was read last stands
  const state = await answer.json();
  mark = answer.headers.get("ETag") ?? "";
  await take(state);
  queue.confirm(before);
  if (!live.words || Date.now() - wordsAt > WORDS_EVERY) await learn();
  changed();
  if (who.owner) await db.keep(who.owner, mayKeep, live.words);
}

function confirm(taken) {
  if (taken.length === 0) return;
  queue.confirm(taken);
  changed();
}

/** Another person's phone now: nothing of the one before is shown; their queue waits for them. */
async function take(state) {
  const owner = `${state.me.department}/${state.me.key}`;
  who.zone = state.zone;
  if (owner !== who.owner) {
    Object.assign(who, { owner, person: state.me.key, name: state.me.name });
    live.words = null;
    await db.forget();
    await db.meta.set("who", { owner, person: who.person, name: who.name, zone: who.zone }).catch(() => {});
    await queue.load();
  }
  const { kept, ...shown } = state;
  live.state = shown;
  live.isKept = false;
  mayKeep = kept ?? shown;
}

async function learn() {
  const answer = await ask("words");
  if (!isLetIn(answer) || !answer.ok) return;
  live.words = await answer.json();
  wordsAt = Date.now();
}

/** Ask for the units and services again: somebody logged on. */
export async function relearn() {
  await learn();
  changed();
}

/** Signed out, locked or not of the field: nothing read stays on the phone. */
async function shutOut(answer) {
  mark = "";
  live.state = null;
  live.words = null;
  mayKeep = null;
  if (answer.status === 403) who.net = "refused";
  await db.forget();
  changed();
}

/** The phone forgets who holds it and all that was read. What waits stays for that person alone. */
async function leave() {
  Object.assign(who, { owner: "", person: "", name: "" });
  await db.meta.set("who", null).catch(() => {});
  await queue.load();
  await shutOut({ status: 0 });
}

document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") poll(); });
