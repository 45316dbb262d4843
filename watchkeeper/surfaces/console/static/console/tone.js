// Three short tones, made here, again and again until they are stopped. One looped buffer: a page in the background,
// whose timers a browser slows down, sounds on time.

const EVERY = 3.5; // seconds from one group to the next
const LONG = 0.16; // seconds of one tone
const EDGE = 0.008; // seconds in which it swells and fades, so that it does not click
const TONES = [[0, 880], [0.22, 880], [0.44, 1175]]; // when in the group, and its pitch in hertz

let context = null;
let playing = null;
let told = () => {};

/** Call `fn` when the browser begins or stops letting this page sound. */
export const whenHeld = (fn) => {
  told = fn;
};

/** Whether the tones are on and the browser keeps them back until somebody presses a key or touches the page. */
export const isHeld = () => Boolean(playing) && context.state !== "running";

function group() {
  const rate = context.sampleRate;
  const buffer = context.createBuffer(1, Math.round(EVERY * rate), rate);
  const samples = buffer.getChannelData(0);
  for (const [start, pitch] of TONES) {
    for (let i = 0; i < LONG * rate; i++) {
      const at = i / rate;
      const swell = Math.max(0, Math.min(1, at / EDGE, (LONG - at) / EDGE));
      samples[Math.round(start * rate) + i] = 0.5 * swell * Math.sin(2 * Math.PI * pitch * at);
    }
  }
  return buffer;
}

function wake() {
  if (isHeld()) context.resume();
}

/** Sound until `stopTone`. */
export function startTone() {
  if (playing || !globalThis.AudioContext) return;
  if (!context) {
    context = new AudioContext();
    context.addEventListener("statechange", () => told());
    for (const kind of ["keydown", "pointerdown"]) addEventListener(kind, wake, { capture: true, passive: true });
  }
  playing = context.createBufferSource();
  playing.buffer = group();
  playing.loop = true;
  playing.connect(context.destination);
  playing.start();
  wake();
}

/** Be silent. */
export function stopTone() {
  playing?.stop();
  playing = null;
}
