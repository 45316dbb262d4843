// The one clock of the page: the server's, told with the state; ages stop when the board is stale.

let offset = 0;
let stopped = null;
let zone = "UTC";
const parts = new Map();

/** Set the page's clock by the server's (`at`, ISO 8601) and the department's time zone. */
export function setClock(at, timeZone) {
  offset = Date.parse(at) - Date.now();
  if (timeZone) zone = timeZone;
}

/**
 * Hear the server's time again. Every message was some time on its way, so the one that makes the server's clock
 * latest is the truest; a jump of five seconds means that this machine's own clock was set.
 */
export function hearClock(at) {
  const heard = Date.parse(at) - Date.now();
  if (heard > offset || offset - heard > 5000) offset = heard;
}

/** The present moment in milliseconds, by the server's clock. */
export const now = () => Date.now() + offset;

/** The moment ages are counted to: the present, or when the board stopped. */
export const shownNow = () => stopped ?? now();

/** Stop ages at `at` (milliseconds), or let them run again with null. */
export function stopAges(at) {
  stopped = at;
}

function formatter(timeZone, options) {
  const key = timeZone + JSON.stringify(options);
  if (!parts.has(key)) parts.set(key, new Intl.DateTimeFormat("en-US", { timeZone, hourCycle: "h23", ...options }));
  return parts.get(key);
}

const HMS = { hour: "2-digit", minute: "2-digit", second: "2-digit" };

/** A time of day in the department's zone, seconds included: 14:02:31. */
export const clock = (moment) => formatter(zone, HMS).format(new Date(moment));

/** A time of day without seconds: 14:02. */
export const hm = (moment) => formatter(zone, { hour: "2-digit", minute: "2-digit" }).format(new Date(moment));

const dated = (moment) => formatter(zone, { day: "numeric", month: "short" }).formatToParts(new Date(moment));

/** A time of day when it is today in the department's zone, else the day: 14:02, or 20 Feb. */
export function when(moment) {
  const [day, today] = [moment, now()].map((one) => Object.fromEntries(dated(one).map((part) => [part.type, part.value])));
  return day.day === today.day && day.month === today.month ? hm(moment) : `${day.day} ${day.month}`;
}

const STAMP = /\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)/g;

/** A sentence of the journal with its stamps as times of day in the department's zone. */
export const inLocalTime = (text) => text.replace(STAMP, (stamp) => hm(stamp));

/** A time of day in UTC. */
export const utc = (moment) => formatter("UTC", HMS).format(new Date(moment));

/** The day in the department's zone: Thu 19 Feb 2026. */
export const day = (moment) => {
  const of = Object.fromEntries(
    formatter(zone, { weekday: "short", day: "numeric", month: "short", year: "numeric" })
      .formatToParts(new Date(moment))
      .map((part) => [part.type, part.value]),
  );
  return `${of.weekday} ${of.day} ${of.month} ${of.year}`;
};

/** Day and time in the department's zone as a form field holds them: 2026-02-18T14:02:31. */
export const inZone = (moment) => {
  const of = Object.fromEntries(formatter(zone, { year: "numeric", month: "2-digit", day: "2-digit", ...HMS }).formatToParts(new Date(moment)).map((part) => [part.type, part.value]));
  return `${of.year}-${of.month}-${of.day}T${of.hour}:${of.minute}:${of.second}`;
};

/** The city the department keeps its time by: "New York". */
export const zoneName = () => zone.split("/").pop().replaceAll("_", " ");

/** A span in seconds as 1:40, 32:10, or 3 h 05 from a hundred minutes on. */
export function span(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  if (s >= 6000) return `${Math.floor(s / 3600)} h ${String(Math.floor((s % 3600) / 60)).padStart(2, "0")}`;
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
}

/** Minutes to say aloud, at least one. */
export const minutes = (seconds) => Math.max(1, Math.round(seconds / 60));

/** Bring every age and clock on the page up to date. */
export function tick() {
  const at = shownNow();
  for (const element of document.querySelectorAll("[data-since]")) {
    const text = span((at - Date.parse(element.dataset.since)) / 1000);
    if (element.textContent !== text) element.textContent = text;
    const due = element.dataset.due;
    if (due) {
      const left = Date.parse(due) - at;
      element.classList.toggle("over", left < 0);
      element.classList.toggle("near", left >= 0 && left < 0.4 * (Date.parse(due) - Date.parse(element.dataset.since)));
      const row = element.closest("[data-overdue]");
      row?.classList.toggle("is-over", left < 0);
      const part = Math.min(1, Math.max(0, 1 - left / (Date.parse(due) - Date.parse(element.dataset.since))));
      row?.querySelector(".meter i")?.style.setProperty("transform", `scaleX(${part.toFixed(2)})`);
    }
  }
}
