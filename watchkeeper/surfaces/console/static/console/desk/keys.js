// The keys of a staff page. None works while somebody types, but for Esc and Ctrl S.

const MOVES = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
let isGoing = -Infinity; // when "g" was pressed

const rows = () => [...document.querySelectorAll(".d-table tbody tr")].map((row) => row.querySelector("th a") ?? row.querySelector("a")).filter(Boolean);
const types = (at) => at?.matches?.("input:not([type=checkbox]):not([type=radio]), select, textarea");

function move(by) {
  const all = rows();
  const open = all.findIndex((one) => one.getAttribute("aria-current"));
  const at = all.indexOf(document.activeElement);
  const from = at >= 0 ? at : open >= 0 ? open : by > 0 ? -1 : all.length;
  const next = all[Math.min(Math.max(from + by, 0), all.length - 1)];
  next?.focus({ preventScroll: true });
  next?.closest("tr").scrollIntoView({ block: "nearest" });
}

function press(key) {
  const found = document.querySelector(`[data-press="${CSS.escape(key)}"]`);
  if (!found) return false;
  found.click();
  const menu = found.closest("details");
  if (menu?.open) menu.querySelector("input:not([type=hidden]), select, textarea, button")?.focus();
  return true;
}

/** From a filter to the list; the keyboard is never nowhere. */
function leave(field) {
  const all = rows();
  const row = all.find((one) => one.getAttribute("aria-current")) ?? all[0];
  if (row) row.focus({ preventScroll: true });
  else field.blur();
}

function close() {
  const menu = document.querySelector(".d-menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (types(document.activeElement) && !document.activeElement.closest(".d-drawer")) leave(document.activeElement);
  else document.querySelector("#drawer [data-close]")?.click();
}

function save() {
  const at = document.activeElement?.closest("form.d-form") ?? document.getElementById("edit");
  at?.requestSubmit();
}

function show() {
  const dialog = document.getElementById("keys");
  const rail = [...document.querySelectorAll("[data-go]")].map((one) => [`g ${one.dataset.go}`, one.querySelector("span").textContent]);
  const here = [...document.querySelectorAll("[data-press]")].map((one) => [one.dataset.press, (one.title || one.textContent).replace(/\s+\S$/, "").trim()]);
  const both = [["/", "search"], ["j k", "move"], ["Enter", "open"], ["Esc", "close"], ["Ctrl S", "save"], ...here, ...rail];
  const list = document.createElement("dl");
  for (const [key, words] of both) {
    const name = document.createElement("dt");
    const pressed = document.createElement("kbd");
    const text = document.createElement("dd");
    pressed.textContent = key;
    text.textContent = words;
    name.append(pressed);
    list.append(name, text);
  }
  const title = document.createElement("h2");
  title.id = "keys-title";
  title.textContent = "Keys of this page";
  dialog.replaceChildren(title, list);
  dialog.showModal();
}

function typed(event) {
  if (document.querySelector("dialog[open]")) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
    event.preventDefault();
    save();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") close();
  if (types(event.target)) {
    if (event.target.id === "search" && event.key === "ArrowDown") move(1);
    return;
  }
  const wasGoing = performance.now() - isGoing < 1500;
  isGoing = -Infinity;
  if (wasGoing) {
    document.querySelector(`[data-go="${CSS.escape(event.key)}"]`)?.click();
    event.preventDefault();
  } else if (event.key === "g") isGoing = performance.now();
  else if (event.key === "/") {
    event.preventDefault();
    document.getElementById("search")?.select();
  } else if (event.key === "?") show();
  else if (event.key in MOVES && !event.target.closest?.(".d-drawer")) {
    event.preventDefault();
    move(MOVES[event.key]);
  } else if (event.key in MOVES && event.key.length === 1) move(MOVES[event.key]);
  else if (event.key.length === 1 && press(event.key)) event.preventDefault();
}

/** Listen. */
export function keys() {
  document.addEventListener("keydown", typed);
}
