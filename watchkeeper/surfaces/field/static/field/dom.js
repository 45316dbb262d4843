// Small builders: text is always text, never markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element: `h("button", { class: "next", onclick: run }, "On scene")`. False and null children are left out. */
export function h(name, given = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "value") made.value = value;
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((one) => one !== null && one !== undefined && one !== false));
  return made;
}

function svg(className, href) {
  const drawn = document.createElementNS(SVG, "svg");
  drawn.setAttribute("class", className);
  drawn.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", href);
  drawn.append(use);
  return drawn;
}

/** One of the state glyphs of the house. */
export const glyph = (name) => svg("glyph", `#g-${name}`);

/** One of the outline icons. */
export const icon = (name) => svg("icon", `${document.body.dataset.icons}#${name}`);

export const $ = (id) => document.getElementById(id);

/** Put `nodes` in the place of what `into` held. */
export function fill(into, ...nodes) {
  into.replaceChildren(...nodes.flat().filter(Boolean));
}

const BEHIND = ["head", "banner", "main", "steps"];

/** Open the sheet over the screen; the bar with the emergency button stays in reach. Returns a function that closes it. */
export function sheet(title, ...nodes) {
  const dialog = $("sheet");
  const close = () => dialog.close();
  const heading = h("h1", { id: "sheet-title" }, title);
  dialog.setAttribute("aria-labelledby", "sheet-title");
  fill(dialog, heading, ...nodes, h("p", {}, h("button", { type: "button", class: "button", onclick: close }, "Not now")));
  document.documentElement.style.setProperty("--bar", `${$("nav").offsetHeight}px`);
  document.documentElement.classList.add("has-sheet");
  for (const id of BEHIND) $(id).inert = true;
  if (!dialog.open) dialog.show();
  dialog.scrollTop = 0;
  return close;
}

$("sheet").addEventListener("close", () => {
  document.documentElement.classList.remove("has-sheet");
  for (const id of BEHIND) $(id).inert = false;
});
addEventListener("keydown", (event) => { if (event.key === "Escape") $("sheet").close(); });
addEventListener("hashchange", () => $("sheet").close());

let hush = 0;

/** Say one sentence over the buttons for a few seconds, to eyes and to screen readers. */
export function say(sentence, seconds = 5) {
  $("said").textContent = sentence;
  clearTimeout(hush);
  hush = setTimeout(() => { $("said").textContent = ""; }, seconds * 1000);
}
