// One tap, one item: kept first, sent at once when there is signal.

import { say } from "./dom.js";
import * as queue from "./queue.js";
import { sync } from "./sync.js";

const TWICE = 1500; // milliseconds: two taps of one thumb are one
let before = { said: "", at: 0 };

/** Keep `kind` and send what waits. Returns whether it was kept. */
export async function act(kind, data, label, file = null) {
  const said = JSON.stringify([kind, data, file?.name, file?.blob?.size]);
  if (said === before.said && Date.now() - before.at < TWICE) return true;
  before = { said, at: Date.now() };
  try {
    const item = await queue.add(kind, data, label, file);
    if (queue.isHeld(item)) say("This phone is full: this is kept only while the app stays open. It is sent as soon as there is signal.", 12);
    navigator.vibrate?.(20);
  } catch (fault) {
    before = { said: "", at: 0 };
    const count = queue.waiting().length;
    const safe = count === 1 ? "The one kept before is safe." : `The ${count} kept before are safe.`;
    say(`${fault.isFull ? "This phone is full" : "This phone could not keep it"}: this ${label.title.toLowerCase()} was not kept. ${count ? safe : ""} Free some space and do it again.`, 15);
    return false;
  }
  sync();
  return true;
}
