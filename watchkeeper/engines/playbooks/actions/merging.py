"""Runs from a phone: taken up by more than one without signal and merged, a round with nothing to tell in one go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from watchkeeper.core.journal.action import action
from watchkeeper.core.journal.client_ids import once
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.playbooks import targets, versions
from watchkeeper.engines.playbooks.actions import runs
from watchkeeper.engines.playbooks.models import Run, Step
from watchkeeper.engines.playbooks.spec import Evidence
from watchkeeper.engines.playbooks.states import RunStatus
from watchkeeper.kit.errors import Refused


@action
def take_up(run: Run, *, by: Actor, at: datetime | None = None) -> Run:
    """Begin a run, or note that somebody else began it too without signal: whoever was first in time began it."""
    by.require(Permission.RUN_WRITE)
    fresh = runs.locked(run, by)
    if fresh.status == RunStatus.SCHEDULED:
        return runs.begin(fresh, by=by, at=at)
    moment = runs.stamp(at)
    if fresh.started_at is not None and moment < fresh.started_at:
        fresh.started_at = moment
        fresh.save(update_fields=["started_at"])
    runs.note_of(by, "run.also", fresh, moment, what="began")
    return fresh


@action
def pause_late(run: Run, *, by: Actor, reason: str, at: datetime | None = None) -> Run:
    """Interrupt a run that was under way on a phone; where it is not any more, note it."""
    return _or_note(run, by, at, "paused", (RunStatus.STARTED,), lambda: runs.pause(run, by=by, reason=reason, at=at))


@action
def resume_late(run: Run, *, by: Actor, at: datetime | None = None) -> Run:
    """Go on with a run that was interrupted on a phone; where it is not any more, note it."""
    return _or_note(run, by, at, "went_on_with", (RunStatus.PAUSED,), lambda: runs.resume(run, by=by, at=at))


@action
def complete_late(run: Run, *, by: Actor, reason: str = "", at: datetime | None = None) -> Run:
    """End a run that was done on a phone; where somebody else has ended it, note that it was ended twice."""
    under_way = (RunStatus.STARTED, RunStatus.PAUSED)
    return _or_note(run, by, at, "completed", under_way, lambda: runs.complete(run, by=by, reason=reason, at=at))


@action
def log_patrol(
    *,
    by: Actor,
    playbook: str,
    target: str = "",
    place: str = "",
    seen: str = "",
    at: datetime | None = None,
    client_id: str = "",
) -> Run:
    """Keep a round in one go: all of it was looked at and is in order. ``seen`` is the label or position, if any.

    A round that is planned there is the one done. ``client_id`` makes a repeat give the first run. Raises Refused for
    a playbook that is not kept so, Invalid for one nobody declared or a place that is not here.
    """
    by.require(Permission.RUN_WRITE)
    given = {"playbook": playbook, "target": target, "place": place, "seen": seen, "at": at}
    done = once(by, client_id, given, lambda: {"run": _logged(by, playbook, target, place, seen, at).pk})
    return Run.objects.get(pk=done["run"])


def _logged(by: Actor, playbook: str, target: str, place: str, seen: str, at: datetime | None) -> Run:
    book, moment = versions.get(playbook), runs.stamp(at)
    if not book.is_logged:
        raise Refused(f"{book.name} is done step by step.")
    ref, name = targets.stood_at(target, place, by.department_id)
    run = runs.start_run(by=by, playbook=book.key, target=ref, place=name, source="logged in one go", at=moment)
    specs = {spec.key: spec for spec in run.playbook.steps()}
    for step in Step.objects.filter(run=run).select_related("run__playbook"):
        spec = specs[step.key]
        value = (seen.strip() or "there") if spec.evidence is Evidence.SCAN else spec.in_order
        if value:
            runs.record(step, by=by, value=value, at=moment)
    return runs.complete(run, by=by, at=moment)


def _or_note(
    run: Run, by: Actor, at: datetime | None, what: str, fits: tuple[RunStatus, ...], act: Callable[[], Run]
) -> Run:
    by.require(Permission.RUN_WRITE)
    fresh = runs.locked(run, by)
    if fresh.status in fits:
        return act()
    if fresh.status == RunStatus.SCHEDULED:
        raise Refused(f"{fresh.playbook.name}, {fresh.place or 'everywhere'}, was not begun.")
    runs.note_of(by, "run.also", fresh, runs.stamp(at), what=what)
    return fresh
