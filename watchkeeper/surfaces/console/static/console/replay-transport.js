// What the playing looks like: play or pause, the speed, the time field, and what is wrong with a time.

import { byId, fill, h, say } from "./dom.js";
import { open, player, setSpeed, SPEEDS } from "./replay-player.js";
import { inZone } from "./time.js";

/** The buttons as things stand. */
export function drawTransport() {
  const word = player.isPlaying ? (player.isBehind ? "Fetching" : "Pause") : "Play";
  say(byId("r-play-word"), word);
  byId("r-play").setAttribute("aria-pressed", String(player.isPlaying));
  fill(byId("r-speeds"), SPEEDS, String, (speed) => String(speed === player.speed), (speed) =>
    h("button", { type: "button", "aria-pressed": String(speed === player.speed), "aria-label": `${speed} times`, onclick: () => setSpeed(speed) }, `${speed}×`));
  for (const id of ["r-back", "r-play", "r-next"]) byId(id).disabled = player.at === null;
  const field = byId("r-at");
  if (document.activeElement !== field && player.at !== null) {
    const text = inZone(player.at).replace("T", " ");
    if (field.value !== text) field.value = text;
  }
  document.body.classList.toggle("is-unchosen", player.at === null);
}

const offset = (text) => (text.endsWith("Z") ? "UTC" : `UTC${text.slice(-6).replace("-", "−")}`);

/** What is wrong with the time that was asked for; both hours when it came twice. */
export function drawFault() {
  const room = byId("r-fault");
  room.hidden = !player.fault;
  const both = player.choices.map((text, i) => h("button", { type: "button", class: "act", onclick: () => open(text) }, `${i ? "Second" : "First"}, ${text.slice(11, 19)}, ${offset(text)}`));
  room.replaceChildren(h("span", {}, player.fault, player.at === null ? "" : ` The board stays where it was.`), ...both);
  if (both.length) both[0].focus();
  else if (player.at === null) byId("r-at").focus();
}
