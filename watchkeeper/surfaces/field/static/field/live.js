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

/** Signed out without signal: the server is told before anything else, as soon as it is reached. */
export const askLater = () => db.meta.set("leaving", who.person);

async function signOutFirst() {
  const answer = await ask("clock");
  if (answer === null) return false;
  if (isLetIn(answer) && answer.ok) {
    const { token, person } = await answer.json();
    const isThem = person === (await db.meta.get("leaving")); // another who signed in since stays
    const said = !isThem ? { status: 200 } : await fetch("/sign-out/", { method: "POST", credentials: "same-origin", redirect: "manual", headers: { "X-CSRFToken": token } }).catch(() => null);
    if (said === null || said.status >= 400) return false;
  }
  await db.meta.set("leaving", "");
  return true;
}

async function look() {
  if (await db.meta.get("leaving").catch(() => "")) {
    if (!(await signOutFirst())) return;
  }
  const answer = await ask("state", { headers: mark ? { "If-None-Match": mark } : {} });
  if (answer === null) return;
  if (!isLetIn(answer)) return shutOut(answer);
  if (answer.status === 304) return;
  const state = await answer.json();
  mark = answer.headers.get("ETag") ?? "";
  await take(state);
  if (!live.words || Date.now() - wordsAt > WORDS_EVERY) await learn();
  changed();
  if (who.owner) await db.keep(who.owner, keepable(live.state), live.words);
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
  live.state = state;
  live.isKept = false;
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
  if (answer.status === 403) who.net = "refused";
  await db.forget();
  changed();
}

/** Signing out: the phone forgets who holds it and all that was read. What waits stays for that person alone. */
export async function leave() {
  await shutOut({ status: 0 });
  await db.meta.set("who", null);
}

/** What may lie on the phone: of covert work, or what only named people may know, the bare assignment alone. */
function keepable(state) {
  if (!state?.call?.is_private) return state;
  return { ...state, call: null, is_apart: true };
}

document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") poll(); });
