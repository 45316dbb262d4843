"""Which sessions anybody may enroll in, and how many seats they have left."""

from __future__ import annotations

from typing import Any

import pytest

from tests.world import a_coordinator, a_department, a_presenter, on
from watchkeeper.engines.calls import actions, enrollable
from watchkeeper.engines.calls.models import Call
from watchkeeper.kit.clock import SteppedClock

pytestmark = pytest.mark.django_db


def _course(day: int = 3, seats: int = 2, **more: Any) -> Call:
    a_presenter("CP1", "cpr")
    return actions.schedule(
        by=a_coordinator(), service="course_cpr", window=on(day, 13, hours=3), seats=seats, override="so", **more
    )


def _coming(*services: str) -> list[enrollable.Session]:
    return enrollable.coming(a_department().pk, services or ("course_cpr",))


def test_they_come_soonest_first_with_their_seats(stepped: SteppedClock) -> None:
    later, sooner = _course(5), _course(3)
    for name in ("Ana", "Ben", "Cem"):
        made = actions.enroll(sooner, by=a_coordinator(), requester=name)
    actions.leave(made.requester, by=a_coordinator())
    first, second = _coming()
    assert [first.call, second.call] == [sooner, later]
    assert (first.seats, first.seated, first.waiting, first.left, first.is_full) == (2, 2, 0, 0, True)
    assert (second.left, second.is_full, second.takes_people) == (2, False, True)


def test_only_those_asked_for_of_this_department(stepped: SteppedClock) -> None:
    _course()
    assert _coming("course_cert") == []
    assert enrollable.coming(a_department("campus", "campus").pk, ["course_cpr"]) == []


def test_what_is_confidential_tested_over_or_a_groups_own_is_not_listed(stepped: SteppedClock) -> None:
    changes: list[dict[str, Any]] = [{"level": 2}, {"level": 3}, {"is_test": True}, {"status": "asked"}]
    for day, change in enumerate(changes, start=3):
        Call.objects.filter(pk=_course(day).pk).update(**change)
    own = _course(9, answers={"for_whom": "group"})
    assert _coming() == []
    found = enrollable.session(own.department_id, own.appointment.uid)
    assert found is not None
    assert found.takes_people


def test_a_key_that_is_none_finds_nothing(stepped: SteppedClock) -> None:
    secret = _course()
    Call.objects.filter(pk=secret.pk).update(level=3)
    for uid in ("", "x", secret.appointment.uid):
        assert enrollable.session(secret.department_id, uid) is None


def test_the_line_is_counted_from_one(stepped: SteppedClock) -> None:
    course, by = _course(seats=1), a_coordinator()
    made = [actions.enroll(course, by=by, requester=name) for name in ("Ana", "Ben", "Cem")]
    assert [enrollable.place_in_line(one) for one in made[1:]] == [1, 2]
    actions.leave(made[1].requester, by=by)
    assert enrollable.place_in_line(made[2]) == 1


def test_many_cost_one_query(stepped: SteppedClock, django_assert_num_queries: Any) -> None:
    for day in range(3, 9):
        actions.enroll(_course(day), by=a_coordinator(), requester="Ana")
    department = a_department().pk
    with django_assert_num_queries(1):
        assert len([one.uid for one in enrollable.coming(department, ["course_cpr"])]) == 6
