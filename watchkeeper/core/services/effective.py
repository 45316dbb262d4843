"""The services of one department as they stand: catalog, policy, extra questions and the house's own, laid over.

Held in memory per department and looked up again at most a second after another process changed something; the process
that made the change knows at once. What does not fit a service any more is left out of that service, and told.
"""

from __future__ import annotations

import logging
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
from watchkeeper.kit.errors import WatchkeeperError

FRESH_S = 1.0
_UNFIT = (WatchkeeperError, ValueError, TypeError, KeyError, AttributeError)
_log = logging.getLogger(__name__)
WORDING = ("name", "label", "invite", "about", "next_step")


@dataclass(frozen=True)
class _Held:
    mark: tuple[str, str]
    looked_at: float
    services: Mapping[str, Service]
    wrong: Mapping[str, str]


_held: dict[int, _Held] = {}


def of(department_id: int) -> Mapping[str, Service]:
    """Every service of a department by key, switched off or not."""
    held = _held.get(department_id)
    if held is not None and clock.monotonic() - held.looked_at < FRESH_S:
        return held.services
    mark = _mark(department_id)
    if held is not None and held.mark == mark:
        services, wrong = held.services, held.wrong
    else:
        services, wrong = _build(department_id, kind=mark[0])
    _held[department_id] = _Held(mark, clock.monotonic(), services, wrong)
    return services


def wrong(department_id: int) -> Mapping[str, str]:
    """What the department changed and does not fit its service any more, as after a new release: service → why."""
    of(department_id)
    return _held[department_id].wrong


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


def _build(department_id: int, *, kind: str) -> tuple[Mapping[str, Service], Mapping[str, str]]:
    """The services by key, and for each whose rows do not fit what is wrong."""
    policies = {policy.service: policy for policy in Policy.objects.filter(department_id=department_id)}
    questions: dict[str, list[Question]] = {}
    for question in Question.objects.filter(department_id=department_id, retired_at=None):
        questions.setdefault(question.service, []).append(question)
    found: dict[str, Service] = {}
    wrong: dict[str, str] = {}
    for key, service in CATALOG.items():
        base = replace(service, is_on=kind in service.offered_in)
        made = _made(key, wrong, base, policies.get(key), questions.get(key, ()))
        found[key] = made or _bare(base, policies.get(key))
    for row in HouseService.objects.filter(department_id=department_id):
        made = _made(row.key, wrong, row, policies.get(row.key), questions.get(row.key, ()))
        if made is not None:
            found[row.key] = made
    for key, says in wrong.items():
        _log.error("department %s: what was changed of the service %s does not fit: %s", department_id, key, says)
    return found, wrong


def _made(
    key: str, wrong: dict[str, str], base: Service | HouseService, policy: Policy | None, asked: Sequence[Question]
) -> Service | None:
    """The service as its rows make it; without its extra questions if they do not fit, None if the rest does not."""
    for questions in (asked, ()):
        try:
            if isinstance(base, Service):
                return lay_over(base, policy, questions)
            return lay_over(from_rows(base, questions), policy)
        except _UNFIT as error:
            wrong.setdefault(key, str(error))
    return None


def _bare(base: Service, policy: Policy | None) -> Service:
    """As declared, but on or off as the department wants it."""
    return base if policy is None or policy.is_on is None else replace(base, is_on=policy.is_on)
