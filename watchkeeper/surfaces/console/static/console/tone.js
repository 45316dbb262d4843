// Three short tones, made here, each again and again until it is stopped. Looped buffers: a page in the background,
// whose timers a browser slows down, sounds on time.

const LONG = 0.16; // seconds of one tone
const EDGE = 0.008; // seconds in which it swells and fades, so that it does not click
// Seconds from one group to the next; when in the group each tone begins, and its pitch in hertz.
const KINDS = {
  emergency: { every: 3.5, tones: [[0, 880], [0.22, 880], [0.44, 1175]] },
  p0: { every: 6, tones: [[0, 1175], [0.22, 880]] },
  welfare: { every: 12, tones: [[0, 587], [0.3, 587]] },
};

let context = null;
let playing = null;
let told = () => {};

/** Call `fn` when the browser begins or stops letting this page sound. */
export const whenHeld = (fn) => {
  told = fn;
};

/** Whether a tone is on and the browser keeps it back until somebody presses a key or touches the page. */
export const isHeld = () => Boolean(playing) && context.state !== "running";

/** Whether nobody has pressed or touched anything here yet, so that the browser may keep sounds back. */
export const isUntouched = () => !(navigator.userActivation?.hasBeenActive ?? true);

function group({ every, tones }) {
  const rate = context.sampleRate;
  const buffer = context.createBuffer(1, Math.round(every * rate), rate);
  const samples = buffer.getChannelData(0);
  for (const [start, pitch] of tones) {
    for (let i = 0; i < LONG * rate; i++) {
      const at = i / rate;
      const swell = Math.max(0, Math.min(1, at / EDGE, (LONG - at) / EDGE));
      samples[Math.round(start * rate) + i] = 0.5 * swell * Math.sin(2 * Math.PI * pitch * at);
    }
  }
  return buffer;
}

/** A browser that keeps sounds back is asked again at a key or a touch, and not before: it would only note the trying. */
function wake() {
  if (isHeld()) context.resume();
}

function open() {
  if (context || !globalThis.AudioContext) return;
  context = new AudioContext();
  context.addEventListener("statechange", () => {
    begin();
    told();
  });
  for (const kind of ["keydown", "pointerdown"]) addEventListener(kind, wake, { capture: true, passive: true });
}

/** Sound what is to sound, once the browser lets it. */
function begin() {
  if (playing && !playing.source && context.state === "running") playing.source = source(playing.kind, true);
}

function source(kind, isLooped) {
  const made = context.createBufferSource();
  made.buffer = group(KINDS[kind]);
  made.loop = isLooped;
  made.connect(context.destination);
  made.start();
  return made;
}

/** Sound as `kind` until `stopTone`, in place of what sounds now. */
export function startTone(kind) {
  if (playing?.kind === kind || !globalThis.AudioContext) return;
  stopTone();
  open();
  playing = { kind, source: null };
  begin();
}

/** Sound as `kind` once, to hear what it is like. */
export function tryTone(kind) {
  open();
  if (!context) return;
  context.resume();
  source(kind, false);
}

/** Be silent. */
export function stopTone() {
  playing?.source?.stop();
  playing = null;
}
