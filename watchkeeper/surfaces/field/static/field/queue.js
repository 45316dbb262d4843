// Everything done on the phone goes through here first: kept with the phone's time and an id of its own, in order.

import * as db from "./db.js";
import { changed, who } from "./who.js";

const other = "BroadcastChannel" in globalThis ? new BroadcastChannel("watchkeeper-field") : null;
let kept = []; // the owner's, as last read
let held = []; // what a full phone could not keep: gone with the page, and said so
let refused = []; // the owner's conflicts, as last read
let told = []; // conflicts in full while the page is open: a full phone keeps none, and a private one without its words
let taken = []; // what the server took, until it tells a state that was asked for afterwards
const over = new Set(); // ids the server answered, which the phone could not take out of its queue: never sent again here

const isMine = (item) => item.owner === who.owner;

export const waiting = () => [...kept, ...held];
export const conflicts = () => [...refused.filter((item) => !told.some((one) => one.id === item.id)), ...told];
/** What the screen lays over the server's last state: what it took since that was asked for, and what waits. */
export const overlaid = () => [...taken, ...kept, ...held];
export const justTaken = () => taken;
export const isHeld = (item) => held.includes(item) || (told.includes(item) && !refused.some((one) => one.id === item.id));

/** Read the owner's queue anew; where it cannot be read, what was known stands. */
export async function load() {
  try {
    [kept, refused] = who.owner ? await Promise.all([db.items(who.owner), db.conflicts(who.owner)]) : [[], []];
  } catch {
    // the storage is lost for now: what is known is still shown and sent
  }
  kept = kept.filter((item) => isMine(item) && !over.has(item.id));
  [held, refused, told, taken] = [held, refused, told, taken].map((items) => items.filter(isMine));
  changed();
}

/** Keep one thing done. Returns the item. Throws when it is a file that found no room, with `isFull` said. */
export async function add(kind, data, label, { file = null, isPrivate = false } = {}) {
  const item = { owner: who.owner, id: freshId(), kind, at: new Date().toISOString(), data, label, isPrivate };
  if (file) item.file = file;
  try {
    await stored(item);
  } catch (fault) {
    if (file) throw Object.assign(new Error("full"), { isFull: db.isQuota(fault) });
    held.push(item);
  }
  await load();
  other?.postMessage("queue");
  return item;
}

/** What became of sent items: done ones leave, refused ones stay as conflicts, without their files. */
export async function settle(results) {
  const done = results.map(({ item }) => item);
  const isDone = (item) => done.some((one) => one.id === item.id);
  const whole = results.filter((one) => one.conflict).map(({ item, conflict }) => refusal(item, conflict));
  taken = [...taken, ...results.filter((one) => !one.conflict).map(({ item }) => item)];
  held = held.filter((item) => !isDone(item));
  told = [...told.filter((item) => !isDone(item)), ...whole.filter((item) => item.isPrivate)];
  try {
    await db.settle(done, whole.map(bare));
  } catch {
    told = [...told.filter((item) => !isDone(item)), ...whole];
    await db.settle(done, []).catch(() => done.forEach((item) => over.add(item.id)));
  }
  await load();
  other?.postMessage("queue");
}

/** A state was told that was asked for after `items` were taken: it holds them. */
export function confirm(items) {
  taken = taken.filter((item) => !items.includes(item));
}

export async function dismiss(id) {
  told = told.filter((item) => item.id !== id);
  await db.dismiss(id).catch(() => {});
  await load();
}

const refusal = ({ file, ...item }, conflict) => ({ ...item, conflict });

/** A conflict as it lies on the phone: of a private call not what was done or typed, nor why it was refused. */
function bare(item) {
  if (!item.isPrivate) return item;
  const { title, icon, glyph } = item.label;
  return { ...item, data: {}, label: { title, icon, glyph, sub: "Confidential call" }, conflict: "Why was shown when it was refused; of a confidential call no more is kept." };
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

function freshId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (part) => part.toString(16).padStart(2, "0")).join("");
}

other?.addEventListener("message", () => load());
