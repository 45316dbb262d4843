// My shift: on and off duty, how I get about, out of service; and this phone: sunlight, whose it is, signing out.

import { $, h, icon, say, sheet } from "./dom.js";
import { act } from "./doing.js";
import { live, signOut } from "./live.js";
import { position } from "./position.js";
import * as queue from "./queue.js";
import { minute, now } from "./time.js";
import { waitingList } from "./waiting.js";
import { who } from "./who.js";

const MODE = { foot: ["walk", "Foot"], bicycle: ["bike", "Bicycle"], motorcycle: ["motorbike", "Motorcycle"], cruiser: ["car", "Cruiser"], post: ["shield", "Post"] };
const HOURS = [8, 10, 12];

export function shiftScreen(shown) {
  return [h("h1", {}, "My shift"), ...(shown.unit ? onDuty(shown) : [offDuty()]), waitingList(), thisPhone(shown)];
}

function onDuty(shown) {
  const { unit, duty, assignment } = shown;
  const until = duty?.until ?? unit.until;
  return [
    h("div", { class: "figures" },
      h("div", {}, h("span", {}, "On duty since"), h("b", {}, duty ? minute(duty.since) : "")),
      h("div", {}, h("span", {}, "Planned end"), h("b", {}, until ? minute(until) : "not set"))),
    h("h2", {}, "How you get about"),
    h("div", { class: "tiles modes" }, modes(unit.mode, (mode) => mode !== unit.mode &&
      act("mode", { unit: unit.id, mode }, { title: `By ${mode}`, sub: unit.cs, icon: MODE[mode][0] }))),
    h("h2", {}, "Where you are"),
    sharing(shown),
    h("h2", {}, "Service"),
    h("div", { class: "stack" },
      unit.out
        ? h("button", { type: "button", class: "button", id: "in-service", onclick: () => act("in_service", { unit: unit.id }, { title: "Back in service", sub: unit.cs, icon: "check" }) }, icon("check"), `Back in service (${unit.out})`)
        : h("button", { type: "button", class: "button", id: "out", onclick: () => askOut(unit) }, icon("player-pause"), "Out of service"),
      h("button", { type: "button", class: "button", id: "log-off", disabled: Boolean(assignment), onclick: () => act("log_off", { unit: unit.id }, { title: "Log off", sub: unit.cs, icon: "logout" }) }, icon("logout"), assignment ? "Clear your call before you log off" : "Log off"),
    ),
  ];
}

const SAYS = {
  refused: "This phone's settings refuse it: allow the place for this page to share it.",
  unknown: "This phone does not know where it is at the moment.",
};

function sharing(shown) {
  const is = shown.is_shared;
  const words = is ? (SAYS[position.says] ?? "The desk sees where this phone is while you are on duty. Nothing of it is read off duty.") : "Withheld. The desk knows only where you were said to be. That you withhold it is on record.";
  return h("div", { class: "stack" },
    h("p", { class: "muted", id: "sharing-says" }, words),
    h("button", { type: "button", class: "button", id: "sharing", "aria-pressed": String(is), onclick: () => act("sharing", { is_shared: !is }, { title: is ? "Withhold my position" : "Share my position", sub: shown.unit.cs, icon: "map-pin" }) }, icon("map-pin"), is ? "Withhold my position" : "Share my position"));
}

function askOut(unit) {
  const close = sheet("Out of service", h("div", { class: "tiles two" }, (live.words?.reasons ?? ["break"]).map((reason) =>
    h("button", { type: "button", class: "tile tall", onclick: async () => {
      if (await act("out_of_service", { unit: unit.id, reason }, { title: `Out of service: ${reason}`, sub: unit.cs, icon: "player-pause" })) close();
    } }, reason[0].toUpperCase() + reason.slice(1)))));
}

