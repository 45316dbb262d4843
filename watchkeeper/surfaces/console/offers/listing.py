"""The list of all services as rows, with counts, filters and a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from watchkeeper.core.journal import reads
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.services import compare, docs, effective, said
from watchkeeper.core.services.kinds import Topic
from watchkeeper.core.services.models import Policy, Question
from watchkeeper.core.services.spec import Service
from watchkeeper.kit import csv
from watchkeeper.kit.errors import Invalid
from watchkeeper.surfaces.console import downloads

HEAD = (
    "Service",
    "Key",
    "Offered",
    "Priority",
    "On scene",
    "Sends",
    "Doors",
    "Owes",
    "Changed by policy",
    "Questions added",
)


@dataclass(frozen=True)
class Offer:
    """One service as a row: what holds, and what the department changed of it."""

    service: Service
    changed: tuple[str, ...]
    questions: int
    fault: str

    @property
    def address(self) -> str:
        """Its page."""
        return reverse("offer", kwargs={"key": self.service.key})

    @property
    def on_scene(self) -> str:
        """When somebody is promised to be there."""
        due = self.service.due("on_scene", self.service.priority)
        return docs.span(due) if due else "by appointment"

    @property
    def sends(self) -> str:
        """Who answers."""
        return ", ".join(said.send(replace(one, job="")) for one in self.service.sends)

    @property
    def doors(self) -> str:
        """How it is asked for."""
        return ", ".join(sorted(door.value.replace("_", " ") for door in self.service.doors))

    @property
    def owes(self) -> str:
        """Which promises it keeps."""
        several = self.service.owes
        return ", ".join(several[:3]) + (f" and {len(several) - 3} more" if len(several) > 3 else "")

    @property
    def is_changed(self) -> bool:
        """Whether it is not as declared."""
        return bool(self.changed or self.questions or self.service.is_house)

    @property
    def changed_words(self) -> str:
        """What the department changed."""
        return ", ".join(compare.WORDS[name].lower() for name in self.changed)


VIEWS: tuple[tuple[str, str, Callable[[Offer], bool]], ...] = (
    ("", "All services", lambda one: True),
    ("on", "Offered", lambda one: one.service.is_on),
    ("off", "Switched off", lambda one: not one.service.is_on),
    ("changed", "Changed by policy", lambda one: bool(one.changed or one.questions)),
    ("own", "The department's own", lambda one: one.service.is_house),
    ("fault", "Not as set", lambda one: bool(one.fault)),
)


def offers(department_id: int) -> list[Offer]:
    """Every service of a department. Two queries, and the services when they changed."""
    policies = {one.service: one for one in Policy.objects.filter(department_id=department_id)}
    asked: dict[str, int] = {}
    for key in Question.objects.filter(department_id=department_id, retired_at=None).values_list("service", flat=True):
        asked[key] = asked.get(key, 0) + 1
    faults = effective.faults(department_id)
    return [
        Offer(one, _changed(policies.get(key)), 0 if one.is_house else asked.get(key, 0), faults.get(key, ""))
        for key, one in effective.of(department_id).items()
    ]


def _changed(policy: Policy | None) -> tuple[str, ...]:
    return tuple(name for name in compare.PARTS if policy is not None and getattr(policy, name) is not None)


def screen(given: Mapping[str, str], by: Actor) -> dict[str, Any]:
    """The template's values; that something was searched for is kept."""
    several = offers(by.department_id)
    asked = {name: value for name in ("view", "topic", "q") if (value := given.get(name, "").strip()[:100])}
    found = _narrowed(several, asked)
    if "q" in asked:
        reads.note(by, "search", ["register:services"], why=asked["q"])
    return {
        "offers": found,
        "all": len(several),
        "asked": asked,
        "state": urlencode(asked),
        "tabs": [(key, words, sum(map(fits, several)), asked.get("view", "") == key) for key, words, fits in VIEWS],
        "topics": [(one.value, one.value.capitalize()) for one in Topic],
        "faults": sum(1 for one in several if one.fault),
        "may_write": by.may(Permission.SERVICE_WRITE),
        "may_export": by.may(Permission.EXPORT_READ),
    }


def _narrowed(several: list[Offer], asked: Mapping[str, str]) -> list[Offer]:
    fits = next((fits for key, _, fits in VIEWS if key == asked.get("view", "")), None)
    if fits is None or asked.get("topic", "") not in {"", *Topic}:
        raise Invalid("There is no such list of services.", fields={"view": ["unknown"]})
    words = asked.get("q", "").lower().split()
    return [
        one
        for one in several
        if fits(one)
        and asked.get("topic", one.service.topic) == one.service.topic
        and all(word in f"{one.service.name} {one.service.key} {' '.join(one.service.owes)}".lower() for word in words)
    ]


def taken(given: Mapping[str, str], by: Actor) -> Iterator[bytes]:
    """The list as a CSV file. Raises :class:`NotAllowed` without the permission, :class:`Refused` for too often."""
    downloads.admit(by)
    shown = screen(given, by)
    reads.note(by, "export", ["register:services"], why=f"services: {shown['state'] or 'all'}")
    return csv.lines(HEAD, (_line(one) for one in shown["offers"]))


def _line(one: Offer) -> list[object]:
    service = one.service
    return [
        str(service.name), service.key, "on" if service.is_on else "off", service.priority.name, one.on_scene,
        one.sends, one.doors, ", ".join(service.owes), one.changed_words, one.questions,
    ]  # fmt: skip
