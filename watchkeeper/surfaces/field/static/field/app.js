// The officer's phone: opens on my call, works without signal, one hand.

import { callScreen, steps } from "./call.js";
import { $, fill, h, icon } from "./dom.js";
import { emergencyButton, isHeld, isReady, latch, noteSent } from "./emergency.js";
import { live, poll, recall, relearn } from "./live.js";
import { forgetHere, readHere } from "./here.js";
import { forgetLook, lookScreen } from "./look.js";
import { messagesScreen, unread } from "./messages.js";
import { model } from "./model.js";
import { followPosition, position } from "./position.js";
import { isAside } from "./order.js";
import * as queue from "./queue.js";
import { followBegun, leaveRun, roundsKey, roundsScreen } from "./rounds.js";
import { shiftScreen } from "./shift.js";
import { measure, onSent, sync } from "./sync.js";
import { clock, left, now } from "./time.js";
import { onChange, who } from "./who.js";

const SCREENS = {
  call: ["My call", "clipboard", callScreen],
  rounds: ["Rounds", "walk", roundsScreen],
  look: ["Look up", "search", lookScreen],
  messages: ["Messages", "message", messagesScreen],
  shift: ["My shift", "user", shiftScreen],
};

let drawn = "";
let navDrawn = "";
let lastAssignment;
let lastOwner = "";

const screen = () => (location.hash.slice(1) in SCREENS ? location.hash.slice(1) : "call");
const go = (name) => { location.hash = `#${name}`; };

function draw() {
  const shown = model();
  head(shown);
  banner();
  announce(shown);
  followPosition();
  if (who.owner !== lastOwner) { forgetLook(); forgetHere(); leaveRun(); lastOwner = who.owner; drawn = ""; }
  const strip = isHeld() ? null : latch(shown);
  // Drawn again only when what it shows is another, so that nothing jumps under a thumb.
  const key = JSON.stringify([screen(), shown, live.words?.units, roundsKey(), queue.waiting().map((item) => [item.id, queue.isHeld(item), isAside(item)]), queue.conflicts().map((item) => item.id), who.net === "online", who.net, Math.round(who.skewMs / 1000), Boolean(strip), position.says, document.documentElement.dataset.theme]);
  if (key !== drawn) {
    drawn = key;
    body(shown, strip);
  }
  const navKey = JSON.stringify([screen(), unread(shown), isReady(shown), document.documentElement.dataset.theme]);
  if (navKey !== navDrawn && !isHeld()) {
    navDrawn = navKey;
    nav(shown);
  }
}

function body(shown, strip) {
  const name = screen();
  document.title = `${SCREENS[name][0]}, Watchkeeper`;
  const kept = $("main").scrollTop;
  const same = $("main").dataset.screen === name;
  if (!shown) putAway();
  fill($("main"), shown ? [strip, ...SCREENS[name][2](shown, go)].flat(3) : nobody());
  $("main").dataset.screen = name;
  $("main").scrollTop = same ? kept : 0;
  const working = shown?.assignment && name === "call";
  $("steps").hidden = !working;
  if (working) steps(shown);
}

/** Nothing that was read stays in sight: an open sheet, the statuses, what was looked up. */
function putAway() {
  $("sheet").close();
  fill($("sheet"));
  fill($("steps"));
  forgetLook();
}

/** Signed out, locked, not of the field, or never opened here. */
function nobody() {
  const count = queue.waiting().length;
  const kept = count > 0 && h("p", { id: "kept" }, `${count} waiting: kept on this phone until you are signed in again.`);
  const next = `?next=${encodeURIComponent(document.body.dataset.root)}`;
  if (who.net === "locked") return [h("h1", {}, "Locked"), h("p", {}, "This phone was not used for a while."), kept, h("a", { class: "button lead", href: `/sign-in/unlock/${next}` }, icon("lock-open"), "Unlock")];
  if (who.net === "refused") return [h("h1", {}, "Not for this sign-in"), h("p", {}, "The field app is for those who work on a unit."), h("a", { class: "button", href: "/console/" }, "To the console")];
  if (who.net === "offline") return [h("h1", {}, "No connection"), h("p", {}, who.owner ? "Nothing is kept on this phone to show yet. It opens by itself when there is signal. Use the radio." : "Nobody is signed in on this phone. Signing in needs signal. Use the radio."), kept];
  if (who.net === "opening" || who.net === "online") return [h("p", { class: "calm" }, "Opening")];
  return [h("h1", {}, "Signed out"), h("p", {}, "Nothing of calls, places or messages is kept on this phone."), kept, h("a", { class: "button lead", href: `/sign-in/${next}` }, icon("user-check"), "Sign in")];
}

