// The sizes of the panels, set before the first paint from what the server kept for this person, so that nothing
// moves. Three kinds of screen have sizes of their own; what does not fit this window is made to fit.
(() => {
  const root = document.documentElement;
  const KINDS = [["s", 1600], ["m", 2600], ["l", Infinity]];
  const kept = JSON.parse(root.dataset.layout || "{}");
  const isWide = () => innerWidth >= 900;
  const kind = () => KINDS.find(([, under]) => innerWidth < under)[0];
  const of = () => (kept[kind()] ??= {});

  // Least and most of each, in CSS pixels.
  const BOUNDS = {
    left: () => [200, Math.min(900, innerWidth * 0.4)],
    right: () => [200, Math.min(1600, innerWidth * 0.5)],
    waiting: () => [42, Math.max(84, innerHeight - 420)],
    under: () => [60, Math.max(80, innerHeight - 440)],
    journal: () => [46, Math.max(60, innerHeight * 0.4)],
  };
  const within = (name, size) => {
    const [least, most] = BOUNDS[name]();
    return Math.round(Math.max(least, Math.min(most, size)));
  };

  function apply() {
    const mine = isWide() && !root.dataset.alone ? of() : {};
    for (const name of Object.keys(BOUNDS)) {
      if (Number.isFinite(mine[name])) root.style.setProperty(`--${name}`, `${within(name, mine[name])}px`);
      else root.style.removeProperty(`--${name}`);
    }
    root.classList.toggle("has-waiting-size", Number.isFinite(mine.waiting));
    root.dataset.folded = (mine.folded ?? []).join(" ");
    root.dataset.out = root.dataset.alone ? "" : (sessionStorage.getItem("wk-out") ?? "");
  }

  globalThis.wkSizes = { kept, of, kind, bounds: (name) => BOUNDS[name](), within, apply, reset: () => delete kept[kind()] };
  apply();
  addEventListener("resize", apply);
})();
