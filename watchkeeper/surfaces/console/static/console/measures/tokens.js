// The console's tokens as charts need them; read anew whenever the theme changes.

const NAMES = ["panel", "raised", "line", "line-2", "edge", "text", "text-2", "muted", "over", "over-w", "chart-1", "chart-2", "chart-fill", "seq-0", "seq-1", "seq-2", "seq-3", "seq-4", "seq-5"];

/** `{panel: "#161e2d", …}` as the page shows it now. */
export function tokens() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

/** Call `fn` when the theme changes, and around printing, which is always light. */
export function onTheme(fn) {
  const root = document.documentElement;
  new MutationObserver(fn).observe(root, { attributes: true, attributeFilter: ["data-theme"] });
  let shown = null;
  addEventListener("beforeprint", () => {
    shown = root.dataset.theme;
    root.dataset.theme = "light";
    fn();
  });
  addEventListener("afterprint", () => {
    root.dataset.theme = shown ?? root.dataset.theme;
    fn();
  });
}

/** The one of two colors that reads better on `ground`. */
export function readable(ground, one, other) {
  return contrast(one, ground) >= contrast(other, ground) ? one : other;
}

function light(color) {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one, other) {
  const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}
