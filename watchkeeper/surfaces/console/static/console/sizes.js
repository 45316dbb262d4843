// The sizes of the panels, set before the first paint from what the server kept for this person, so that nothing
// moves. Three kinds of screen have sizes of their own; what does not fit this window is made to fit.
(() => {
  const root = document.documentElement;
  const KINDS = [["s", 1600], ["m", 2600], ["l", Infinity]];
  const kept = JSON.parse(root.dataset.layout || "{}");
  const isWide = () => innerWidth >= 900;
  const kind = () => KINDS.find(([, under]) => innerWidth < under)[0];
  const of = () => (kept[kind()] ??= {});

  // What the stylesheet gives, in CSS pixels, where nobody chose.
  const CAME = { s: { under: 184, journal: 46 }, m: { under: 246, journal: 146 }, l: { under: 400, journal: 150 } };
  const STRIP = { under: 0, journal: 28 }; // folded
  const PANELS = { under: "selected", journal: "journal" };
  const REST = 360; // the bars and bands that keep their height, and the least of Waiting, Active, Map and Units
  const isShut = (name) => `${root.dataset.folded ?? ""} ${root.dataset.out ?? ""}`.split(" ").includes(name);
  const has = (name) => (isShut(PANELS[name]) ? STRIP[name] : (of()[name] ?? CAME[kind()][name]));
  const beside = (name) => innerHeight - REST - has(name);

  // Least and most of each: no panel is squeezed to nothing by another, nor by all of them together.
  const BOUNDS = {
    left: () => [200, Math.min(900, innerWidth * 0.4)],
    right: () => [270, Math.min(1600, innerWidth * 0.5)],
    waiting: () => [42, Math.max(42, innerHeight - 260 - has("under") - has("journal"))],
    under: () => [60, Math.max(60, beside("journal"))],
    journal: () => [46, Math.max(46, Math.min(innerHeight * 0.4, beside("under")))],
  };
  const within = (name, size) => {
    const [least, most] = BOUNDS[name]();
    return Math.round(Math.max(least, Math.min(most, size)));
  };

  function apply() {
    const mine = isWide() && !root.dataset.alone ? of() : {};
    root.dataset.folded = (mine.folded ?? []).join(" ");
    root.dataset.out = root.dataset.alone ? "" : (sessionStorage.getItem("wk-out") ?? "");
    const shut = new Set(`${root.dataset.folded} ${root.dataset.out}`.trim().split(" "));
    if (shut.has("waiting") && shut.has("active")) shut.add("left");
    if (["left", "map", "units"].every((name) => shut.has(name))) shut.add("all");
    root.dataset.shut = [...shut].join(" ");
    for (const name of Object.keys(BOUNDS)) {
      if (Number.isFinite(mine[name])) root.style.setProperty(`--${name}`, `${within(name, mine[name])}px`);
      else root.style.removeProperty(`--${name}`);
    }
    root.classList.toggle("has-waiting-size", Number.isFinite(mine.waiting));
  }

  globalThis.wkSizes = { kept, of, kind, bounds: (name) => BOUNDS[name](), within, apply, reset: () => delete kept[kind()] };
  apply();
  addEventListener("resize", apply);
})();
