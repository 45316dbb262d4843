"""Undo takes back all that an action did, or says in words why it no longer can."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Model

from tests.world import a_call, a_dispatcher, a_supervisor, a_unit, sent
from watchkeeper.core.journal import past, sealer
from watchkeeper.core.journal.feed import View
from watchkeeper.core.journal.worker import run_timers_once
from watchkeeper.core.people.actor import system
from watchkeeper.engines.calls import actions, guard
from watchkeeper.engines.calls.board import board
from watchkeeper.engines.calls.clocks import TIMERS
from watchkeeper.engines.calls.models import Assignment, Call, Note
from watchkeeper.engines.calls.rows import seen
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Refused
from watchkeeper.kit.prepared import bump

pytestmark = pytest.mark.django_db


def wait(stepped: SteppedClock, seconds: int) -> None:
    """Time passes, and the worker asks of everything due."""
    stepped.advance(timedelta(seconds=seconds))
    while run_timers_once(TIMERS, system):
        pass


def test_an_arrival_taken_back_reached_nobody(stepped: SteppedClock) -> None:
    desk, call = a_dispatcher(), a_call()
    assignment = sent(call, a_unit(), by=desk)
    wait(stepped, 30)
    actions.move(assignment, by=desk, to="on_scene")
    actions.undo(by=desk)
    assert call.requesters.get().reached_at is None
    wait(stepped, 1200)
    actions.move(assignment, by=desk, to="on_scene")
    assert call.requesters.get().reached_at == stepped.now()


def test_of_two_arrivals_the_other_one_still_reached_the_asker(stepped: SteppedClock) -> None:
    desk, call = a_dispatcher(), a_call()
    first, second = sent(call, a_unit("A12"), by=desk), sent(call, a_unit("B07"), by=desk)
    wait(stepped, 300)
    actions.move(first, by=a_supervisor(), to="on_scene")
    there = stepped.now()
    actions.move(second, by=desk, to="on_scene", at=there - timedelta(seconds=60))
    actions.undo(by=desk)
    assert Call.objects.get(pk=call.pk).on_scene_at == there
    assert call.requesters.get().reached_at == there


def test_a_unit_that_logged_off_since_is_not_put_back_to_work(stepped: SteppedClock) -> None:
    desk, unit, call = a_dispatcher(), a_unit(), a_call()
    assignment = sent(call, unit, by=desk)
    actions.clear(assignment, by=desk, outcome="arrived_safe")
    actions.log_off(unit, by=a_supervisor())
    with pytest.raises(Refused, match="logged off since"):
        actions.undo(by=desk)
    wait(stepped, 5)
    actions.log_on(unit, by=a_supervisor())
    with pytest.raises(Refused, match="logged off since"):
        actions.undo(by=desk)
    assignment.refresh_from_db()
    assert (assignment.status, Call.objects.get(pk=call.pk).status) == ("cleared", "cleared")


def test_a_unit_that_was_on_another_call_since_is_not_put_back_to_work(stepped: SteppedClock) -> None:
    desk, unit, other = a_dispatcher(), a_unit(), a_supervisor()
    assignment = sent(a_call(), unit, by=desk)
    wait(stepped, 30)
    actions.clear(assignment, by=desk, outcome="arrived_safe")
    wait(stepped, 5)
    elsewhere = sent(a_call(by=other), unit, by=other)
    actions.put_back(elsewhere, by=other, reason="nearer one free")
    with pytest.raises(Refused, match="on another call since"):
        actions.undo(by=desk)


def test_a_unit_put_back_to_work_is_asked_again_whether_it_is_all_right(stepped: SteppedClock) -> None:
    desk, call = a_dispatcher(), a_call("suspicious_person", details="tries doors")
    assignment = actions.move(sent(call, a_unit(), by=desk), by=desk, to="on_scene")
    assert assignment.welfare_due_at is not None
    wait(stepped, int((assignment.welfare_due_at - stepped.now()).total_seconds()) - 10)
    actions.clear(assignment, by=desk, outcome="unfounded")
    wait(stepped, 20)
    actions.undo(by=desk)
    wait(stepped, 1)
    assignment.refresh_from_db()
    assert assignment.welfare_overdue_at is not None


def test_what_was_reserved_or_stacked_for_a_call_is_so_again(stepped: SteppedClock) -> None:
    desk, call, busy = a_dispatcher(), a_call(), a_unit("A12")
    assignment, later = sent(call, busy, by=desk), stepped.now() + timedelta(hours=1)
    actions.reserve(call, by=desk, unit=a_unit("B07"), starts_at=later, ends_at=later + timedelta(hours=1))
    actions.stack(call, by=desk, unit=a_unit("C01"))
    actions.clear(assignment, by=desk, outcome="arrived_safe")
    actions.undo(by=desk)
    held = {a.unit.call_sign: (a.status, a.is_stacked) for a in call.assignments.filter(cleared_at=None)}
    assert held == {"A12": ("assigned", False), "B07": ("reserved", False), "C01": ("assigned", True)}
    view = View(desk.department_id, 2)
    sealer.seal()
    kept = {row["k"]: row for row in past.board_at(view, sealer.last_position(), seen)}
    assert kept == {row["k"]: row for row in board(view)}


def test_a_window_given_to_another_call_meanwhile_is_not_given_twice(stepped: SteppedClock) -> None:
    desk, other, call, booked = a_dispatcher(), a_supervisor(), a_call(), a_unit("B07")
    assignment, later = sent(call, a_unit("A12"), by=desk), stepped.now() + timedelta(hours=1)
    end = later + timedelta(hours=1)
    actions.reserve(call, by=desk, unit=booked, starts_at=later, ends_at=end)
    actions.clear(assignment, by=desk, outcome="arrived_safe")
    actions.reserve(a_call(by=other), by=other, unit=booked, starts_at=later, ends_at=end)
    with pytest.raises(Refused, match="reserved elsewhere"):
        actions.undo(by=desk)
    assert Assignment.objects.filter(unit=booked, cleared_at=None).count() == 1


def test_only_the_note_itself_is_struck(stepped: SteppedClock) -> None:
    desk, call = a_dispatcher(), a_call()
    kept = actions.note(call, by=desk, text="SUSPECT HAS A KNIFE")
    actions.split(actions.add_requester(call, by=desk, place="Garage"), by=desk)
    with pytest.raises(Refused, match="nothing of yours"):
        actions.undo(by=desk)
    slip = actions.note(call, by=desk, text="no, a spoon")
    actions.undo(by=desk)
    assert list(Note.objects.filter(struck_at=None)) == [kept]
    assert Note.objects.get(pk=slip.pk).struck_at == stepped.now()


def test_units_are_locked_before_their_call_as_everywhere(
    stepped: SteppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, call, unit = a_dispatcher(), a_call(), a_unit()
    actions.move(sent(call, unit, by=desk), by=desk, to="en_route")
    locked: list[str] = []

    def heard(model: type[Model], *args: Any) -> Any:
        locked.append(model.__name__)
        return bump(model, *args)

    monkeypatch.setattr(guard, "bump", heard)
    actions.undo(by=desk)
    assert locked[:2] == ["Unit", "Call"]
