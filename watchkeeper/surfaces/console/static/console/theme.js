// Sets the theme before the first paint: what was chosen here, else what the system prefers, else dark.
(() => {
  const kept = localStorage.getItem("wk-theme");
  const light = kept ? kept === "light" : matchMedia("(prefers-color-scheme: light)").matches;
  document.documentElement.dataset.theme = light ? "light" : "dark";
})();
