// A staff page by keyboard, and what needs a script at all: the page is whole without it.

import { keepDrafts } from "./draft.js";
import { keepFocus } from "./focus.js";
import { keys } from "./keys.js";
import { watchServer } from "./away.js";

const byId = (id) => document.getElementById(id);

/** Whatever carries the question of the list along follows the address of the page. */
function followAddress() {
  const asked = new URLSearchParams(location.search);
  asked.delete("after");
  asked.delete("before");
  const carriers = [byId("export"), ...document.querySelectorAll('.d-menu form[action*="?"], .d-does a[href*="/new/"]')];
  for (const one of carriers.filter(Boolean)) {
    const name = one.tagName === "FORM" ? "action" : "href";
    one.setAttribute(name, `${one.getAttribute(name).split("?")[0]}?${asked}`);
  }
}

/** What a choice needs besides is shown only with it: `data-needs="hours=weekly"`, or with one of several after commas. */
function showNeeded(root = document) {
  for (const field of root.querySelectorAll("[data-needs]")) {
    const [name, value] = field.dataset.needs.split("=");
    const form = field.closest("form");
    if (field.closest(".d-field") === field) field.hidden = !value.split(",").includes(form.elements[name]?.value);
  }
}

function markChoices() {
  for (const one of document.querySelectorAll(".d-choice")) {
    one.classList.toggle("is-set", [...one.querySelectorAll("select, input")].some((field) => field.value));
  }
}

function openedBeside(event) {
  const drawer = event.detail.elt ?? event.target;
  byId("main")?.classList.toggle("has-drawer", !!byId("drawer")?.dataset.row);
  for (const row of document.querySelectorAll(".d-table tbody tr")) {
    const link = row.querySelector("th a");
    row.classList.toggle("is-open", !!link && link.getAttribute("href") === byId("drawer")?.dataset.row);
  }
  showNeeded();
  keepDrafts();
  if (drawer?.id === "drawer") byId("drawer-title")?.focus({ preventScroll: true });
  followAddress();
}

function theme() {
  const next = document.documentElement.dataset.theme === "light" ? "dark" : "light";
  document.documentElement.dataset.theme = next;
  localStorage.setItem("wk-theme", next);
}

document.addEventListener("change", (event) => {
  if (event.target.form?.matches(".d-form")) showNeeded(event.target.form);
  markChoices();
});
document.addEventListener("htmx:beforeRequest", (event) => event.detail.target?.setAttribute("aria-busy", "true"));
document.addEventListener("htmx:afterRequest", (event) => event.detail.target?.removeAttribute("aria-busy"));
document.addEventListener("htmx:afterSettle", openedBeside);
document.addEventListener("htmx:pushedIntoHistory", followAddress);
// An empty filter is no word of the address: what is shared is short.
document.addEventListener("htmx:configRequest", (event) => {
  for (const [name, value] of Object.entries(event.detail.parameters)) if (value === "") delete event.detail.parameters[name];
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) navigator.clipboard?.writeText(byId(button.dataset.copy).textContent).then(() => (button.textContent = "Copied"));
});
byId("theme")?.addEventListener("click", theme);
for (const said of document.querySelectorAll(".d-toast")) setTimeout(() => said.remove(), 4000);

keys();
keepFocus();
showNeeded();
keepDrafts();
watchServer();
