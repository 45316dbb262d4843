// What a state is called and drawn as: one glyph, one tone, one word each, the same everywhere.

const STATES = {
  available: ["idle", "idle", "available"],
  reserved: ["held", "waiting", "reserved"],
  assigned: ["sent", "sent", "sent"],
  acknowledged: ["ack", "sent", "ack"],
  en_route: ["route", "sent", "en route"],
  staged: ["staged", "sent", "staged"],
  on_scene: ["scene", "scene", "on scene"],
  transporting: ["move", "move", "transport"],
  at_destination: ["move", "move", "at dest."],
  cleared: ["clear", "idle", "cleared"],
  closed: ["clear", "idle", "closed"],
  waiting: ["waiting", "waiting", "waiting"],
  received: ["held", "waiting", "received"],
  out_of_service: ["out", "idle", "out"],
  merged: ["clear", "idle", "merged"],
  handed_off: ["clear", "idle", "handed off"],
  canceled_by_caller: ["clear", "idle", "canceled"],
  gone_on_arrival: ["clear", "idle", "gone"],
  active: ["sent", "sent", "active"],
};

/** `{glyph, tone, word}` of a status. */
export function stateOf(status) {
  const [glyph, tone, word] = STATES[status] ?? ["idle", "idle", String(status).replaceAll("_", " ")];
  return { glyph, tone, word };
}

/** The short form of a call's number: 26-004812 is 4812. */
export const short = (number) => (number.startsWith("X") ? number : number.replace(/^\d\d-0*/, ""));

/** Where an emergency is, as far as anyone knows. */
export const emergencyPlace = (row) => row.emp || row.pl || "place unknown";

/** A unit's state as the list shows it: an emergency and an overdue check come before all else. */
export function unitState(row) {
  if (row.em) return { glyph: "emergency", tone: "over", word: "emergency" };
  const state = stateOf(row.st);
  if (row.wo) return { glyph: "over", tone: "over", word: "check due" };
  if (row.st === "out_of_service") return { glyph: /break|meal|lunch/i.test(row.oos) ? "break" : "out", tone: "idle", word: "out" };
  return state;
}

/** An emergency that waited for a unit until the supervisor was told, and still has none. */
export const isEscalated = (row) => Boolean(row.esc) && row.p <= 1 && row.st !== "active" && !row.u.length;

/** Where a call is. */
export const callPlace = (place) => place || "place unknown";

/** A call's state: overdue when its own target has passed and nobody is there. */
export function callState(row, at) {
  if (row.wo?.length) return { glyph: "over", tone: "over", word: "check due" };
  if (isEscalated(row)) return { glyph: "over", tone: "over", word: "no unit: supervisor told" };
  if (row.due && !row.sc && Date.parse(row.due) < at) {
    return { glyph: "over", tone: "over", word: row.u.length ? `${stateOf(row.fs).word}, overdue` : "overdue" };
  }
  if (row.held) return { glyph: "held", tone: "waiting", word: "on hold" };
  return stateOf(row.st === "active" && row.fs ? row.fs : row.st);
}

/** What a verb of the journal is drawn as on a timeline. */
export function verbGlyph(verb, text) {
  if (/overdue|escalat|unassigned|emergency|late/.test(verb)) return ["over", "over"];
  if (verb === "assignment.moved") {
    for (const [status, [glyph, tone, word]] of Object.entries(STATES)) {
      if (text.includes(status.replaceAll("_", " ")) || text.includes(word)) return [glyph, tone];
    }
  }
  if (/opened|requester|quote|held|resumed|reopened|split|prioritized/.test(verb)) return ["waiting", "waiting"];
  if (/assigned|reserved|stacked/.test(verb)) return ["sent", "sent"];
  if (/cleared|closed|canceled|merged|handed|gone/.test(verb)) return ["clear", "idle"];
  return ["note", "idle"];
}
