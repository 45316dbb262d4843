"""A unit's way through a call, and putting a wrong time right."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.world import a_call, a_department, a_dispatcher, a_unit, an_officer, sent
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.actions import start_duty
from watchkeeper.core.people.models import Person
from watchkeeper.engines.calls import actions
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

pytestmark = pytest.mark.django_db


def test_a_skip_forward_leaves_the_skipped_stamps_empty(stepped: SteppedClock) -> None:
    assignment = actions.move(sent(a_call(), a_unit()), by=a_dispatcher(), to="on_scene")
    assert assignment.on_scene_at == stepped.now()
    assert (assignment.acknowledged_at, assignment.en_route_at) == (None, None)


def test_a_step_backward_is_refused_and_changes_nothing(stepped: SteppedClock) -> None:
    assignment = actions.move(sent(a_call(), a_unit()), by=a_dispatcher(), to="on_scene")
    before = Entry.objects.count()
    with pytest.raises(Refused, match="already on scene"):
        actions.move(assignment, by=a_dispatcher(), to="en_route")
    assignment.refresh_from_db()
    assert (assignment.status, assignment.en_route_at, Entry.objects.count()) == ("on_scene", None, before)


def test_a_stamp_before_the_last_one_is_refused_and_one_a_little_ahead_counts_as_now(stepped: SteppedClock) -> None:
    assignment = sent(a_call(), a_unit())
    with pytest.raises(Refused, match="before what went ahead"):
        actions.move(assignment, by=a_dispatcher(), to="en_route", at=stepped.now() - timedelta(seconds=1))
    moved = actions.move(assignment, by=a_dispatcher(), to="en_route", at=stepped.now() + timedelta(seconds=40))
    assert moved.en_route_at == stepped.now()
    with pytest.raises(Invalid, match="future"):
        actions.move(assignment, by=a_dispatcher(), to="on_scene", at=stepped.now() + timedelta(minutes=3))


def test_a_refused_stamp_can_be_kept_with_both_clocks(stepped: SteppedClock) -> None:
    assignment = sent(a_call(), a_unit())
    early = stepped.now() - timedelta(hours=1)
    actions.keep_refused_stamp(assignment, by=a_dispatcher(), status="on_scene", stamped=early, reason="too early")
    kept = Entry.objects.get(verb="assignment.stamp_refused").fields
    assert (kept["stamped"], kept["received"]) == (early.isoformat(), stepped.now().isoformat())


def test_the_first_arrival_keeps_what_became_of_the_promise(stepped: SteppedClock) -> None:
    call = a_call()
    assignment = sent(call, a_unit())
    stepped.advance(timedelta(minutes=4))
    actions.move(assignment, by=a_dispatcher(), to="on_scene")
    assert call.requesters.get().reached_at == stepped.now()


def test_a_crew_moves_its_own_unit_and_no_other(stepped: SteppedClock) -> None:
    officer, unit = an_officer(), a_unit()
    assignment = sent(a_call(), unit)
    with pytest.raises(NotAllowed, match="not on A12"):
        actions.move(assignment, by=officer, to="acknowledged")
    person = Person.objects.get(department=a_department(), call_name="P01")
    start_duty(person, by=a_dispatcher(), unit=unit.subject)
    assert actions.move(assignment, by=officer, to="acknowledged").status == "acknowledged"


def test_a_corrected_time_keeps_both_values_and_who_and_why(stepped: SteppedClock) -> None:
    assignment = sent(a_call(), a_unit())
    stepped.advance(timedelta(minutes=5))
    actions.move(assignment, by=a_dispatcher(), to="on_scene")
    right = stepped.now() - timedelta(minutes=2)
    made = actions.correct_time(assignment, by=a_dispatcher(), field="on_scene_at", value=right, reason="radio log")
    assignment.refresh_from_db()
    assert (made.old, made.new, assignment.on_scene_at) == (stepped.now(), right, right)
    assignment.call.refresh_from_db()
    assert assignment.call.on_scene_at == right


def test_a_correction_that_would_run_backward_is_refused(stepped: SteppedClock) -> None:
    assignment = sent(a_call(), a_unit())
    stepped.advance(timedelta(minutes=5))
    actions.move(assignment, by=a_dispatcher(), to="en_route")
    early = stepped.now() - timedelta(hours=1)
    with pytest.raises(Refused):
        actions.correct_time(assignment, by=a_dispatcher(), field="en_route_at", value=early, reason="x")
    with pytest.raises(Invalid):
        actions.correct_time(assignment, by=a_dispatcher(), field="en_route_at", value=stepped.now(), reason=" ")


def test_a_unit_sent_with_a_reason_was_still_not_sent_before_its_call_was_opened(stepped: SteppedClock) -> None:
    desk, call, unit = a_dispatcher(), a_call(), a_unit()
    [assignment] = actions.assign(call, by=desk, units=[unit], override="nobody else is near")
    early = stepped.now() - timedelta(seconds=2)
    with pytest.raises(Refused, match="the time lies outside"):
        actions.correct_time(assignment, by=desk, field="assigned_at", value=early, reason="radio log")


def test_a_unit_that_is_only_reserved_was_nowhere_yet(stepped: SteppedClock) -> None:
    desk, call, unit = a_dispatcher(), a_call(), a_unit()
    later = stepped.now() + timedelta(hours=1)
    actions.reserve(call, by=desk, unit=unit, starts_at=later, ends_at=later + timedelta(minutes=10))
    reserved = call.assignments.get()
    stepped.advance(timedelta(minutes=2))
    with pytest.raises(Refused, match="was not sent"):
        actions.correct_time(reserved, by=desk, field="on_scene_at", value=stepped.now(), reason="radio log")


def test_a_step_not_reached_yet_is_set_not_corrected(stepped: SteppedClock) -> None:
    assignment, desk = sent(a_call(), a_unit()), a_dispatcher()
    stepped.advance(timedelta(minutes=2))
    with pytest.raises(Refused, match="not that far yet"):
        actions.correct_time(assignment, by=desk, field="at_destination_at", value=stepped.now(), reason="radio log")


def test_a_unit_still_out_cannot_have_been_sent_before_the_job_it_was_just_freed_from(stepped: SteppedClock) -> None:
    desk, unit, second = a_dispatcher(), a_unit(), a_call()
    stepped.advance(timedelta(minutes=5))
    actions.put_back(sent(a_call(), unit), by=desk, reason="nearer one free")
    out = sent(second, unit)
    earlier = stepped.now() - timedelta(minutes=3)
    with pytest.raises(Refused, match="was on another call then"):
        actions.correct_time(out, by=desk, field="assigned_at", value=earlier, reason="radio log")


def test_the_same_stamp_sent_twice_by_a_phone_counts_once(stepped: SteppedClock) -> None:
    assignment, desk = sent(a_call(), a_unit()), a_dispatcher()
    for _ in range(2):
        moved = actions.move(assignment, by=desk, to="en_route", client_id="phone-7")
    assert moved.status == "en_route"
    assert Entry.objects.filter(verb="assignment.moved").count() == 1


def test_a_call_is_corrected_neither_into_the_future_nor_past_what_happened_to_it(stepped: SteppedClock) -> None:
    desk, call = a_dispatcher(), a_call()
    stepped.advance(timedelta(minutes=1))
    sent(call, a_unit())
    stepped.advance(timedelta(minutes=1))
    late = stepped.now() - timedelta(seconds=5)
    with pytest.raises(Refused, match="cannot have been opened after that"):
        actions.correct_time(call, by=desk, field="opened_at", value=late, reason="radio log")
    with pytest.raises(Invalid, match="future"):
        actions.correct_time(
            call, by=desk, field="opened_at", value=stepped.now() + timedelta(days=400), reason="radio log"
        )
    with pytest.raises(Invalid, match="at some time"):
        actions.correct_time(call, by=desk, field="opened_at", value=None, reason="radio log")
    right = stepped.now() - timedelta(minutes=3)
    assert actions.correct_time(call, by=desk, field="opened_at", value=right, reason="radio log").new == right


def test_nobody_was_anywhere_in_the_future(stepped: SteppedClock) -> None:
    desk, assignment = a_dispatcher(), sent(a_call(), a_unit())
    actions.move(assignment, by=desk, to="on_scene")
    ahead = stepped.now() + timedelta(days=4)
    with pytest.raises(Invalid, match="future"):
        actions.correct_time(assignment, by=desk, field="on_scene_at", value=ahead, reason="radio log")


def test_a_corrected_arrival_is_the_one_the_promise_is_judged_by(stepped: SteppedClock) -> None:
    desk, call, began = a_dispatcher(), a_call(), stepped.now()
    assignment = sent(call, a_unit())
    stepped.advance(timedelta(minutes=10))
    late = actions.add_requester(call, by=desk, place="Garage")
    stepped.advance(timedelta(minutes=50))
    actions.move(assignment, by=desk, to="on_scene")
    right = began + timedelta(minutes=5)
    actions.correct_time(assignment, by=desk, field="on_scene_at", value=right, reason="radio log")
    reached = dict(call.requesters.values_list("pk", "reached_at"))
    assert reached.pop(late.pk) == late.asked_at
    assert list(reached.values()) == [right]
