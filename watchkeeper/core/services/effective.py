"""The services of one department as they stand: catalog, policy, extra questions and the house's own, laid over.

Held in memory per department and looked up again at most a second after another process changed something; the process
that made the change knows at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.departments.models import Department
from watchkeeper.core.services import rows
from watchkeeper.core.services.catalog import CATALOG
from watchkeeper.core.services.flows import RESPOND, RESPOND_OR_BOOK
from watchkeeper.core.services.kinds import Door, Priority, Topic
from watchkeeper.core.services.models import HouseService, Policy, Question
from watchkeeper.core.services.spec import Service
from watchkeeper.kit import clock

FRESH_S = 1.0
WORDING = ("name", "label", "invite", "about", "next_step")


@dataclass(frozen=True)
class _Held:
    mark: tuple[str, str]
    looked_at: float
    services: Mapping[str, Service]


_held: dict[int, _Held] = {}


def of(department_id: int) -> Mapping[str, Service]:
    """Every service of a department by key, switched off or not."""
    held = _held.get(department_id)
    if held is not None and clock.monotonic() - held.looked_at < FRESH_S:
        return held.services
    mark = _mark(department_id)
    services = held.services if held is not None and held.mark == mark else _build(department_id, kind=mark[0])
    _held[department_id] = _Held(mark, clock.monotonic(), services)
    return services


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
        flow=RESPOND_OR_BOOK if row.is_bookable else RESPOND,
        about=row.about,
        invite=row.invite,
        short=tuple(row.short),
        is_house=True,
    )


def _mark(department_id: int) -> tuple[str, str]:
    found = Department.objects.filter(pk=department_id).values_list("kind", "policy_mark__mark").first()
    return (found[0], found[1] or "") if found else ("", "")


def _build(department_id: int, *, kind: str) -> Mapping[str, Service]:
    policies = {policy.service: policy for policy in Policy.objects.filter(department_id=department_id)}
    questions: dict[str, list[Question]] = {}
    for question in Question.objects.filter(department_id=department_id, retired_at=None):
        questions.setdefault(question.service, []).append(question)
    found = {key: replace(service, is_on=kind in service.offered_in) for key, service in CATALOG.items()}
    house = HouseService.objects.filter(department_id=department_id)
    found |= {row.key: from_rows(row, questions.pop(row.key, ())) for row in house}
    return {key: lay_over(base, policies.get(key), questions.get(key, ())) for key, base in found.items()}
