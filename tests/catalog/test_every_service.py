"""Every service walked from its form to its record: whatever the catalog declares, the house can carry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.world import a_department, a_supervisor, a_unit
from watchkeeper.core.departments.levels import Level
from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.services import effective
from watchkeeper.core.services.catalog import CATALOG
from watchkeeper.core.services.kinds import Door, Kind
from watchkeeper.core.services.parts import Ask
from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Call
from watchkeeper.engines.calls.states import ENDED
from watchkeeper.kit import clock

SENT = [key for key, service in CATALOG.items() if not service.is_by_appointment]
STEPS = ("acknowledged", "en_route", "on_scene")


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    effective.forget()
    yield
    effective.forget()


@pytest.fixture
def department(db: None) -> Department:
    return a_department()


def an_answer(ask: Ask, choice: int) -> Any:
    """An answer of the right kind; of a closed question the ``choice``-th, around."""
    if ask.choices:
        value = ask.choices[choice % len(ask.choices)].value
        return [value] if ask.kind is Kind.CHOICES else value
    if ask.kind is Kind.WHEN:
        days = 1 if ask.fills == "starts_at" else 2
        return f"{clock.now() + timedelta(days=days):%Y-%m-%dT%H:%M}"
    return {Kind.YES_NO: "yes", Kind.NUMBER: "2", Kind.MINUTES: "30", Kind.PHONE: "617-555-0142"}.get(
        ask.kind, "Seen by the west door"
    )


def taken(service: Service, choice: int) -> Call:
    """The service asked for: by its public form where it has one, else at the desk."""
    if Door.PORTAL in service.doors:
        given = {
            f"{ask.key}_text" if ask.kind is Kind.PLACE else ask.key: an_answer(ask, choice) for ask in service.asks
        }
        answer = Client().post(f"/general/ask/{service.key}/", given)
        assert answer.status_code == 302, answer.content.decode()
        return Call.objects.get()
    answers = {ask.key: an_answer(ask, choice) for ask in service.asks if not ask.fills}
    columns: dict[str, Any] = {
        ask.fills: "Blake 13" for ask in service.asks if ask.fills in {"place", "destination", "callback", "details"}
    }
    return actions.open_call(by=a_supervisor(), service=service.key, answers=answers, **columns)


@pytest.mark.parametrize("choice", [0, 1, 2])
@pytest.mark.parametrize("key", SENT)
def test_from_form_to_record(department: Department, stepped: clock.SteppedClock, key: str, choice: int) -> None:
    service, by = CATALOG[key], a_supervisor()
    call = taken(service, choice)
    asked = {ask.key for ask in service.asks if not ask.fills}
    assert set(call.answers) <= asked
    assert call.answers
    assert call.priority == service.priority_for(call.answers, booked=call.starts_at is not None)[0]
    assert (call.level, call.is_covert) == (service.level, service.is_covert)

    unit = a_unit("A12")
    assignment = actions.assign(call, by=by, units=[unit])[0]
    for step in STEPS:
        stepped.advance(timedelta(seconds=50))
        assignment = actions.move(assignment, by=by, to=step)
    actions.clear(assignment, by=by, outcome=service.outcomes[choice % len(service.outcomes)])
    call.refresh_from_db()
    actions.close(call, by=by, outcome=call.outcome)

    call.refresh_from_db()
    assert call.status in ENDED
    assert call.outcome in service.outcomes
    told = list(Entry.objects.filter(subject=call.subject).order_by("id"))
    assert told[0].verb == "call.opened"
    assert "call.closed" in {entry.verb for entry in told}
    assert all(entry.named == (service.level > Level.L2) for entry in told)


@pytest.mark.parametrize("key", CATALOG)
def test_its_caller_may_take_it_back(department: Department, key: str) -> None:
    Department.objects.filter(pk=department.pk).update(kind=min(CATALOG[key].offered_in))
    call = actions.open_call(by=a_supervisor(), service=key, place="Blake 13")
    actions.cancel_request(call.requesters.get(), by=a_supervisor())
    call.refresh_from_db()
    assert call.status == "canceled_by_caller"
