// Everything done on the phone goes through here first: kept with the phone's time and an id of its own, in order.

import * as db from "./db.js";
import { changed, who } from "./who.js";

const other = "BroadcastChannel" in globalThis ? new BroadcastChannel("watchkeeper-field") : null;
let kept = []; // the owner's, as last read
let held = []; // what a full phone could not keep: gone with the page, and said so
let refused = [];

export const waiting = () => [...kept, ...held];
export const conflicts = () => refused;
export const isHeld = (item) => held.includes(item);

/** Read the owner's queue anew. */
export async function load() {
  [kept, refused] = who.owner ? await Promise.all([db.items(who.owner), db.conflicts(who.owner)]) : [[], []];
  held = held.filter((item) => item.owner === who.owner);
  changed();
}

/** Keep one thing done. Returns the item, or null with `full` said when a file found no room. */
export async function add(kind, data, label, file = null) {
  const item = { owner: who.owner, id: freshId(), kind, at: new Date().toISOString(), data, label };
  if (file) item.file = file;
  try {
    await stored(item);
  } catch (fault) {
    if (file) throw Object.assign(new Error("full"), { isFull: isQuota(fault) });
    held.push(item);
  }
  await load();
  other?.postMessage("queue");
  return item;
}

/** What became of sent items: done ones leave, refused ones stay as conflicts. */
export async function settle(results) {
  held = held.filter((item) => !results.some((one) => one.item.id === item.id));
  try {
    await db.settle(results);
  } catch {
    refused = [...refused, ...results.filter((one) => one.conflict).map(({ item, conflict }) => ({ ...item, conflict }))];
  }
  await load();
  other?.postMessage("queue");
}

export async function dismiss(id) {
  await db.dismiss(id);
  await load();
}

/** Keep it; when the phone is full, give up the last screen's copy first and try again. */
async function stored(item) {
  try {
    await db.put(item);
  } catch {
    await db.forget();
    await db.put(item);
  }
}

const isQuota = (fault) => fault?.name === "QuotaExceededError" || fault?.inner?.name === "QuotaExceededError";

function freshId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (part) => part.toString(16).padStart(2, "0")).join("");
}

other?.addEventListener("message", () => load());
