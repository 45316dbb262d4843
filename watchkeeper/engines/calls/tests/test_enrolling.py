"""Seats in a session: taken, waited for, given up, and who came."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.world import a_coordinator, a_department, a_presenter, confirmed, on, the_house
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Call, Enrollment, Requester
from watchkeeper.kit import clock
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(stepped: SteppedClock) -> Call:
    a_presenter("CPR1", "cpr")
    a_presenter("CPR2", "cpr")
    return actions.schedule(
        by=a_coordinator(), service="course_cpr", window=on(5, 9, hours=3), place="Training room", seats=2
    )


def _take(course: Call, name: str, **more: Any) -> Enrollment:
    return actions.enroll(course, by=the_house(), requester=name, **more)


def test_seats_are_taken_in_order_and_then_there_is_a_line(course: Call) -> None:
    first, second, third = (_take(course, name) for name in ("Ward 4", "Ward 5", "Ward 6"))
    assert [one.seated_at is not None for one in (first, second, third)] == [True, True, False]
    actions.leave(first.requester, by=the_house())
    third.refresh_from_db()
    assert third.seated_at is not None
    with pytest.raises(Refused):
        actions.leave(first.requester, by=the_house())
    course.refresh_from_db()
    assert course.status == "confirmed"


def test_the_same_form_twice_is_one_seat(course: Call) -> None:
    one = _take(course, "Ward 4", client_id="a")
    assert _take(course, "Ward 4", client_id="a").pk == one.pk
    with pytest.raises(Invalid):
        _take(course, "Ward 5", client_id="a")
    assert Enrollment.objects.count() == 1


def test_without_a_name_or_seats_nobody_enrolls(course: Call) -> None:
    with pytest.raises(Invalid):
        _take(course, "  ")
    a_presenter()
    with pytest.raises(Refused, match="Nobody enrolls"):
        _take(confirmed(), "Ward 4")
    with pytest.raises(NotAllowed):
        actions.enroll(course, by=the_house(a_department("other")), requester="Ward 4")


def test_more_seats_move_the_line_up_and_fewer_than_taken_are_refused(course: Call) -> None:
    for name in ("Ward 4", "Ward 5", "Ward 6", "Ward 7"):
        _take(course, name)
    actions.set_seats(course, by=a_coordinator(), seats=3)
    assert Enrollment.objects.exclude(seated_at=None).count() == 3
    with pytest.raises(Refused, match="3 seats are taken"):
        actions.set_seats(course, by=a_coordinator(), seats=2)
    with pytest.raises(Invalid):
        actions.set_seats(course, by=a_coordinator(), seats=-1)


def test_who_came_is_counted_one_by_one(course: Call, stepped: SteppedClock) -> None:
    first, second = _take(course, "Ward 4"), _take(course, "Ward 5")
    with pytest.raises(Refused, match="has not begun"):
        actions.mark_attended(first, by=a_coordinator(), attended=True)
    assert course.starts_at is not None
    stepped.advance(course.starts_at + timedelta(minutes=5) - clock.now())
    actions.mark_attended(first, by=a_coordinator(), attended=True)
    actions.mark_attended(second, by=a_coordinator(), attended=False)
    actions.deliver(course, by=a_coordinator(), outcome="held", material="2025 guidelines")
    course.appointment.refresh_from_db()
    assert course.appointment.attended == 1


def test_only_who_had_a_seat_and_came_was_reached(course: Call, stepped: SteppedClock) -> None:
    came, absent, in_line = (_take(course, f"Ward {number}") for number in (4, 5, 6))
    assert course.starts_at is not None
    stepped.advance(course.starts_at + timedelta(minutes=5) - clock.now())
    actions.mark_attended(came, by=a_coordinator(), attended=True)
    actions.mark_attended(absent, by=a_coordinator(), attended=False)
    actions.deliver(course, by=a_coordinator(), outcome="held", material="2025 guidelines")
    for one, is_reached in ((came, True), (absent, False), (in_line, False)):
        assert (Requester.objects.get(pk=one.requester_id).reached_at is not None) == is_reached


def test_the_host_canceling_does_not_end_the_session_of_others(course: Call) -> None:
    enrolled = _take(course, "Ward 4")
    actions.cancel_request(enrolled.requester, by=the_house())
    enrolled.refresh_from_db()
    assert enrolled.canceled_at is not None
    _take(course, "Ward 5")
    host = course.requesters.order_by("id")[0]
    for give_up in (actions.cancel_request, actions.ask_other_times):
        with pytest.raises(Refused, match="Others come"):
            give_up(host, by=the_house())
