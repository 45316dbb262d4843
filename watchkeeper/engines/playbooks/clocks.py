"""The engine's timers: which question each kind asks when its time has come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from watchkeeper.core.journal.models import Timer
from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.playbooks import actions
from watchkeeper.engines.playbooks.models import Finding, Run, Step
from watchkeeper.engines.playbooks.states import RUNNING, UNSETTLED, StepStatus

Handler: TypeAlias = Callable[[Timer, Any], None]


def _key(timer: Timer) -> int:
    return int(timer.subject.partition(":")[2])


def run_due(timer: Timer, by: Actor) -> None:
    """A window is over: was the run done?"""
    run = Run.objects.filter(pk=_key(timer), status__in=RUNNING).first()
    if run is not None and not run.is_sim:
        actions.pass_window(run, by=by)


def finding_due(timer: Timer, by: Actor) -> None:
    """A finding should be settled by now: is it?"""
    finding = Finding.objects.filter(pk=_key(timer), status__in=UNSETTLED).first()
    if finding is not None and not finding.is_sim:
        actions.pass_finding(finding, by=by)


def finding_tell(timer: Timer, by: Actor) -> None:
    """A shift is over: was whoever owns the place told of what was found in it?"""
    finding = Finding.objects.untold().filter(pk=_key(timer)).first()
    if finding is not None:
        actions.pass_telling(finding, by=by)


def step_due(timer: Timer, by: Actor) -> None:
    """A step of a card should be done by now: is it?"""
    step = Step.objects.select_related("run").filter(pk=_key(timer), status=StepStatus.TO_DO).first()
    if step is not None and step.run.status in RUNNING:
        actions.pass_step(step, by=by)


TIMERS: Mapping[str, Handler] = {
    "finding.due": finding_due,
    "finding.tell": finding_tell,
    "run.due": run_due,
    "step.due": step_due,
}
