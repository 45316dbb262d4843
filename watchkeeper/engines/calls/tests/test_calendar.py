"""The calendar: who is held for what, told only to those who may know; at a fixed number of queries."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.world import (
    a_call,
    a_coordinator,
    a_department,
    a_director,
    a_presenter,
    a_request,
    a_supervisor,
    a_unit,
    confirmed,
    on,
    the_house,
)
from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.people.actions import plan_shift
from watchkeeper.core.people.actor import Actor, with_roles
from watchkeeper.core.people.permissions import Role
from watchkeeper.engines.calls import actions, calendar
from watchkeeper.engines.calls.calendar import Block, Line
from watchkeeper.engines.calls.models import Holding
from watchkeeper.kit import clock
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import NotAllowed

pytestmark = pytest.mark.django_db


def today() -> date:
    return clock.now().astimezone(zone_of(a_department().pk)).date()


def line(by: Actor, name: str) -> Line | None:
    return next((one for one in calendar.week(by, today()).lines if one.name == name), None)


def blocks(by: Actor, name: str) -> list[Block]:
    found = line(by, name)
    return list(found.blocks) if found else []


def test_a_time_that_stands_and_times_proposed_are_told_apart(stepped: SteppedClock) -> None:
    person = a_presenter()
    confirmed(window=on(2, 10, people=[person]))
    actions.propose(a_request(), by=a_coordinator(), windows=[on(3, 9, people=[person]), on(4, 9, people=[person])])
    found = blocks(a_coordinator(), "CP1")
    assert [one.kind for one in found] == ["held", "proposed", "proposed"]
    assert found[0].label == "Talk: safe workplace"
    assert found[0].starts_at == on(2, 9, 45).starts_at, "the way there is held too"


def test_what_only_named_people_may_know_says_only_that_somebody_is_held(stepped: SteppedClock) -> None:
    one, other = a_presenter("CP1", "screener"), a_presenter("CP2", "screener")
    by = a_supervisor()
    sealed = actions.open_call(by=by, service="contentious_termination", place="Secret room", details="Known")
    actions.confirm(sealed, by=by, window=on(2, 10, people=[one, other]))
    unit, covert = a_unit("K9"), a_call("standby_covert", by=by, place="Secret hall")
    window = on(3, 10)
    actions.reserve(covert, by=by, unit=unit, starts_at=window.starts_at, ends_at=window.ends_at)
    for reader in (a_coordinator(), a_director(), a_supervisor(name="S02")):
        for name in ("CP1", "CP2", "K9"):
            (held,) = blocks(reader, name)
            assert (held.kind, held.call, held.label) == ("hidden", None, "held")
        assert "Secret" not in str(calendar.week(reader, today()))
        assert sealed.number not in str(calendar.week(reader, today()))
    assert {one.call for name in ("CP1", "CP2") for one in blocks(by, name)} == {sealed}
    Holding.objects.filter(call=sealed).update(released_at=clock.now(), pulled_at=clock.now())
    assert blocks(a_coordinator(), "CP1") == [], "that somebody was pulled from it is told to nobody else"
    assert [one.kind for one in blocks(by, "CP1")] == ["pulled"]


def test_of_what_one_is_not_cleared_for_the_same_holds(stepped: SteppedClock) -> None:
    a_presenter("PH1", "photographer")
    call = actions.open_call(by=a_supervisor(), service="photography_job", place="Skin clinic")
    actions.confirm(call, by=a_supervisor(), window=on(2, 10))
    assert [one.kind for one in blocks(a_coordinator(), "PH1")] == ["hidden"]
    assert [one.call for one in blocks(a_supervisor(), "PH1")] == [call]


def test_a_unit_reserved_and_whoever_crews_it_then_are_marked(stepped: SteppedClock) -> None:
    person, unit, window = a_presenter(), a_unit("A12"), on(2, 9, hours=4)
    confirmed(window=on(2, 10, people=[person]))
    standby = a_call("standby_covert", by=a_supervisor())
    actions.reserve(standby, by=a_supervisor(), unit=unit, starts_at=window.starts_at, ends_at=window.ends_at)
    assert [one.is_clash for one in blocks(a_supervisor(), "CP1")] == [False]
    plan_shift(
        a_department(), by=the_house(), person=person, center=None, unit=unit.subject,
        starts_at=window.starts_at, ends_at=window.ends_at,
    )  # fmt: skip
    assert [one.is_clash for one in blocks(a_supervisor(), "CP1")] == [True]
    found = line(a_supervisor(), "CP1")
    assert found is not None
    assert found.shifts == ((window.starts_at, window.ends_at),)
    assert [one.kind for one in blocks(a_supervisor(), "A12")] == ["reserved"]


def test_who_is_qualified_stands_there_though_held_for_nothing_and_may_be_asked_for(stepped: SteppedClock) -> None:
    a_presenter("CP1"), a_presenter("CP2", "surveyor", "presenter"), a_presenter("PH1", "photographer")
    names = [one.name for one in calendar.week(a_coordinator(), today()).lines]
    assert names == ["CP1", "CP2", "PH1"]
    asked = calendar.week(a_coordinator(), today(), qualification="presenter")
    assert [one.name for one in asked.lines] == ["CP1", "CP2"]


def test_nothing_of_another_department_stands_there(stepped: SteppedClock) -> None:
    elsewhere = a_department("elsewhere")
    a_presenter("ZZ1", department=elsewhere)
    confirmed(window=on(2, 10, people=[a_presenter()]))
    assert [one.name for one in calendar.week(a_coordinator(), today()).lines] == ["CP1"]
    assert [one.name for one in calendar.week(a_coordinator(elsewhere), today()).lines] == ["ZZ1"]


def test_who_may_read_no_calls_reads_no_calendar() -> None:
    by = with_roles(
        department_id=a_department().pk,
        key="account:1",
        name="ADM",
        roles=frozenset({Role.ADMINISTRATOR}),
        person_id=None,
    )
    with pytest.raises(NotAllowed):
        calendar.week(by, date(2026, 3, 2))


def test_no_holding_costs_a_query_more(stepped: SteppedClock) -> None:
    person = a_presenter()
    confirmed(window=on(1, 9, people=[person]))

    by, start = a_coordinator(), today()

    def once() -> int:
        with CaptureQueriesContext(connection) as asked:
            calendar.week(by, start)
        return len(asked)

    def cost() -> int:
        return min(once() for _ in range(3))  # what a process remembers for a second may lapse in between

    assert cost() == 5
    before = cost()
    for number in range(5):
        other = a_presenter(f"Q{number}")
        confirmed(window=on(1 + number, 13, people=[other]))
        starts = clock.now() + timedelta(days=number, hours=1)
        plan_shift(a_department(), by=the_house(), person=other, center=None, unit="unit:1", starts_at=starts,
                   ends_at=starts + timedelta(hours=8))  # fmt: skip
    assert cost() == before
