// The hand-over by keyboard, and on paper in full.

const byId = (id) => document.getElementById(id);
let isSent = false;

function sign() {
  const form = byId("h-sign");
  if (!form || isSent) return;
  isSent = true;
  form.requestSubmit();
}

function toggleTheme() {
  const root = document.documentElement;
  root.dataset.theme = root.dataset.theme === "light" ? "dark" : "light";
  localStorage.setItem("wk-theme", root.dataset.theme);
}

const MOVES = { s: sign, n: () => byId("note")?.focus(), p: () => print(), r: () => byId("h-sign") && location.reload(), b: () => location.assign("/console/board/"), t: toggleTheme };

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.matches?.("input, textarea, select")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const move = MOVES[event.key.toLowerCase()];
  if (!move) return;
  event.preventDefault();
  move();
});
addEventListener("pageshow", () => (isSent = false));
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((one) => (one.open = true)));
byId("h-print")?.addEventListener("click", () => print());
