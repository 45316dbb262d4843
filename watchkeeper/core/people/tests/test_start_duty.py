from __future__ import annotations

from datetime import timedelta

import pytest

from watchkeeper.core.people.actions import change_mode, end_duty, start_duty
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Account, Duty, Person
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.people.tests.said import said
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused


@pytest.fixture
def person(accounts: dict[Role, Account]) -> Person:
    found = accounts[Role.OFFICER].person
    assert found is not None
    return found


def test_duty_says_who_is_on_on_what_since_when_and_how(person: Person, dispatcher: Actor) -> None:
    since = clock.now() - timedelta(minutes=5)
    duty = start_duty(person, by=dispatcher, unit="unit:12", mode="bicycle", at=since)

    assert (duty.unit, duty.mode, duty.started_at, duty.ended_at) == ("unit:12", "bicycle", since, None)
    (entry,) = said("duty.started")
    assert entry.subject == f"person:{person.pk}"
    assert entry.fields["mode"] == "bicycle"


def test_nobody_is_on_duty_twice(person: Person, dispatcher: Actor) -> None:
    start_duty(person, by=dispatcher, unit="unit:12")
    with pytest.raises(Refused, match="on duty already"):
        start_duty(person, by=dispatcher, seat="main/1")


def test_duty_is_on_a_unit_or_at_a_seat_in_a_known_mode(person: Person, dispatcher: Actor) -> None:
    for unit, seat, mode in (("", "", "foot"), ("unit:1", "main/1", "foot"), ("unit:1", "", "balloon")):
        with pytest.raises(Invalid):
            start_duty(person, by=dispatcher, unit=unit, seat=seat, mode=mode)


def test_an_officer_starts_only_their_own_duty(person: Person, accounts: dict[Role, Account], officer: Actor) -> None:
    start_duty(person, by=officer, unit="unit:12")
    other = accounts[Role.DISPATCHER].person
    assert other is not None
    with pytest.raises(NotAllowed):
        start_duty(other, by=officer, unit="unit:12")


def test_another_departments_person_does_not_exist(person: Person, stranger: Actor) -> None:
    outsider = Actor(department_id=stranger.department_id, key="setup", name="setup", is_system=True)
    with pytest.raises(NotAllowed) as caught:
        start_duty(person, by=outsider, unit="unit:12")
    assert caught.value.hidden


def test_duty_ends_once_and_not_before_it_began(person: Person, dispatcher: Actor) -> None:
    duty = start_duty(person, by=dispatcher, unit="unit:12")
    with pytest.raises(Invalid):
        end_duty(duty, by=dispatcher, at=duty.started_at - timedelta(seconds=1))
    end_duty(duty, by=dispatcher)
    with pytest.raises(Refused):
        end_duty(duty, by=dispatcher)
    start_duty(person, by=dispatcher, unit="unit:13")
    assert Duty.objects.filter(ended_at__isnull=True).count() == 1


def test_the_mode_changes_while_on_duty(person: Person, officer: Actor) -> None:
    duty = start_duty(person, by=officer, unit="unit:12")
    change_mode(duty, by=officer, mode="cruiser")
    assert said("duty.mode_changed")[0].fields == {"call_name": "A12", "old": "foot", "new": "cruiser"}
    with pytest.raises(Refused):
        change_mode(duty, by=officer, mode="cruiser")
    with pytest.raises(Invalid):
        change_mode(duty, by=officer, mode="balloon")
