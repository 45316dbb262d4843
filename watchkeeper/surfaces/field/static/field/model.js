// What the screen shows: what the server said last, with everything laid over it that was done since.

import { live } from "./live.js";
import * as queue from "./queue.js";
import { corrected } from "./time.js";

const LAY = {
  move(shown, { data }, at) {
    if (isMine(shown, data)) Object.assign(shown.assignment, { status: data.to, since: at });
  },
  clear(shown, { data }) {
    if (isMine(shown, data)) Object.assign(shown, { assignment: null, call: null, is_apart: false });
  },
  start(shown, item, at) {
    const { label, name, p, outcomes, is_private = false } = item.label.call;
    const { place, details } = item.data;
    shown.assignment = { id: null, started: item.id, status: "on_scene", since: at };
    shown.call = {
      started: item.id, n: "", label, name, p, place, details, outcomes, destination: "", answers: [], callback: "",
      cautions: [], others: [], is_private,
    };
  },
  welfare(shown, { data }) {
    if (isMine(shown, data)) Object.assign(shown.assignment, { welfare_due: null, welfare_overdue: null });
  },
  log_on(shown, { data, label }, at) {
    shown.unit = { id: data.unit, cs: label.cs, mode: data.mode, on: true, until: data.until || null, out: "", place: "", em: null };
    shown.duty = { since: at, until: data.until || null };
  },
  log_off(shown) {
    Object.assign(shown, { unit: null, duty: null });
  },
  sharing(shown, { data }) {
    shown.is_shared = data.is_shared;
  },
  mode(shown, { data }) {
    if (shown.unit) shown.unit.mode = data.mode;
  },
  out_of_service(shown, { data }, at) {
    if (shown.unit) Object.assign(shown.unit, { out: data.reason, out_since: at });
  },
  in_service(shown) {
    if (shown.unit) Object.assign(shown.unit, { out: "", out_since: null });
  },
  place(shown, { data }) {
    if (shown.unit) shown.unit.place = data.place;
  },
  patrol(shown, { data }) {
    const isIt = (run) => run.status === "scheduled" && run.key === data.playbook && run.target && [data.target, data.place].some((one) => [run.target, run.code].includes(one));
    shown.rounds.runs = shown.rounds.runs.filter((run) => !isIt(run));
  },
  run_start(shown, item, at) {
    const { name, steps, key } = item.label.run ?? { name: item.label.title, steps: [], key: "" };
    shown.rounds.runs.unshift({
      id: null, started: item.id, name, key, place: item.data.place, target: item.data.target, code: "", status: "started",
      from: null, until: null, is_mine: true, who: "", is_sim: false, specs: steps, begun: at,
      steps: steps.map((one) => ({ key: one.key, status: "to_do", value: "", at: null })),
    });
  },
  run_take(shown, { data }) {
    const run = runOf(shown, data);
    if (run?.status === "scheduled") Object.assign(run, { status: "started", is_mine: true });
  },
  run_pause(shown, { data }) {
    const run = runOf(shown, data);
    if (run) run.status = "paused";
  },
  run_resume(shown, { data }) {
    const run = runOf(shown, data);
    if (run) run.status = "started";
  },
  run_complete(shown, { data }) {
    const run = runOf(shown, data);
    if (run) shown.rounds.runs.splice(shown.rounds.runs.indexOf(run), 1);
  },
  step(shown, { data }, at) {
    const run = runOf(shown, data);
    const step = run?.steps.find((one) => one.key === data.step);
    const spec = run?.specs.find((one) => one.key === data.step);
    if (!step || (step.at && Date.parse(step.at) > Date.parse(at))) return;
    const status = data.is_out ? "not_applicable" : spec?.fails.includes(data.value) ? "failed" : "done";
    Object.assign(step, { status, value: data.value, at });
  },
  read(shown, { data }, at) {
    for (const message of shown.messages) if (message.id === data.message) message.read ??= at;
  },
};

/** The state to draw, or null before anything is known. */
export function model() {
  if (!live.state) return null;
  const shown = structuredClone(live.state);
  shown.rounds ??= { runs: [], books: {} };
  for (const run of shown.rounds.runs) run.specs = shown.rounds.books[run.book] ?? [];
  for (const item of queue.overlaid()) LAY[item.kind]?.(shown, item, corrected(item.at));
  return shown;
}

const isMine = (shown, data) =>
  shown.assignment && (data.started ? shown.assignment.started === data.started : shown.assignment.id === data.assignment);

const runOf = (shown, data) =>
  shown.rounds.runs.find((run) => (data.started ? run.started === data.started : run.id === data.run));

/** How an item names the assignment at hand: by its key, or by the start it will come from. */
export const ofAssignment = ({ assignment }) =>
  (assignment.id ? { assignment: assignment.id } : { started: assignment.started });

export const ofCall = ({ call }) => (call.id ? { call: call.id } : { started: call.started });

/** Whether what is done just now, or started under `label`, is about a call of which the phone keeps nothing. */
export function isPrivate(label) {
  if (label.call) return Boolean(label.call.is_private);
  const shown = model();
  return Boolean(shown?.is_apart || shown?.call?.is_private);
}

/** What the queue calls the call: never the number or place of one that only named people may know. */
export const callLabel = ({ call }) => (!call || call.is_private ? "Confidential call" : call.n || `${call.label}, ${call.place || "place not said"}`);
