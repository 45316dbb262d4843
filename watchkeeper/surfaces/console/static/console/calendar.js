// The calendar's own keys: left and right go to the days before and after. All else is as on every staff page.

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.("input, select, textarea")) return;
  const link = document.querySelector(`[data-arrow="${CSS.escape(event.key)}"]`);
  if (!link || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  link.click();
});

document.getElementById("k-ask")?.addEventListener("change", (event) => event.currentTarget.submit());
document.querySelector(".k-table .is-today")?.scrollIntoView({ block: "nearest", inline: "nearest" });
