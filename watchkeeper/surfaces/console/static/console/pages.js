// The other pages of the console, by G and a letter. Which there are, and which this person may open, the server says.

import { byId, h } from "./dom.js";
import { keys } from "./keytable.js";

const PAGES = [...document.querySelectorAll(".ways a")].map((link) => ({ key: link.dataset.go, words: link.firstChild.textContent.trim(), address: link.href, isHere: link.hasAttribute("aria-current") }));

function go(page) {
  byId("pages").close();
  if (!page.isHere) location.href = page.address;
}

function openPages() {
  const dialog = byId("pages");
  const row = (page) => h("li", {}, h("a", { href: page.address, "aria-current": page.isHere ? "page" : null, onclick: (event) => { event.preventDefault(); go(page); } }, page.words, h("kbd", {}, page.key.toUpperCase())));
  dialog.replaceChildren(h("h2", {}, "Go to"), h("ul", {}, PAGES.map(row)));
  if (!dialog.open) dialog.showModal();
}

keys("Pages", [{ keys: ["g"], says: "the other pages: a letter opens one", run: openPages }]);
keys("Pages", PAGES.map((page) => ({ keys: [page.key], says: page.words, run: () => go(page) })), "pages");
keys("Pages", [{ keys: ["g"], says: "shut the list of pages", run: () => byId("pages").close() }], "pages");

/** Listen. */
export const startPages = () => byId("more").addEventListener("click", openPages);
