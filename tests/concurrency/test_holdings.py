"""Many want the same person, seat or time at once: one has it, the others read why, and nobody is held twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import pytest

from tests.concurrency.at_once import at_once
from tests.world import a_coordinator, a_presenter, a_request, a_supervisor, a_unit, on, the_house
from watchkeeper.config.simulate import booked
from watchkeeper.core.people.models import Person
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Call, Enrollment, Holding, Requester, Slot
from watchkeeper.kit.errors import Refused, WatchkeeperError

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

TIMES = 8
MANY = 6


def _refused(results: Sequence[object]) -> list[WatchkeeperError]:
    return [one for one in results if isinstance(one, WatchkeeperError)]


def _one_won(results: Sequence[object]) -> None:
    """All but one were refused, in words that say who is held."""
    refusals = _refused(results)
    assert len(refusals) == len(results) - 1
    for refusal in refusals:
        assert type(refusal) is Refused
        assert "held" in str(refusal)
        assert "Error" not in str(refusal)


def _held_once(person: Person) -> None:
    assert Holding.objects.filter(person=person, released_at=None).count() == 1
    assert booked.look() == []


@pytest.mark.parametrize("minutes", [0, 15, 45])
def test_many_confirm_the_same_person_for_windows_that_overlap_and_one_of_them_wins(minutes: int) -> None:
    desk = a_coordinator()
    for number in range(TIMES):
        person = a_presenter(f"CP{number}")
        calls = [a_request() for _ in range(MANY)]
        windows = [on(3, 9, minutes * (place % 2), people=[person]) for place in range(MANY)]
        results = at_once(
            *[partial(actions.confirm, call, by=desk, window=w) for call, w in zip(calls, windows, strict=True)]
        )
        _one_won(results)
        _held_once(person)
        statuses = Counter(Call.objects.filter(pk__in=[call.pk for call in calls]).values_list("status", flat=True))
        assert statuses == {"asked": MANY - 1, "confirmed": 1}


def test_who_fits_best_is_held_by_one_of_many_who_name_nobody() -> None:
    desk = a_coordinator()
    people = [a_presenter(f"CP{number}") for number in range(2)]
    for number in range(TIMES):
        calls = [a_request() for _ in range(MANY)]
        results = at_once(*[partial(actions.confirm, call, by=desk, window=on(3 + number, 9)) for call in calls])
        assert 1 <= len(results) - len(_refused(results)) <= len(people)
        assert all(type(one) is Refused for one in _refused(results))
        assert booked.look() == []


def test_many_propose_the_same_person_and_one_of_them_wins() -> None:
    desk = a_coordinator()
    for number in range(TIMES):
        person = a_presenter(f"CP{number}")
        calls = [a_request() for _ in range(MANY)]
        windows = [on(5, 10, people=[person])]
        results = at_once(*[partial(actions.propose, call, by=desk, windows=windows) for call in calls])
        _one_won(results)
        _held_once(person)
        assert Slot.objects.filter(appointment__in=[call.pk for call in calls]).count() == 1


def test_one_proposes_while_another_confirms_and_a_third_moves() -> None:
    desk = a_coordinator()
    for number in range(TIMES):
        person = a_presenter(f"CP{number}")
        moved = actions.confirm(a_request(), by=desk, window=on(8, 9, people=[person]))
        results = at_once(
            partial(actions.propose, a_request(), by=desk, windows=[on(5, 10, people=[person])]),
            partial(actions.confirm, a_request(), by=desk, window=on(5, 10, 30, people=[person])),
            partial(actions.reschedule, moved, by=desk, window=on(5, 9, 30, people=[person]), reason="room"),
        )
        _one_won(results)
        # Whoever could not be moved is still held where they were.
        assert Holding.objects.filter(person=person, released_at=None).count() in {1, 2}
        assert booked.look() == []


def test_a_stand_in_is_taken_by_one_of_two() -> None:
    desk = a_coordinator()
    for number in range(TIMES):
        first, second, stand_in = (a_presenter(f"CP{number}{letter}") for letter in "abc")
        calls = [actions.confirm(a_request(), by=desk, window=on(4, 9, people=[one])) for one in (first, second)]
        held = [Holding.objects.get(call=call, released_at=None) for call in calls]
        _one_won(at_once(*[partial(actions.replace, one, by=desk, person=stand_in, reason="ill") for one in held]))
        _held_once(stand_in)


def test_a_time_is_taken_while_it_is_withdrawn_and_nobody_is_left_held_for_nothing() -> None:
    desk, asker_is = a_coordinator(), the_house()
    for number in range(TIMES):
        person = a_presenter(f"CP{number}")
        call = a_request()
        (slot,) = actions.propose(call, by=desk, windows=[on(5, 10, people=[person])])
        asker = Requester.objects.get(call=call)
        results = at_once(
            partial(actions.take_slot, asker, by=asker_is, slot=slot),
            partial(actions.propose, call, by=desk, windows=[on(6, 10, people=[person])]),
            partial(actions.cancel_request, asker, by=asker_is),
        )
        assert all(type(one) is Refused for one in _refused(results))
        call.refresh_from_db()
        assert call.status in {"canceled_by_caller", "confirmed", "proposed"}
        assert booked.look() == []


def test_two_take_the_same_time_and_it_is_confirmed_once() -> None:
    desk = a_coordinator()
    for number in range(TIMES):
        call = a_request()
        a_presenter(f"CP{number}")
        first, second = actions.propose(call, by=desk, windows=[on(5 + number, 9), on(5 + number, 14)])
        asker = Requester.objects.get(call=call)
        results = at_once(*[partial(actions.take_slot, asker, by=the_house(), slot=one) for one in (first, second)])
        assert [type(one) for one in _refused(results)] == [Refused]
        assert Slot.objects.filter(appointment=call.pk, taken_at__isnull=False).count() == 1
        assert booked.look() == []


def test_two_take_the_last_seat_and_one_of_them_stands_first_in_line() -> None:
    desk = a_coordinator()
    a_presenter("INST1", "cpr")
    for number in range(TIMES):
        call = actions.schedule(by=desk, service="course_cpr", window=on(3 + number, 9, hours=3), place="R", seats=2)
        actions.enroll(call, by=the_house(), requester="Blake 12")
        results = at_once(*[partial(actions.enroll, call, by=the_house(), requester=f"Ward {n}") for n in range(2)])
        assert _refused(results) == []
        assert Enrollment.objects.filter(call=call).exclude(seated_at=None).count() == 2
        assert Enrollment.objects.filter(call=call, seated_at=None).count() == 1
        assert booked.look() == []


def test_a_seat_given_up_as_others_come_is_had_by_one_of_them() -> None:
    desk = a_coordinator()
    a_presenter("INST1", "cpr")
    for number in range(TIMES):
        call = actions.schedule(by=desk, service="course_cpr", window=on(3 + number, 9, hours=3), place="R", seats=1)
        leaving = actions.enroll(call, by=the_house(), requester="Blake 12").requester
        results = at_once(
            partial(actions.leave, leaving, by=the_house()),
            *[partial(actions.enroll, call, by=the_house(), requester=f"Ward {n}") for n in range(3)],
            partial(actions.leave, leaving, by=the_house()),
        )
        assert [type(one) for one in _refused(results)] == [Refused]
        standing = Enrollment.objects.filter(call=call, canceled_at=None)
        assert standing.exclude(seated_at=None).count() == 1
        assert standing.count() == 3
        assert booked.look() == []


def test_seats_are_taken_away_while_they_are_taken() -> None:
    desk = a_coordinator()
    a_presenter("INST1", "cpr")
    for number in range(TIMES):
        call = actions.schedule(by=desk, service="course_cpr", window=on(3 + number, 9, hours=3), place="R", seats=2)
        at_once(
            partial(actions.set_seats, call, by=desk, seats=0),
            *[partial(actions.enroll, call, by=the_house(), requester=f"Ward {n}") for n in range(2)],
        )
        assert booked.look() == []


def test_a_unit_is_sent_while_somebody_aboard_is_being_held() -> None:
    desk = a_supervisor()
    for number in range(TIMES):
        person = a_presenter(f"A{number}")
        unit = a_unit(f"A{number}", is_on_duty=False)
        actions.log_on(unit, by=desk, persons=[person])
        session, call = a_request(), actions.open_call(by=desk, service="security_escort", place="Gate")
        starts = on(0, 0).starts_at.replace(microsecond=0)
        now = actions.Window(starts, starts + timedelta(days=2), [person.pk])
        results = at_once(
            partial(actions.confirm, session, by=desk, window=now, override="long enough"),
            partial(actions.assign, call, by=desk, units=[unit], override="pulled"),
        )
        assert all(type(one) is Refused for one in _refused(results))
        assert booked.look() == []


def test_delivered_by_two_at_once_it_is_delivered_once() -> None:
    desk, other = a_coordinator(), a_supervisor()
    for number in range(TIMES):
        person = a_presenter(f"CP{number}")
        starts = on(0, 0).starts_at
        window = actions.Window(starts - timedelta(days=1), starts + timedelta(days=3), [person.pk])
        call = actions.confirm(a_request(), by=desk, window=window, override="under way")
        results = at_once(
            *[partial(actions.deliver, call, by=by, outcome="held", attended=9, material="v1") for by in (desk, other)],
            partial(actions.no_show, call, by=desk),
        )
        assert [type(one) for one in _refused(results)] == [Refused, Refused]
        assert booked.look() == []
        assert booked.final() == []
