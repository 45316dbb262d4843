// Who is nearest to each of the first waiting calls: asked when the waiting calls or the free units change, never often.

import { get } from "./server.js";
import { changed, has, state, units, waitingCalls } from "./state.js";

const AGAIN = 8000; // ms from one question to the next
const MOST = 8; // calls, from the top
const MODES = { foot: "on foot", post: "on foot", bicycle: "by bicycle", motorcycle: "by motorcycle", cruiser: "by cruiser" };

let found = new Map();
let sign = "";
let askedAt = 0;
let timer = null;

/** `{unit, seconds, mode}` of a waiting call, or nothing while it is not known. */
export const nearestOf = (key) => found.get(key);

/** Ask anew when something changed that the answer rests on; only screens with room for it ask. */
export function drawNearest() {
  if (innerWidth < 1600 || !has("waiting") || state.stale || !state.me.may.includes("call:read")) return;
  const waiting = waitingCalls().slice(0, MOST).filter((row) => !row.named);
  const free = units().filter((row) => row.st === "available" && !row.em);
  const now = JSON.stringify([waiting.map((row) => [row.k, row.nd, row.p]), free.map((row) => [row.k, row.nd])]);
  if (now === sign || timer) return;
  timer = setTimeout(ask, Math.max(0, askedAt + AGAIN - Date.now()), now, waiting.map((row) => row.k.split(":")[1]));
}

async function ask(asked, ids) {
  timer = null;
  askedAt = Date.now();
  sign = asked;
  if (!ids.length) return;
  const answer = await get(`board/nearest?calls=${ids.join(",")}`, { isPassive: true }).catch(() => null);
  if (!answer) return;
  found = new Map(Object.entries(answer).map(([key, one]) => [key, { ...one, mode: MODES[one.mode] ?? "" }]));
  changed("near");
}
