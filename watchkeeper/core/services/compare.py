"""What code declares, what the department says, and what holds of both: part by part, before anything is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from watchkeeper.core.departments.models import Department
from watchkeeper.core.services import effective, rows, said
from watchkeeper.core.services.catalog import CATALOG
from watchkeeper.core.services.models import HouseService, Policy, Question
from watchkeeper.core.services.spec import Service
from watchkeeper.kit.errors import Invalid, NotAllowed, WatchkeeperError

# A department may change these, in the order of the page.
PARTS = ("is_on", "priority", "targets", "sends", "tells", "name", "label", "invite", "about", "next_step")
WORDS = {
    "is_on": "Offered",
    "priority": "Priority",
    "targets": "Targets",
    "sends": "Sends",
    "tells": "Tells",
    "name": "Name",
    "label": "Label",
    "invite": "Invitation",
    "about": "About",
    "next_step": "Next step",
}


@dataclass(frozen=True)
class Part:
    """One part in words: as ``declared``, as the department ``set`` it (None: it did not), as it ``holds``."""

    key: str
    words: str
    declared: str
    set: str | None
    holds: str


def base_of(key: str, department_id: int) -> Service:
    """The service as declared: in code, or on a screen by the department itself. Raises a hidden ``NotAllowed``."""
    declared = CATALOG.get(key)
    if declared is not None:
        kind = Department.objects.values_list("kind", flat=True).get(pk=department_id)
        return effective.offered_as(declared, kind)
    row = HouseService.objects.filter(department_id=department_id, key=key).first()
    if row is None:
        raise NotAllowed("", hidden=True)
    return effective.from_rows(row, questions_of(key, department_id))


def questions_of(key: str, department_id: int) -> list[Question]:
    """Questions the department asks besides, or of which its own service is made."""
    return list(Question.objects.filter(department_id=department_id, service=key, retired_at=None))


def policy_of(key: str, department_id: int) -> Policy:
    """What the department says of the service now; an empty one when it says nothing."""
    found = Policy.objects.filter(department_id=department_id, service=key).first()
    return found or Policy(department_id=department_id, service=key)


def laid(key: str, department_id: int, changes: Mapping[str, Any] | None = None) -> Service:
    """The service as it would be with ``changes`` (as :func:`actions.set_policy` takes them); nothing is saved.

    Raises :class:`Invalid` in words for one that could not be.
    """
    policy = policy_of(key, department_id)
    for name, value in (changes or {}).items():
        setattr(policy, name, value)
    base = base_of(key, department_id)
    asked = [] if base.is_house else questions_of(key, department_id)
    try:
        return effective.lay_over(base, policy, asked)
    except WatchkeeperError:
        raise
    except (ValueError, TypeError) as error:
        raise Invalid(str(error)) from error


def parts(base: Service, policy: Policy, holds: Service) -> list[Part]:
    """Every part a department may change, in words."""
    overrides = {name: getattr(policy, name) for name in PARTS}
    return [
        Part(name, WORDS[name], words_of(base, name), _set(name, overrides[name], holds), words_of(holds, name))
        for name in PARTS
    ]


def words_of(service: Service, name: str) -> str:
    """One part of a service in words, lists one to a line."""
    if name == "is_on":
        return "on" if service.is_on else "off"
    if name == "priority":
        return service.priority.name
    if name == "targets":
        return said.lines(service.targets, said.target)
    if name == "sends":
        return said.lines(service.sends, said.send)
    if name == "tells":
        return said.lines(service.tells, said.tell)
    return str(getattr(service, name))


def _set(name: str, value: Any, holds: Service) -> str | None:
    return None if value is None else words_of(holds, name)


def changes_to(base: Service, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a form says, as a policy: what is as declared is given back to the declaration (None).

    ``given`` holds ``targets``, ``sends`` and ``tells`` as rows.
    """
    declared: dict[str, Any] = {
        "is_on": base.is_on,
        "priority": int(base.priority),
        "targets": [rows.target_row(one) for one in base.targets],
        "sends": [rows.send_row(one) for one in base.sends],
        "tells": [rows.tell_row(one) for one in base.tells],
    } | {name: str(getattr(base, name)) for name in effective.WORDING}
    return {name: None if _same(given[name], declared[name]) else given[name] for name in PARTS if name in given}


def _same(one: Any, other: Any) -> bool:
    return bool(one == other)


def differing(before: Service, after: Service) -> list[str]:
    """The parts in which two differ."""
    return [name for name in PARTS if words_of(before, name) != words_of(after, name)]
