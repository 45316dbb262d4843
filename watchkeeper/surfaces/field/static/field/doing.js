// One tap, one item: kept first, sent at once when there is signal.

import { say } from "./dom.js";
import { isPrivate } from "./model.js";
import * as queue from "./queue.js";
import { sync } from "./sync.js";

const TWICE = 1500; // milliseconds: two taps of one thumb are one
let before = { said: "", at: 0, kept: null };

/** Keep `kind` and send what waits. Returns whether it was kept; the second of two taps gets the first one's answer. */
export function act(kind, data, label, file = null) {
  const said = JSON.stringify([kind, data, file?.name, file?.blob?.size]);
  if (said === before.said && Date.now() - before.at < TWICE) return before.kept;
  const kept = keep(kind, data, label, file);
  before = { said, at: Date.now(), kept };
  kept.then((is) => { if (!is && before.kept === kept) before = { said: "", at: 0, kept: null }; });
  return kept;
}

async function keep(kind, data, label, file) {
  try {
    const item = await queue.add(kind, data, label, { file, isPrivate: isPrivate(label) });
    if (queue.isHeld(item)) say("This phone is full: this is kept only while the app stays open. It is sent as soon as there is signal.", 12);
    navigator.vibrate?.(20);
    return true;
  } catch (fault) {
    const count = queue.waiting().length;
    const safe = count === 1 ? "The one kept before is safe." : `The ${count} kept before are safe.`;
    say(`${fault.isFull ? "This phone is full" : "This phone could not keep it"}: this ${label.title.toLowerCase()} was not kept. ${count ? safe : ""} Free some space and do it again.`, 15);
    return false;
  } finally {
    sync();
  }
}
