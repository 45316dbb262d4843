"""Sending units: all or none, each refusal named; later, next, and back again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.world import a_call, a_dispatcher, a_unit, an_officer, sent
from watchkeeper.core.journal import past, sealer
from watchkeeper.core.journal.feed import View
from watchkeeper.core.journal.models import Entry, Timer
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.board import board
from watchkeeper.engines.calls.following import send_next_stacked, with_stacked
from watchkeeper.engines.calls.models import Assignment, Call
from watchkeeper.engines.calls.rows import seen
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

pytestmark = pytest.mark.django_db


def test_several_units_are_sent_at_once_and_the_call_is_active(stepped: SteppedClock) -> None:
    call = a_call()
    made = actions.assign(call, by=a_dispatcher(), units=[a_unit("A12"), a_unit("B03")])
    call.refresh_from_db()
    assert [a.unit.call_sign for a in made] == ["A12", "B03"]
    assert (call.status, call.dispatched_at) == ("active", stepped.now())


def test_one_unit_that_cannot_go_keeps_all_back(stepped: SteppedClock) -> None:
    call, free, off = a_call(), a_unit("A12"), a_unit("B03", is_on_duty=False)
    with pytest.raises(Refused, match="B03 is not on duty"):
        actions.assign(call, by=a_dispatcher(), units=[free, off])
    assert Assignment.objects.count() == 0


def test_an_override_sends_a_busy_unit_and_keeps_the_reason(stepped: SteppedClock) -> None:
    unit = a_unit()
    sent(a_call(), unit)
    second = actions.assign(a_call(), by=a_dispatcher(), units=[unit], override="nearest to the shooting")[0]
    assert second.override == "nearest to the shooting"


def test_a_unit_out_of_service_says_why_it_stays(stepped: SteppedClock) -> None:
    unit = a_unit()
    actions.out_of_service(unit, by=a_dispatcher(), reason="fuel")
    with pytest.raises(Refused, match="out of service: fuel"):
        sent(a_call(), unit)


def test_an_ended_call_gets_no_unit_and_an_officer_sends_none(stepped: SteppedClock) -> None:
    call, unit = a_call(), a_unit()
    with pytest.raises(NotAllowed):
        actions.assign(call, by=an_officer(), units=[unit])
    with pytest.raises(Invalid):
        actions.assign(call, by=a_dispatcher(), units=[])
    actions.cancel_call(call, by=a_dispatcher(), reason="left")
    with pytest.raises(Refused, match="has ended"):
        sent(call, unit)


def test_a_reserved_unit_is_free_until_its_window_and_reserved_within_it(stepped: SteppedClock) -> None:
    booked, other, unit = a_call("standby_visible"), a_call(), a_unit()
    start = stepped.now() + timedelta(hours=1)
    actions.reserve(booked, by=a_dispatcher(), unit=unit, starts_at=start, ends_at=start + timedelta(hours=1))
    actions.clear(sent(other, unit), by=a_dispatcher(), outcome="arrived_safe")
    stepped.advance(timedelta(minutes=70))
    with pytest.raises(Refused, match="is reserved until"):
        sent(a_call(), unit)
    assert sent(booked, unit).status == "assigned"


def test_windows_of_one_unit_stay_apart_and_touching_ones_are_fine(stepped: SteppedClock) -> None:
    first, second, unit, desk = a_call(), a_call(), a_unit(), a_dispatcher()
    start = stepped.now() + timedelta(hours=1)
    hour = timedelta(hours=1)
    actions.reserve(first, by=desk, unit=unit, starts_at=start, ends_at=start + hour)
    with pytest.raises(Refused, match="is reserved from"):
        actions.reserve(second, by=desk, unit=unit, starts_at=start + hour / 2, ends_at=start + 2 * hour)
    actions.reserve(second, by=desk, unit=unit, starts_at=start + hour, ends_at=start + 2 * hour)
    with pytest.raises(Invalid):
        actions.reserve(a_call(), by=desk, unit=unit, starts_at=start, ends_at=start)


def test_a_stacked_call_is_sent_when_its_unit_comes_free(stepped: SteppedClock) -> None:
    first, following, unit, desk = a_call(), a_call(), a_unit(), a_dispatcher()
    busy = sent(first, unit)
    actions.stack(following, by=desk, unit=unit)
    actions.clear(busy, by=desk, outcome="arrived_safe")
    with pytest.raises(Refused, match="stacked on A12"):
        actions.log_off(unit, by=desk)
    cleared = Entry.objects.filter(verb="call.cleared").latest("id")
    assert list(with_stacked([cleared])) == [cleared]
    for _ in range(2):  # at least once means: twice is no harm
        send_next_stacked(cleared, desk)
    assert Call.objects.get(pk=following.pk).status == "active"
    assert Assignment.objects.filter(call=following).count() == 1
    assert not with_stacked([cleared])


def test_putting_the_last_unit_back_lets_the_call_wait_and_its_clock_run(stepped: SteppedClock) -> None:
    call, unit = a_call("patient_standby"), a_unit()
    assignment = sent(call, unit)
    Timer.objects.filter(kind="call.unassigned").delete()
    actions.put_back(assignment, by=a_dispatcher(), reason="B03 is nearer")
    call.refresh_from_db()
    assert call.status == "waiting"
    assert Timer.objects.filter(kind="call.unassigned", subject=call.subject).exists()


def test_a_unit_on_scene_is_cleared_not_put_back(stepped: SteppedClock) -> None:
    assignment = sent(a_call(), a_unit())
    actions.move(assignment, by=a_dispatcher(), to="on_scene")
    with pytest.raises(Refused, match="clear it instead"):
        actions.put_back(assignment, by=a_dispatcher(), reason="mistake")


def test_the_row_written_down_names_the_units_in_the_order_of_the_board(stepped: SteppedClock) -> None:
    call, desk, other, reserved = a_call(), a_dispatcher(), a_unit("A2"), a_unit("B1")
    later = stepped.now() + timedelta(minutes=30)
    actions.reserve(call, by=desk, unit=reserved, starts_at=later, ends_at=later + timedelta(minutes=10))
    actions.assign(call, by=desk, units=[other, reserved])
    view = View(desk.department_id, 2)
    shown = {row["k"]: row for row in board(view)}
    sealer.seal()
    kept = {row["k"]: row for row in past.board_at(view, sealer.last_position(), seen)}
    assert kept[call.subject]["u"] == shown[call.subject]["u"] == ["B1", "A2"]
