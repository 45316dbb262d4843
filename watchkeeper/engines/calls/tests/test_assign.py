"""Sending units: all or none, each refusal named; later, next, and back again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.world import a_call, a_dispatcher, a_unit, an_officer, sent
from watchkeeper.core.journal import past, sealer
from watchkeeper.core.journal.feed import Follow, View
from watchkeeper.core.journal.models import Entry, Timer
from watchkeeper.core.journal.worker import run_followers_once
from watchkeeper.core.people.actor import system
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.board import board
from watchkeeper.engines.calls.following import FREEING, send_next_stacked, with_stacked
from watchkeeper.engines.calls.models import Assignment, Call
from watchkeeper.engines.calls.rows import seen
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

pytestmark = pytest.mark.django_db
FOLLOWS = {"next": Follow(verbs=FREEING, run=send_next_stacked, concerning=with_stacked)}


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


def test_a_stacked_call_whose_unit_cannot_go_holds_up_no_other(stepped: SteppedClock) -> None:
    desk, broken, other = a_dispatcher(), a_unit("A12"), a_unit("B07")
    busy, second = sent(a_call(), broken), sent(a_call(), other)
    waiting, following = a_call(), a_call()
    actions.stack(waiting, by=desk, unit=broken)
    actions.stack(following, by=desk, unit=other)
    actions.out_of_service(broken, by=desk, reason="fuel")
    actions.clear(busy, by=desk, outcome="arrived_safe")
    actions.clear(second, by=desk, outcome="arrived_safe")
    run_followers_once(FOLLOWS, system)
    assert run_followers_once(FOLLOWS, system) == 0, "the cursor went on"
    assert (_status(waiting), _status(following)) == ("waiting", "active")
    actions.in_service(broken, by=desk)
    run_followers_once(FOLLOWS, system)
    assert _status(waiting) == "active"


def _status(call: Call) -> str:
    return Call.objects.get(pk=call.pk).status


@pytest.mark.parametrize("way", ["cancel", "close", "hand_off", "put_back", "merge", "gone", "covert"])
def test_a_stacked_call_is_sent_however_its_unit_came_free(stepped: SteppedClock, way: str) -> None:
    desk, unit = a_dispatcher(), a_unit()
    first, following = a_call("standby_covert" if way == "covert" else "security_escort"), a_call()
    busy = sent(first, unit)
    actions.stack(following, by=desk, unit=unit)
    if way == "gone":
        actions.move(busy, by=desk, to="on_scene")
    run_followers_once(FOLLOWS, system)
    {
        "cancel": lambda: actions.cancel_call(first, by=desk, reason="found the key"),
        "close": lambda: actions.clear_all(first, by=desk, outcome="arrived_safe"),
        "hand_off": lambda: actions.hand_off(first, by=desk, to="City police", reason="theirs"),
        "put_back": lambda: actions.put_back(busy, by=desk, reason="nearer one free"),
        "merge": lambda: actions.merge(first, by=desk, into=following),
        "gone": lambda: actions.gone_on_arrival(first, by=desk, call_back_at=stepped.now()),
        "covert": lambda: actions.clear(busy, by=desk, outcome="quiet"),
    }[way]()
    run_followers_once(FOLLOWS, system)
    assert _status(following) == "active"
