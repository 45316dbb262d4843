// What other engines add to the selected call: fragments fetched by address, kept while the call stays selected.

import { h } from "./dom.js";

const HTMX = new URL("../vendor/htmx.min.js", import.meta.url);
let key = null;
let held = new Map(); // address → its element
let version = null;

/** Fetched only when some engine adds a panel at all. */
function load() {
  if (!globalThis.htmx && !document.getElementById("htmx")) {
    document.head.append(h("script", { id: "htmx", src: HTMX, onload: () => held.forEach((element) => globalThis.htmx.process(element)) }));
  }
}

/** The panels of `panel` (`[{title, url}]` in it) under headings; asked again when the call's version changed. */
export function slots(panel, heading) {
  if (!panel.panels?.length) return [];
  if (panel.k !== key) [key, held, version] = [panel.k, new Map(), panel.version];
  load();
  const isNewer = panel.version !== version;
  version = panel.version;
  return panel.panels.flatMap(({ title, url }) => {
    if (!held.has(url)) {
      const made = h("div", { class: "slot", "hx-get": url, "hx-trigger": "load, again", "hx-swap": "innerHTML" }, h("p", { class: "said muted" }, "Loading."));
      made.addEventListener("htmx:responseError", () => made.replaceChildren(h("p", { class: "said muted" }, "This part cannot be shown now.")));
      held.set(url, made);
      globalThis.htmx?.process(made);
    } else if (isNewer) globalThis.htmx?.trigger(held.get(url), "again");
    return [h(heading, {}, title), held.get(url)];
  });
}
