// What ECharts is told for each kind of chart. Axes start at zero; amounts are on the neutral sequence; nothing moves.

import { inWords } from "./twin.js";
import { readable } from "./tokens.js";

const FONT = "Inter, system-ui, sans-serif";
const GAP = 1.5;

const base = (color) => ({
  animation: false,
  textStyle: { fontFamily: FONT, fontSize: 11, color: color["text-2"] },
  tooltip: {
    // Drawn in the chart itself: the page's policy allows no style in markup.
    renderMode: "richText",
    backgroundColor: color.raised,
    borderColor: color.edge,
    borderWidth: 1,
    padding: [6, 8],
    transitionDuration: 0,
    confine: true,
    textStyle: { color: color.text, fontSize: 12, fontFamily: FONT },
  },
});

/** Minutes and seconds: 4:31. */
const span = (s) => `${Math.floor(s / 60)}:${String(Math.round(s % 60)).padStart(2, "0")}`;

/** A round top for an axis of seconds. */
export function roundTop(most) {
  const step = [60, 120, 300, 600, 1200, 1800, 3600].find((one) => most / one <= 4) ?? 7200;
  return Math.max(step, Math.ceil(most / step) * step);
}

function hatch(color) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 6;
  const pen = tile.getContext("2d");
  pen.strokeStyle = color["line-2"];
  pen.lineWidth = 1;
  pen.beginPath();
  for (const at of [-6, 0, 6]) {
    pen.moveTo(at, 6);
    pen.lineTo(at + 6, 0);
  }
  pen.stroke();
  return { image: tile, repeat: "repeat" };
}

/** The step of the sequence for `value`: by rank, so that one slow cell does not make all others look alike. */
function scale(twin, color) {
  const sequence = [0, 1, 2, 3, 4, 5].map((step) => color[`seq-${step}`]);
  const values = twin.rows.flatMap((row) => row.cells.map((cell) => cell.value)).filter((value) => value !== null).sort((a, b) => a - b);
  const bounds = [1, 2, 3, 4, 5].map((step) => values[Math.min(values.length - 1, Math.floor((step * values.length) / 6))]);
  return { colorOf: (value) => sequence[bounds.filter((bound) => value >= bound && bound > values[0]).length], bounds, values, sequence };
}

/** Cells by row and column, each with its figure where there is room for it. */
export function heat(twin, color, width) {
  const { colorOf } = scale(twin, color);
  const few = hatch(color);
  const labels = Math.min(160, 16 + 6.6 * Math.max(...twin.rows.map((row) => row.name.length)));
  const hasEnd = twin.rows.some((row) => row.end);
  const cell = (width - labels - (hasEnd ? 96 : 8)) / twin.head.length;
  const hasText = cell >= 24;
  const data = twin.rows.flatMap((row, y) => row.cells.map((one, x) => [x, y, one.value ?? -1]));
  const label = { color: color["text-2"], fontSize: 11, fontFamily: FONT };
  const quiet = { axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false } };
  const ends = twin.rows.map((row) => `{a|${row.end}}{b|${twin.unit === "s" ? row.n.toLocaleString("en-US") : ""}}`);
  return {
    ...base(color),
    tooltip: { ...base(color).tooltip, formatter: ({ value }) => inWords(twin, value[1], value[0]) },
    grid: { left: labels, right: hasEnd ? 96 : 8, top: 22, bottom: 4 },
    xAxis: { type: "category", data: twin.head, position: "top", ...quiet, axisLabel: { ...label, interval: cell < 18 ? 2 : cell < 30 ? 1 : 0 } },
    yAxis: [
      { type: "category", data: twin.rows.map((row) => row.name), inverse: true, ...quiet, axisLabel: { ...label, align: "left", margin: labels - 4, fontSize: 12 } },
      { type: "category", data: hasEnd ? ends : [], inverse: true, position: "right", ...quiet, axisLabel: { ...label, rich: { a: { width: 44, align: "right", fontWeight: 600, color: color.text, fontSize: 12 }, b: { width: 40, align: "right", color: color.muted, fontSize: 11 } } } },
    ],
    series: [
      {
        type: "custom",
        data,
        cursor: "pointer",
        renderItem: (params, api) => {
          const [x, y, value] = [api.value(0), api.value(1), api.value(2)];
          const [cx, cy] = api.coord([x, y]);
          const [w, h] = api.size([1, 1]);
          const at = { x: cx - w / 2 + GAP / 2, y: cy - h / 2 + GAP / 2, width: w - GAP, height: h - GAP };
          const isFew = value < 0;
          const fill = !isFew ? colorOf(value) : twin.unit === "s" ? few : "transparent"; // of amounts, nothing is nought
          const children = [{ type: "rect", shape: { ...at, r: 2 }, style: { fill, stroke: color.line, lineWidth: 0.5 }, emphasis: { style: { stroke: color.text, lineWidth: 2 } } }];
          if (hasText && !isFew) {
            const ink = readable(colorOf(value), "#0e1420", "#ffffff");
            children.push({ type: "text", silent: true, style: { text: twin.rows[y].cells[x].text, x: cx, y: cy, align: "center", verticalAlign: "middle", fill: ink, font: `430 ${cell < 34 ? 10 : 11}px ${FONT}` } });
          }
          return { type: "group", children };
        },
      },
    ],
  };
}

