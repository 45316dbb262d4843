// The selected call as it stood at the moment shown, and what had been said of it by then.

import { badge } from "./calls.js";
import { byId, fill, glyph, h } from "./dom.js";
import { fromHere } from "./journal.js";
import { player } from "./replay-player.js";
import { get } from "./server.js";
import { changed, rowOf, state } from "./state.js";
import { clock, hm, inLocalTime, shownNow, span } from "./time.js";
import { callPlace, callState, verbGlyph } from "./words.js";

let told = { key: null, lines: [] };

/** Fetch what had been said of the selected call by now; what is played after that is added as it comes. */
export async function loadPast() {
  const key = state.selected;
  if (!key?.startsWith("call:") || player.at === null) return;
  const at = player.line && Date.parse(player.line.at) >= player.at ? player.line.at : new Date(player.at).toISOString();
  const found = await get(`replay/calls/${key.split(":")[1]}?at=${encodeURIComponent(at)}`, { isPassive: true }).catch(() => ({ log: [] }));
  if (state.selected !== key) return;
  told = { key, lines: found.log };
  changed("panel");
}

/** All that is known of it by now: what was fetched, and what was played since. */
function lines() {
  const known = new Set(told.lines.map((line) => line.id));
  const since = state.log.filter((line) => line.subject === told.key && !known.has(line.id));
  told.lines = [...since, ...told.lines];
  return told.lines.filter((line) => Date.parse(line.at) <= player.at + 999);
}

const facts = (row) => [
  row.due && `target ${hm(row.due)}`,
  row.sc && `on scene ${clock(row.sc)}`,
  row.q && `quoted ${Math.max(1, Math.round(row.q[0] / 60))} to ${Math.max(1, Math.round(row.q[1] / 60))} min`,
  row.held && `held to ${hm(row.held)}`,
  row.esc && `supervisor told ${clock(row.esc)}`,
  row.u.length && `with ${row.u.join(", ")}`,
  row.sk.length && `next for ${row.sk.join(", ")}`,
];

function band(row) {
  const status = callState(row, shownNow());
  return h("div", { class: "band" }, badge(row.p), h("span", { class: "number" }, row.n), h("span", { class: "title" }, row.t), h("span", { class: "place" }, row.to ? `${callPlace(row.pl)} → ${row.to}` : callPlace(row.pl)), h("span", {}, glyph(status.glyph, status.tone), " ", h("span", { class: `w-${status.tone}` }, status.word)), h("span", { class: "age tab" }, span((player.at - Date.parse(row.at)) / 1000)), h("a", { class: "act", href: `${state.root}calls/${row.k.split(":")[1]}/` }, "As it is today ", h("kbd", {}, "O")));
}

function line(one) {
  const [shape, tone] = verbGlyph(one.verb, one.text);
  return h("div", { class: "event" }, fromHere(one.at), glyph(shape, tone), h("span", { class: "text" }, inLocalTime(one.text)), h("span", { class: "who" }, one.actor));
}

/** Draw the band. */
export function drawPast() {
  const room = byId("selected");
  const row = state.selected ? rowOf(state.selected) : null;
  if (!row) {
    const words = state.selected ? "This call is not on the board at this moment." : "Select a call to see how it stood at this moment.";
    fill(room, [words], (text) => text, (text) => text, (text) => h("p", { class: "none" }, text));
    return;
  }
  const shown = told.key === row.k ? lines() : [];
  const mark = () => JSON.stringify([row, Math.floor(player.at / 1000), shown.map((one) => one.id)]);
  fill(room, [row], () => row.k, mark, () => h("div", {}, band(row), h("p", { class: "premise" }, facts(row).filter(Boolean).flatMap((text, i) => (i ? [h("i"), text] : [text]))), h("div", { class: "r-told", tabindex: "0", role: "region", "aria-label": "What had been said of it" }, shown.map(line))));
}
