// Elements from words. Text always goes in as text, so that nothing typed anywhere can become markup.

/** An element: `h("b", {class: "x", onclick: fn}, "text", child)`. Null and false children are left out. */
export function h(tag, about = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(about)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat()) if (child !== null && child !== undefined && child !== false) made.append(child);
  return made;
}

/** A glyph of the sprite in its state's color: `glyph("scene", "scene")`. */
export function glyph(name, tone = "", size = "") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", `g ${size} ${tone ? `s-${tone}` : ""}`);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#g-${name}`);
  svg.append(use);
  return svg;
}

export const byId = (id) => document.getElementById(id);

/** Show `text` in `element`, touching the page only when it differs. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Fill `parent` with one element per item, keeping those whose item has not changed, so that nothing jumps.
 * `key` names an item, `mark` is what must be equal for its element to stay.
 */
export function fill(parent, items, key, mark, make) {
  const before = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  const wanted = items.map((item) => {
    const kept = before.get(key(item));
    const sign = mark(item);
    if (kept && kept.dataset.mark === sign) return kept;
    const made = make(item);
    made.dataset.key = key(item);
    made.dataset.mark = sign;
    return made;
  });
  const same = wanted.length === parent.children.length && wanted.every((child, i) => child === parent.children[i]);
  if (!same) parent.replaceChildren(...wanted);
}
