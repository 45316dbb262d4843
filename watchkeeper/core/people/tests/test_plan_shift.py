from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people import roster
from watchkeeper.core.people.actions import add_center, add_person, cancel_shift, edit_person, plan_shift, start_duty
from watchkeeper.core.people.actor import Actor, system
from watchkeeper.core.people.models import DispatchCenter, Person
from watchkeeper.core.people.tests.said import said
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

DAY = datetime(2026, 3, 2, tzinfo=UTC)


def at(hour: float) -> datetime:
    return DAY + timedelta(hours=hour)


@pytest.fixture
def center(department: Department, house: Actor) -> DispatchCenter:
    return add_center(department, by=house, key="main", name="Main desk", required_seats=1)


@pytest.fixture
def people(department: Department, house: Actor) -> list[Person]:
    return [add_person(department, by=house, call_name=f"N{i}") for i in range(3)]


def test_an_empty_roster_is_one_gap_per_center(department: Department, house: Actor, center: DispatchCenter) -> None:
    add_center(department, by=house, key="east", name="East desk", required_seats=2)
    found = roster.gaps(department.pk, at(0), at(24))
    assert [(g.center, g.starts_at, g.ends_at, g.required, g.filled) for g in found] == [
        ("east", at(0), at(24), 2, 0),
        ("main", at(0), at(24), 1, 0),
    ]


def test_the_gap_is_exactly_what_nobody_covers(
    department: Department, house: Actor, center: DispatchCenter, people: list[Person]
) -> None:
    plan_shift(department, by=house, center=center, person=people[0], starts_at=at(0), ends_at=at(8))
    plan_shift(department, by=house, center=center, person=people[1], starts_at=at(8), ends_at=at(15.5))
    plan_shift(department, by=house, center=center, person=people[2], starts_at=at(16), ends_at=at(24))

    (gap,) = roster.gaps(department.pk, at(0), at(24))

    assert (gap.starts_at, gap.ends_at) == (at(15.5), at(16))


def test_two_seats_need_two_different_people(department: Department, house: Actor, people: list[Person]) -> None:
    east = add_center(department, by=house, key="east", name="East desk", required_seats=2)
    plan_shift(department, by=house, center=east, person=people[0], starts_at=at(0), ends_at=at(12))
    plan_shift(department, by=house, center=east, person=people[1], starts_at=at(6), ends_at=at(12))
    (gap,) = roster.gaps(department.pk, at(0), at(12))
    assert (gap.starts_at, gap.ends_at, gap.filled) == (at(0), at(6), 1)


def test_a_slot_without_a_person_a_canceled_one_and_someone_who_left_fill_nothing(
    department: Department, house: Actor, center: DispatchCenter, people: list[Person]
) -> None:
    plan_shift(department, by=house, center=center, starts_at=at(0), ends_at=at(8))
    gone = plan_shift(department, by=house, center=center, person=people[0], starts_at=at(0), ends_at=at(8))
    cancel_shift(gone, by=house, reason="sick")
    plan_shift(department, by=house, center=center, person=people[1], starts_at=at(0), ends_at=at(8))
    edit_person(people[1], by=house, is_active=False)
    (gap,) = roster.gaps(department.pk, at(0), at(8))
    assert gap.filled == 0
    assert said("shift.canceled")[0].fields == {"reason": "sick"}


def test_nobody_is_planned_in_two_places_at_once(
    department: Department, house: Actor, center: DispatchCenter, people: list[Person]
) -> None:
    first = plan_shift(department, by=house, center=center, person=people[0], starts_at=at(0), ends_at=at(8))
    with pytest.raises(Refused):
        plan_shift(department, by=house, unit="unit:3", person=people[0], starts_at=at(7), ends_at=at(9))
    plan_shift(department, by=house, unit="unit:3", person=people[0], starts_at=at(8), ends_at=at(9))
    cancel_shift(first, by=house, reason="swap")
    with pytest.raises(Refused):
        cancel_shift(first, by=house, reason="swap")
    plan_shift(department, by=house, unit="unit:3", person=people[0], starts_at=at(0), ends_at=at(8))


def test_a_shift_ends_after_it_begins_in_one_place(
    department: Department, house: Actor, center: DispatchCenter
) -> None:
    with pytest.raises(Invalid):
        plan_shift(department, by=house, center=center, starts_at=at(8), ends_at=at(8))
    with pytest.raises(Invalid):
        plan_shift(department, by=house, center=center, unit="unit:3", starts_at=at(0), ends_at=at(8))


def test_planning_needs_the_roster_permission_and_the_own_department(
    department: Department, officer: Actor, stranger: Actor, center: DispatchCenter
) -> None:
    for someone in (officer, stranger):
        with pytest.raises(NotAllowed):
            plan_shift(department, by=someone, center=center, starts_at=at(0), ends_at=at(8))
    with pytest.raises(NotAllowed):
        add_center(department, by=officer, key="x", name="X")


def test_the_seats_show_who_is_really_there(
    department: Department, house: Actor, center: DispatchCenter, people: list[Person]
) -> None:
    assert roster.seats_now(department.pk)[0].is_short
    start_duty(people[0], by=house, seat="main/1")
    (seats,) = roster.seats_now(department.pk)
    assert seats.people == ("N0",)
    assert not seats.is_short


@pytest.mark.property
class Gaps(TestCase):
    """Minute by minute, the gaps are what a naive count says."""

    @given(
        st.lists(st.tuples(st.integers(0, 3), st.integers(0, 47), st.integers(1, 24)), max_size=8),
        st.integers(0, 3),
    )
    def test_gaps_agree_with_a_count_of_every_half_hour(
        self, planned: list[tuple[int, int, int]], required: int
    ) -> None:
        department = Department.objects.create(key="north", name="North", kind="hospital")
        house = system(department.pk, "setup")
        center = add_center(department, by=house, key="main", name="Main", required_seats=required)
        people = [add_person(department, by=house, call_name=f"N{i}") for i in range(4)]
        kept: list[tuple[int, int, int]] = []
        for who, start, length in planned:
            if any(w == who and s < start + length and start < e for w, s, e in kept):
                continue
            plan_shift(
                department, by=house, center=center, person=people[who],
                starts_at=at(start / 2), ends_at=at((start + length) / 2),
            )  # fmt: skip
            kept.append((who, start, start + length))
        found = roster.gaps(department.pk, at(0), at(24))
        for half in range(48):
            there = len({w for w, s, e in kept if s <= half < e})
            short = any(g.starts_at <= at(half / 2) < g.ends_at and g.filled == there for g in found)
            assert short == (there < required)
