// What is being typed into the drawer is kept on this screen until it is saved or thrown away, for its writer alone.
// With it goes how the row stood when it was begun (`seen`): what others changed since is refused, not written over.

const HELD = "wk-draft:";
const OURS = new Set(["csrfmiddlewaretoken", "seen", "client_id"]);

const mine = () => `${HELD}${document.body.dataset.whose}:`;
const nameOf = (form) => mine() + new URL(form.action).pathname;
const clock = () => new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });

function valuesOf(form) {
  const values = {};
  for (const [name, value] of new FormData(form)) {
    if (!OURS.has(name) && form.elements[name]?.type !== "password") values[name] = value;
  }
  return values;
}

/** The form and the question what others did meanwhile both go from the row as it stood at `seen`. */
function standAt(form, seen) {
  if (form.elements.seen) form.elements.seen.value = seen;
  const band = document.getElementById("since");
  if (!band) return;
  band.setAttribute("hx-get", band.getAttribute("hx-get").replace(/seen=\d*/, `seen=${seen}`));
  globalThis.htmx?.process(band);
  if (seen === form.dataset.draft) band.textContent = "";
  else globalThis.htmx?.ajax("GET", band.getAttribute("hx-get"), { source: band, target: band });
}

function fillIn(form, { values, seen }) {
  for (const field of form.elements) {
    if (!field.name || OURS.has(field.name) || field.type === "hidden") continue;
    if (field.type === "checkbox") field.checked = field.name in values;
    else if (field.type === "radio") field.checked = values[field.name] === field.value;
    else if (field.name in values) field.value = values[field.name];
  }
  if (seen !== form.dataset.draft) standAt(form, seen);
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

function say(form, at) {
  const room = document.getElementById("draft");
  if (!room) return;
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "d-plain";
  drop.textContent = "Discard";
  drop.addEventListener("click", () => {
    sessionStorage.removeItem(nameOf(form));
    form.reset();
    standAt(form, form.dataset.draft);
    form.dispatchEvent(new Event("change", { bubbles: true }));
    room.textContent = "";
  });
  room.replaceChildren(`Draft kept ${at}`, drop);
}

function keep(form) {
  const at = clock();
  const kept = { at, seen: form.elements.seen?.value ?? form.dataset.draft, values: valuesOf(form) };
  sessionStorage.setItem(nameOf(form), JSON.stringify(kept));
  say(form, at);
}

/** Drafts outlive a sign-out: whoever opens a staff page in this tab next clears what is not theirs. */
function dropOthers() {
  for (const name of Object.keys(sessionStorage)) {
    if (name.startsWith(HELD) && !name.startsWith(mine())) sessionStorage.removeItem(name);
  }
}

/** Bring back what was being typed into the drawer's form, and keep what is typed from now on. */
export function keepDrafts() {
  const form = document.getElementById("edit");
  if (!form || form.dataset.isKept) return;
  form.dataset.isKept = "1";
  dropOthers();
  const isRefused = !!form.querySelector(".d-refusal");
  const kept = JSON.parse(sessionStorage.getItem(nameOf(form)) ?? "null");
  if (kept && !isRefused) fillIn(form, kept);
  if (kept || isRefused) say(form, kept?.at ?? clock());
  form.addEventListener("input", () => keep(form));
  form.addEventListener("submit", () => sessionStorage.removeItem(nameOf(form)));
}
