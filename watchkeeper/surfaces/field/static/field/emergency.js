// The emergency button: held one second, then latched until somebody else releases it.

import { $, fill, glyph, h, icon, sheet } from "./dom.js";
import { act } from "./doing.js";
import { live } from "./live.js";
import { model } from "./model.js";
import * as queue from "./queue.js";
import { clock, corrected } from "./time.js";
import { changed, who } from "./who.js";

const HOLD = 1000;
const AROUND = 2 * Math.PI * 44;

let began = 0;
let frame = 0;
let isAside = false; // the officer looks at the call meanwhile; the red frame stays
let receipt = null; // when a press was taken, until a state says so: all a locked phone may know of it

/** Whether the button can be pressed: on a unit, or where the phone cannot show which (locked, or nothing kept). */
export const isReady = (shown) => Boolean(shown ? shown.unit : who.owner && ["locked", "offline"].includes(who.net));

/** The button of the navigation. */
export function emergencyButton(shown) {
  const button = h("button", { type: "button", class: "emergency", id: "emergency", disabled: !isReady(shown) },
    icon("urgent"), "Emergency", h("small", {}, isReady(shown) ? "hold 1 s" : shown ? "log on first" : "sign in first"));
  button.addEventListener("pointerdown", (event) => { button.setPointerCapture(event.pointerId); press(button); });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture", "blur"]) button.addEventListener(end, () => letGo(button));
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  button.addEventListener("keydown", (event) => { if ([" ", "Enter"].includes(event.key)) { event.preventDefault(); press(button); } });
  button.addEventListener("keyup", () => letGo(button));
  return button;
}

export const isHeld = () => began > 0;

function press(button) {
  if (began || button.disabled) return;
  began = performance.now();
  button.classList.add("is-held");
  navigator.vibrate?.(30);
  drawHold();
  const step = () => {
    if (!began) return;
    const spent = performance.now() - began;
    if (spent >= HOLD) return fire(button);
    turn(spent);
    frame = requestAnimationFrame(step);
  };
  frame = requestAnimationFrame(step);
}

function letGo(button) {
  if (!began) return;
  began = 0;
  cancelAnimationFrame(frame);
  button.classList.remove("is-held");
  $("hold").hidden = true;
}

async function fire(button) {
  letGo(button);
  navigator.vibrate?.([120, 60, 120, 60, 300]);
  await send();
}

/** Without a place: nobody said one, and the server knows better where the unit is than a phone that read it a while ago. */
async function send() {
  isAside = false;
  receipt = null;
  const unit = model()?.unit;
  await act("emergency", unit ? { unit: unit.id } : {}, { title: "Emergency", sub: unit?.cs ?? who.name, icon: "urgent" });
}

/** What became of sent items: the receipt of a press counts until the server's own state is read, which may be locked. */
export function noteSent(results) {
  const taken = results.find(({ item, conflict }) => item.kind === "emergency" && !conflict);
  if (!taken) return;
  receipt = { owner: who.owner, at: corrected(taken.item.at), state: live.state };
  changed();
}

function drawHold() {
  const unit = model()?.unit;
  const ring = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  ring.setAttribute("viewBox", "0 0 100 100");
  for (const name of ["back", "done"]) {
    const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    for (const [key, value] of Object.entries({ class: name, cx: 50, cy: 50, r: 44 })) circle.setAttribute(key, value);
    ring.append(circle);
  }
  fill($("hold"),
    unit ? [h("p", {}, `${unit.cs}, last known place`), h("b", {}, unit.place || "not known")] : [h("p", {}, who.name), h("b", {}, "Your unit, where the desk last knew it")],
    h("div", { class: "ring" }, ring, h("div", {}, h("b", {}, "Keep holding"), h("p", { id: "spent" }, "0.0 of 1 second"))),
    h("p", {}, "Goes to every dispatcher's board with your unit and last known place. Without signal it is sent the moment there is some: use the radio."),
    h("p", { class: "foot" }, h("b", {}, "Let go to stop."), "Nothing has been sent."));
  turn(0);
  $("hold").hidden = false;
}

function turn(spent) {
  const done = document.querySelector(".ring .done");
  done.setAttribute("stroke-dasharray", `${(AROUND * Math.min(spent, HOLD)) / HOLD} ${AROUND}`);
  $("spent").textContent = `${(spent / 1000).toFixed(1)} of 1 second`;
}

/** What stands: since when by the server, what waits to be sent, what was refused; the first of them counts. */
function standing(shown) {
  if (receipt?.owner !== who.owner || (live.state && live.state !== receipt.state)) receipt = null;
  const isPress = (item) => item.kind === "emergency";
  const at = shown?.unit?.em ?? receipt?.at ?? null;
  const pressed = at ? null : queue.waiting().find(isPress);
  return { at, pressed, refused: at || pressed ? null : queue.conflicts().filter(isPress).at(-1) };
}

