// Units and calls on the ground: who stands together is said together, labels give way to one another, and a mark that
// did not change is not touched, so that hundreds of units may move.

import { glyph, h } from "./dom.js";
import { callState, short, unitState } from "./words.js";

const L = globalThis.L;
const TOGETHER = [30, 15]; // pixels within which units stand together
const ABREAST = 3; // so many are named; more are counted
const FAN = 240; // width of a fanned-out crowd
const RANK = { over: 0, sent: 1, move: 2, scene: 3, waiting: 4, idle: 5 };
// Where a label goes when its place is taken: beside, above, below, then farther.
const ASIDE = [[0, 0], [0, -1], [0, 1], [1, 0], [-1, 0], [0.7, -1], [-0.7, -1], [0.7, 1], [-0.7, 1], [0, -2], [0, 2], [1.1, 1.4], [-1.1, 1.4], [1.1, -1.4], [-1.1, -1.4], [0, 3], [0, -3]];

/** Those with a place on this ground, by what stands together. */
function crowds(view, units) {
  const found = [];
  const cells = new Map();
  for (const row of units) {
    const at = view.map.latLngToLayerPoint([row.lat, row.lon]);
    const [cx, cy] = [Math.round(at.x / TOGETHER[0]), Math.round(at.y / TOGETHER[1])];
    let mine = null;
    for (let x = cx - 1; x <= cx + 1 && !mine; x++) {
      for (let y = cy - 1; y <= cy + 1 && !mine; y++) {
        mine = (cells.get(`${x}:${y}`) ?? []).find((one) => Math.abs(one.at.x - at.x) < TOGETHER[0] && Math.abs(one.at.y - at.y) < TOGETHER[1]) ?? null;
      }
    }
    if (mine) mine.rows.push(row);
    else {
      mine = { at, rows: [row] };
      found.push(mine);
      const key = `${cx}:${cy}`;
      cells.set(key, [...(cells.get(key) ?? []), mine]);
    }
  }
  return found;
}

const pill = (row) => {
  const { glyph: shape, tone, word } = unitState(row);
  return h("span", { class: `m-pill s-${tone}`, title: `${row.cs} ${word}` }, glyph(shape, tone), h("b", {}, row.cs));
};

const wide = (text) => text.length * 7 + 26;

/** What is drawn for a crowd: its mark, its width and how it is made. */
function crowdMark(view, crowd, onSelect) {
  const { rows, at } = crowd;
  const states = rows.map(unitState);
  const alike = states.every((one) => one.word === states[0].word && one.glyph === states[0].glyph);
  const key = `u:${rows[0].k}`;
  const signs = rows.map((row) => row.cs);
  const isFanned = view.fanned === key;
  const about = rows.map((row, i) => `${row.cs} ${states[i].word}`);
  const sign = JSON.stringify([about, isFanned]);
  const press = (event) => {
    event.stopPropagation();
    if (rows.length > ABREAST) {
      view.fanned = isFanned ? null : key;
      view.layout();
    } else if (rows.find((row) => row.ck)) onSelect(rows.find((row) => row.ck).ck);
  };
  const base = { key, sign, at, height: 18, rank: rows.some((row) => row.em) ? 0 : 2, above: rows.some((row) => row.em) ? 900 : isFanned ? 800 : 100 };
  const shell = (...children) => h("div", { class: "m-pills", role: "img", "aria-label": about.join(", "), title: about.join(", "), onclick: press }, ...children);
  if (rows.length > ABREAST && isFanned) return { ...base, width: FAN, height: 18 * Math.ceil(rows.length / 4), make: () => shell(h("div", { class: "m-fan" }, rows.map(pill))) };
  if (rows.length > ABREAST) {
    const worst = states.reduce((a, b) => (RANK[b.tone] < RANK[a.tone] ? b : a));
    const text = `${rows.length} units`;
    return { ...base, height: 22, width: wide(text) + 6, make: () => shell(h("span", { class: `m-pill is-many s-${worst.tone}` }, glyph(worst.glyph, worst.tone), h("b", {}, text))) };
  }
  if (alike) return { ...base, width: wide(signs.join(" ")), make: () => shell(h("span", { class: `m-pill s-${states[0].tone}` }, glyph(states[0].glyph, states[0].tone), h("b", {}, signs.join(" ")))) };
  return { ...base, width: signs.reduce((sum, one) => sum + wide(one) + 2, 0), make: () => shell(...rows.map(pill)) };
}

function callMark(view, row, { selected, now, onSelect }) {
  const at = view.map.latLngToLayerPoint([row.lat, row.lon]);
  const isSelected = row.k === selected;
  const isQuiet = row.st === "active" && !isSelected;
  const { glyph: shape, tone, word } = callState(row, now);
  const what = isSelected ? row.t : isQuiet ? "" : `P${row.p}`;
  const press = (event) => {
    event.stopPropagation();
    onSelect(row.k);
  };
  return {
    key: `c:${row.k}`,
    sign: JSON.stringify([row.n, what, word, isSelected]),
    at,
    width: wide(`${short(row.n)} ${what}`) + 6,
    height: 20,
    lift: -20, // its place itself stays visible under it
    rank: isSelected ? 0 : isQuiet ? 3 : 1,
    isOptional: isQuiet,
    above: isSelected ? 1000 : isQuiet ? 90 : 500,
    ring: isSelected,
    make: () => h("div", { class: `m-call ${isSelected ? "is-selected" : ""} ${isQuiet ? "is-quiet" : ""}`, role: "img", "aria-label": `${row.n} ${row.t}, ${word}`, title: `${row.n} ${row.t}, ${word}, ${row.pl || "place unknown"}`, onclick: press }, isSelected ? null : glyph(shape, tone), h("span", { class: "number" }, short(row.n)), what),
  };
}

