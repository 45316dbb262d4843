"""One call from its first word to its close."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.world import a_call, a_director, a_dispatcher, a_unit, an_officer, sent
from watchkeeper.core.journal.feed import View
from watchkeeper.core.journal.models import Entry
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.board import board
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import NotAllowed, Refused

pytestmark = pytest.mark.django_db


def test_a_call_goes_from_open_to_closed(stepped: SteppedClock) -> None:
    desk = a_dispatcher()
    unit = a_unit()
    call = a_call(by=desk)
    assert call.status == "waiting"
    assignment = sent(call, unit, by=desk)
    for step in ("en_route", "on_scene"):
        stepped.advance(timedelta(minutes=2))
        assignment = actions.move(assignment, by=desk, to=step)
    stepped.advance(timedelta(minutes=2))
    actions.clear(assignment, by=desk, outcome="arrived_safe")
    call.refresh_from_db()
    assert call.status == "cleared"
    closed = actions.close(call, by=desk)
    assert (closed.status, closed.outcome) == ("closed", "arrived_safe")
    verbs = list(Entry.objects.filter(subject=call.subject).order_by("id").values_list("verb", flat=True))
    assert verbs == [
        "call.opened",
        "quote.given",
        "call.assigned",
        "assignment.moved",
        "assignment.moved",
        "call.cleared",
        "call.closed",
    ]


def test_the_board_shows_call_and_unit_and_forgets_them_when_over(stepped: SteppedClock) -> None:
    desk = a_dispatcher()
    unit = a_unit()
    call = a_call(by=desk)
    assignment = sent(call, unit, by=desk)
    view = View(department_id=call.department_id, level=2, language="en")
    rows = {row["k"]: row for row in board(view)}
    assert rows[call.subject]["u"] == ["A12"]
    assert rows[unit.subject]["call"] == call.number
    actions.clear(assignment, by=desk, outcome="arrived_safe")
    rows = {row["k"]: row for row in board(view)}
    assert call.subject not in rows
    assert rows[unit.subject]["st"] == "available"


def test_a_busy_unit_is_refused_and_named(stepped: SteppedClock) -> None:
    unit = a_unit()
    first, second = a_call(), a_call()
    sent(first, unit)
    with pytest.raises(Refused, match=f"A12 is assigned on {first.number}"):
        sent(second, unit)


def test_a_stranger_to_a_covert_standby_sees_a_unit_assigned_and_nothing_else(stepped: SteppedClock) -> None:
    desk, other = a_dispatcher(), a_dispatcher(name="D02")
    unit = a_unit()
    call = a_call("standby_covert", by=desk, place="Next office, Wang 5")
    sent(call, unit, by=desk)
    view = View(department_id=call.department_id, level=2, language="en")
    rows = {row["k"]: row for row in board(view)}
    assert call.subject not in rows
    assert (rows[unit.subject]["st"], rows[unit.subject]["call"], rows[unit.subject]["pl"]) == ("assigned", None, "")
    with pytest.raises(NotAllowed):
        type(call).objects.one(other, call.pk)
    assert type(call).objects.one(desk, call.pk) == call


def test_the_emergency_button_opens_a_covert_call_to_the_desk(stepped: SteppedClock) -> None:
    desk, other = a_dispatcher(), a_dispatcher(name="D02")
    actions.take_seat(by=other, seat="D02")
    unit = a_unit()
    call = a_call("standby_covert", by=desk)
    sent(call, unit, by=desk)
    actions.press_emergency(unit, by=desk, place="Wang 5")
    assert type(call).objects.one(other, call.pk) == call
    with pytest.raises(NotAllowed):
        type(call).objects.one(an_officer(), call.pk)


def test_every_action_of_a_covert_unit_leaves_its_board_row_as_it_was(stepped: SteppedClock) -> None:
    desk = a_dispatcher()
    unit = a_unit()
    assignment = sent(a_call("standby_covert", by=desk), unit, by=desk)
    view = View(department_id=unit.department_id, level=2, language="en")
    before = next(row for row in board(view) if row["k"] == unit.subject)
    stepped.advance(timedelta(minutes=3))
    actions.move(assignment, by=desk, to="on_scene")
    assert next(row for row in board(view) if row["k"] == unit.subject) == before


def test_that_an_asker_arrived_safely_is_kept_only_by_those_who_take_calls(stepped: SteppedClock) -> None:
    asker = a_call("generic_assistance").requesters.get()
    with pytest.raises(NotAllowed):
        actions.arrived_safe(asker, by=a_director())
    assert actions.arrived_safe(asker, by=a_dispatcher()).arrived_safe_at == stepped.now()
