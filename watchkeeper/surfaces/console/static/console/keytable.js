// Every key of the console in one table: what listens and what the key map shows are the same entries, so that the map
// cannot say anything that is not so.

/** Entries `{keys, says, group, where, run}`; `where` is "board", "line" (while typing there), "pages", "sounds" or "always". */
export const TABLE = [];

/**
 * Add entries under a heading. `keys` are chords as `chordOf` writes them; `run(event)` does it, and says false when
 * the key has nothing to do here, so that the browser's own meaning of it stands.
 */
export function keys(group, entries, where = "board") {
  for (const entry of entries) TABLE.push({ group, where, ...entry });
}

const isLetter = (text) => text.length === 1 && /\p{L}/u.test(text);

/** What was pressed, in words: "d", "Shift+u", "Ctrl+m", "Shift+1", "ArrowDown". A meta key counts as Ctrl. */
export function chordOf(event) {
  const named = event.code ?? "";
  const withMods = event.ctrlKey || event.metaKey || event.altKey;
  let key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  // Alt and Ctrl turn letters into other signs on some keyboards, Shift turns digits into others on all.
  if (withMods && /^Key[A-Z]$/.test(named)) key = named[3].toLowerCase();
  let isShifted = event.shiftKey && (isLetter(key) || key.length > 1);
  if (event.shiftKey && /^Digit\d$/.test(named) && !/^\d$/.test(key)) [key, isShifted] = [named[5], true];
  return [(event.ctrlKey || event.metaKey) && "Ctrl", event.altKey && "Alt", isShifted && "Shift", key].filter(Boolean).join("+");
}

/** Where the keyboard is. */
function place(event) {
  const dialog = document.querySelector("dialog[open]");
  if (dialog) return dialog.id;
  if (event.target.id === "command") return "line";
  return event.target.matches?.("input, textarea, select") ? "field" : "board";
}

function find(chord, where) {
  return TABLE.filter((entry) => entry.keys.includes(chord) && (entry.where === where || entry.where === "always"));
}

function heard(event) {
  if (event.isComposing || event.defaultPrevented) return;
  const chord = chordOf(event);
  const where = place(event);
  const plain = /^Shift\+(.)$/u.exec(chord);
  const found = find(chord, where);
  if (!found.length && plain) found.push(...find(plain[1], where)); // a capital letter means its letter
  for (const entry of found) {
    if (entry.run(event) === false) continue;
    event.preventDefault();
    return;
  }
}

/** Listen to all of them. */
export const listen = () => addEventListener("keydown", heard);

const CAPS = { ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", PageUp: "Page up", PageDown: "Page down", Escape: "Esc", "-": "−" };

/** A chord as the caps one presses: ["Shift", "U"]. */
export const caps = (chord) => (chord === "+" ? ["+"] : chord.split("+")).map((one) => CAPS[one] ?? (one.length === 1 ? one.toUpperCase() : one));
