// The few questions this page asks. Errors come back as sentences; nothing typed is ever lost by one.

import { state } from "./state.js";

/** While the feed is away, every question tells whether commands still arrive. */
function answered(isSo) {
  if (state.stale) state.stale.answers = isSo;
}

/** A JSON answer. Throws an Error with the server's own sentence, `status` and `fields`. */
async function ask(path, options = {}) {
  const response = await fetch(state.root + path, {
    ...options,
    credentials: "same-origin",
    headers: { Accept: "application/json", ...options.headers },
  }).catch((cause) => {
    if (cause.name === "AbortError") throw cause;
    answered(false);
    throw Object.assign(new Error("The server cannot be reached. Your text is kept here; try again."), { status: 0 });
  });
  answered(response.status < 500);
  const body = await response.json().catch((cause) => {
    if (cause.name === "AbortError") throw cause;
    return {};
  });
  if (response.ok) return body;
  if (response.status === 401 || response.status === 423) {
    document.dispatchEvent(new CustomEvent("watchkeeper:refused", { detail: { status: response.status } }));
  }
  throw Object.assign(new Error(body.detail ?? `The server answered ${response.status}.`), {
    status: response.status,
    fields: body.errors ?? {},
  });
}

/** Fetch; `isPassive` marks what no person asked for. */
export const get = (path, { signal, isPassive = false } = {}) =>
  ask(path, { signal, headers: isPassive ? { "X-Passive": "1" } : {} });

/** Send a form; with `keepalive` it is sent even when the page is left meanwhile. */
export const post = (path, fields, { keepalive = false } = {}) =>
  ask(path, { keepalive, method: "POST", body: new URLSearchParams(fields), headers: { "X-CSRFToken": state.token } });

/** An id for one submit, the same when it is repeated. */
export const clientId = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

// A new sign-in brings a new form token; the lock over this page says when.
document.addEventListener("watchkeeper:unlocked", (event) => {
  if (event.detail.csrf) state.token = event.detail.csrf;
});
