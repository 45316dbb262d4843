"""The desk's exceptions: each is there from the moment it is late, and gone when it is mended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import world
from watchkeeper.core.journal.exceptions import Item
from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.calls import actions, exceptions
from watchkeeper.engines.calls.actions import clocks
from watchkeeper.engines.calls.models import Assignment, Quote, Requester, Unit
from watchkeeper.kit import clock
from watchkeeper.kit.clock import SteppedClock


@pytest.fixture
def desk(db: None, stepped: SteppedClock) -> Actor:
    return world.a_dispatcher()


def _later(stepped: SteppedClock, **span: float) -> None:
    stepped.set(clock.now() + timedelta(**span))


def _found(by: Actor) -> dict[str, list[Item]]:
    return {group.key: list(group.items) for group in exceptions.groups(by) if group.items}


def test_a_quiet_board_has_none(desk: Actor) -> None:
    world.a_unit("A12")
    world.a_call(by=desk)
    assert _found(desk) == {}


def test_a_waiting_call_is_late_from_its_own_target_on_until_a_unit_is_there(
    desk: Actor, stepped: SteppedClock
) -> None:
    call = world.a_call("generic_assistance", by=desk, place="Yawkey 4")
    assert call.due_at is not None
    stepped.set(call.due_at)
    assert "waiting" not in _found(desk)
    _later(stepped, seconds=1)
    late = _found(desk)["waiting"][0]
    assert (late.subject, late.since, late.due, late.is_late) == (call.subject, call.opened_at, call.due_at, True)
    assert late.line == f"d {int(call.number.rpartition('-')[2])}"
    assert late.of.startswith("of ")

    sent = world.sent(call, world.a_unit("A12"), by=desk)
    found = _found(desk)
    assert "waiting" not in found
    assert found["coming"][0].owner == "A12"
    actions.move(sent, by=desk, to="on_scene")
    assert "coming" not in _found(desk)


def test_a_test_call_is_no_exception_but_for_the_checks_of_its_crew(desk: Actor, stepped: SteppedClock) -> None:
    made = world.a_call("security_escort", by=desk, is_test=True)
    held = world.a_call("generic_assistance", by=desk, is_test=True)
    actions.hold(held, by=desk, until=clock.now() + timedelta(minutes=5), reason="drill")
    _later(stepped, hours=3)
    assert _found(desk) == {}
    actions.move(world.sent(made, world.a_unit("A12"), by=desk), by=desk, to="on_scene")
    _later(stepped, hours=3)
    assert set(_found(desk)) == {"checks"}


def test_an_emergency_without_a_unit_comes_before_calls_past_their_target(desk: Actor, stepped: SteppedClock) -> None:
    call = world.a_call("code_red", by=desk)
    _later(stepped, minutes=1)
    clocks.escalate(call, by=world.the_house())
    _later(stepped, hours=1)
    found = _found(desk)
    assert found["alone"][0].due == call.opened_at + timedelta(minutes=1)
    assert "waiting" not in found


def test_a_pressed_button_stays_until_it_is_released(desk: Actor, stepped: SteppedClock) -> None:
    unit = world.a_unit("A12")
    actions.press_emergency(unit, by=desk, place="Blake 13")
    pressed = _found(desk)["pressed"][0]
    assert (pressed.text, pressed.line, pressed.since) == ("A12 at Blake 13", "rel A12", clock.now())
    actions.release_emergency(unit, by=world.a_supervisor())
    assert "pressed" not in _found(desk)


def test_a_welfare_check_is_said_when_it_is_due_and_late_when_nobody_answered(
    desk: Actor, stepped: SteppedClock
) -> None:
    sent = world.sent(world.a_call(by=desk), world.a_unit("A12"), by=desk)
    actions.move(sent, by=desk, to="on_scene")
    due = Assignment.objects.get().welfare_due_at
    assert due is not None
    stepped.set(due - timedelta(minutes=3))
    assert "checks" not in _found(desk)
    stepped.set(due - timedelta(minutes=1))
    assert not _found(desk)["checks"][0].is_late
    stepped.set(due + timedelta(seconds=5))
    clocks.miss_welfare(Assignment.objects.get(), by=world.the_house())
    late = _found(desk)["checks"][0]
    assert (late.is_late, late.of, late.line, late.owner) == (True, "not heard from", "ok A12", "A12")
    actions.answer_welfare(Assignment.objects.get(), by=desk)
    assert "checks" not in _found(desk)


def test_a_promise_is_measured_by_what_was_told_first(desk: Actor, stepped: SteppedClock) -> None:
    call = world.a_call(by=desk)
    asker = Requester.objects.get()
    Requester.objects.filter(pk=asker.pk).update(quote_median_s=300, quote_worst_s=600)
    Quote.objects.all().delete()
    Quote.objects.create(requester=asker, at=clock.now(), median_s=300, worst_s=600)
    assert "quotes" not in _found(desk)

    Requester.objects.filter(pk=asker.pk).update(quote_median_s=500, quote_worst_s=1200)
    drifting = _found(desk)["quotes"][0]
    assert (drifting.is_late, drifting.of, drifting.subject) == (False, "of 10:00", call.subject)
    assert "now at worst 20 min" in drifting.text
    _later(stepped, seconds=601)
    assert _found(desk)["quotes"][0].is_late
    Requester.objects.filter(pk=asker.pk).update(reached_at=clock.now())
    assert "quotes" not in _found(desk)


def test_a_hold_that_is_over_and_was_not_ended_is_said(desk: Actor, stepped: SteppedClock) -> None:
    call = world.a_call("generic_assistance", by=desk)
    actions.hold(call, by=desk, until=clock.now() + timedelta(minutes=10), reason="locksmith")
    assert "holds" not in _found(desk)
    _later(stepped, minutes=11)
    over = _found(desk)["holds"][0]
    assert "locksmith" in over.text
    assert over.line.startswith("rsm ")


def test_a_unit_is_out_too_long_by_what_it_told_or_after_an_hour(desk: Actor, stepped: SteppedClock) -> None:
    told, silent = world.a_unit("A12"), world.a_unit("A14")
    actions.out_of_service(told, by=desk, reason="break", until=clock.now() + timedelta(minutes=20))
    actions.out_of_service(silent, by=desk, reason="report")
    _later(stepped, minutes=21)
    assert [one.owner for one in _found(desk)["out"]] == ["A12"]
    _later(stepped, minutes=45)
    assert {one.owner for one in _found(desk)["out"]} == {"A12", "A14"}
    actions.in_service(told, by=desk)
    assert [one.owner for one in _found(desk)["out"]] == ["A14"]


def test_a_message_is_said_while_a_unit_on_duty_has_not_read_it(desk: Actor, stepped: SteppedClock) -> None:
    unit = world.a_unit("A12")
    message = actions.send_message(by=desk, text="Door 3 is locked")
    assert "unread" not in _found(desk)
    _later(stepped, minutes=6)
    assert _found(desk)["unread"][0].owner == "A12"
    actions.read_message(message, by=desk, unit=unit)
    assert "unread" not in _found(desk)


def test_a_covert_calls_exceptions_are_its_owners_alone(desk: Actor, stepped: SteppedClock) -> None:
    owner = world.a_supervisor()
    call = world.a_call("standby_covert", by=owner, place="Ellison 7 clinic")
    sent = world.sent(call, world.a_unit("A12"), by=owner)
    actions.move(sent, by=owner, to="on_scene")
    due = Assignment.objects.get().welfare_due_at
    assert due is not None
    stepped.set(due + timedelta(seconds=1))
    Assignment.objects.update(welfare_overdue_at=clock.now())
    assert "Ellison" not in str(_found(desk))
    assert call.number not in str(_found(desk))
    assert call.number in str(_found(owner)["checks"])


def test_another_departments_exceptions_are_another_departments(desk: Actor, stepped: SteppedClock) -> None:
    other = world.a_dispatcher(world.a_department("other"))
    call = world.a_call("generic_assistance", by=other, place="Zanzibar gate")
    actions.press_emergency(world.a_unit("Z9", department=world.a_department("other")), by=other)
    actions.send_message(by=other, text="Zanzibar")
    assert call.due_at is not None
    stepped.set(call.due_at + timedelta(hours=1))
    assert _found(desk) == {}


def test_it_costs_the_same_whatever_the_history(desk: Actor, stepped: SteppedClock) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            exceptions.groups(desk)
        return len(asked)

    unit = world.a_unit("A12")
    world.a_call(by=desk)
    actions.send_message(by=desk, text="first")
    _later(stepped, minutes=10)
    before = cost()
    for _ in range(10):
        call = world.a_call(by=desk)
        sent = world.sent(call, Unit.objects.get(pk=unit.pk), by=desk)
        actions.clear(sent, by=desk, outcome="arrived_safe")
        actions.close(call, by=desk)
        actions.send_message(by=desk, text="again")
    assert cost() == before <= 6
