// Doing something about an exception: a line of the desk shown before Enter sends it, or a person for a gap.

import { byId, h } from "./dom.js";
import { clientId, get, post } from "./server.js";
import { now } from "./time.js";
import { toast } from "./toasts.js";

let doing = null; // the exception under way
let after = () => {};
let onKey = () => {};

export const isDoing = () => doing !== null;

/** Close the bar; nothing was done. */
export function closeDo() {
  doing = null;
  byId("x-do").hidden = true;
}

/** Show what would be done about `item`; `then` is called when it was. */
export function openDo(item, then) {
  doing = item;
  after = then;
  if (item.gap) people(item);
  else line(item);
}

function show(...children) {
  const bar = byId("x-do");
  bar.replaceChildren(...children, h("button", { type: "button", class: "act", onclick: closeDo }, "Cancel ", h("kbd", {}, "Esc")));
  bar.hidden = false;
}

const problem = (text) => h("span", { class: "x-wrong", role: "alert" }, text);

async function line(item, wrong = "") {
  const field = h("input", { class: "mono", value: item.line, "aria-label": "Command", spellcheck: "false", autocomplete: "off" });
  const about = h("span", { class: "x-about" }, item.resolve);
  show(h("span", { class: "slash" }, "/"), field, about, wrong ? problem(wrong) : "", h("button", { type: "button", class: "act first", onclick: () => send(field.value) }, "Do it ", h("kbd", {}, "Enter")));
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
  onKey = (event) => {
    if (event.key === "Enter" && event.target === field) {
      event.preventDefault();
      send(field.value);
    }
  };
  const found = await get(`command/complete?${new URLSearchParams({ line: item.line, selected: "" })}`).catch(() => null);
  if (doing !== item || !found) return;
  const said = found.items.slice(0, 3).map((one) => [one.text, one.side].filter(Boolean).join(" "));
  if (said.length) about.textContent = `${found.title}: ${said.join("; ")}`;
}

async function send(text) {
  const item = doing;
  const done = await post("command/run", { line: text, client_id: clientId(), began: new Date(now()).toISOString() }).catch((error) => error);
  if (doing !== item) return;
  if (done instanceof Error) return line({ ...item, line: text }, done.message);
  finish(done.said);
}

async function people(item) {
  show(h("span", {}, "Looking for who is free"));
  const query = new URLSearchParams({ starts_at: item.gap.starts_at, ends_at: item.gap.ends_at });
  const found = await get(`exceptions/free?${query}`).catch((error) => error);
  if (doing !== item) return;
  if (found instanceof Error) return show(problem(found.message));
  if (!found.people.length) return show(h("span", {}, "Nobody who may sit there is free for all of it. The roster takes a part of it."), h("a", { class: "act", href: item.opens }, "Roster"));
  const one = (person, i) => h("button", { type: "button", class: "act", onclick: () => plan(item, person) }, person.name, h("kbd", {}, String(i + 1)));
  show(h("span", {}, "Who takes it"), ...found.people.map(one));
  byId("x-do").querySelector("button").focus();
  onKey = (event) => {
    const person = /^[1-9]$/.test(event.key) ? found.people[Number(event.key) - 1] : null;
    if (!person) return;
    event.preventDefault();
    plan(item, person);
  };
}

async function plan(item, person) {
  const done = await post("exceptions/fill", { ...item.gap, person: person.id }).catch((error) => error);
  if (doing !== item) return;
  if (done instanceof Error) return show(problem(done.message));
  finish(done.said);
}

function finish(said) {
  closeDo();
  toast(said);
  after();
}

addEventListener("keydown", (event) => {
  if (!doing) return;
  if (event.key === "Escape") {
    event.preventDefault();
    closeDo();
  } else onKey(event);
});