function head(shown) {
  $("unit").textContent = shown?.unit?.cs ?? (shown ? who.name : "");
  const count = shown || who.net !== "online" ? queue.waiting().length : 0;
  const online = who.net === "online";
  const words = count > 0 ? `${count} waiting` : { online: "Online", offline: "No signal", opening: "Opening" }[who.net] ?? "Signed out";
  const key = `${words}/${online}`;
  if ($("net").dataset.key === key) return;
  $("net").dataset.key = key;
  $("net").className = online && count === 0 ? "" : "is-waiting";
  fill($("net"), icon(online ? "wifi" : "wifi-off"), words);
}

function banner() {
  const lost = who.net === "offline" && live.state;
  const out = ["signed-out", "locked"].includes(who.net) && live.state;
  $("banner").hidden = !lost && !out;
  const key = lost ? `${who.since}` : "";
  if ($("banner").dataset.key === key || !lost) return;
  $("banner").dataset.key = key;
  const kept = live.isKept ? "As it was when last read. " : "";
  fill($("banner"), icon("wifi-off"), h("span", {}, h("b", {}, `No connection since ${clock(who.since - who.skewMs).slice(0, 5)}`), h("small", {}, `${kept}Keep working. This phone keeps it all.`)));
}

/** A new call is felt, whatever screen is open. */
function announce(shown) {
  const id = shown?.assignment?.id ?? null;
  if (lastAssignment !== undefined && id && id !== lastAssignment && shown.assignment.status === "assigned") {
    navigator.vibrate?.([200, 100, 200]);
    if (!$("sheet").open) go("call");
  }
  if (shown) lastAssignment = id;
}

function nav(shown) {
  const focused = document.activeElement?.dataset?.screen;
  const buttons = Object.entries(SCREENS).map(([name, [words, drawing]]) =>
    h("button", { type: "button", "data-screen": name, "aria-current": name === screen() ? "page" : null, onclick: () => { if (name === "rounds" && screen() === name) { leaveRun(); draw(); } go(name); } },
      icon(drawing), words, name === "messages" && unread(shown) > 0 && h("span", { class: "count" }, String(unread(shown)))));
  fill($("nav"), ...buttons, emergencyButton(shown));
  if (focused) buttons.find((one) => one.dataset.screen === focused)?.focus();
}

function tick() {
  $("clock").textContent = clock(now());
  for (const one of document.querySelectorAll("[data-left]")) one.textContent = left(one.dataset.left);
}

async function begin() {
  await recall().catch(() => {});
  onChange(draw);
  onSent(async (results) => {
    noteSent(results);
    followBegun(results);
    await poll();
    if (queue.justTaken().length > 0) await poll(); // that one had been asked for before
    if (results.some(({ item }) => ["log_on", "log_off"].includes(item.kind))) await relearn();
  });
  addEventListener("hashchange", () => { readHere(); draw(); });
  addEventListener("online", () => { poll(); sync(); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") sync(); });
  $("net").addEventListener("click", () => { go("call"); poll(); sync(); });
  setInterval(tick, 1000);
  tick();
  readHere();
  draw();
  await poll().catch(() => {});
  if (who.net === "online") await measure();
  sync();
  navigator.storage?.persist?.();
  navigator.serviceWorker?.register(`${document.body.dataset.root}worker.js`, { scope: document.body.dataset.root });
}

begin();
