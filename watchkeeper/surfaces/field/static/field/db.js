// What the phone keeps: the queue, its conflicts, the last screen, who holds it. Everything under its owner.

import { openDB } from "../vendor/idb.js";

const opened = openDB("watchkeeper-field", 1, {
  upgrade(db) {
    db.createObjectStore("queue", { keyPath: "seq", autoIncrement: true }).createIndex("owner", "owner");
    db.createObjectStore("conflicts", { keyPath: "id" }).createIndex("owner", "owner");
    db.createObjectStore("kept", { keyPath: "owner" });
    db.createObjectStore("meta");
  },
});

export const meta = {
  get: async (key) => (await opened).get("meta", key),
  set: async (key, value) => (await opened).put("meta", value, key),
};

/** The owner's items in the order they were made. */
export const items = async (owner) => (await opened).getAllFromIndex("queue", "owner", owner);

export const conflicts = async (owner) => (await opened).getAllFromIndex("conflicts", "owner", owner);

/** Keep an item; returns its place in the queue. Throws when the phone is full. */
export async function put(item) {
  const db = await opened;
  const writing = db.transaction("queue", "readwrite", { durability: "strict" });
  const [seq] = await Promise.all([writing.store.add(item), writing.done]);
  return seq;
}

/** Take what was done out of the queue, and put what was refused among the conflicts, both or neither. */
export async function settle(results) {
  const db = await opened;
  const writing = db.transaction(["queue", "conflicts"], "readwrite", { durability: "strict" });
  const work = results.flatMap(({ item, conflict }) => [
    item.seq && writing.objectStore("queue").delete(item.seq),
    conflict && writing.objectStore("conflicts").put({ ...item, conflict }),
  ]);
  await Promise.all([...work, writing.done]);
}

export const dismiss = async (id) => (await opened).delete("conflicts", id);

export const snapshot = async (owner) => (await opened).get("kept", owner);

/** The last screen, for opening without signal; a full phone goes without. */
export async function keep(owner, state, words) {
  try {
    await (await opened).put("kept", { owner, state, words });
  } catch {
    await forget();
  }
}

/** Nothing of any call, place or message stays; the queue does. */
export async function forget() {
  try {
    await (await opened).clear("kept");
  } catch {
    // a phone too full to delete has nothing newer kept either
  }
}
