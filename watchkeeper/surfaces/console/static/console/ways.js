// On a staff page: G, then the letter of another page, goes there.

const WAIT = 2000; // ms in which the letter comes
let until = 0;

addEventListener("keydown", (event) => {
  const isTyping = event.target.matches?.("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const key = event.key.toLowerCase();
  if (key === "g" && Date.now() > until) {
    until = Date.now() + WAIT;
    return;
  }
  const link = Date.now() < until && /^[a-z]$/.test(key) && document.querySelector(`a[data-go="${key}"]`);
  until = 0;
  if (!link) return;
  event.preventDefault();
  link.click();
});
