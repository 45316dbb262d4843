"""Running a playbook: planned, begun, each step with its evidence, paused, completed, reviewed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.journal import journal, timers
from watchkeeper.core.journal.action import action
from watchkeeper.core.journal.client_ids import once
from watchkeeper.core.journal.timers import Due
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Person
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.playbooks import scans, versions
from watchkeeper.engines.playbooks.actions.findings import open_for_step
from watchkeeper.engines.playbooks.actions.making import made, place_named, words_of
from watchkeeper.engines.playbooks.models import Proof, Run, Step
from watchkeeper.engines.playbooks.spec import StepSpec, spec_of
from watchkeeper.engines.playbooks.states import RUNNING, RunStatus, StepStatus
from watchkeeper.kit import clock, lengths
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

_BEGUN = tuple(status for status in RunStatus if status != RunStatus.SCHEDULED)


DEBRIEF = timedelta(days=1)  # after its call a card is completed within so long (a field default)


@action
def schedule_run(
    *,
    by: Actor,
    playbook: str,
    target: str = "",
    place: str = "",
    starts_at: datetime,
    ends_at: datetime,
    person: Person | None = None,
    is_sim: bool = False,
    source: str = "",
) -> Run:
    """Plan a run of ``playbook`` against ``target`` (a subject of the places), to be done in the window.

    Raises Invalid for an unknown playbook or target or a window that runs backwards, Refused when one waits already.
    """
    by.require(Permission.RUN_WRITE)
    if ends_at <= starts_at:
        raise Invalid("The window ends before it starts.", fields={"ends_at": ["before the start"]})
    book = versions.get(playbook)
    where = place_named(book, target, place, by)
    waiting = Run.objects.filter(
        department_id=by.department_id, key=book.key, target=target, status=RunStatus.SCHEDULED, is_sim=False
    )
    if target and not is_sim and waiting.exists():
        raise Refused(f"{book.name} of {where} is planned already.")
    run = made(book, by, target, where, RunStatus.SCHEDULED, person, is_sim, source, starts_at, ends_at)
    timers.start(run.department_id, "run.due", run.subject, ends_at)
    note_of(by, "run.scheduled", run, None, due=ends_at.isoformat(), is_sim=is_sim)
    return run


@action
def start_run(
    *,
    by: Actor,
    playbook: str,
    target: str = "",
    place: str = "",
    is_sim: bool = False,
    source: str = "",
    at: datetime | None = None,
    client_id: str = "",
) -> Run:
    """Begin ``playbook`` against ``target`` at once; a run that is planned for it is the one begun.

    ``client_id`` makes a repeat give the first run. Raises Invalid for an unknown playbook or target.
    """
    by.require(Permission.RUN_WRITE)
    given: dict[str, Any] = {
        "playbook": playbook, "target": target, "place": place, "is_sim": is_sim, "source": source, "at": at,
    }  # fmt: skip
    if not client_id:
        return _start(by, **given)
    return Run.objects.get(pk=once(by, client_id, given, lambda: {"run": _start(by, **given).pk})["run"])


def _start(by: Actor, *, playbook: str, target: str, place: str, is_sim: bool, source: str, at: datetime | None) -> Run:
    book = versions.get(playbook)
    where = place_named(book, target, place, by)
    planned = Run.objects.filter(
        department_id=by.department_id, key=book.key, target=target, status=RunStatus.SCHEDULED, is_sim=is_sim
    )
    found = planned.order_by("ends_at").first() if target else None
    if found is not None:
        return begin(found, by=by, at=at)
    run = made(book, by, target, where, RunStatus.STARTED, None, is_sim, source, None, None)
    return _begun(run, by, at)


def _begun(run: Run, by: Actor, at: datetime | None) -> Run:
    """``run`` as begun; what is to be done soon after that has its moment from now on."""
    run.status, run.started_at = RunStatus.STARTED, stamp(at)
    run.person_id = run.person_id or by.person_id
    run.save(update_fields=["status", "started_at", "person"])
    within = {spec.key: spec.within for spec in run.playbook.steps() if spec.within and spec.is_required}
    soon = []
    for step in Step.objects.filter(run=run) if within else ():
        length = within.get(step.key.partition("-")[0])
        if length is not None:
            step.due_at = run.started_at + length
            soon.append(step)
    Step.objects.bulk_update(soon, ["due_at"])
    if not run.is_sim:
        timers.start_many(
            Due(run.department_id, "step.due", step.subject, step.due_at) for step in soon if step.due_at is not None
        )
    note_of(by, "run.started", run, run.started_at, is_sim=run.is_sim)
    return run


@action
def begin(run: Run, *, by: Actor, at: datetime | None = None) -> Run:
    """Begin a run that was planned; one that was for anybody is now theirs. Raises Refused when it is begun or over."""
    by.require(Permission.RUN_WRITE)
    fresh = locked(run, by)
    must_be(fresh, RunStatus.SCHEDULED)
    return _begun(fresh, by, at)


@action
def record(
    step: Step,
    *,
    by: Actor,
    value: str = "",
    applies: bool = True,
    note: str = "",
    at: datetime | None = None,
    is_late: bool = False,
    client_id: str = "",
) -> Step:
    """Keep a piece of evidence for ``step``: a tick, a number, a day, what was scanned; or that it does not apply.

    What fails by the playbook's rule becomes a finding, and opens its work call. Evidence of an earlier moment than
    what is known (another phone, without signal) is kept and changes nothing else. ``is_late``: it was taken without
    signal, and is kept whatever became of the run since; one that was reviewed is to be reviewed anew. ``client_id``
    makes a repeat change nothing. Raises Invalid for what is no evidence of this step or the label of another place,
    Refused when the run is not under way.
    """
    by.require(Permission.RUN_WRITE)
    given = {"step": step.pk, "value": value, "applies": applies, "note": note, "at": at}
    kept = once(by, client_id, given, lambda: {"step": _record(step, by, value, applies, note, at, is_late).pk})
    return Step.objects.get(pk=kept["step"])


def _record(step: Step, by: Actor, value: str, applies: bool, note: str, at: datetime | None, is_late: bool) -> Step:
    run = locked(step.run, by)
    must_be(run, *(_BEGUN if is_late else (RunStatus.STARTED, RunStatus.PAUSED)))
    spec = _spec(run, step)
    said = value.strip()
    if applies and (problem := spec.problem(said) or scans.problem(spec, said, run)):
        raise Invalid(problem, fields={"value": [problem]})
    if not applies and not note.strip():
        raise Invalid("Say why it does not apply.", fields={"note": ["missing"]})
    lengths.check(note=(note, Proof, "note"))
    moment = stamp(at, None if is_late else run.started_at)
    fresh = Step.objects.select_for_update().get(pk=step.pk)
    Proof.objects.create(
        step=fresh, at=moment, by=by.key, by_name=by.name, value=said if applies else "", note=note.strip()
    )
    today = moment.astimezone(zone_of(run.department_id)).date()
    status = StepStatus.NOT_APPLICABLE
    if applies:
        status = StepStatus.FAILED if spec.is_failed(said, today) else StepStatus.DONE
    if fresh.at is None or moment >= fresh.at:
        fresh.status, fresh.value, fresh.at = status, said if applies else "", moment
        fresh.save(update_fields=["status", "value", "at"])
        timers.stop("step.due", fresh.subject)
    note_of(
        by, "step.done", run, moment, step=fresh.key, words=words_of(fresh, spec), value=said or "does not apply",
        what=str(status), note=note.strip() or None,
    )  # fmt: skip
    if status == StepStatus.FAILED:
        open_for_step(run, fresh, spec, by=by, value=said, note=note.strip(), at=moment)
    if run.status == RunStatus.REVIEWED:
        run.status, run.reviewed_at = RunStatus.COMPLETED, None
        run.save(update_fields=["status", "reviewed_at"])
        note_of(by, "run.reopened", run, None)
    return fresh


@action
def pause(run: Run, *, by: Actor, reason: str, at: datetime | None = None) -> Run:
    """Interrupt a run: a call was more urgent. Raises Invalid without a reason."""
    by.require(Permission.RUN_WRITE)
    words = _reason(reason)
    fresh = locked(run, by)
    must_be(fresh, RunStatus.STARTED)
    fresh.status = RunStatus.PAUSED
    fresh.save(update_fields=["status"])
    note_of(by, "run.paused", fresh, stamp(at), reason=words)
    return fresh


@action
def resume(run: Run, *, by: Actor, at: datetime | None = None) -> Run:
    """Go on with an interrupted run."""
    by.require(Permission.RUN_WRITE)
    fresh = locked(run, by)
    must_be(fresh, RunStatus.PAUSED)
    fresh.status = RunStatus.STARTED
    fresh.save(update_fields=["status"])
    note_of(by, "run.resumed", fresh, stamp(at))
    return fresh


@action
def complete(run: Run, *, by: Actor, reason: str = "", at: datetime | None = None) -> Run:
    """End a run. Required steps without evidence are missed, which needs the ``reason``.

    Raises Refused when it is not under way, Invalid when steps are missing and nobody says why.
    """
    by.require(Permission.RUN_WRITE)
    fresh = locked(run, by)
    must_be(fresh, RunStatus.STARTED, RunStatus.PAUSED)
    steps = list(Step.objects.filter(run=fresh))
    required = {spec.key for spec in fresh.playbook.steps() if spec.is_required}
    left = [step for step in steps if step.status == StepStatus.TO_DO]
    if any(step.key.partition("-")[0] in required for step in left) and not reason.strip():
        raise Invalid("Steps are left; say why.", fields={"reason": ["steps are left"]})
    Step.objects.filter(pk__in=[step.pk for step in left]).update(status=StepStatus.MISSED)
    moment = stamp(at, fresh.started_at)
    _end(fresh, RunStatus.COMPLETED, by, reason, moment)
    note_of(
        by, "run.completed", fresh, moment, done=len(steps) - len(left), steps=len(steps),
        found=fresh.findings.count(), reason=reason.strip() or None,
    )  # fmt: skip
    return fresh


@action
def abandon(run: Run, *, by: Actor, reason: str, at: datetime | None = None) -> Run:
    """Give a run up, planned or begun; what it found stays. Raises Invalid without a reason."""
    by.require(Permission.RUN_WRITE)
    words = _reason(reason)
    fresh = locked(run, by)
    must_be(fresh, *RUNNING)
    moment = stamp(at, fresh.started_at)
    _end(fresh, RunStatus.ABANDONED, by, words, moment)
    note_of(by, "run.abandoned", fresh, moment, reason=words)
    return fresh


@action
def review(run: Run, *, by: Actor, note: str = "", at: datetime | None = None) -> Run:
    """Say that a completed run was looked at. Raises Refused for whoever did it themselves."""
    by.require(Permission.RUN_REVIEW)
    fresh = locked(run, by)
    must_be(fresh, RunStatus.COMPLETED)
    if fresh.done_by == by.key:
        raise Refused("Somebody else reviews what you did.")
    fresh.status, fresh.reviewed_at = RunStatus.REVIEWED, stamp(at, fresh.ended_at)
    fresh.save(update_fields=["status", "reviewed_at"])
    note_of(by, "run.reviewed", fresh, fresh.reviewed_at, note=note.strip() or None)
    return fresh


@action
def pass_window(run: Run, *, by: Actor) -> Run:
    """Note that a run was not done in its window; it stays to be done."""
    by.require(Permission.RUN_WRITE)
    fresh = locked(run, by)
    must_be(fresh, *RUNNING)
    note_of(by, "run.overdue", fresh, clock.now(), due=fresh.ends_at.isoformat() if fresh.ends_at else "")
    return fresh


@action
def pass_step(step: Step, *, by: Actor) -> Step:
    """Note that a step was not done as soon as it was to be; it stays to be done."""
    by.require(Permission.RUN_WRITE)
    run = locked(step.run, by)
    must_be(run, RunStatus.STARTED, RunStatus.PAUSED)
    due = step.due_at.isoformat() if step.due_at else ""
    note_of(by, "step.overdue", run, clock.now(), step=step.key, words=words_of(step, _spec(run, step)), due=due)
    return step


@action
def stand_down(run: Run, *, by: Actor) -> Run:
    """The call a card was begun with has ended: nothing of it is late any more, and it is completed within a day.

    Raises Refused when the run is not under way.
    """
    by.require(Permission.RUN_WRITE)
    fresh = locked(run, by)
    must_be(fresh, RunStatus.STARTED, RunStatus.PAUSED)
    _stop_steps(fresh)
    Step.objects.filter(run=fresh, status=StepStatus.TO_DO).update(due_at=None)
    fresh.ends_at = clock.now() + DEBRIEF
    fresh.save(update_fields=["ends_at"])
    if not fresh.is_sim:
        timers.start(fresh.department_id, "run.due", fresh.subject, fresh.ends_at)
    note_of(by, "run.stood_down", fresh, clock.now(), due=fresh.ends_at.isoformat())
    return fresh


def locked(run: Run, by: Actor) -> Run:
    """``run`` fresh and locked; raises a hidden NotAllowed for another department's."""
    found = Run.objects.select_for_update(of=("self",)).select_related("playbook").filter(
        pk=run.pk, department_id=by.department_id
    )  # fmt: skip
    fresh = found.first()
    if fresh is None:
        raise NotAllowed("", hidden=True)
    Run.objects.filter(pk=fresh.pk).update(version=fresh.version + 1)
    fresh.version += 1
    return fresh


