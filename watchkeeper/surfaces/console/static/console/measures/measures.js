// The measures page: draws each chart from its table, lets the keyboard walk its marks, and fetches what changed.

import { columns, heat, legend, line, roundTop } from "./options.js";
import { onTheme, tokens } from "./tokens.js";
import { inWords, readTwin } from "./twin.js";

const GOAL = 90;
const drawn = []; // {chart, place, option: () => option, twin, rows}

function start(figure) {
  const twin = readTwin(figure);
  const said = figure.querySelector("[data-said]");
  if (!twin.rows.length) return;
  const most = Math.max(60, ...twin.rows.flatMap((row) => row.cells.map((cell) => cell.value ?? 0)));
  for (const place of figure.querySelectorAll("[data-draw]")) {
    const row = place.dataset.row === undefined ? null : Number(place.dataset.row);
    if (twin.kind === "heat") place.classList.add(`is-${twin.rows.length > 7 ? "long" : "week"}`);
    place.replaceChildren();
    const surface = place.appendChild(document.createElement("div"));
    surface.className = "m-surface";
    const chart = globalThis.echarts.init(surface, null, { renderer: "canvas" });
    const option = () => {
      const color = tokens();
      if (twin.kind === "heat") return heat(twin, color, surface.clientWidth);
      return row === null ? columns(twin, color, GOAL) : line(twin, color, row, roundTop(most));
    };
    const one = { chart, surface, option };
    drawn.push(one);
    chart.setOption(option());
    const marks = row === null ? twin.rows.flatMap((_, y) => twin.rows[y].cells.map((_, x) => [y, x])) : twin.rows[row].cells.map((_, x) => [row, x]);
    chart.on("click", ({ dataIndex }) => dataIndex !== undefined && open(twin, marks[dataIndex]));
    if (row !== null) chart.getZr().on("click", ({ offsetX, offsetY }) => open(twin, marks[chart.convertFromPixel({ gridIndex: 0 }, [offsetX, offsetY])[0]]));
    walk(place, chart, twin, marks, said);
    new ResizeObserver(() => {
      chart.resize();
      chart.setOption(option(), true);
    }).observe(surface);
  }
  if (twin.kind === "heat") drawLegend(figure, twin);
}

function open(twin, at) {
  const href = at && twin.rows[at[0]].cells[at[1]].href;
  if (href) location.assign(href);
}

/** Arrow keys go from mark to mark, Enter opens the records behind one, Escape lets go. */
function walk(place, chart, twin, marks, said) {
  let here = null;
  const wide = twin.kind === "heat" ? twin.head.length : marks.length;
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: wide, ArrowUp: -wide };
  const leave = () => {
    if (here !== null) chart.dispatchAction({ type: "downplay", seriesIndex: 0, dataIndex: here });
    chart.dispatchAction({ type: "hideTip" });
    here = null;
    said.textContent = "";
  };
  place.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && here !== null) return open(twin, marks[here]);
    if (event.key === "Escape") return leave();
    const step = steps[event.key] ?? (event.key === "Home" ? -Infinity : event.key === "End" ? Infinity : 0);
    if (!step) return;
    event.preventDefault();
    const next = here === null ? 0 : Math.abs(step) === Infinity ? (step > 0 ? marks.length - 1 : 0) : here + step;
    if (next < 0 || next >= marks.length) return;
    if (here !== null) chart.dispatchAction({ type: "downplay", seriesIndex: 0, dataIndex: here });
    here = next;
    chart.dispatchAction({ type: "highlight", seriesIndex: 0, dataIndex: here });
    chart.dispatchAction({ type: "showTip", seriesIndex: 0, dataIndex: here });
    said.textContent = inWords(twin, ...marks[here]);
  });
  place.addEventListener("blur", leave);
}

function drawLegend(figure, twin) {
  const row = figure.querySelector(".m-scale") ?? document.createElement("p");
  const words = legend(twin, tokens());
  if (!words) return;
  row.className = "m-scale m-line";
  const swatches = words.sequence.map((_, step) => Object.assign(document.createElement("i"), { className: `m-seq m-seq-${step}` }));
  row.replaceChildren(words.from, ...swatches, words.to);
  figure.querySelector("details").before(row);
}

function repaint() {
  for (const { chart, option } of drawn) chart.setOption(option(), true);
}

/** What changed against another period or site takes a second reading; it comes after the page stands. */
async function fetchChanges(panel) {
  const wait = panel.querySelector("[data-wait]");
  const link = wait.querySelector("a");
  wait.textContent = "Comparing…";
  panel.setAttribute("aria-busy", "true");
  const answer = await fetch(`${panel.dataset.href}&part=1`, { credentials: "same-origin", headers: { "X-Passive": "1" } }).catch(() => null);
  panel.removeAttribute("aria-busy");
  if (answer?.ok && !answer.redirected) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    panel.replaceChildren(...page.body.childNodes);
    return;
  }
  const again = Object.assign(document.createElement("button"), { type: "button", className: "m-back", textContent: "Try again" });
  again.addEventListener("click", () => {
    wait.replaceChildren(link);
    fetchChanges(panel);
  });
  wait.replaceChildren("The comparison did not come; the rest of the page stands. ", again);
}

function failed(figure) {
  figure.querySelector(".m-wait")?.replaceChildren("The chart could not be drawn; its table holds the same figures.");
  figure.querySelector("details").open = true;
}

for (const form of document.querySelectorAll(".m-ask, .m-periods")) {
  const busy = () => {
    document.getElementById("m-busy").hidden = false;
  };
  form.addEventListener("submit", busy);
  form.addEventListener("click", (event) => event.target.closest("a[href^='?']") && busy());
}
addEventListener("pageshow", () => {
  document.getElementById("m-busy").hidden = true;
});

const panel = document.getElementById("m-changes");
if (panel) fetchChanges(panel);
for (const figure of document.querySelectorAll("[data-chart]")) globalThis.echarts ? start(figure) : failed(figure);
onTheme(repaint);
document.documentElement.dataset.charts = "drawn";
