// Where this phone is, shared while its holder is on duty and has not withheld it: read seldom, sent in batches.

import { live } from "./live.js";
import { ask, changed, who } from "./who.js";

const THIN = 10_000; // milliseconds between two readings that are kept
const SEND = 30_000; // milliseconds between two batches
const MOST = 400; // readings kept while there is no signal: over an hour of them; the oldest go first

export const position = { says: "" }; // "", "refused" or "unknown": what the phone's own settings or chips say

let watch = null;
let owner = "";
let waiting = [];
let last = 0;
let isSending = false;

const isWanted = () => Boolean(live.state?.unit && live.state.is_shared && who.owner);

/** Start, go on or stop, as what is shown says; safe to call at any change. */
export function followPosition() {
  if (owner !== who.owner) { waiting = []; owner = who.owner; }
  if (!isWanted()) return stop();
  if (watch !== null || !navigator.geolocation) return;
  watch = navigator.geolocation.watchPosition(take, refuse, { enableHighAccuracy: true, maximumAge: THIN, timeout: 60_000 });
}

function stop() {
  if (watch !== null) navigator.geolocation.clearWatch(watch);
  watch = null;
  if (live.state && !(live.state.is_shared && live.state.unit)) waiting = []; // withheld or off duty: nothing read before goes out after
}

function take({ coords, timestamp }) {
  if (position.says) { position.says = ""; changed(); }
  if (timestamp - last < THIN) return;
  last = timestamp;
  waiting.push({ at: new Date(timestamp).toISOString(), lon: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy });
  waiting = waiting.slice(-MOST);
}

function refuse(error) {
  const says = error.code === error.PERMISSION_DENIED ? "refused" : "unknown";
  if (says === "refused") { navigator.geolocation.clearWatch(watch); watch = null; }
  if (position.says === says) return;
  position.says = says;
  changed();
}

async function send() {
  if (isSending || waiting.length === 0 || !isWanted() || who.net !== "online" || !who.token) return;
  isSending = true;
  const batch = [...waiting];
  const told = { person: who.person, sent: new Date().toISOString(), skew_ms: who.isMeasured ? who.skewMs : null, fixes: batch };
  const body = new FormData();
  body.append("fixes", JSON.stringify(told));
  const answer = await ask("fixes", { method: "POST", body, headers: { "X-CSRFToken": who.token } });
  // Kept, or not to be taken as it is (refused, not on duty any more): either way it is not sent again.
  if (answer !== null && (answer.ok || [404, 409, 422].includes(answer.status))) waiting = waiting.filter((one) => !batch.includes(one));
  isSending = false;
}

setInterval(send, SEND);
