// What the phone keeps: the queue, its conflicts, the last screen, who holds it. Everything under its owner.

import { openDB } from "../vendor/idb.js";

const upgrade = (db) => {
  db.createObjectStore("queue", { keyPath: "seq", autoIncrement: true }).createIndex("owner", "owner");
  db.createObjectStore("conflicts", { keyPath: "id" }).createIndex("owner", "owner");
  db.createObjectStore("kept", { keyPath: "owner" });
  db.createObjectStore("meta");
};

let opening = null;

function opened() {
  opening ??= openDB("watchkeeper-field", 1, { upgrade, terminated: () => { opening = null; } }).catch((fault) => {
    opening = null;
    throw fault;
  });
  return opening;
}

export const isQuota = (fault) => fault?.name === "QuotaExceededError" || fault?.inner?.name === "QuotaExceededError";

/** Do something with the storage. Some browsers lose it under a page that lives on: then it is opened anew, once. */
async function using(act) {
  try {
    return await act(await opened());
  } catch (fault) {
    if (isQuota(fault)) throw fault;
    const lost = opening;
    opening = null;
    lost?.then((db) => db.close()).catch(() => {});
    return act(await opened());
  }
}

export const meta = {
  get: (key) => using((db) => db.get("meta", key)),
  set: (key, value) => using((db) => db.put("meta", value, key)),
};

/** The owner's items in the order they were made. */
export const items = (owner) => using((db) => db.getAllFromIndex("queue", "owner", owner));

export const conflicts = (owner) => using((db) => db.getAllFromIndex("conflicts", "owner", owner));

/** Keep an item. Throws when the phone is full. */
export const put = (item) => using(async (db) => {
  const writing = db.transaction("queue", "readwrite", { durability: "strict" });
  await Promise.all([writing.store.add(item), writing.done]);
});

/** Take the `done` items out of the queue and put the `refused` among the conflicts, both or neither. */
export const settle = (done, refused) => using(async (db) => {
  const writing = db.transaction(["queue", "conflicts"], "readwrite", { durability: "strict" });
  const work = [
    ...done.filter((item) => item.seq).map((item) => writing.objectStore("queue").delete(item.seq)),
    ...refused.map((item) => writing.objectStore("conflicts").put(item)),
  ];
  await Promise.all([...work, writing.done]);
});

export const dismiss = (id) => using((db) => db.delete("conflicts", id));

export const snapshot = (owner) => using((db) => db.get("kept", owner));

/** The last screen, for opening without signal; a full phone goes without. */
export async function keep(owner, state, words) {
  try {
    await using((db) => db.put("kept", { owner, state, words }));
  } catch {
    await forget();
  }
}

/** Nothing of any call, place or message stays; the queue does. */
export async function forget() {
  try {
    await using((db) => db.clear("kept"));
  } catch {
    // a phone too full to delete has nothing newer kept either
  }
}
