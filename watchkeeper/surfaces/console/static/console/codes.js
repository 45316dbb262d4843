// One key starts a Code, wherever the keyboard is; its place is typed behind it. What stood in the line is kept.

import { setAside, startLine } from "./command.js";
import { keys } from "./keytable.js";
import { state } from "./state.js";

function start(word) {
  for (const open of document.querySelectorAll("dialog[open]")) open.close();
  setAside();
  startLine(`${word} `);
}

/** Listen to the letters of the Codes this department has; a letter the console itself uses stays its own. */
export function startCodes() {
  keys("Codes", state.codes.map(({ key, word, says }) => ({ keys: [`Alt+${key}`], says, run: () => start(word) })), "always");
}