/** The latched screen, while the emergency stands, waits or was refused. Returns what the call's own screen shows of it. */
export function latch(shown) {
  const { at, pressed, refused } = standing(shown);
  const stands = Boolean(at || pressed || refused);
  document.documentElement.classList.toggle("is-latched", stands);
  const latched = $("latched");
  if (!stands) isAside = false;
  latched.hidden = !stands || isAside;
  for (const id of ["head", "main", "steps", "nav"]) if (!latched.hidden || $("sheet").open === false) $(id).inert = !latched.hidden;
  if (!stands) return null;
  if (!latched.hidden) drawLatched(latched, shown, { at, pressed, refused });
  if (!isAside) return null;
  const words = at ? `Emergency since ${clock(at)}` : pressed ? "Emergency: nothing has been sent" : "Emergency: it was NOT taken";
  return h("button", { type: "button", class: "item strip", onclick: () => { isAside = false; dispatchEvent(new Event("hashchange")); } },
    glyph("emergency"), h("span", {}, h("b", {}, words), h("small", {}, "Tap to see it")));
}

let latchDrawn = "";

function drawLatched(latched, shown, { at, pressed, refused }) {
  const key = JSON.stringify([at, pressed?.id, refused?.id, who.net, shown?.unit?.cs, shown?.unit?.place, shown?.unit?.em_place]);
  if (key === latchDrawn && latched.hasChildNodes()) return; // a button under a thumb stays where it is
  latchDrawn = key;
  fill(latched,
    h("p", { class: "title" }, icon("urgent"), `Emergency, ${shown?.unit?.cs ?? (pressed ?? refused)?.label.sub ?? who.name}`),
    h("div", { role: "status" }, latchHead(at, pressed, refused)),
    shown?.unit && !refused && h("ul", {}, latchPlaces(shown.unit, at)),
    h("div", { class: "stack" }, latchButtons(shown, at, refused),
      h("p", { class: "why" }, refused ? "Nobody at the desk knows of it by this phone. Talk by radio." : "Stays on, silent. Only a second person, a dispatcher or supervisor, ends it after hearing you. Talk by radio.")));
}

function latchHead(at, pressed, refused) {
  const title = (words) => h("h1", { id: "latched-title" }, words);
  if (at) return title(`Sent, pressed at ${clock(at)}. It is on every dispatcher's board.`);
  if (refused) return [title("It was NOT taken: use the radio."), h("p", { class: "why" }, `Pressed at ${clock(corrected(refused.at))}. ${refused.conflict}`)];
  const now = ["online", "locked"].includes(who.net);
  return [title("Nothing has been sent."), h("p", { class: "why" }, now ? "Sending it now." : `Pressed at ${clock(corrected(pressed.at))} and kept. It is tried every second. Use the radio now.`)];
}

function latchPlaces(unit, at) {
  const place = (unit.em ? unit.em_place : unit.place) || "not known";
  return [
    at && h("li", {}, h("div", {}, h("b", {}, "The server has it"), h("span", {}, "It sounds at the desk until a dispatcher takes it up")), icon("check")),
    h("li", {}, h("div", {}, h("b", {}, at ? "Place that was sent" : "Last known place"), h("span", {}, place))),
    unit.place && unit.place !== place && h("li", {}, h("div", {}, h("b", {}, "Corrected to"), h("span", {}, unit.place)))];
}

function latchButtons(shown, at, refused) {
  const button = (words, drawn, onclick, given = {}) => h("button", { type: "button", class: "button", onclick, ...given }, icon(drawn), words);
  return [
    refused && button("Send it again", "urgent", async () => { await dismissRefused(); await send(); }, { class: "button lead" }),
    refused && button("I have told them by radio", "check", dismissRefused),
    shown?.unit && !refused && button("I moved: correct my place", "map-pin", () => askPlace(shown)),
    shown && button("Look at my call", "clipboard", lookAside),
    !shown && who.net === "locked" && h("a", { class: "button", href: `/sign-in/unlock/?next=${encodeURIComponent(document.body.dataset.root)}` }, icon("lock-open"), "Unlock"),
  ];
}

async function dismissRefused() {
  for (const item of queue.conflicts()) if (item.kind === "emergency") await queue.dismiss(item.id);
}

function lookAside() {
  isAside = true;
  if (location.hash === "#call") dispatchEvent(new Event("hashchange"));
  else location.hash = "#call";
}

function askPlace(shown) {
  const input = h("input", { type: "text", id: "moved", maxlength: 300, "aria-label": "Where you are", placeholder: "Building, floor, room" });
  const close = sheet("Where you are", input, h("p", {}, h("button", { type: "button", class: "button lead", onclick: async () => {
    const place = input.value.trim();
    if (place && (await act("place", { unit: shown.unit.id, place, place_ref: "" }, { title: "My place", sub: place, icon: "map-pin" }))) close();
  } }, "Send my place")));
  input.focus();
}
