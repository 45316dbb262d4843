"""Code cards as crews work them: whoever arrives takes the next posts and searches on; the last to leave ends it."""

from __future__ import annotations

from functools import partial

from watchkeeper.config.simulate.scheduler import Script
from watchkeeper.config.simulate.world import Desk, World
from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.calls.models import Call, Unit
from watchkeeper.engines.playbooks import actions as playbooks
from watchkeeper.engines.playbooks.models import Run, Step
from watchkeeper.engines.playbooks.spec import Evidence, StepSpec, spec_of
from watchkeeper.engines.playbooks.states import UNDER_WAY, StepStatus
from watchkeeper.kit import chance

A_CREW = 8  # how many steps one crew does
SAID = {Evidence.TICK: "yes", Evidence.YES_NO: "no", Evidence.NUMBER: "0", Evidence.TEXT: "as told on the radio"}


def filled(world: World, desk: Desk, call: Call, unit: Unit) -> Script:
    """Do the next steps of the call's card, a few seconds each."""
    by = desk.crews.get(unit.pk, desk.dispatcher)
    run = _run(call)
    specs = run.playbook.steps() if run is not None else []
    for _ in range(A_CREW):
        yield chance.rng().uniform(4, 25)
        step = Step.objects.filter(run=run, status=StepStatus.TO_DO, run__status__in=UNDER_WAY).first() if run else None
        spec = spec_of(specs, step.key) if step is not None else None
        if step is None or spec is None:
            return
        yield from world.act("record", partial(_record, step, _said(spec, unit), by))


def ended(world: World, desk: Desk, call: Call) -> Script:
    """Complete the call's card once nobody works the call any more."""
    run = _run(call)
    if run is not None and Call.objects.filter(pk=call.pk, cleared_at__isnull=False).exists():
        yield from world.act(
            "complete", lambda _: playbooks.complete(run, by=desk.dispatcher, reason="The call ended.")
        )


def _record(step: Step, value: str, by: Actor, client_id: str) -> Step:
    return playbooks.record(step, by=by, value=value, client_id=client_id)


def _run(call: Call) -> Run | None:
    running = Run.objects.filter(source=call.subject, status__in=UNDER_WAY)
    return running.select_related("playbook").order_by("pk").first()


def _said(spec: StepSpec, unit: Unit) -> str:
    if spec.evidence is Evidence.POST:
        return unit.call_sign
    return spec.choices[0] if spec.choices else SAID.get(spec.evidence, "as told")
