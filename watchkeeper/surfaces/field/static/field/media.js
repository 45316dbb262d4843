// Photos and voice notes: made small enough for a weak signal, kept as attachments of the call.

import { h, icon, say, sheet } from "./dom.js";
import { act } from "./doing.js";
import { clock, now } from "./time.js";

const EDGE = 1920; // pixels of a photo's longer side
const LONGEST = 120; // seconds of a voice note

/** Take a photo with the phone's own camera and keep it. Where it was taken is not in the file that is sent. */
export function takePhoto(of, callWords) {
  const input = h("input", { type: "file", accept: "image/*", capture: "environment", id: "photo", hidden: true });
  input.addEventListener("change", async () => {
    const [file] = input.files;
    input.remove();
    if (!file) return;
    const blob = await smaller(file);
    const name = `photo-${stamp()}.${blob.type === "image/jpeg" ? "jpg" : file.name.split(".").pop()}`;
    await act("attach", of, { title: "Photo", sub: callWords, icon: "camera" }, { blob, name });
  });
  document.body.append(input);
  input.click();
}

async function smaller(file) {
  try {
    const image = await createImageBitmap(file);
    const scale = Math.min(1, EDGE / Math.max(image.width, image.height));
    const canvas = h("canvas", { width: Math.round(image.width * scale), height: Math.round(image.height * scale) });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, fail) => { canvas.toBlob((made) => (made ? done(made) : fail()), "image/jpeg", 0.82); });
  } catch {
    return file; // a format this browser cannot draw goes as it is
  }
}

/** Record what is said, up to two minutes. */
export async function takeVoice(of, callWords) {
  const stream = await navigator.mediaDevices?.getUserMedia({ audio: true }).catch(() => null);
  if (!stream || !globalThis.MediaRecorder) {
    say("This phone does not let the app hear. Allow the microphone for this site, or type a note.", 8);
    return;
  }
  const parts = [];
  const recorder = new MediaRecorder(stream, { audioBitsPerSecond: 24_000 });
  recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
  const said = h("p", { class: "figure", role: "status" }, "Recording 0:00");
  const began = Date.now();
  const ticking = setInterval(() => {
    const seconds = Math.floor((Date.now() - began) / 1000);
    said.textContent = `Recording ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} of 2:00`;
    if (seconds >= LONGEST) keep();
  }, 500);
  const end = () => { clearInterval(ticking); stream.getTracks().forEach((track) => track.stop()); };
  const keep = () => {
    if (recorder.state === "inactive") return;
    recorder.addEventListener("stop", async () => {
      end();
      const blob = new Blob(parts, { type: recorder.mimeType });
      const kept = await act("attach", of, { title: "Voice note", sub: callWords, icon: "microphone" }, { blob, name: `voice-${stamp()}.${recorder.mimeType.includes("mp4") ? "m4a" : "webm"}` });
      if (kept) document.getElementById("sheet").close();
    }, { once: true });
    recorder.stop();
  };
  sheet("Voice note", said, h("button", { type: "button", class: "button lead", onclick: keep }, icon("check"), "Stop and keep"));
  document.getElementById("sheet").addEventListener("close", () => { if (recorder.state !== "inactive") recorder.stop(); end(); }, { once: true });
  recorder.start(1000);
}

const stamp = () => clock(now()).replaceAll(":", "");
