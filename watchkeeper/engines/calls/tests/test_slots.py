"""When something can be held and by whom: qualified that day, held for nothing else, not reserved, rested."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.world import (
    a_coordinator,
    a_department,
    a_presenter,
    a_request,
    a_supervisor,
    a_unit,
    confirmed,
    on,
    the_house,
)
from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.people.actions import disqualify, plan_shift, qualify
from watchkeeper.core.people.models import Person, PersonQualification
from watchkeeper.core.people.qualifications import Qualification
from watchkeeper.core.services import registry
from watchkeeper.core.services.parts import Booked, Staff
from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls import actions, slots
from watchkeeper.engines.calls.models import Holding
from watchkeeper.kit import clock
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Invalid

pytestmark = pytest.mark.django_db

# The clock of these tests stands at Monday, March 2, nine in the morning of the department.
MONDAY = date(2026, 3, 2)
ANY = slots.Wish()


def _talk(**changed: object) -> Service:
    """The talk on a safe workplace (an hour, a quarter of an hour around it, 7 to 20), otherwise held as told."""
    spec = registry.get("talk_safe_workplace", a_department().pk)
    assert spec.booked is not None
    return replace(spec, booked=replace(spec.booked, **changed))  # type: ignore[arg-type]


def _found(spec: Service | None = None, wish: slots.Wish = ANY, count: int = 3) -> list[slots.Offer]:
    return slots.search(spec or _talk(), a_department().pk, wish, count=count)


def _local(offers: Sequence[slots.Offer]) -> list[str]:
    zone = zone_of(a_department().pk)
    return [f"{offer.starts_at.astimezone(zone):%a %d %H:%M}" for offer in offers]


def _names(offer: slots.Offer) -> list[str]:
    return [one.call_name for one in offer.people]


def _works(person: Person, day: int, first: float, last: float, unit: str = "Community policing") -> None:
    begins, ends = on(day, int(first), round(first % 1 * 60)), on(day, 0, hours=0.5)
    starts = begins.starts_at
    plan_shift(
        a_department(), by=a_supervisor(), person=person, unit=unit, starts_at=starts,
        ends_at=ends.starts_at + timedelta(hours=last),
    )  # fmt: skip


def _free(day: int, hour: int, minute: int = 0, *, hours: float = 1, spec: Service | None = None) -> list[str]:
    window = on(day, hour, minute, hours=hours)
    found = slots.free_for(spec or _talk(), a_department().pk, window.starts_at, window.ends_at)
    return [one.call_name for one in found]


def test_three_days_each_in_another_part_of_the_day(stepped: SteppedClock) -> None:
    a_presenter()
    offers = _found()
    assert _local(offers) == ["Tue 03 09:00", "Wed 04 11:00", "Thu 05 15:00"]
    assert all(offer.ends_at - offer.starts_at == timedelta(hours=1) for offer in offers)
    assert all(_names(offer) == ["CP1"] for offer in offers)


def test_nobody_qualified_is_nothing_free_and_so_is_a_full_calendar(stepped: SteppedClock) -> None:
    assert _found() == []
    person = a_presenter()
    confirmed(window=on(0, 10, hours=24 * 13, people=[person]))
    confirmed(window=on(13, 12, hours=24 * 13, people=[person]))
    assert _found(_talk(within=timedelta(days=21))) == []
    assert _free(5, 10) == []


def test_a_desk_has_no_windows(stepped: SteppedClock) -> None:
    with pytest.raises(Invalid):
        _found(registry.get("parking_request", a_department().pk))


def test_a_qualification_counts_on_its_days_and_until_it_is_ended(stepped: SteppedClock) -> None:
    person = a_presenter("CP1", "surveyor")
    begins = MONDAY + timedelta(days=7)
    held = qualify(person, by=a_supervisor(), key="presenter", since=begins, until=begins + timedelta(days=1))
    assert [one[:6] for one in _local(_found())] == ["Mon 09", "Tue 10"]
    assert (_free(6, 10), _free(7, 10), _free(8, 10), _free(9, 10)) == ([], ["CP1"], ["CP1"], [])
    disqualify(held, by=a_supervisor(), reason="card was not renewed")
    assert _found() == []
    assert PersonQualification.objects.filter(person=person, ended_at=None).count() == 1


def test_who_no_longer_works_here_is_not_found(stepped: SteppedClock) -> None:
    person = a_presenter()
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert _found() == []


def test_only_inside_a_shift_or_rested_eight_hours_from_it(stepped: SteppedClock) -> None:
    person = a_presenter()
    _works(person, 1, 8, 16)
    # A quarter of an hour around it belongs to it: from 8:15 to 14:45 it lies within the shift.
    assert _free(1, 8) == []
    assert _free(1, 8, 15) == ["CP1"]
    assert _free(1, 14, 45) == ["CP1"]
    assert _free(1, 15) == []
    # The shift ended at four: rested at midnight.
    assert _free(1, 23, 30) == []
    assert _free(2, 0, 15) == ["CP1"]


def test_a_night_shift_of_the_day_before_is_seen_when_the_search_begins_in_the_afternoon(stepped: SteppedClock) -> None:
    person = a_presenter()
    _works(person, 1, 0, 4)  # until four in the morning of Tuesday: rested at noon
    wish = slots.Wish(not_before=on(1, 7).starts_at)
    assert _local(_found(wish=wish, count=1)) == ["Tue 03 12:30"]
    afternoon_first = _found(wish=slots.Wish(not_before=on(1, 7).starts_at, times=("afternoon", "morning")), count=1)
    assert _local(afternoon_first) == ["Tue 03 14:00"]


def test_on_shift_comes_before_coming_in_and_less_held_before_more(stepped: SteppedClock) -> None:
    rested, busy, idle = a_presenter("CP1"), a_presenter("CP2"), a_presenter("CP3")
    for person in (busy, idle):
        _works(person, 3, 8, 16)
    confirmed(window=on(3, 13, people=[busy]))
    assert _free(3, 10) == ["CP3", "CP2", rested.call_name]
    found = slots.free_for(_talk(), a_department().pk, on(3, 10).starts_at, on(3, 10).ends_at)
    assert [one.is_on_shift for one in found] == [True, True, False]


def test_whose_unit_is_reserved_is_not_free_while_they_crew_it(stepped: SteppedClock) -> None:
    person, unit = a_presenter(), a_unit("A1")
    _works(person, 2, 8, 16, unit=unit.subject)
    job = actions.open_call(by=a_supervisor(), service="standby_visible", place="Gate")
    window = on(2, 10, hours=2)
    actions.reserve(job, by=a_supervisor(), unit=unit, starts_at=window.starts_at, ends_at=window.ends_at)
    assert _free(2, 10) == []
    assert _free(2, 9) == []  # a quarter of an hour after it reaches into the reservation
    assert _free(2, 8, 45) == ["CP1"]
    assert _free(2, 12, 15) == ["CP1"]
    assert _local(_found(wish=slots.Wish(not_before=on(2, 9).starts_at), count=1)) == ["Wed 04 12:30"]


def test_a_time_only_proposed_holds_as_a_confirmed_one_does(stepped: SteppedClock) -> None:
    a_presenter()
    first = a_request()
    offer = _found(count=1)[0]
    actions.propose(first, by=a_coordinator(), windows=[actions.Window(offer.starts_at, offer.ends_at)])
    assert Holding.objects.get(released_at=None).is_tentative
    assert _found(count=1)[0].starts_at != offer.starts_at
    actions.cancel_call(first, by=a_supervisor(), reason="off")
    assert _found(count=1)[0].starts_at == offer.starts_at


def test_one_session_follows_the_other_without_a_gap(stepped: SteppedClock) -> None:
    person = a_presenter()
    confirmed(window=on(2, 10, people=[person]))
    assert _free(2, 11, 30) == ["CP1"]  # 11:15 is when the first one's quarter of an hour is over
    assert _free(2, 11, 15) == []
    assert _free(2, 8, 30) == ["CP1"]
    assert _free(2, 11, 30, hours=0.75) == ["CP1"]
    busy = _talk(lasts=timedelta(minutes=45), around=timedelta(0))
    wish = slots.Wish(not_before=on(2, 10).starts_at)
    assert _local(_found(busy, wish, count=1)) == ["Wed 04 11:30"]


def test_parts_of_the_day_that_were_wished(stepped: SteppedClock) -> None:
    a_presenter()
    zone = zone_of(a_department().pk)
    for part, (opens, closes) in slots.TIMES.items():
        offers = _found(wish=slots.Wish(times=(part,)))
        assert len(offers) == 3
        assert all(opens <= offer.starts_at.astimezone(zone).hour < closes for offer in offers)
    hours = {
        offer.starts_at.astimezone(zone).hour
        for offer in _found(wish=slots.Wish(times=("morning", "evening")), count=9)
    }
    assert hours
    assert all(hour < 11 or hour >= 17 for hour in hours)


def test_never_before_the_notice_and_the_day_that_was_said(stepped: SteppedClock) -> None:
    a_presenter()
    stepped.advance(timedelta(minutes=10))
    assert _found(count=1)[0].starts_at == on(1, 9, 30).starts_at
    assert _local(_found(wish=slots.Wish(not_before=on(8, 13, 10).starts_at), count=1)) == ["Tue 10 13:30"]


def test_weekends_only_where_the_service_is_held_then(stepped: SteppedClock) -> None:
    a_presenter()
    friday = slots.Wish(not_before=on(4, 19).starts_at)
    assert [one[:3] for one in _local(_found(wish=friday))] == ["Fri", "Mon", "Tue"]
    assert [one[:3] for one in _local(_found(_talk(weekends=True), friday))] == ["Fri", "Sat", "Sun"]


def test_two_qualifications_take_two_people(stepped: SteppedClock) -> None:
    both = _talk(staff=(Staff(1, Qualification.PRESENTER), Staff(1, Qualification.SURVEYOR)))
    a_presenter("CP1", "presenter", "surveyor")
    assert _found(both) == []
    a_presenter("CP2", "presenter")
    offers = _found(both)
    assert len(offers) == 3
    assert all(sorted(_names(offer)) == ["CP1", "CP2"] for offer in offers)
    held = {one.call_name: one.qualification for one in offers[0].people}
    assert held == {"CP1": "surveyor", "CP2": "presenter"}
    begins, ends = offers[0].starts_at, offers[0].ends_at
    able = [(one.call_name, one.qualification) for one in slots.free_for(both, a_department().pk, begins, ends)]
    assert sorted(able) == [("CP1", "presenter"), ("CP1", "surveyor"), ("CP2", "presenter")]


def test_the_qualification_fewest_have_chooses_first_and_says_who_is_missing(stepped: SteppedClock) -> None:
    needs = (Staff(2, Qualification.PRESENTER), Staff(1, Qualification.SURVEYOR))
    booked = _talk(staff=needs).booked
    assert booked is not None
    free = [slots.Free(person, f"CP{person}", "presenter", is_on_shift=False) for person in (1, 2)]
    free.append(slots.Free(1, "CP1", "surveyor", is_on_shift=False))
    people, short = slots.choose(booked, free, 0)
    assert [(one.person, one.qualification) for one in people] == [(1, "surveyor"), (2, "presenter")]
    assert short == [slots.Short("presenter", 2, 1)]


def test_as_many_as_come_need(stepped: SteppedClock) -> None:
    class_of = _talk(staff=(Staff(1, Qualification.CPR, per=9),))
    for number in range(3):
        a_presenter(f"INST{number}", "cpr")
    assert [len(_found(class_of, slots.Wish(heads=heads))[0].people) for heads in (0, 9, 10, 27)] == [1, 1, 2, 3]
    assert _found(class_of, slots.Wish(heads=28)) == []
    confirmed(a_request("course_cpr"), window=on(2, 6, hours=14, people=[Person.objects.get(call_name="INST0")]))
    wish = slots.Wish(heads=20, not_before=on(2, 0).starts_at)
    assert _local(_found(class_of, wish, count=1))[0].startswith("Thu")


def test_others_than_those_who_are_not_to_do_it(stepped: SteppedClock) -> None:
    first, _ = a_presenter("CP1"), a_presenter("CP2")
    offers = slots.search(_talk(), a_department().pk, without=[first.pk])
    assert {name for offer in offers for name in _names(offer)} == {"CP2"}


def test_people_of_another_department_are_nobodys(stepped: SteppedClock) -> None:
    a_presenter("CP7", department=a_department("other"))
    assert _found() == []


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25)])
def test_the_days_on_which_clocks_change(day: date, hours: int) -> None:
    zone = zone_of(a_department().pk)
    with clock.use(clock.SteppedClock(datetime(day.year, day.month, day.day, tzinfo=zone) - timedelta(days=2))):
        person = a_presenter()
        always: dict[str, object] = {"weekends": True, "around": timedelta(0), "notice": timedelta(0)}
        early = _talk(**always, opens=7, closes=20)
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
        wish = slots.Wish(not_before=midnight)
        (offer,) = _found(early, wish, count=1)
        assert offer.starts_at.astimezone(zone).hour == 7
        assert offer.starts_at - midnight.astimezone(UTC) == timedelta(hours=7 + hours - 24)
        assert offer.ends_at - offer.starts_at == timedelta(hours=1)
        # Held at eight by the clock of that day, a quarter of an hour around it: nothing before half past nine.
        eight = midnight.replace(hour=8).astimezone(UTC)
        window = actions.Window(eight, eight + timedelta(hours=1), [person.pk])
        actions.confirm(a_request(), by=a_coordinator(), window=window)
        assert _local(_found(early, wish, count=1)) == [f"{day:%a %d} 09:30"]


def test_what_lies_beyond_the_first_week_is_found(stepped: SteppedClock) -> None:
    person = a_presenter()
    confirmed(window=on(0, 10, hours=24 * 10, people=[person]))  # an hour later by the clock of summer
    offers = _found()
    assert _local(offers)[0] == "Thu 12 11:30"
    assert len({offer.starts_at.date() for offer in offers}) == 3
    assert _found(_talk(within=timedelta(days=8))) == []


def test_a_window_asked_for_is_offered_or_nothing(stepped: SteppedClock) -> None:
    people = [a_presenter(f"DET{number}", "detail") for number in range(2)]
    wished = on(5, 18, hours=3)
    call = a_request("security_detail", starts_at=wished.starts_at, ends_at=wished.ends_at)
    (offer,) = slots.offers_for(call)
    assert (offer.starts_at, offer.ends_at) == (wished.starts_at, wished.ends_at)
    assert sorted(_names(offer)) == ["DET0", "DET1"]
    assert slots.offers_for(call, without=[people[0].pk]) == []


def test_half_seconds_do_not_get_in_one_anothers_way(stepped: SteppedClock) -> None:
    person = a_presenter()
    bare = _talk(around=timedelta(0))
    window = on(2, 10, people=[person])
    half = timedelta(seconds=0.5)
    assert isinstance(bare.booked, Booked)
    Holding.objects.create(
        department=a_department(), call=a_request(by=the_house()), person=person, qualification="presenter",
        starts_at=window.starts_at + half, ends_at=window.ends_at + half,
    )  # fmt: skip
    after = window.ends_at + half
    names = [one.call_name for one in slots.free_for(bare, a_department().pk, after, after + timedelta(hours=1))]
    assert names == ["CP1"]
    assert slots.free_for(bare, a_department().pk, after - half, after + timedelta(hours=1)) == []
