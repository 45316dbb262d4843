// What is being typed into the drawer is kept on this screen until it is saved or thrown away.

const HELD = "wk-draft:";
const OURS = new Set(["csrfmiddlewaretoken", "seen", "client_id"]);

const nameOf = (form) => HELD + new URL(form.action).pathname;
const clock = () => new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });

function valuesOf(form) {
  const values = {};
  for (const [name, value] of new FormData(form)) {
    if (!OURS.has(name) && form.elements[name]?.type !== "password") values[name] = value;
  }
  return values;
}

function fillIn(form, values) {
  for (const field of form.elements) {
    if (!field.name || OURS.has(field.name) || field.type === "hidden") continue;
    if (field.type === "checkbox") field.checked = field.name in values;
    else if (field.type === "radio") field.checked = values[field.name] === field.value;
    else if (field.name in values) field.value = values[field.name];
  }
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
    form.dispatchEvent(new Event("change", { bubbles: true }));
    room.textContent = "";
  });
  room.replaceChildren(`Draft kept ${at}`, drop);
}

function keep(form) {
  const at = clock();
  sessionStorage.setItem(nameOf(form), JSON.stringify({ at, values: valuesOf(form) }));
  say(form, at);
}

/** Bring back what was being typed into the drawer's form, and keep what is typed from now on. */
export function keepDrafts() {
  const form = document.getElementById("edit");
  if (!form || form.dataset.isKept) return;
  form.dataset.isKept = "1";
  const isRefused = !!form.querySelector(".d-refusal");
  const kept = JSON.parse(sessionStorage.getItem(nameOf(form)) ?? "null");
  if (kept && !isRefused) fillIn(form, kept.values);
  if (kept || isRefused) say(form, kept?.at ?? clock());
  form.addEventListener("input", () => keep(form));
  form.addEventListener("submit", () => sessionStorage.removeItem(nameOf(form)));
}
