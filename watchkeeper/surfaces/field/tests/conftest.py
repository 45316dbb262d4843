"""An officer with a phone, on duty with a unit of the department."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from tests import world
from tests.signing_in import a_browser
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actions import start_duty
from watchkeeper.core.people.cast import one
from watchkeeper.core.people.models import Account, Person
from watchkeeper.core.people.permissions import Role
from watchkeeper.engines.calls.models import Unit
from watchkeeper.kit import clock

_numbers = itertools.count(1)


@dataclass
class Phone:
    """A phone signed in as one officer; ``ahead`` is how far its clock runs ahead."""

    browser: Client
    person: str
    unit: Unit
    ahead: timedelta = timedelta()

    def item(self, kind: str, data: dict[str, Any], *, ago: float = 0, item_id: str = "") -> dict[str, Any]:
        """Something done ``ago`` seconds ago, stamped by this phone's clock."""
        at = clock.now() + self.ahead - timedelta(seconds=ago)
        return {"id": item_id or f"item-{next(_numbers):08}", "kind": kind, "at": at.isoformat(), "data": data}

    def send(self, *items: dict[str, Any], files: dict[str, Any] | None = None, **envelope: Any) -> HttpResponse:
        """The queue as the app sends it."""
        skew = self.ahead.total_seconds() * 1000
        sent = (clock.now() + self.ahead).isoformat()
        told = {"person": self.person, "sent": sent, "skew_ms": skew, "items": items} | envelope
        return self.raw(orjson.dumps(told).decode(), files)

    def raw(self, text: str, files: dict[str, Any] | None = None) -> HttpResponse:
        """Any text in the queue's place."""
        made = {name: SimpleUploadedFile("photo.jpg", content, "image/jpeg") for name, content in (files or {}).items()}
        answer: Any = self.browser.post("/field/sync", {"queue": text, **made}, headers={"Accept": "application/json"})
        return answer  # type: ignore[no-any-return]

    def results(self, *items: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
        """What became of each item."""
        answer = self.send(*items, **more)
        assert answer.status_code == 200, answer.content
        found: list[dict[str, Any]] = orjson.loads(answer.content)["results"]
        return found

    def state(self) -> dict[str, Any]:
        """What the phone shows."""
        answer = self.browser.get("/field/state")
        assert answer.status_code == 200
        found: dict[str, Any] = orjson.loads(answer.content)
        return found


@pytest.fixture
def department(db: None) -> Department:
    return world.a_department()


def officer_of(department: Department) -> Account:
    """The cast's officer with the person loaded."""
    account = one(department, world.the_house(department), Role.OFFICER)
    return Account.objects.select_related("person").get(pk=account.pk)


def person_of(department: Department) -> Person:
    """The cast's officer as a person."""
    person = officer_of(department).person
    assert person is not None
    return person


@pytest.fixture
def phone(department: Department) -> Phone:
    """The officer's phone, on duty with A12."""
    person = person_of(department)
    unit = world.a_unit("A12", department=department)
    start_duty(person, by=world.the_house(department), unit=unit.subject)
    return Phone(a_browser(Role.OFFICER, department), f"person:{person.pk}", unit)


@pytest.fixture
def another(phone: Phone, department: Department) -> Callable[[], Phone]:
    """``another()``: a second phone of the same officer, on the same unit."""
    return lambda: Phone(a_browser(Role.OFFICER, department), phone.person, phone.unit)
