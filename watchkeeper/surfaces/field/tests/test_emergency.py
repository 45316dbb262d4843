"""The emergency button: no clock, no stale unit and no lock keeps it from being pressed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.conf import settings
from django.test import Client

from tests import world
from tests.signing_in import a_browser
from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.models import Session
from watchkeeper.core.people.permissions import Role
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Note, Unit
from watchkeeper.kit import clock
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.surfaces.field.tests.conftest import Phone, person_of

JSON = {"Accept": "application/json"}
IDLE = timedelta(minutes=settings.IDLE_LOCK_MINUTES or 30, seconds=1)


def _pressed(unit: Unit) -> bool:
    return Unit.objects.get(pk=unit.pk).emergency_at is not None


def _door(phone: Phone, *items: dict[str, Any], person: str = "") -> Any:
    told = {"person": person or phone.person, "sent": clock.now().isoformat(), "items": items}
    return phone.browser.post("/field/emergency", {"queue": orjson.dumps(told).decode()}, headers=JSON)


@pytest.mark.parametrize("ago", [-120, -86_400 * 365, 86_400 * 90])
def test_no_clock_is_wrong_enough_to_refuse_it(phone: Phone, ago: float) -> None:
    before = clock.now()
    item = phone.item("emergency", {"unit": phone.unit.pk, "place": ""}, ago=ago)
    for _ in range(2):
        assert [one["state"] for one in phone.results(item)] == ["done"]
    at = Unit.objects.get(pk=phone.unit.pk).emergency_at
    assert at is not None
    assert before <= at <= clock.now()
    assert Entry.objects.filter(verb="unit.emergency_pressed").count() == 1


def test_a_time_that_cannot_be_read_is_now_and_a_repeat_is_still_the_same_press(phone: Phone) -> None:
    item = phone.item("emergency", {"unit": phone.unit.pk}) | {"at": "0001-01-01T00:00:00+14:00"}
    for _ in range(2):
        assert [one["state"] for one in phone.results(item)] == ["done"]
    assert _pressed(phone.unit)


def test_pressed_while_the_log_on_still_waits_both_arrive_in_that_order(department: Department) -> None:
    unit = world.a_unit("A12", department=department)
    phone = Phone(a_browser(Role.OFFICER, department), f"person:{person_of(department).pk}", unit)
    log_on = phone.item("log_on", {"unit": unit.pk, "mode": "foot"}, ago=60)
    press = phone.item("emergency", {"unit": unit.pk, "place": ""}, ago=30)
    assert [one["state"] for one in phone.results(log_on, press)] == ["done", "done"]
    assert _pressed(unit)


def test_it_is_of_the_unit_one_is_on_by_now(phone: Phone) -> None:
    other = world.a_unit("B03")
    results = phone.results(phone.item("emergency", {"unit": other.pk}), phone.item("emergency", {}))
    assert [one["state"] for one in results] == ["done", "done"]
    assert (_pressed(phone.unit), _pressed(other)) == (True, False)


def test_who_is_on_no_unit_is_refused_in_words(department: Department) -> None:
    unit = world.a_unit("A12", department=department)
    phone = Phone(a_browser(Role.OFFICER, department), f"person:{person_of(department).pk}", unit)
    told = phone.results(phone.item("emergency", {}), phone.item("emergency", {"unit": unit.pk}))
    assert [one["conflict"] for one in told] == ["You are not on a unit.", "You are not on A12."]


@pytest.fixture
def locked(stepped: SteppedClock, phone: Phone) -> Phone:
    """The phone, left alone until it locked itself."""
    phone.state()
    stepped.advance(IDLE)
    assert phone.browser.get("/field/state", headers=JSON).status_code == 423
    return phone


@pytest.fixture(autouse=True)
def locks(settings: Any) -> None:
    settings.IDLE_LOCK_MINUTES = 30


def test_a_locked_phone_sends_its_button_and_reads_back_only_the_receipt(locked: Phone) -> None:
    actions.place_unit(locked.unit, by=world.a_dispatcher(), place="Ellison 4 stair")
    item = locked.item("emergency", {})
    for _ in range(2):
        answer = _door(locked, item)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store"
        assert orjson.loads(answer.content) == {"results": [{"id": item["id"], "state": "done"}]}
    fresh = Unit.objects.get(pk=locked.unit.pk)
    assert (fresh.emergency_by, fresh.emergency_place) == (locked.person, "Ellison 4 stair")
    assert Session.objects.filter(locked_at=None, account__person=person_of(fresh.department)).count() == 0
    assert locked.browser.get("/field/state", headers=JSON).status_code == 423


def test_nothing_else_goes_through_a_locked_phone(locked: Phone) -> None:
    call = world.a_call()
    note = locked.item("note", {"call": call.pk, "text": "hello"})
    press = locked.item("emergency", {"unit": locked.unit.pk})
    assert _door(locked, note).status_code == 422
    assert _door(locked, press, note).status_code == 422
    assert not _pressed(locked.unit)
    assert locked.send(note).status_code == 423
    assert locked.send(press).status_code == 423
    assert not Note.objects.filter(call=call, kind="note").exists()
    for address in ("clock", "state", "words", "places?q=a", "place?ref=site:1"):
        assert locked.browser.get(f"/field/{address}", headers=JSON).status_code == 423
    assert locked.browser.post("/field/fixes", {"fixes": "{}"}, headers=JSON).status_code == 423


def test_the_locked_door_takes_nobody_elses_and_nobody_signed_out(locked: Phone, department: Department) -> None:
    item = locked.item("emergency", {})
    assert _door(locked, item, person="person:999").status_code == 409
    locked.browser.cookies.clear()
    assert _door(locked, item).status_code == 401
    locked.browser = a_browser(Role.DIRECTOR, department)
    assert _door(locked, item).status_code == 403
    assert not _pressed(locked.unit)


def test_a_press_needs_the_forms_token_on_a_locked_phone_too(locked: Phone) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = locked.browser.cookies
    locked.browser = strict
    assert _door(locked, locked.item("emergency", {})).status_code == 403


def test_the_door_works_unlocked_alike(phone: Phone) -> None:
    assert _door(phone, phone.item("emergency", {"unit": phone.unit.pk})).status_code == 200
    assert _pressed(phone.unit)


def test_asking_by_itself_does_not_keep_a_phone_open(stepped: SteppedClock, phone: Phone) -> None:
    passive = JSON | {"X-Passive": "1"}
    phone.state()
    for _ in range(2):
        stepped.advance(timedelta(minutes=16))
        answer = phone.browser.get("/field/state", headers=passive)
    assert answer.status_code == 423
