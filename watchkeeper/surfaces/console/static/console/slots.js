// What other engines add to the selected call: fragments fetched by address, kept while the call stays selected.

import { h } from "./dom.js";

const HTMX = new URL("../vendor/htmx.min.js", import.meta.url);
let key = null;
let held = new Map(); // address → its element
let version = null;

/** Fetched only when some engine adds a panel at all. */
function load() {
  if (!globalThis.htmx && !document.getElementById("htmx-script")) {
    document.head.append(h("script", { id: "htmx-script", src: HTMX, onload: () => held.forEach((element) => globalThis.htmx.process(element)) }));
  }
}

// Some change without the call: asked again every so often while they are shown and nobody types in them.
setInterval(() => {
  for (const element of held.values()) {
    const every = Number(element.dataset.every);
    if (!every || !element.isConnected || document.hidden || element.contains(document.activeElement)) continue;
    if (Date.now() - Number(element.dataset.at ?? 0) < every * 1000 - 500) continue;
    element.dataset.at = Date.now();
    globalThis.htmx?.trigger(element, "again");
  }
}, 1000);

/** The panels of `panel` (`[{title, url}]` in it) under headings; asked again when the call's version changed. */
export function slots(panel, heading) {
  if (!panel.panels?.length) return [];
  if (panel.k !== key) [key, held, version] = [panel.k, new Map(), panel.version];
  load();
  const isNewer = panel.version !== version;
  version = panel.version;
  return panel.panels.flatMap(({ title, url, every }) => {
    if (!held.has(url)) {
      const made = h("div", { class: "slot", "hx-get": url, "hx-trigger": "load, again", "hx-swap": "innerHTML", "data-every": every, "data-at": Date.now() }, h("p", { class: "said muted" }, "Loading."));
      made.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.target.blur(); event.stopPropagation(); } });
      made.addEventListener("htmx:responseError", () => made.replaceChildren(h("p", { class: "said muted" }, "This part cannot be shown now.")));
      held.set(url, made);
      globalThis.htmx?.process(made);
    } else if (isNewer && !held.get(url).contains(document.activeElement)) globalThis.htmx?.trigger(held.get(url), "again");
    return [h(heading, {}, title), held.get(url)];
  });
}
