// The statuses of an assignment: their word, glyph and hue, and which come next at the bottom of the screen.

export const STATUS = {
  assigned: { word: "Assigned to you", glyph: "sent", hue: "sent" },
  acknowledged: { word: "Acknowledged", glyph: "ack", hue: "sent" },
  en_route: { word: "En route", glyph: "route", hue: "sent" },
  staged: { word: "Staged", glyph: "staged", hue: "sent" },
  on_scene: { word: "On scene", glyph: "scene", hue: "scene" },
  transporting: { word: "Transporting", glyph: "move", hue: "move" },
  at_destination: { word: "At destination", glyph: "scene", hue: "scene" },
  cleared: { word: "Clear", glyph: "ok", hue: "clear" },
};

const ORDER = ["assigned", "acknowledged", "en_route", "staged", "on_scene", "transporting", "at_destination", "cleared"];

// What an officer does next, the likeliest first; never more than two beside it.
const NEXT = {
  assigned: ["en_route", "acknowledged", "on_scene"],
  acknowledged: ["en_route", "on_scene"],
  en_route: ["on_scene", "staged"],
  staged: ["on_scene"],
  on_scene: ["cleared", "transporting"],
  transporting: ["at_destination", "cleared"],
  at_destination: ["cleared"],
};

/** The next legal statuses: one to press, at most two beside it. Where somebody is brought, that comes before the end. */
export function choices(status, destination) {
  const next = [...(NEXT[status] ?? [])];
  if (status === "on_scene" && destination) next.reverse();
  return next.filter((to) => ORDER.indexOf(to) > ORDER.indexOf(status)).slice(0, 3);
}
