// Who holds this phone, how its clock runs, and whether the server can be reached.

/** `owner` keys everything the phone keeps, so that nobody sees or sends another's. */
export const who = {
  owner: "", person: "", name: "", zone: "America/New_York", token: "", skewMs: 0, tripMs: 0, measuredAt: 0, isMeasured: false,
  net: "opening", since: null, // "online", "offline", "signed-out", "locked", "refused"
};

const heard = new EventTarget();

/** Run `act` whenever something the screen shows may have changed. */
export function onChange(act) {
  heard.addEventListener("change", act);
}

export function changed() {
  heard.dispatchEvent(new Event("change"));
}

/** Note how the server was found; the moment it was lost stays until it is back. */
export function net(state) {
  if (who.net === state) return;
  if (state === "offline" && who.net !== "offline") who.since = Date.now();
  if (state !== "offline") who.since = null;
  who.net = state;
  changed();
}

// The idle lock of the house counts from what a person did: what the app asks by itself says that nobody was here.
const HERE = 15_000; // milliseconds after a touch
let touchedAt = -Infinity;
for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => { touchedAt = performance.now(); }, { capture: true, passive: true });

/** The form token as the browser holds it, for a phone that is locked and may not ask. */
export const formToken = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? who.token;

export const root = document.body.dataset.root;

/**
 * Ask an address of the app. Returns the response, or null when the server was not reached or failed; a fault of the
 * server over what was sent (500) is answered too where `isFaultTold`.
 */
export async function ask(path, given = {}, seconds = 12, isFaultTold = false) {
  try {
    const signal = AbortSignal.timeout(seconds * 1000);
    const answer = await fetch(root + path, {
      credentials: "same-origin", cache: "no-store", redirect: "manual", signal,
      ...given, headers: { Accept: "application/json", ...(performance.now() - touchedAt > HERE && { "X-Passive": "1" }), ...given.headers },
    });
    if (answer.status === 401 || answer.type === "opaqueredirect") net("signed-out");
    else if (answer.status === 423) net("locked");
    else if ((answer.status >= 500 && !(isFaultTold && answer.status === 500)) || isStrange(answer)) { net("offline"); return null; }
    else if (answer.status !== 403 && path !== "emergency") net("online"); // that one answers a locked phone too
    return answer;
  } catch {
    net("offline");
    return null;
  }
}

/** A page where an answer should be: some network's own sign-in stands between. */
const isStrange = (answer) => answer.status === 200 && !(answer.headers.get("Content-Type") ?? "").includes("json");

export const isLetIn = (answer) => answer !== null && ![401, 403, 423].includes(answer.status) && answer.type !== "opaqueredirect";
