// Where the keyboard stands: never nowhere, though a list is drawn anew under it and a saved form is another page.

const byId = (id) => document.getElementById(id);
const links = () => [...document.querySelectorAll("#rows tbody a, #rows .d-empty a")];
const go = (element) => element?.focus({ preventScroll: true });

let stood = null; // the row that had the keyboard when the list was asked anew: its address and how far down

/**
 * Where a page begins: what was refused, what is previewed, the first field of a new row, the row shown or left,
 * after a form of the page itself its first row or its button. */
function begin() {
  if (document.activeElement !== document.body) return;
  const drawer = byId("drawer");
  const wrong = drawer?.querySelector(".d-field.is-wrong :is(input:not([type=hidden]), select, textarea)");
  const fresh = location.pathname.endsWith("/new/") && drawer?.querySelector("#edit :is(input:not([type=hidden]), select, textarea)");
  const left = document.referrer && new URL(document.referrer).pathname;
  const row = left && (links().find((one) => new URL(one.href).pathname === left) ?? (left === location.pathname ? (links()[0] ?? document.querySelector("[data-save]")) : null));
  const title = drawer?.dataset.row ? byId("drawer-title") : null;
  const place = wrong ?? byId("preview-title") ?? (fresh || title || row || null);
  if (place) go(place);
  if (place && place === row) row.closest("tr")?.scrollIntoView({ block: "nearest" });
}

/** Listen. */
export function keepFocus() {
  document.addEventListener("htmx:beforeSwap", (event) => {
    const at = document.activeElement;
    if (event.detail.target?.id === "rows") stood = event.detail.target.contains(at) ? { href: at.getAttribute("href"), at: links().indexOf(at) } : null;
  });
  document.addEventListener("htmx:afterSwap", () => {
    if (stood && document.activeElement === document.body) go(links().find((one) => one.getAttribute("href") === stood.href) ?? links()[Math.max(0, stood.at)] ?? links().at(-1));
    stood = null;
  });
  begin();
}
