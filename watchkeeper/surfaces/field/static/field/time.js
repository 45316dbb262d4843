// Times in the department's own zone, 24 h, by the server's clock as far as it is known.

import { who } from "./who.js";

const made = new Map();

function format(options) {
  const key = JSON.stringify([who.zone, options]);
  if (!made.has(key)) made.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: who.zone, hourCycle: "h23", ...options }));
  return made.get(key);
}

/** Now, as the server would say it, in milliseconds. */
export const now = () => Date.now() - who.skewMs;

/** A moment of the phone's clock as the server would say it. */
export const corrected = (iso) => new Date(Date.parse(iso) - who.skewMs).toISOString();

export const clock = (at) => format({ hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(new Date(at));
export const minute = (at) => format({ hour: "2-digit", minute: "2-digit" }).format(new Date(at));
export const day = (at) => format({ day: "numeric", month: "short" }).format(new Date(at));

/** "4:09" between now and `at`, either way. */
export function span(at) {
  const seconds = Math.round(Math.abs(Date.parse(at) - now()) / 1000);
  const rest = String(seconds % 60).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export const left = (at) => (Date.parse(at) >= now() ? `${span(at)} left` : `${span(at)} over`);
export const isPast = (at) => Date.parse(at) < now();
