"""The demo's season, the simulator's requests, and the invariants of both: they find what is broken."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from tests.world import a_coordinator, a_presenter, a_request, a_unit, confirmed, on, the_house
from watchkeeper.config.simulate import booked, living
from watchkeeper.config.simulate.presenters import PRESENTERS
from watchkeeper.config.simulate.seasons import SEASONS
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.models import RosterSlot
from watchkeeper.engines.calls import actions, crewing
from watchkeeper.engines.calls.models import Assignment, Call, Enrollment, Holding, Requester, Unit
from watchkeeper.kit import chance, clock
from watchkeeper.kit.clock import SteppedClock

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
@pytest.mark.parametrize("now", [datetime(2026, 3, 4, 15, tzinfo=UTC), datetime(2026, 11, 1, 6, 30, tzinfo=UTC)])
def test_the_demo_begins_with_a_season(now: datetime) -> None:
    with clock.use(clock.SteppedClock(now)), chance.seeded(1):
        living.prepare()
        for department in Department.objects.order_by("key"):
            _judge(list(Call.objects.filter(department=department, is_appointment=True)), now)
        assert booked.look() == []
        assert booked.final() == []


def _judge(calls: list[Call], now: datetime) -> None:
    statuses = Counter(call.status for call in calls)
    assert statuses["asked"] >= 3
    assert statuses["proposed"] >= 2
    assert statuses["confirmed"] >= 8
    assert statuses["delivered"] + statuses["closed"] >= 3
    assert statuses["no_show"] == 1
    asked = [call.due_at for call in calls if call.status == "asked" and call.due_at]
    assert any(now < due <= now + timedelta(hours=1) for due in asked)
    over = [call for call in calls if call.status == "confirmed" and call.ends_at and call.ends_at < now]
    assert len(over) == 1
    soon = [
        call
        for call in calls
        if call.status == "confirmed" and call.starts_at and now < call.starts_at < now + timedelta(hours=1)
    ]
    (held,) = soon[0].holdings.filter(released_at=None)
    unit = Unit.objects.get(department_id=held.department_id, call_sign=held.person.call_name)
    assert crewing.engaged(held.department_id, [unit.pk]) == []  # in a while
    assert soon[0].starts_at is not None
    with clock.use(clock.SteppedClock(soon[0].starts_at)):
        assert [one.pk for one in crewing.engaged(held.department_id, [unit.pk])] == [held.pk]
    course = next(call for call in calls if call.service == "course_cpr" and call.status == "confirmed")
    assert (course.appointment.seats, course.enrollments.exclude(seated_at=None).count()) == (18, 14)
    assert Enrollment.objects.filter(call__in=calls, seated_at=None).count() >= 2
    assert any(call.appointment.quoted_cents for call in calls if call.service == "security_detail")
    (sealed,) = [call for call in calls if call.level > 2]
    assert sealed.named.count() >= 3  # who opened it and the two who are held for it
    assert Requester.objects.filter(call__in=calls).exclude(went="").count() >= 2
    shifts = RosterSlot.objects.filter(department_id=held.department_id, center=None, starts_at__gt=now)
    assert shifts.count() > 50


def test_every_line_of_a_season_is_held_by_somebody_there() -> None:
    for kind, lines in SEASONS.items():
        signs = {one.sign for one in PRESENTERS[kind]}
        assert {sign for line in lines for sign in line.people} <= signs


def test_an_overlap_written_past_the_actions_is_found(stepped: SteppedClock) -> None:
    person = a_presenter()
    confirmed(window=on(2, 10, people=[person]))
    second = confirmed(window=on(2, 13, people=[person]))
    assert booked.look() == []
    if connection.vendor == "sqlite":  # PostgreSQL does not let it happen at all
        Holding.objects.filter(call=second).update(starts_at=on(2, 11).starts_at)
        assert any("is held twice" in said for said in booked.look())


def test_whoever_is_held_for_nothing_is_found(stepped: SteppedClock) -> None:
    call = confirmed(window=on(2, 10, people=[a_presenter()]))
    Call.objects.filter(pk=call.pk).update(status="canceled_by_caller", outcome="x", closed_at=clock.now())
    assert booked.look() == [f"CP1 is held for {call.number}, which is canceled_by_caller"]


def test_a_session_nobody_holds_is_found_unless_there_is_a_reason(stepped: SteppedClock) -> None:
    a_presenter()
    excused = actions.confirm(a_request(), by=a_coordinator(), window=on(2, 10), override="the asker has a trainer")
    Holding.objects.filter(call=excused).delete()
    assert booked.look() == []
    bare = actions.confirm(a_request(), by=a_coordinator(), window=on(3, 10))
    Holding.objects.filter(call=bare).delete()
    assert booked.look() == [f"{bare.number} is confirmed and nobody is held for it"]


def test_too_many_on_the_seats_and_a_seat_left_empty_are_found(stepped: SteppedClock) -> None:
    a_presenter("INST1", "cpr")
    call = actions.schedule(by=a_coordinator(), service="course_cpr", window=on(3, 9, hours=3), place="R", seats=1)
    for ward in range(2):
        actions.enroll(call, by=the_house(), requester=f"Ward {ward}")
    assert booked.look() == []
    Enrollment.objects.filter(call=call).update(seated_at=clock.now())
    assert booked.look() == [f"{call.number} has 2 seated on 1 seats"]
    Enrollment.objects.filter(call=call).update(seated_at=None)
    assert booked.look() == [f"{call.number} has a free seat and 2 in line"]


def test_a_wrong_end_and_a_unit_sent_are_found(stepped: SteppedClock) -> None:
    merged, sent = a_request(), a_request()
    assert booked.final() == []
    Call.objects.filter(pk=merged.pk).update(status="merged")
    Assignment.objects.create(call=sent, unit=a_unit("A1"), status="cleared")
    assert booked.final() == [
        f"{merged.number} is merged, which its form does not know",
        f"A1 was cleared on {sent.number}, which is held by appointment",
    ]
