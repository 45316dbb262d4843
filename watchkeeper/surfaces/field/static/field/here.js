// Where the officer stands: the code of a label, scanned by the phone's camera (#at=...) or typed; and places by code.

import { live } from "./live.js";
import { ask, changed } from "./who.js";

export const scanned = { code: "", place: null, sticker: "" };

const bare = (code) => code.replace(/\s/g, "").toUpperCase();

/** A place by its code among those the phone keeps. */
export const placeByCode = (code) => live.words?.places?.find((one) => one.code === bare(code)) ?? null;

export const herePlace = () => placeByCode(scanned.code) ?? scanned.place;

export const placeOf = (run) => run.place || "everywhere";

/** Read the address: a scanned label opens the app at its place, a sticker with its number. Without signal the code alone is kept. */
export async function readHere() {
  const sticker = /^#sticker=([A-Za-z0-9-]{1,20})$/.exec(location.hash);
  if (sticker) {
    scanned.sticker = bare(sticker[1]);
    history.replaceState(null, "", "#rounds");
    dispatchEvent(new Event("hashchange"));
    return;
  }
  const found = /^#at=([A-Za-z0-9-]{3,40})$/.exec(location.hash);
  if (!found) return;
  Object.assign(scanned, { code: bare(found[1]), place: null });
  history.replaceState(null, "", "#rounds");
  dispatchEvent(new Event("hashchange"));
  if (placeByCode(scanned.code)) return;
  const code = scanned.code;
  const answer = await ask(`label?code=${encodeURIComponent(code)}`);
  const told = answer?.ok ? await answer.json() : null;
  if (told?.place && scanned.code === code) { scanned.place = told.place; changed(); }
}

/** Nothing of where somebody stood stays when somebody else takes the phone. */
export function forgetHere() {
  Object.assign(scanned, { code: "", place: null, sticker: "" });
}

/** A position in words the server can measure, or "" where this phone knows none. */
export function readPosition() {
  return new Promise((done) => {
    if (!navigator.geolocation) return done("");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => done(`gps ${coords.latitude.toFixed(6)},${coords.longitude.toFixed(6)} ±${Math.max(1, Math.round(coords.accuracy))} m`),
      () => done(""), { enableHighAccuracy: true, maximumAge: 15_000, timeout: 12_000 });
  });
}
