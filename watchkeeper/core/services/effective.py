"""The services of one department as they stand: catalog, policy, extra questions and the house's own, laid over.

Held in memory per department and looked up again at most a second after another process changed something; the process
that made the change knows at once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.departments.models import Department
from watchkeeper.core.services import rows
from watchkeeper.core.services.catalog import CATALOG
from watchkeeper.core.services.flows import FLOWS
from watchkeeper.core.services.kinds import Door, Priority, Topic
from watchkeeper.core.services.models import HouseService, Policy, Question
from watchkeeper.core.services.spec import WELFARE_EVERY, Service
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Invalid

logger = logging.getLogger("watchkeeper.services")

FRESH_S = 1.0
WORDING = ("name", "label", "invite", "about", "next_step")
_IMPOSSIBLE = (Invalid, ValueError, TypeError, KeyError, AttributeError)


@dataclass(frozen=True)
class _Built:
    services: Mapping[str, Service]
    faults: Mapping[str, str]


@dataclass(frozen=True)
class _Held:
    mark: tuple[str, str]
    looked_at: float
    built: _Built


_held: dict[int, _Held] = {}


def of(department_id: int) -> Mapping[str, Service]:
    """Every service of a department by key, switched off or not."""
    return _fresh(department_id).services


def faults(department_id: int) -> Mapping[str, str]:
    """Why, by key, what the department changed of a service cannot be laid over it any more; most often nothing."""
    return _fresh(department_id).faults


def _fresh(department_id: int) -> _Built:
    held = _held.get(department_id)
    if held is not None and clock.monotonic() - held.looked_at < FRESH_S:
        return held.built
    mark = _mark(department_id)
    built = held.built if held is not None and held.mark == mark else _build(department_id, kind=mark[0])
    _held[department_id] = _Held(mark, clock.monotonic(), built)
    return built


def forget(department_id: int | None = None) -> None:
    """Drop what this process holds, of one department or of all."""
    if department_id is None:
        _held.clear()
    else:
        _held.pop(department_id, None)


def lay_over(base: Service, policy: Policy | None, questions: Sequence[Question] = ()) -> Service:
    """``base`` as a department's policy and its extra questions make it.

    Raises ``ValueError`` or :class:`Invalid` when that cannot be.
    """
    changes: dict[str, Any] = {}
    if policy is not None:
        changes |= {name: value for name in WORDING if (value := getattr(policy, name)) is not None}
        changes |= {} if policy.is_on is None else {"is_on": policy.is_on}
        changes |= {} if policy.targets is None else {"targets": rows.targets(policy.targets)}
        changes |= {} if policy.tells is None else {"tells": rows.tells(policy.tells)}
        changes |= {} if policy.sends is None else {"sends": rows.sends(policy.sends)}
        changes |= {} if policy.priority is None else _at_priority(base, Priority(policy.priority))
    if questions:
        changes["asks"] = (*base.asks, *rows.asks(questions))
    return replace(base, **changes) if changes else base


def _at_priority(base: Service, priority: Priority) -> dict[str, Any]:
    # What would raise it to where it now starts has nothing left to say.
    return {"priority": priority, "raises": tuple(rule for rule in base.raises if rule.to < priority)}


def from_rows(row: HouseService, questions: Sequence[Question]) -> Service:
    """A service made on a screen as the same value as one in the catalog. Raises ``ValueError`` or :class:`Invalid`."""
    flow = FLOWS[row.flow]
    return Service(
        key=row.key,
        name=row.name,
        label=row.label,
        owes=(),
        topic=Topic(row.topic),
        asks=rows.asks(questions),
        priority=Priority(row.priority),
        sends=rows.sends(row.sends),
        targets=rows.targets(row.targets),
        outcomes=tuple(row.outcomes),
        level=Level(row.level),
        doors=frozenset(Door(door) for door in row.doors),
        flow=flow,
        booked=rows.booked(row.booked) if flow.is_by_appointment else None,
        welfare_every=None if flow.is_by_appointment else WELFARE_EVERY,
        about=row.about,
        invite=row.invite,
        short=tuple(row.short),
        is_house=True,
    )


def offered_as(service: Service, kind: str) -> Service:
    """A service of the catalog as a department of ``kind`` has it before it says anything: on or off."""
    return replace(service, is_on=kind in service.offered_in)


def _mark(department_id: int) -> tuple[str, str]:
    found = Department.objects.filter(pk=department_id).values_list("kind", "policy_mark__mark").first()
    return (found[0], found[1] or "") if found else ("", "")


def _build(department_id: int, *, kind: str) -> _Built:
    policies = {policy.service: policy for policy in Policy.objects.filter(department_id=department_id)}
    questions: dict[str, list[Question]] = {}
    for question in Question.objects.filter(department_id=department_id, retired_at=None):
        questions.setdefault(question.service, []).append(question)
    found = {key: offered_as(service, kind) for key, service in CATALOG.items()}
    faults: dict[str, str] = {}
    for row in HouseService.objects.filter(department_id=department_id):
        asked = questions.pop(row.key, [])
        made = _or_fault(row.key, faults, partial(from_rows, row, asked))
        if made is not None:
            found[row.key] = made
    for key, base in found.items():
        policy, asked = policies.get(key), questions.get(key, [])
        laid = _or_fault(key, faults, partial(lay_over, base, policy, asked))
        found[key] = laid or _as_declared(base, policy)
    return _Built(found, faults)


def _or_fault(key: str, faults: dict[str, str], make: Callable[[], Service]) -> Service | None:
    """The service as rows make it. What a release made impossible is noted, and takes no other service with it."""
    try:
        return make()
    except _IMPOSSIBLE as error:
        logger.error("the service %s is not as the department set it: %s", key, error)
        faults[key] = str(error)
        return None


def _as_declared(base: Service, policy: Policy | None) -> Service:
    """``base``, on or off as the department wants it."""
    return base if policy is None or policy.is_on is None else replace(base, is_on=policy.is_on)