/** One line of a set of small multiples, all on one scale from zero to `top`. */
export function line(twin, color, row, top) {
  const cells = twin.rows[row].cells;
  const last = cells.findLastIndex((cell) => cell.value !== null);
  return {
    ...base(color),
    tooltip: { ...base(color).tooltip, trigger: "axis", axisPointer: { type: "line", lineStyle: { color: color.edge, type: "solid" } }, formatter: ([one]) => inWords(twin, row, one.dataIndex).replace(`${twin.rows[row].name}, `, "") },
    grid: { left: 1, right: 6, top: 4, bottom: 1 },
    xAxis: { type: "category", data: twin.head, boundaryGap: false, axisLine: { lineStyle: { color: color.edge } }, axisTick: { show: false }, axisLabel: { show: false } },
    yAxis: { type: "value", min: 0, max: top, interval: top / 2, axisLabel: { show: false }, splitLine: { lineStyle: { color: color.line } } },
    series: [
      {
        type: "line",
        cursor: "pointer",
        data: cells.map((cell, at) => ({ value: cell.value, symbolSize: at === last ? 7 : 4 })),
        symbol: "circle",
        showAllSymbol: true,
        connectNulls: false,
        lineStyle: { color: color["chart-1"], width: 1.75 },
        itemStyle: { color: color["chart-1"] },
        areaStyle: { color: color["chart-fill"], opacity: 0.55 },
        emphasis: { scale: 1.6, itemStyle: { color: color.text } },
        triggerLineEvent: true,
      },
    ],
  };
}

/** Shares from 0 to 100, the goal dashed; a share under it is paler and carries a triangle. */
export function columns(twin, color, goal) {
  const cells = twin.rows[0].cells;
  const label = { color: color["text-2"], fontSize: 11, fontFamily: FONT };
  return {
    ...base(color),
    tooltip: { ...base(color).tooltip, formatter: ({ dataIndex }) => inWords(twin, 0, dataIndex) },
    grid: { left: 32, right: 8, top: 26, bottom: 36 },
    xAxis: { type: "category", data: twin.head.map((name, at) => `${name}\n${cells[at].n}`), axisLine: { lineStyle: { color: color.edge } }, axisTick: { show: false }, axisLabel: { ...label, hideOverlap: true, lineHeight: 14 } },
    yAxis: { type: "value", min: 0, max: 100, interval: 50, axisLabel: label, splitLine: { lineStyle: { color: color.line } } },
    series: [
      {
        type: "bar",
        cursor: "pointer",
        barMaxWidth: 36,
        data: cells.map((cell) => ({ value: cell.value, itemStyle: { color: cell.isMiss ? color["chart-fill"] : color["chart-2"], borderColor: color["chart-2"], borderWidth: cell.isMiss ? 1 : 0 } })),
        label: { show: true, position: "top", fontSize: 11, fontFamily: FONT, formatter: ({ dataIndex }) => (cells[dataIndex].isMiss ? `{m|▲ ${Math.round(cells[dataIndex].value)}}` : `{k|${Math.round(cells[dataIndex].value)}}`), rich: { m: { color: color["over-w"], fontWeight: 600 }, k: { color: color.text, fontWeight: 600 } } },
        emphasis: { itemStyle: { borderColor: color.text, borderWidth: 2 } },
        markLine: { silent: true, symbol: "none", lineStyle: { color: color.muted, type: "dashed" }, label: { show: false }, data: [{ yAxis: goal }] },
      },
    ],
  };
}

/** The steps of a heat map's sequence, in words: "under 3:00" to "6:00 and over". */
export function legend(twin, color) {
  const { bounds, values, sequence } = scale(twin, color);
  const say = twin.unit === "s" ? span : (value) => (twin.unit === "h" ? value.toFixed(1) : Math.round(value).toLocaleString("en-US"));
  return values.length ? { from: `under ${say(bounds[0])}`, to: `${say(bounds[4])} and over`, sequence } : null;
}
