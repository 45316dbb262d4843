// What a half-typed line may become and would do: beside the lists, never over them.

import { glyph, h } from "./dom.js";
import { hm, minutes, span } from "./time.js";
import { short } from "./words.js";

/** Underline the part of `text` that was typed. */
function marked(text, typed) {
  const start = typed ? text.toLowerCase().indexOf(typed.toLowerCase()) : -1;
  if (start < 0) return [text];
  return [text.slice(0, start), h("u", {}, text.slice(start, start + typed.length)), text.slice(start + typed.length)];
}

function pick(item, i, at, choose, isFirst) {
  return h(
    "div",
    { class: `pick ${item.refused ? "is-refused" : ""}`, role: "option", "aria-selected": String(i === at || (at < 0 && i === 0 && isFirst)), onclick: () => choose(i) },
    h("span", { class: "about" }, marked(item.text, item.typed), item.about && h("span", { class: "muted" }, `  ${item.about}`)),
    h("span", { class: "side tab" }, item.side ?? ""),
  );
}

const fact = (name, ...value) => [h("dt", {}, name), h("dd", {}, ...value)];
const way = (option) => (option.seconds === null ? "" : ` in ${span(option.seconds)}`);

function opens(told) {
  const facts = [];
  if (told.same[0]) {
    const one = told.same[0];
    facts.push(...fact("Same?", h("b", {}, short(one.n)), ` ${one.t}, ${one.pl}: ${one.why.join(", ")} `, h("kbd", {}, "Alt"), " ", h("kbd", {}, "M"), " joins it"));
  }
  const sent = told.send.map((option) => option.unit).join(", ");
  if (told.send.length) {
    const first = told.send[0];
    facts.push(...fact("Unit", h("b", {}, sent), ` ${first.place ? `at ${first.place}` : ""}${way(first)}`, told.next && ["; next ", h("b", {}, told.next.unit), way(told.next)]));
  } else facts.push(...fact("Unit", h("span", { class: "w-waiting" }, "nobody can go now")));
  if (told.quote) facts.push(...fact("Quote", "Say ", h("b", {}, `about ${minutes(told.quote[0])} minutes`), `, at worst ${minutes(told.quote[1])}`));
  if (told.asks.length) {
    const ask = (one) => [h("span", { class: "mono" }, `${one.field}=`), ` ${one.choices.length ? one.choices.join(", ") : one.words.toLowerCase().replace("?", "")}`];
    facts.push(...fact("Ask", told.asks.slice(0, 2).flatMap((one, i) => [i ? "; " : "", ...ask(one)])));
  }
  return h("div", {}, h("h3", {}, "This opens", h("span", {}, `${told.service}, P${told.priority}${told.why ? `: ${told.why}` : ""}`)), h("dl", { class: "facts" }, facts));
}

function known(told, isAlone) {
  const caution = (one) => h("li", { class: "is-caution" }, glyph("caution", "", "g16"), h("span", {}, one.text, one.until && h("span", { class: "muted" }, ` until ${hm(one.until)}`)));
  const recent = (one) => h("li", {}, glyph("recent", "", "g16"), `${short(one.n)} ${one.t}, ${hm(one.at)}`);
  const rows = [...told.cautions.map(caution), ...told.recent.map(recent)].slice(0, 4);
  return h("div", { class: isAlone ? "" : "known-col" }, h("h3", {}, `Known at ${told.place}`), h("ul", { class: "known" }, rows.length ? rows : h("li", { class: "muted" }, "No cautions, no recent calls.")));
}

const KEYS = {
  open: [["Tab", "take"], ["Enter", "open"], ["Ctrl Enter", "open and send"], ["Esc", "close, text is kept"]],
  other: [["Tab", "take"], ["Enter", "do it"], ["Esc", "close, text is kept"]],
};

/** Draw the panel for one answer of the server. */
export function drawCompletion(box, shown, at, choose) {
  const { parsed, items, opens: told, known: premise, doubt } = shown;
  const columns = [];
  if (items.length || told) {
    const picks = items.slice(0, told ? 4 : 6).map((item, i) => pick(item, i, at, choose, Boolean(item.typed) || Boolean(shown.enter)));
    const list = picks.length ? h("div", { role: "listbox", "aria-label": shown.title }, picks) : h("p", { class: "empty" }, shown.title ? "The registry has no such place; it is kept as typed." : "Nothing to choose.");
    columns.push(h("div", {}, h("h3", {}, shown.title || "Places"), list));
  }
  if (told) columns.push(opens(told));
  if (premise) columns.push(known(premise, !told));
  const send = told?.send.map((option) => option.unit).join(", ");
  const keys = (parsed.verb === "open" ? KEYS.open : KEYS.other).map(([key, text]) =>
    h("span", {}, h("kbd", {}, key), ` ${text === "open and send" && send ? `open and send ${send}` : text === "do it" && shown.enter ? shown.enter : text}`),
  );
  const unclear = parsed.sentence && (parsed.problem || parsed.missing.length) ? parsed.sentence : "";
  const stops = Boolean(unclear) || Boolean(doubt?.stops);
  const heard = [doubt?.text, unclear].filter(Boolean).join(" ");
  const wrong = heard ? h("span", { id: "heard", class: parsed.problem || doubt ? "wrong" : "" }, heard) : null;
  const caution = premise?.cautions[0] && innerWidth < 1600 ? h("span", {}, glyph("caution", "waiting", "g16"), ` ${premise.cautions[0].text}`) : null;
  box.replaceChildren(columns.length ? h("div", { class: "complete-cols" }, columns) : "", h("div", { class: "heard" }, wrong ?? caution, stops ? null : h("span", { class: wrong || caution ? "push" : "" }, keys)));
}