/** How long a route takes: the marks of units and calls give way to it, those of the selected call and an emergency do not. */
const timeMark = (view, { text, at }, i) => ({
  key: `t:${i}`,
  sign: text,
  at: view.map.latLngToLayerPoint(at),
  width: text.length * 7 + 18,
  height: 20,
  rank: 0.5,
  above: 600,
  make: () => h("div", { class: "m-time tab" }, text),
});

/** `value` moved so that `half` on either side of it stays between `low` and `high`. */
const within = (value, half, low, high) => Math.max(low + half, Math.min(high - half, value));

/** The first place around its own where a label covers no other; null when there is none for one that may be left out. */
function room(mark, taken, seen) {
  const isSeen = mark.at.x >= seen.left && mark.at.x <= seen.right && mark.at.y >= seen.top && mark.at.y <= seen.bottom;
  for (const [dx, dy] of mark.isOptional ? ASIDE.slice(0, 3) : ASIDE) {
    let x = mark.at.x + dx * (mark.width / 2 + 16);
    let y = mark.at.y + (mark.lift ?? 0) + dy * (mark.height + 2);
    if (isSeen) [x, y] = [within(x, mark.width / 2 + 2, seen.left, seen.right), within(y, mark.height / 2 + 2, seen.top, seen.bottom)];
    const box = [x - mark.width / 2, y - mark.height / 2, x + mark.width / 2, y + mark.height / 2];
    if (!taken.some((one) => box[0] < one[2] && box[2] > one[0] && box[1] < one[3] && box[3] > one[1])) return { x, y, box };
  }
  if (mark.isOptional) return null;
  const [x, y] = [mark.at.x, mark.at.y + (mark.lift ?? 0)];
  return { x, y, box: [x - mark.width / 2, y - 9, x + mark.width / 2, y + 9] };
}

/**
 * Place `units` and `calls` (rows of the board that have a place here) on the view. `selected` is a call's key, `now`
 * the moment states are told for, `onSelect(key)` hears a press.
 */
export function placeMarks(view, { units, calls, selected, now, onSelect }) {
  const corner = view.map.containerPointToLayerPoint([0, 0]);
  const size = view.map.getSize();
  const seenHere = { left: corner.x, top: corner.y, right: corner.x + size.x, bottom: corner.y + size.y };
  // A call that is worked on is told by its unit's mark where that stands at its place.
  const told = new Set(units.filter((unit) => unit.st !== "available").map((unit) => `${unit.ck} ${unit.lon} ${unit.lat}`));
  const drawn = calls.filter((row) => row.st !== "active" || row.k === selected || !told.has(`${row.k} ${row.lon} ${row.lat}`));
  const wanted = [...drawn.map((row) => callMark(view, row, { selected, now, onSelect })), ...crowds(view, units).map((crowd) => crowdMark(view, crowd, onSelect)), ...view.times.map((time, i) => timeMark(view, time, i))];
  wanted.sort((a, b) => a.rank - b.rank || a.key.localeCompare(b.key));
  const taken = [];
  const seen = new Set();
  for (const mark of wanted) {
    const spot = room(mark, taken, seenHere);
    if (!spot) continue;
    taken.push(spot.box);
    put(view, mark, spot);
    seen.add(mark.key);
  }
  for (const [key, held] of view.marks) {
    if (seen.has(key)) continue;
    for (const element of held.elements) element.remove();
    view.marks.delete(key);
  }
}

function put(view, mark, spot) {
  let held = view.marks.get(mark.key);
  const isAside = Math.abs(spot.y - mark.at.y) > 24 || Math.abs(spot.x - mark.at.x) > 12 + mark.width / 3;
  const sign = `${mark.sign} ${isAside} ${mark.ring}`;
  if (held?.sign !== sign) {
    for (const element of held?.elements ?? []) element.remove();
    const label = h("div", { class: "m-at" }, mark.make());
    label.style.zIndex = String(mark.above);
    const leader = isAside ? h("i", { class: "m-leader" }) : null;
    const ring = mark.ring ? h("div", { class: "m-at" }, h("div", { class: "m-target" })) : null;
    held = { sign, label, leader, ring, elements: [leader, ring, label].filter(Boolean), x: null, y: null };
    view.pane.append(...held.elements);
    view.marks.set(mark.key, held);
  }
  const where = `${Math.round(spot.x)} ${Math.round(spot.y)} ${Math.round(mark.at.x)} ${Math.round(mark.at.y)}`;
  if (held.where === where) return;
  held.where = where;
  L.DomUtil.setPosition(held.label, L.point(spot.x, spot.y).round());
  if (held.ring) L.DomUtil.setPosition(held.ring, L.point(mark.at.x, mark.at.y).round());
  if (held.leader) {
    const [dx, dy] = [spot.x - mark.at.x, spot.y - mark.at.y];
    held.leader.style.width = `${Math.round(Math.hypot(dx, dy))}px`;
    held.leader.style.transform = `translate(${Math.round(mark.at.x)}px, ${Math.round(mark.at.y)}px) rotate(${Math.atan2(dy, dx)}rad)`;
  }
}