function offDuty() {
  const units = live.words?.units ?? [];
  if (units.length === 0) return h("p", { class: "muted" }, "The units could not be read: logging on needs signal the first time.");
  let mode = "foot";
  let hours = HOURS[0];
  const own = units.find((one) => one.cs === who.name);
  const unit = h("select", { id: "unit-choice" }, units.map((one) => h("option", { value: String(one.id) }, one.on ? `${one.cs}, on duty: join its crew` : one.cs)));
  if (own) unit.value = String(own.id);
  const ways = h("div", { class: "tiles modes" });
  const ends = h("div", { class: "tiles" });
  const draw = () => {
    ways.replaceChildren(...modes(mode, (chosen) => { mode = chosen; draw(); }));
    ends.replaceChildren(...HOURS.map((one) => h("button", { type: "button", class: "tile", "aria-pressed": String(one === hours), onclick: () => { hours = one; draw(); } }, `${one} hours`, h("small", {}, `until ${minute(now() + one * 3_600_000)}`))));
  };
  draw();
  return h("div", {},
    h("label", { for: "unit-choice" }, "Unit"), unit,
    h("h2", {}, "How you get about"), ways,
    h("h2", {}, "Planned end"), ends,
    h("button", { type: "button", class: "button lead", id: "log-on", onclick: () => {
      const chosen = units.find((one) => String(one.id) === unit.value);
      const until = new Date(now() + hours * 3_600_000).toISOString();
      act("log_on", { unit: chosen.id, mode, until }, { title: `Log on to ${chosen.cs}`, sub: `by ${mode}`, icon: "user-check", cs: chosen.cs });
    } }, icon("user-check"), "Log on"));
}

const modes = (current, choose) => (live.words?.modes ?? Object.keys(MODE)).map((mode) =>
  h("button", { type: "button", class: "tile", "aria-pressed": String(mode === current), onclick: () => choose(mode) }, icon(MODE[mode][0]), MODE[mode][1]));

function thisPhone() {
  const dark = document.documentElement.dataset.theme !== "sun";
  return [
    h("h2", {}, "This phone", h("span", {}, who.name)),
    h("div", { class: "stack" },
      h("button", { type: "button", class: "button", id: "theme", onclick: turn }, icon(dark ? "sun" : "moon"), dark ? "Sunlight" : "Dark"),
      h("button", { type: "button", class: "button", id: "sign-out", onclick: askSignOut }, icon("logout"), "Sign out")),
    h("p", { class: "muted" }, skewWords()),
  ];
}

function skewWords() {
  if (!who.isMeasured && who.skewMs === 0) return "This phone's clock has not been compared yet.";
  const seconds = Math.round(Math.abs(who.skewMs) / 1000);
  return seconds < 1 ? "This phone's clock agrees with the server's." : `This phone's clock is ${seconds} s ${who.skewMs > 0 ? "ahead of" : "behind"} the server's; times are put right and both are on record.`;
}

function turn() {
  const next = document.documentElement.dataset.theme === "sun" ? "dark" : "sun";
  document.documentElement.dataset.theme = next;
  localStorage.setItem("field-theme", next);
  dispatchEvent(new Event("hashchange"));
}

function askSignOut() {
  const count = queue.waiting().length;
  sheet("Sign out",
    h("p", {}, count > 0 ? `${count} ${count === 1 ? "thing is" : "things are"} not sent yet. They stay on this phone, for nobody else to see, and are sent when you sign in again.` : "Everything is sent. Nothing of calls, places or messages stays on this phone."),
    h("button", { type: "button", class: "button lead", onclick: leave }, icon("logout"), "Sign out"));
}

async function leave() {
  $("sheet").close();
  const { isOut, isKept } = await signOut();
  if (isOut) location.assign(`/sign-in/?next=${encodeURIComponent(document.body.dataset.root)}`);
  else if (isKept) location.reload();
  else say("You are still signed in: the server was not reached, and this phone could not keep that you leave. Sign out again when there is signal.", 15);
}

