// The replay: the live board's own panels, fed from the journal of a chosen past second instead of the feed.

import { drawCalls } from "./calls.js";
import { byId, say } from "./dom.js";
import { drawLookouts } from "./foot.js";
import { drawJournal } from "./journal.js";
import { drawMap, startMap } from "./replay-map.js";
import { drawPast, loadPast } from "./replay-call.js";
import { startReplayKeys } from "./replay-keys.js";
import { player, start } from "./replay-player.js";
import { drawTrack, startTrack } from "./replay-track.js";
import { drawFault, drawTransport } from "./replay-transport.js";
import { changed, state, subscribe } from "./state.js";
import { clock, day, now, setClock, tick } from "./time.js";
import { drawUnits } from "./units.js";

state.isPast = true;

function draw(what) {
  if (what.has("rows")) {
    drawCalls();
    drawUnits();
    drawLookouts();
    drawMap();
  }
  if (what.has("selected")) loadPast();
  if (what.has("panel") || what.has("rows") || what.has("selected")) drawPast();
  if (what.has("log")) drawJournal();
  if (what.has("hash")) say(byId("f-hash"), state.hash ? `Board ${state.hash.slice(0, 4)} ${state.hash.slice(4)}` : "");
  if (what.has("fault")) drawFault();
  drawTime();
}

/** The moment shown, wherever it stands: the band, every panel, the timeline, the ages. */
function drawTime() {
  if (player.at !== null) {
    const time = clock(player.at);
    say(byId("r-when"), `${day(player.at)}, ${time}`);
    document.title = `Replay ${time}, Watchkeeper`;
    for (const mark of document.querySelectorAll(".asof")) say(mark, `as of ${time}`);
  }
  drawTransport();
  drawTrack();
  tick();
}

function everySecond() {
  say(byId("f-now"), clock(now()));
  setTimeout(everySecond, 1000 - (now() % 1000));
}

setClock(state.at, state.department.zone);
subscribe(draw);
startMap();
startReplayKeys();
startTrack();
start();
changed("rows", "log", "hash", "panel", "fault");
everySecond();
globalThis.wk = Object.assign(state, { player }); // for the browser tests and the curious; nothing here the page does not show
