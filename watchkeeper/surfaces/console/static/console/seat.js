// Who sits here: the seat this console types for, and a notice that stays when somebody else took it.

import { byId, h } from "./dom.js";
import { get } from "./server.js";
import { state } from "./state.js";
import { clock } from "./time.js";

/** Show `key` as this console's seat. */
export function sitAt(key) {
  state.me.seat = key;
  byId("seat-key").textContent = key;
  byId("notice").hidden = true;
}

/** The seat the server says we have, with what is half-typed there; null when nobody answers. */
export const askSeat = () => get("board/seat", { isPassive: true }).catch(() => null);

/** Somebody sat down at our seat, or may have while the feed was away: say so until it is read. */
export async function checkSeat() {
  const found = await askSeat();
  const lost = state.me.seat;
  if (!found || found.seat === lost) return;
  sitAt(found.seat);
  const taken = state.log.find((line) => line.subject === `seat:${lost}`);
  const who = taken ? `${taken.actor} took seat ${lost} at ${clock(taken.at)}` : `Seat ${lost} was taken`;
  const notice = byId("notice");
  notice.replaceChildren(
    h("span", {}, h("b", {}, `${who}.`), ` What was half-typed there went with it. This console is at ${found.seat} now; `, h("span", { class: "mono" }, `seat ${lost}`), " takes the seat back."),
    h("button", { type: "button", class: "act push", onclick: () => (notice.hidden = true) }, "Read"),
  );
  notice.hidden = false;
}
