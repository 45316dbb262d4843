// The live feed as this page sees it: rows in, a hash to agree on, and the truth about being stale.

import { get } from "./server.js";
import { agrees, changed, rowOf, state, takeBoard, takeRows } from "./state.js";
import { hearClock, now, stopAges } from "./time.js";

const QUIET = 12_000; // beats come every 5 s; this long without one is stale
const GRACE = 3_000; // a reconnect this quick is not worth a banner

const RETRY = 5_000;

let heardAt = Date.now();
let awaySince = null;
let port = null;
let fetching = null;
let probedAt = 0;
let isOver = false;

/** Open the feed; one worker serves every tab of this browser. */
export function startFeed(workerUrl) {
  const name = `wk ${state.feedUrl} ${state.me.name}`;
  if (globalThis.SharedWorker) port = new SharedWorker(workerUrl, { name }).port;
  else port = new Worker(workerUrl, { name });
  port.onmessage = (event) => heard(event.data);
  port.postMessage({ type: "start", url: state.feedUrl, cursor: state.cursor });
  addEventListener("pagehide", () => port.postMessage({ type: "leave" }));
  setInterval(check, 1000);
}

/** Try to reach the feed at once. */
export function tryNow() {
  port.postMessage({ type: "now" });
}

function heard(message) {
  if (message.type === "away") {
    awaySince ??= Date.now();
    if (state.stale) Object.assign(state.stale, { tries: message.tries, next: Date.now() + message.wait });
    changed("stale");
    return;
  }
  heardAt = Date.now();
  if (message.type === "open") {
    const wasAway = awaySince !== null || state.stale !== null;
    awaySince = null;
    if (wasAway) refetch();
  } else if (message.type === "rows") {
    hearClock(message.data.at);
    state.lag = Math.max(0, (now() - Date.parse(message.data.at)) / 1000);
    takeRows(message.data);
    compare();
  } else if (message.type === "beat") {
    if (message.data.at) hearClock(message.data.at);
    state.serverHash = message.data.hash;
    changed("hash");
    compare();
  } else if (message.type === "changed") {
    named(message.data.subject);
  } else if (message.type === "lost") {
    refetch();
  } else if (message.type === "bye") {
    isOver = message.data.reason === "signed out";
    if (isOver) goStale("You were signed out on this console.");
  }
}

/** Hashes that differ are looked into: the board is fetched anew and compared again. */
function compare() {
  if (state.stale && !isOver) return refetch();
  if (!agrees()) setTimeout(() => !agrees() && refetch(), 400);
}

async function refetch() {
  if (fetching) return fetching;
  fetching = get("board/data", { isPassive: true })
    .then((data) => {
      hearClock(data.at);
      takeBoard(data);
      changed("seat");
      if (state.stale) {
        state.stale = null;
        stopAges(null);
        changed("stale", "rows");
      }
    })
    .catch((error) => {
      if (error.status === 401 || error.status === 423) goStale(error.message);
    })
    .finally(() => {
      fetching = null;
    });
  return fetching;
}

/** A call that only named people may see changed: fetch it through our own permission. */
async function named(subject) {
  const row = await get(`calls/${subject.split(":")[1]}/row`, { isPassive: true }).catch(() => null);
  if (row) state.named.set(subject, row);
  else state.named.delete(subject);
  changed("rows");
  if (state.selected === subject && !rowOf(subject)) changed("selected");
}

function check() {
  const quiet = Date.now() - heardAt;
  const away = awaySince === null ? 0 : Date.now() - awaySince;
  if (!state.stale && (quiet > QUIET || away > GRACE)) goStale("");
  if (!state.stale) return;
  if (Date.now() > state.stale.next && awaySince === null && !isOver) {
    // No error was told, yet nothing comes: open the stream anew.
    Object.assign(state.stale, { tries: state.stale.tries + 1, next: Date.now() + RETRY });
    tryNow();
  }
  if (Date.now() - probedAt > RETRY) probe();
  changed("stale");
}

function goStale(reason) {
  const since = Date.parse(state.at) > now() - 86_400_000 ? Math.min(now(), now() - (Date.now() - heardAt)) : now();
  state.stale = { since, tries: 1, next: Date.now() + RETRY, reason, answers: null };
  stopAges(since);
  changed("stale", "rows");
  probe();
}

/** Ask the server itself whether it answers: the feed is a process of its own, and either may be away without the other. */
function probe() {
  probedAt = Date.now();
  get("board/seat", { isPassive: true, signal: AbortSignal.timeout(4000) })
    .catch(() => null) // what came of it is kept with the stale state
    .then(() => changed("stale"));
}
