"""Checks, patrols and exercises: what is to be done today, what is late, what is under way and what it found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Person
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.playbooks import actions
from watchkeeper.engines.playbooks.models import Finding, Proof, Run, Step
from watchkeeper.engines.playbooks.states import RUNNING, UNSETTLED, RunStatus, StepStatus
from watchkeeper.surfaces.console.desk.cells import Cell, Fact, Look, Notice, mono, muted
from watchkeeper.surfaces.console.desk.choices import people, playbooks
from watchkeeper.surfaces.console.desk.filters import Choice, Days, YesNo
from watchkeeper.surfaces.console.desk.register import Button, Column, Register, Where
from watchkeeper.surfaces.console.desk.registers import run_forms as forms

# Of a run's state: the tone and glyph.
STATES = {
    RunStatus.SCHEDULED: ("waiting", "waiting"),
    RunStatus.STARTED: ("sent", "route"),
    RunStatus.PAUSED: ("waiting", "break"),
    RunStatus.COMPLETED: ("scene", "scene"),
    RunStatus.ABANDONED: ("idle", "out"),
    RunStatus.REVIEWED: ("idle", "ok"),
}
DONE = (StepStatus.DONE, StepStatus.FAILED, StepStatus.NOT_APPLICABLE)


def state_of(run: Run, now: datetime) -> Cell:
    """The state of ``run`` with its glyph; a real one past its window is late."""
    words = run.status.replace("_", " ")
    if is_late(run, now):
        return Cell(f"{words}, late", tone="over", glyph="over")
    tone, glyph = STATES[RunStatus(run.status)]
    return Cell(words, tone=tone, glyph=glyph)


def is_late(run: Run, now: datetime) -> bool:
    """Whether ``run`` ought to be done by now and is not."""
    return run.status in RUNNING and not run.is_sim and run.ends_at is not None and run.ends_at < now


def _prepare(rows: Sequence[Any], look: Look) -> None:
    """Hang on each run its steps, what it found and who recorded last. Three queries."""
    keys = [row.pk for row in rows]
    steps: dict[int, dict[str, int]] = {}
    several = Step.objects.filter(run__in=keys).order_by().values_list("run_id", "status")
    for run, status, many in several.annotate(Count("pk")):
        steps.setdefault(run, {})[status] = many
    found: dict[int, list[str]] = {}
    for run, status in Finding.objects.filter(run__in=keys).values_list("run_id", "status"):
        found.setdefault(run or 0, []).append(status)
    last = dict(Proof.objects.filter(step__run__in=keys).order_by("at", "pk").values_list("step__run_id", "by_name"))
    for row in rows:
        counts = steps.get(row.pk, {})
        row.done, row.many = sum(counts.get(one, 0) for one in DONE), sum(counts.values())
        row.missed = counts.get(StepStatus.MISSED, 0)
        row.found, row.left = len(found.get(row.pk, [])), sum(1 for one in found.get(row.pk, []) if one in UNSETTLED)
        row.last = last.get(row.pk, "")


def _name(run: Any, look: Look) -> Cell:
    words = f"EXERCISE {run.playbook.name}" if run.is_sim else run.playbook.name
    return Cell(words, "strong")


def _due(run: Any, look: Look) -> Cell:
    if run.ends_at is None:
        return muted("no window")
    return Cell(f"{look.moment(run.starts_at)} to {look.moment(run.ends_at)}", "number")


def _who(run: Any, look: Look) -> Cell:
    name = run.last or (run.person.call_name if run.person else "")
    return mono(name) if name else muted("anybody")


def _steps(run: Any, look: Look) -> Cell:
    return Cell(f"{run.done} of {run.many}" + (f", {run.missed} missed" if run.missed else ""), "number")


def _found(run: Any, look: Look) -> Cell:
    if not run.found:
        return muted("nothing")
    return Cell(f"{run.left} of {run.found} open", tone="waiting", glyph="held") if run.left else Cell(f"{run.found}")


def _today(look: Look) -> Q:
    local = look.now.astimezone(look.zone)
    tomorrow = datetime.combine(local.date() + timedelta(days=1), time(), look.zone)
    return Q(status__in=RUNNING, is_sim=False) & (Q(starts_at=None) | Q(starts_at__lt=tomorrow))


def _late(look: Look) -> Q:
    return Q(status__in=RUNNING, is_sim=False, ends_at__lt=look.now)


def _details(run: Any, look: Look) -> Sequence[Fact]:
    page = reverse("run", args=[run.pk])
    return [
        Fact("State", state_of(run, look.now)),
        Fact("Place", run.place or muted("everywhere")),
        Fact("Window", _due(run, look)),
        Fact("Who", _who(run, look)),
        Fact("Begun", look.moment(run.started_at, "–")),
        Fact("Ended", look.moment(run.ended_at, "–")),
        Fact("Steps", _steps(run, look), address=page),
        Fact("Found", _found(run, look), address=page if run.found else ""),
        *([Fact("Why", run.reason)] if run.reason else []),
        Fact("Playbook", f"{run.playbook.name}, version {run.playbook.number}"),
    ]


def _notices(run: Any, look: Look) -> Sequence[Notice]:
    found = []
    if run.is_sim:
        found.append(Notice("EXERCISE", "What it finds is practice: no call is opened and nobody is chased.", "move"))
    if is_late(run, look.now):
        found.append(Notice("Past its window", f"It was to be done by {look.moment(run.ends_at)}.", "over", "over"))
    if run.missed:
        found.append(Notice("Steps were missed", run.reason or "Nobody said why."))
    return found


def _new(row: Any, by: Actor, given: dict[str, Any]) -> Run:
    """The run that was made; of several the first."""
    how, playbook = given["how"], given["playbook"]
    if how == "due":
        return actions.plan_due(by=by, playbook=playbook)[0]
    if how == "draw":
        places = given["areas"] or [value for value, _ in forms.NewRunForm(by=by).fields["areas"].choices]  # type: ignore[attr-defined]
        span = {"since": given["starts_at"], "until": given["ends_at"]}
        return actions.draw_patrols(by=by, playbook=playbook, places=places, count=given["count"], **span)[0]
    where = {"playbook": playbook, "target": given["target"], "place": given["place"], "is_sim": given["is_sim"]}
    if how == "begin":
        return actions.start_run(by=by, at=given["at"], **where)
    person = Person.objects.filter(department_id=by.department_id, pk=given["person"] or 0).first()
    return actions.schedule_run(by=by, person=person, starts_at=given["starts_at"], ends_at=given["ends_at"], **where)


def _is(*statuses: RunStatus) -> Any:
    return lambda run, look: run.status in statuses


def _rows(by: Actor) -> QuerySet[Run]:
    return Run.objects.visible_to(by).select_related("playbook", "person")


BUTTONS = (
    Button(
        "begin", "Begin it now", lambda run, by, given: actions.begin(run, by=by, at=given["at"]), forms.BeginForm,
        fits=_is(RunStatus.SCHEDULED), letter="b", said="The run is begun.",
    ),
    Button(
        "pause", "Pause it", lambda run, by, given: actions.pause(run, by=by, reason=given["reason"]), forms.WhyForm,
        fits=_is(RunStatus.STARTED), letter="p", said="The run is paused.",
    ),
    Button(
        "resume", "Go on with it", lambda run, by, given: actions.resume(run, by=by), fits=_is(RunStatus.PAUSED),
        letter="r", said="The run goes on.",
    ),
    Button(
        "complete", "Complete it",
        lambda run, by, given: actions.complete(run, by=by, reason=given["reason"], at=given["at"]),
        forms.CompleteForm, fits=_is(RunStatus.STARTED, RunStatus.PAUSED), said="The run is completed.",
    ),
    Button(
        "abandon", "Give it up", lambda run, by, given: actions.abandon(run, by=by, reason=given["reason"]),
        forms.WhyForm, fits=_is(*RUNNING), letter="x", said="The run is given up.",
    ),
    Button(
        "review", "Review it", lambda run, by, given: actions.review(run, by=by, note=given["note"]),
        forms.ReviewForm, needs=Permission.RUN_REVIEW, fits=_is(RunStatus.COMPLETED), letter="v",
        said="The run is reviewed.",
    ),
)  # fmt: skip

RUNS = Register(
    key="runs",
    path="runs/all/",
    title="Runs",
    sentence="Checks, patrols and exercises: what is to be done, what was done step by step, and what it found.",
    one="run",
    many="runs",
    group="",
    icon="route",
    letter="n",
    usual="today",
    read=Permission.RUN_READ,
    write=Permission.RUN_WRITE,
    is_large=True,
    is_noted=lambda run: run.level >= Level.L2,
    rows=_rows,
    prepare=_prepare,
    subject=lambda run: run.subject,
    name=lambda run: run.playbook.name,
    about=lambda run, look: run.place or "everywhere",
    order="due",
    columns=(
        Column("playbook", "Playbook", _name, order="key"),
        Column("place", "Place", lambda run, look: run.place or muted("everywhere")),
        Column("state", "State", lambda run, look: state_of(run, look.now)),
        Column("due", "Window", _due, order="ends_at", take=lambda run, look: run.ends_at),
        Column("who", "Who", _who),
        Column("steps", "Steps done", _steps),
        Column("found", "Found", _found, take=lambda run, look: run.found),
        Column(
            "ended", "Ended", lambda run, look: Cell(look.moment(run.ended_at, "–"), "number"), order="ended_at",
            is_usual=False, take=lambda run, look: run.ended_at,
        ),
        Column("version", "Version", lambda run, look: mono(str(run.playbook.number)), is_usual=False),
    ),
    search=("place", "key"),
    search_words="Place or playbook",
    filters=(
        Choice("playbook", "Playbook", "key", lambda look: playbooks(look.by.department_id)),
        Choice("person", "Who", "person_id", lambda look: people(look.by.department_id)),
        YesNo("exercise", "Exercise", lambda look: Q(is_sim=True)),
        Days("due", "Due", "ends_at"),
    ),
    views=(
        Where("today", "To do today", _today),
        Where("late", "Late", _late),
        Where("going", "Under way", lambda look: Q(status__in=(RunStatus.STARTED, RunStatus.PAUSED))),
        Where("review", "To review", lambda look: Q(status=RunStatus.COMPLETED)),
        Where("exercises", "Exercises", lambda look: Q(is_sim=True)),
    ),
    details=_details,
    notices=_notices,
    new=Button("new", "Plan or begin", _new, forms.NewRunForm, letter="n", said="It is planned or begun."),
    buttons=BUTTONS,
    link=lambda run: reverse("run", args=[run.pk]),
)  # fmt: skip
