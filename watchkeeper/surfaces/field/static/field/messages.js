// Messages to my unit, newest first; reading one is marked, with the phone's time.

import { h, icon, sheet } from "./dom.js";
import { act } from "./doing.js";
import { live } from "./live.js";
import { waitingList } from "./waiting.js";
import { clock } from "./time.js";

export const unread = (shown) => shown?.messages.filter((one) => !one.read).length ?? 0;

export function messagesScreen(shown) {
  if (!shown.unit) return [h("h1", {}, "Messages"), h("p", { class: "muted" }, "Messages go to units. Log on under My shift to get them.")];
  return [
    h("h1", {}, "Messages"),
    h("p", {}, h("button", { type: "button", class: "button", id: "write", onclick: () => askMessage() }, icon("send"), "Write a message")),
    shown.messages.length === 0
      ? h("p", { class: "muted" }, "No message in the last 24 hours.")
      : h("ul", { class: "list", id: "messages" }, shown.messages.map((one) => message(one, shown))),
    waitingList(),
  ];
}

function message(one, shown) {
  return h("li", { class: one.read ? null : "unread" },
    h("div", { class: "item" },
      icon("message"),
      h("span", {}, h("small", {}, `${one.by} to ${one.all ? "all on duty" : shown.unit.cs}`), one.read ? one.text : h("b", {}, one.text)),
      h("span", { class: "end" }, h("b", {}, clock(one.at)), h("small", {}, one.read ? `read ${clock(one.read)}` : "new"))),
    !one.read && h("p", { class: "pad" }, h("button", { type: "button", class: "button", onclick: () =>
      act("read", { message: one.id, unit: shown.unit.id }, { title: "Read a message", sub: `from ${one.by}`, icon: "check" }) }, icon("check"), "Read")));
}

function askMessage() {
  const units = (live.words?.units ?? []).filter((one) => one.on);
  const to = h("select", { id: "to" }, h("option", { value: "" }, "All on duty"), units.map((one) => h("option", { value: String(one.id) }, one.cs)));
  const text = h("textarea", { id: "text", maxlength: 4000 });
  const close = sheet("Message", h("label", { for: "to" }, "To"), to, h("label", { for: "text" }, "Text"), text,
    h("p", {}, h("button", { type: "button", class: "button lead", onclick: async () => {
      const said = text.value.trim();
      if (!said) return text.focus();
      const name = to.selectedOptions[0].textContent;
      if (await act("message", { to: to.value ? Number(to.value) : null, text: said }, { title: `Message to ${name}`, sub: said.slice(0, 80), icon: "send" })) close();
    } }, icon("send"), "Send")));
  text.focus();
}
