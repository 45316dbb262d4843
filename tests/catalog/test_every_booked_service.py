"""Every service by appointment walked from its public form to its record; those made on a screen besides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.catalog.test_every_service import an_answer
from tests.world import a_coordinator, a_department, a_presenter, a_supervisor, the_house
from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.services import effective, registry
from watchkeeper.core.services.actions import add_service
from watchkeeper.core.services.catalog import CATALOG
from watchkeeper.core.services.kinds import Door, Kind
from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls import actions, slots
from watchkeeper.engines.calls.models import Call, Holding
from watchkeeper.kit import clock
from watchkeeper.surfaces.console.offers.making import BOOKED, DESK

BY_APPOINTMENT = [key for key, service in CATALOG.items() if service.is_by_appointment]


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    effective.forget()
    yield
    effective.forget()


def a_department_offering(service: Service) -> Department:
    return a_department(kind="hospital" if "hospital" in service.offered_in else "campus")


def asked(service: Service) -> Call:
    """The service asked for: by its public form where it has one, else at the desk."""
    if Door.PORTAL in service.doors:
        given = {f"{ask.key}_text" if ask.kind is Kind.PLACE else ask.key: an_answer(ask, 0) for ask in service.asks}
        answer = Client().post(f"/general/ask/{service.key}/", given)
        assert answer.status_code == 302, answer.content.decode()
        return Call.objects.get()
    answers = {ask.key: an_answer(ask, 0) for ask in service.asks if not ask.fills}
    columns: dict[str, Any] = {
        ask.fills: "Blake 13" for ask in service.asks if ask.fills in {"place", "callback", "details"}
    }
    return actions.open_call(by=a_supervisor(), service=service.key, answers=answers, **columns)


def staffed(service: Service) -> None:
    """People enough for three sessions at once, each with all it needs."""
    if service.booked is not None:
        for staff in service.booked.staff:
            for number in range(3 * staff.needed(2)):
                a_presenter(f"{staff.qualification[:8]}{number}", str(staff.qualification))


def walked(service: Service, stepped: clock.SteppedClock) -> None:
    """From form to record, by the actions every door uses."""
    staffed(service)
    call, by, booked = asked(service), a_supervisor(), service.booked
    assert booked is not None
    assert (call.status, call.level, call.is_appointment) == ("asked", service.level, True)
    asker = call.requesters.get()
    if booked.lasts is not None:
        offers = slots.offers_for(call)
        windows = [actions.Window(one.starts_at, one.ends_at, [p.person for p in one.people]) for one in offers]
        slot = actions.propose(call, by=by, windows=windows)[0]
        actions.take_slot(asker, by=the_house(), slot=slot)
        stepped.advance(slot.starts_at - clock.now())
        actions.start(call, by=by)
        stepped.advance(timedelta(minutes=20))
    outcome = next(one for one in service.outcomes if one not in {"no_show", "canceled_by_caller"})
    actions.deliver(call, by=by, outcome=outcome, attended=7, material="2026-1")
    actions.say_how_it_went(asker, by=the_house(), went="well", recommends=True)
    call.refresh_from_db()
    actions.close(call, by=by)

    call.refresh_from_db()
    assert (call.status, call.outcome) == ("closed", outcome)
    assert not Holding.objects.filter(released_at=None).exists()
    told = [entry.verb for entry in Entry.objects.filter(subject=call.subject).order_by("id")]
    assert told[0] == "call.opened"
    assert {"session.delivered", "requester.went", "call.closed"} <= set(told)
    assert all(entry.named == (service.level > 2) for entry in Entry.objects.filter(subject=call.subject))


@pytest.mark.django_db
@pytest.mark.parametrize("key", BY_APPOINTMENT)
def test_from_form_to_record(stepped: clock.SteppedClock, key: str) -> None:
    a_department_offering(CATALOG[key])
    walked(CATALOG[key], stepped)


@pytest.mark.django_db
@pytest.mark.parametrize("minutes", [None, 45])
def test_one_made_on_a_screen_is_walked_the_same_way(stepped: clock.SteppedClock, minutes: int | None) -> None:
    department = a_department()
    add_service(
        by=a_coordinator(), key="bike_registration", name="Bike registration", label="Bike", topic="office", priority=4,
        doors=["portal", "phone"], outcomes=["registered", "canceled_by_caller"], invite="Register your bike",
        flow="book", booked={"minutes": minutes, "qualification": "clerk"},
        questions=DESK if minutes is None else BOOKED,
    )  # fmt: skip
    walked(registry.get("bike_registration", department.pk), stepped)
