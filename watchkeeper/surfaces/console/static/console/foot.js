// The foot, the top bar's clock and sign of agreement, and the words of a stale board.

import { byId, glyph, h, say } from "./dom.js";
import { tryNow } from "./feed.js";
import { agrees, lookouts, state } from "./state.js";
import { clock, day, hm, now, span, utc, zoneName } from "./time.js";

/** Clocks, once a second. */
export function drawClocks() {
  const at = now();
  say(byId("clock"), clock(at));
  say(byId("f-utc"), utc(at));
  say(byId("f-local"), clock(at));
  say(byId("f-date"), day(at));
  say(byId("f-zone"), zoneName());
}

/** How long the shift of whoever sits here lasts, when the roster or the duty says so. */
export function drawShift() {
  const ends = state.shiftEnds;
  const left = ends ? (Date.parse(ends) - now()) / 1000 : 0;
  say(byId("f-shift"), !ends ? "" : left > 0 ? `Shift ends in ${span(left)}` : `Shift ended ${hm(ends)}`);
}

const put = (id, ...children) => {
  const element = byId(id);
  const sign = children.map((child) => child.outerHTML ?? child).join("");
  if (element.dataset.sign === sign) return;
  element.dataset.sign = sign;
  element.replaceChildren(...children);
};

/** Whether this console agrees with the server, in the top bar and the foot. */
export function drawAgreement() {
  const hash = `${state.hash.slice(0, 4)} ${state.hash.slice(4)}`;
  const mono = (text) => h("span", { class: "mono", id: "hash" }, text);
  if (state.stale) {
    const at = clock(state.stale.since);
    put("agree", glyph("unplugged", "alarm", "g16"), h("span", { class: "w-alarm" }, " board stale"));
    put("f-hash", glyph("unplugged", "alarm"), h("span", { class: "w-alarm" }, " Board "), mono(hash), h("span", { class: "w-alarm" }, ` not confirmed since ${at}`));
    put("f-feed", h("span", { class: "w-alarm" }, `Feed stopped ${span((now() - state.stale.since) / 1000)}`));
  } else if (agrees()) {
    put("agree", glyph("ok", "scene"), h("span", {}, " board"));
    put("f-hash", glyph("ok", "scene"), " Board ", mono(hash), " same as the server");
    put("f-feed", "Feed ", h("span", { class: "tab" }, state.lag === null ? "live" : `${state.lag.toFixed(1)} s`));
  } else {
    put("agree", glyph("route", "sent"), h("span", {}, " checking"));
    put("f-hash", glyph("route", "sent"), " Board ", mono(hash), " being compared");
  }
  put("f-copy", state.copy ? `Downtime copy ${clock(state.copy)}` : "No downtime copy yet");
}

/** Whether commands arrive while the feed is away: said only of what the server itself has answered. */
function reach(answers) {
  if (answers) return "Commands still reach the server and are kept.";
  return answers === null ? "Whether commands reach the server is being tried." : "The server does not answer: nothing is sent, and what you type stays here.";
}

/** The banner of a stale board, "as of" on every panel, and the drained colors. */
export function drawStale() {
  const stale = state.stale;
  document.documentElement.classList.toggle("is-stale", Boolean(stale));
  const banner = byId("stale");
  banner.hidden = !stale;
  for (const mark of document.querySelectorAll(".asof")) say(mark, stale ? `as of ${clock(stale.since)}` : "");
  if (!stale) {
    delete banner.dataset.sign;
    return;
  }
  const ago = span((now() - stale.since) / 1000);
  const wait = Math.max(0, Math.ceil((stale.next - Date.now()) / 1000));
  const rest = stale.reason ? ` ${stale.reason} What you type is kept here.` : ` The board shows that moment; ages are stopped. ${reach(stale.answers)} Next try in ${wait} s, number ${stale.tries}.`;
  if (banner.dataset.sign !== "made") {
    banner.dataset.sign = "made";
    banner.replaceChildren(glyph("unplugged", "alarm", "g16"), h("span", {}, h("b", { id: "stale-head" }), h("span", { id: "stale-rest", "aria-live": "off" })), h("button", { type: "button", class: "act push", onclick: tryNow }, "Try now", h("kbd", {}, "R")), stale.reason ? h("a", { class: "act", href: `/sign-in/?next=${location.pathname}` }, "Sign in") : "");
  }
  say(byId("stale-head"), `The live feed stopped at ${clock(stale.since)}, ${ago} ago.`);
  say(byId("stale-rest"), rest);
}

/** Look-outs, in one line under the top bar. */
export function drawLookouts() {
  const rows = lookouts();
  const bar = byId("lookouts");
  bar.hidden = !rows.length;
  bar.replaceChildren(...rows.map((row) => h("span", {}, h("b", {}, `Look-out ${row.k.split(":")[1]}`), ` ${row.text} `, h("span", { class: "muted" }, `until ${hm(row.until)}`))));
}
