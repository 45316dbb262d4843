"""How other engines reach this one: the answers to the verbs of ``core/verbs.py``."""

from __future__ import annotations

from datetime import datetime

from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.playbooks import versions
from watchkeeper.engines.playbooks.actions import runs


def start_run(*, by: Actor, playbook: str, target: str, source: str = "", at: datetime | None = None) -> str:
    """Begin a run for a signal and give its subject."""
    return runs.start_run(by=by, playbook=playbook, target=target, source=source, at=at).subject


def start_plan(
    *,
    by: Actor,
    call: str,
    plan: str,
    place: str = "",
    place_ref: str = "",
    is_sim: bool = False,
    at: datetime | None = None,
) -> str:
    """Begin the plan of a call ("Code Pink") and give the run's subject; the same call begins it once."""
    key = versions.card_of(plan)
    if not key:
        return ""
    run = runs.start_run(
        by=by, playbook=key, target=place_ref, place=place, source=call, is_sim=is_sim, at=at,
        client_id=f"plan-{call}-{key}",
    )  # fmt: skip
    return run.subject
