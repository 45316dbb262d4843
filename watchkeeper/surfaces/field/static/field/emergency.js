// The emergency button: held one second, then latched until somebody else releases it.

import { $, fill, glyph, h, icon, sheet } from "./dom.js";
import { act } from "./doing.js";
import { model } from "./model.js";
import { clock } from "./time.js";
import { who } from "./who.js";

const HOLD = 1000;
const AROUND = 2 * Math.PI * 44;

let began = 0;
let frame = 0;
let isAside = false; // the officer looks at the call meanwhile; the red frame stays

/** The button of the navigation. */
export function emergencyButton(shown) {
  const button = h("button", { type: "button", class: "emergency", id: "emergency", disabled: !shown?.unit },
    icon("urgent"), "Emergency", h("small", {}, shown?.unit ? "hold 1 s" : "log on first"));
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
  isAside = false;
  const { unit } = model();
  await act("emergency", { unit: unit.id, place: unit.place || "" }, { title: "Emergency", sub: unit.cs, icon: "urgent" });
}

function drawHold() {
  const { unit } = model();
  const ring = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  ring.setAttribute("viewBox", "0 0 100 100");
  for (const name of ["back", "done"]) {
    const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    for (const [key, value] of Object.entries({ class: name, cx: 50, cy: 50, r: 44 })) circle.setAttribute(key, value);
    ring.append(circle);
  }
  fill($("hold"),
    h("p", {}, `${unit.cs}, last known place`), h("b", {}, unit.place || "not known"),
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

/** The latched screen, while the emergency stands or waits to be sent. Returns what the call's own screen shows of it. */
export function latch(shown) {
  const pressed = shown?.pressed; // on the phone, not sent
  const at = shown?.unit?.em ?? null;
  const stands = Boolean(pressed || at);
  document.documentElement.classList.toggle("is-latched", stands);
  const latched = $("latched");
  if (!stands) isAside = false;
  latched.hidden = !stands || isAside;
  for (const id of ["head", "main", "steps", "nav"]) if (!latched.hidden || $("sheet").open === false) $(id).inert = !latched.hidden;
  if (!stands) return null;
  if (!latched.hidden) drawLatched(latched, shown, pressed, at);
  if (!isAside) return null;
  return h("button", { type: "button", class: "item strip", onclick: () => { isAside = false; dispatchEvent(new Event("hashchange")); } },
    glyph("emergency"), h("span", {}, h("b", {}, at ? `Emergency since ${clock(at)}` : "Emergency: nothing has been sent"), h("small", {}, "Tap to see it")));
}

function drawLatched(latched, shown, pressed, at) {
  const place = (at ? shown.unit.em_place : pressed.place) || "not known";
  const head = at
    ? [h("h1", { id: "latched-title" }, `Sent, pressed at ${clock(at)}. It is on every dispatcher's board.`)]
    : [h("h1", { id: "latched-title" }, "Nothing has been sent."), h("p", { class: "why" }, who.net === "online" ? "Sending it now." : `Pressed at ${clock(pressed.at)} and kept. It is tried every second. Use the radio now.`)];
  fill(latched,
    h("p", { class: "title" }, icon("urgent"), `Emergency, ${shown.unit.cs}`),
    h("div", { role: "status" }, head),
    h("ul", {},
      at && h("li", {}, h("div", {}, h("b", {}, "The server has it"), h("span", {}, "It sounds at the desk until a dispatcher takes it up")), icon("check")),
      h("li", {}, h("div", {}, h("b", {}, at ? "Place that was sent" : "Place that goes with it"), h("span", {}, place))),
      shown.unit.place && shown.unit.place !== place && h("li", {}, h("div", {}, h("b", {}, "Corrected to"), h("span", {}, shown.unit.place)))),
    h("div", { class: "stack" },
      h("button", { type: "button", class: "button", onclick: () => askPlace(shown) }, icon("map-pin"), "I moved: correct my place"),
      h("button", { type: "button", class: "button", onclick: lookAside }, icon("clipboard"), "Look at my call"),
      h("p", { class: "why" }, "Stays on, silent. Only a second person, a dispatcher or supervisor, ends it after hearing you. Talk by radio.")));
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
