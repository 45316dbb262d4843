// The board: puts the parts together and draws what changed, nothing else.

import { drawAlarms, hearAlarms, startAlarms } from "./alarms.js";
import { changedWays, drawMap, startMap } from "./board-map.js";
import { drawCalls } from "./calls.js";
import { startCodes } from "./codes.js";
import { startCommand } from "./command.js";
import { drawEmergencies, startEmergencies } from "./emergency.js";
import "./exceptions-count.js";
import { startFeed } from "./feed.js";
import { drawAgreement, drawClocks, drawLookouts, drawShift, drawStale } from "./foot.js";
import { drawJournal } from "./journal.js";
import { startKeys } from "./keys.js";
import { TABLE } from "./keytable.js";
import { drawNearest } from "./nearest.js";
import { startPages } from "./pages.js";
import { drawPanels, startPanels } from "./panels.js";
import { checkSeat } from "./seat.js";
import { drawSelected, loadSelected } from "./selected.js";
import { changed, has, rowOf, state, subscribe } from "./state.js";
import { now, setClock, tick } from "./time.js";
import { drawUnits } from "./units.js";
import { startWindows, tellSelection } from "./windows.js";

let seenVersion = "";

function draw(what) {
  if (what.has("rows")) {
    hearAlarms();
    drawCalls();
    drawUnits();
    drawEmergencies();
    drawLookouts();
    if (has("map")) drawMap();
    follow();
    drawNearest();
  } else if (what.has("near")) drawCalls();
  if (what.has("rows") || what.has("sound")) drawAlarms();
  if (what.has("layout")) drawPanels();
  if (what.has("selected")) {
    seenVersion = "";
    tellSelection();
    loadSelected({ isPassive: false });
  }
  if (what.has("panel") || what.has("selected") || what.has("rows")) drawCall();
  if (what.has("ways") && has("map")) changedWays();
  if (what.has("seat")) checkSeat();
  if (what.has("log")) drawJournal();
  if (what.has("hash") || what.has("stale")) drawAgreement();
  if (what.has("stale")) drawStale();
  tick();
}

/** Draw the selected call; drawn anew, its columns would lose the keyboard. */
function drawCall() {
  const columns = () => [...document.querySelectorAll("#selected .under > div")];
  const held = columns().indexOf(document.activeElement);
  const typed = document.activeElement?.closest("#selected .slot") ? document.activeElement : null;
  drawSelected();
  if (typed?.isConnected && document.activeElement !== typed) typed.focus({ preventScroll: true });
  if (held >= 0 && !columns().includes(document.activeElement)) columns()[held]?.focus({ preventScroll: true });
}

/** The selected call's row changed under us: fetch the rest of it. */
function follow() {
  if (!state.selected || !state.panel) return;
  const version = `${state.selected} ${rowOf(state.selected)?.v ?? "gone"}`;
  if (seenVersion && seenVersion !== version) loadSelected({ isPassive: true });
  seenVersion = version;
}

/** Once a second, on the server's second, so that every age on the page moves at once and the clock is never behind. */
function everySecond() {
  tick();
  drawClocks();
  drawShift();
  setTimeout(everySecond, 1000 - (now() % 1000));
}

/** Once the browser has painted what the page came with; soon in a window nobody looks at, which is not painted. */
const painted = () => new Promise((go) => {
  requestAnimationFrame(() => setTimeout(go));
  setTimeout(go, 100);
});

Object.assign(globalThis, { wk: state, wkKeys: TABLE }); // for the browser tests and the curious; nothing here the page does not show
await painted();
setClock(state.at, state.department.zone);
subscribe(draw);
if (has("map")) startMap();
startCommand();
startKeys();
startCodes();
startAlarms();
startEmergencies();
startPages();
startPanels();
startWindows();
startFeed(new URL("feed-worker.js", import.meta.url));
draw(new Set(["rows", "log", "hash", "panel"])); // at once: what is painted first is filled
everySecond();
setInterval(() => changed("rows"), 15_000); // states that time alone changes: overdue, folded, held
// Letters of another face would move everything when the right one comes.
await Promise.race([document.fonts.load("13px Inter"), new Promise((go) => setTimeout(go, 400))]).catch(() => null);
document.documentElement.classList.add("is-drawn");
// After the first drawing has been painted: `watchkeeper bench console` reads it.
requestAnimationFrame(() => setTimeout(() => performance.mark("board-filled")));
