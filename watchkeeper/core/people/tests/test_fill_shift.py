"""A planned shift gets its person, another one, or nobody; nobody is planned twice at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal.journal import sentence
from watchkeeper.core.people.actions import add_center, add_person, cancel_shift, fill_shift, plan_shift
from watchkeeper.core.people.actor import Actor, system
from watchkeeper.core.people.models import RosterSlot
from watchkeeper.core.people.tests.said import said
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

DAY = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def slot(department: Department, house: Actor) -> RosterSlot:
    center = add_center(department, by=house, key="main", name="Main desk")
    return plan_shift(department, by=house, center=center, starts_at=DAY, ends_at=DAY + timedelta(hours=8))


def test_a_shift_is_filled_and_emptied_again(department: Department, house: Actor, slot: RosterSlot) -> None:
    person = add_person(department, by=house, call_name="D44")
    assert fill_shift(slot, by=house, person=person).person == person
    assert sentence(said("shift.filled")[0]).startswith("planned D44 instead of nobody from")
    assert fill_shift(slot, by=house, person=None).person is None
    with pytest.raises(Invalid):
        fill_shift(slot, by=house, person=None)


def test_who_is_planned_elsewhere_fills_nothing(department: Department, house: Actor, slot: RosterSlot) -> None:
    person = add_person(department, by=house, call_name="D44")
    plan_shift(
        department,
        by=house,
        unit="unit:1",
        person=person,
        starts_at=DAY - timedelta(hours=1),
        ends_at=DAY + timedelta(hours=1),
    )
    with pytest.raises(Refused, match="planned elsewhere"):
        fill_shift(slot, by=house, person=person)


def test_a_shift_off_the_roster_and_a_strangers_are_left_alone(
    department: Department, house: Actor, slot: RosterSlot
) -> None:
    person = add_person(department, by=house, call_name="D44")
    with pytest.raises(NotAllowed):
        fill_shift(slot, by=system(department.pk + 1, "test:house"), person=person)
    cancel_shift(slot, by=house, reason="a holiday")
    with pytest.raises(Refused, match="off the roster"):
        fill_shift(slot, by=house, person=person)