def must_be(run: Run, *statuses: str) -> None:
    """Raises Refused, in words, unless the run stands at one of ``statuses``."""
    if run.status not in statuses:
        raise Refused(f"{run.playbook.name}, {run.place or 'everywhere'}, is {run.status.replace('_', ' ')}.")


def stamp(at: datetime | None, *after: datetime | None) -> datetime:
    """``at``, or now; never in the future. Raises Refused before what it comes after, Invalid in the future."""
    now = clock.now()
    moment = at or now
    if moment > now:
        if (moment - now).total_seconds() > 60:
            raise Invalid("The time lies in the future.", fields={"at": ["in the future"]})
        moment = now
    last = max((one for one in after if one is not None), default=None)
    if last is not None and moment < last:
        raise Refused("That is before what went ahead of it.")
    return moment


def _end(run: Run, status: RunStatus, by: Actor, reason: str, at: datetime) -> None:
    lengths.check(reason=(reason, Run, "reason"))
    run.status, run.ended_at, run.done_by, run.reason = status, at, by.key, reason.strip()
    run.save(update_fields=["status", "ended_at", "done_by", "reason"])
    timers.stop("run.due", run.subject)
    _stop_steps(run)


def _stop_steps(run: Run) -> None:
    for pk in Step.objects.filter(run=run, due_at__isnull=False).values_list("pk", flat=True):
        timers.stop("step.due", f"step:{pk}")


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Invalid("Say why.", fields={"reason": ["missing"]})
    lengths.check(reason=(reason, Run, "reason"))
    return reason.strip()


def _spec(run: Run, step: Step) -> StepSpec:
    found = spec_of(run.playbook.steps(), step.key)
    if found is None or step.run_id != run.pk:
        raise NotAllowed("", hidden=True)
    return found


def note_of(by: Actor, verb: str, run: Run, at: datetime | None, **data: Any) -> None:
    """Write an entry about ``run``, with how wrong the clock of the phone was that told of it."""
    skew = {} if by.skew_s is None else {"skew_s": by.skew_s}
    said = {"name": run.playbook.name, "place": run.place or "everywhere", **skew, **data}
    place = run.target if ":" in run.target else ""
    journal.write(by, verb, run.subject, at=at, place=place, data=said)
