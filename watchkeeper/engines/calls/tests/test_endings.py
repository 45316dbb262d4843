"""How a call ends and comes back: no asker is lost on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.world import a_call, a_dispatcher, a_planner, a_supervisor, a_unit, sent
from watchkeeper.core.journal import past, sealer
from watchkeeper.core.journal.feed import View
from watchkeeper.core.journal.models import Entry, Timer
from watchkeeper.engines.calls import actions, guard
from watchkeeper.engines.calls.board import board
from watchkeeper.engines.calls.models import Assignment, Call, Requester, Unit
from watchkeeper.engines.calls.rows import seen
from watchkeeper.engines.calls.selected import selected
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Invalid, Refused

pytestmark = pytest.mark.django_db


def test_merging_keeps_both_askers_and_frees_the_duplicates_unit(stepped: SteppedClock) -> None:
    first, second, desk = a_call(), a_call("armed_intruder"), a_dispatcher()
    unit = a_unit()
    sent(second, unit)
    kept = actions.merge(second, by=desk, into=first)
    assert set(kept.requesters.values_list("pk", flat=True)) == set(Requester.objects.values_list("pk", flat=True))
    assert kept.priority == second.priority
    second.refresh_from_db()
    assert (second.status, second.merged_into_id) == ("merged", first.pk)
    assert not Assignment.objects.filter(unit=unit, cleared_at=None).exists()


def test_a_call_by_name_only_does_not_merge_with_one_on_the_board(stepped: SteppedClock) -> None:
    with pytest.raises(Refused):
        actions.merge(a_call("standby_covert"), by=a_dispatcher(), into=a_call())
    call = a_call()
    with pytest.raises(Refused, match="into itself"):
        actions.merge(call, by=a_dispatcher(), into=call)


def test_a_merged_call_is_as_confidential_as_the_more_confidential_of_the_two(stepped: SteppedClock) -> None:
    first, second = a_call("generic_assistance"), a_call("crime_report", requester="Jane Victim")
    planner, view = a_planner(), View(a_dispatcher().department_id, 1)
    assert first.subject in {row["k"] for row in board(view)}
    kept = actions.merge(second, by=a_dispatcher(), into=first)
    assert kept.level == Call.objects.get(pk=first.pk).level == 2
    assert not Call.objects.visible_to(planner).exists()
    assert first.subject not in {row["k"] for row in board(view)}
    assert not Entry.objects.filter(level=1, verb="requester.added").exists()


def test_covert_calls_merge_only_when_the_same_people_are_named_on_both(stepped: SteppedClock) -> None:
    one, other = a_supervisor(), a_dispatcher()
    first, second, third = (
        a_call("standby_covert", by=one),
        a_call("standby_covert", by=other),
        a_call("standby_covert", by=one),
    )
    with pytest.raises(Refused, match="Other people are named"):
        actions.merge(second, by=one, into=first)
    assert actions.merge(third, by=one, into=first).pk == first.pk


def test_a_real_call_is_not_merged_with_a_test(stepped: SteppedClock) -> None:
    real, test = a_call("medical_response"), a_call("medical_response", is_test=True)
    for gone, kept in ((real, test), (test, real)):
        with pytest.raises(Refused, match="test call"):
            actions.merge(gone, by=a_dispatcher(), into=kept)


def test_splitting_gives_an_asker_a_call_of_their_own_again(stepped: SteppedClock) -> None:
    call, desk = a_call(), a_dispatcher()
    with pytest.raises(Refused, match="only this asker"):
        actions.split(call.requesters.get(), by=desk)
    second = actions.add_requester(call, by=desk, place="Garage", callback="5550102")
    fresh = actions.split(second, by=desk)
    assert (fresh.place, fresh.split_from_id, fresh.requesters.get().pk) == ("Garage", call.pk, second.pk)


def test_closing_needs_an_outcome_and_no_unit(stepped: SteppedClock) -> None:
    call, desk = a_call(), a_dispatcher()
    with pytest.raises(Refused, match="needs an outcome"):
        actions.close(call, by=desk)
    assignment = sent(call, a_unit())
    with pytest.raises(Refused, match="still has a unit"):
        actions.close(call, by=desk, outcome="arrived_safe")
    actions.clear(assignment, by=desk, outcome="arrived_safe")
    assert actions.close(call, by=desk).status == "closed"
    with pytest.raises(Refused, match="closed already"):
        actions.close(call, by=desk)


def test_the_last_asker_who_cancels_ends_the_call_unless_somebody_is_there(stepped: SteppedClock) -> None:
    call, desk, unit = a_call(), a_dispatcher(), a_unit()
    second = actions.add_requester(call, by=desk, callback="5550102")
    assignment = sent(call, unit)
    actions.cancel_request(call.requesters.exclude(pk=second.pk).get(), by=desk)
    assert Call.objects.get(pk=call.pk).is_open
    actions.move(assignment, by=desk, to="on_scene")
    actions.cancel_request(second, by=desk)
    assert Call.objects.get(pk=call.pk).is_open
    alone = a_call()
    actions.cancel_request(alone.requesters.get(), by=desk)
    assert Call.objects.get(pk=alone.pk).status == "canceled_by_caller"


def test_one_of_two_askers_who_cancels_leaves_every_screen_with_the_same_rows(stepped: SteppedClock) -> None:
    call, desk, unit = a_call(), a_dispatcher(), a_unit()
    second = actions.add_requester(call, by=desk, callback="5550102")
    sent(call, unit)
    actions.cancel_request(second, by=desk)
    view = View(desk.department_id, 2)
    shown = {row["k"]: row["v"] for row in board(view)}
    sealer.seal()
    kept = past.board_at(view, sealer.last_position(), seen)
    assert {row["k"]: row["v"] for row in kept if row["k"] in shown} == {
        key: version for key, version in shown.items() if key in (call.subject, unit.subject)
    }


def test_canceling_a_call_frees_its_units(stepped: SteppedClock) -> None:
    call, unit = a_call(), a_unit()
    sent(call, unit)
    actions.cancel_call(call, by=a_dispatcher(), reason="found the key")
    assert not Assignment.objects.filter(unit=unit, cleared_at=None).exists()
    assert Unit.objects.get(pk=unit.pk).available_at == stepped.now()


def test_gone_on_arrival_needs_somebody_to_have_been_there(stepped: SteppedClock) -> None:
    call, desk = a_call(), a_dispatcher()
    with pytest.raises(Refused, match="No unit has been on scene"):
        actions.gone_on_arrival(call, by=desk, call_back_at=stepped.now())
    actions.move(sent(call, a_unit()), by=desk, to="on_scene")
    assert (
        actions.gone_on_arrival(call, by=desk, call_back_at=stepped.now(), note="no answer").status == "gone_on_arrival"
    )


def test_a_call_is_handed_off_only_to_somebody_named(stepped: SteppedClock) -> None:
    call, desk = a_call(), a_dispatcher()
    with pytest.raises(Invalid):
        actions.hand_off(call, by=desk, to=" ", reason="theirs")
    assert actions.hand_off(call, by=desk, to="City police", reason="theirs").handed_to == "City police"


def test_a_reopened_call_waits_again_and_a_merged_one_does_not(stepped: SteppedClock) -> None:
    call, desk = a_call(), a_dispatcher()
    actions.cancel_call(call, by=desk, reason="left")
    stepped.advance(timedelta(minutes=1))
    assert actions.reopen(call, by=desk, reason="came back").status == "waiting"
    with pytest.raises(Refused, match="is open"):
        actions.reopen(call, by=desk, reason="again")
    other = a_call()
    actions.merge(other, by=desk, into=call)
    with pytest.raises(Refused, match="was merged"):
        actions.reopen(other, by=desk, reason="again")


def test_the_end_of_a_booking_leaves_a_unit_free_since_it_was(stepped: SteppedClock) -> None:
    call, unit, desk = a_call(), a_unit(), a_dispatcher()
    free_since, later = unit.available_at, stepped.now() + timedelta(hours=1)
    actions.reserve(call, by=desk, unit=unit, starts_at=later, ends_at=later + timedelta(hours=1))
    stepped.advance(timedelta(minutes=30))
    actions.cancel_call(call, by=desk, reason="not needed")
    assert Unit.objects.get(pk=unit.pk).available_at == free_since


def test_an_asker_is_split_off_once_with_the_clocks_of_a_fresh_call(stepped: SteppedClock) -> None:
    call, desk = a_call("patient_standby"), a_dispatcher()
    second, third = (actions.add_requester(call, by=desk, place=place) for place in ("Garage", "Gate 3"))
    stale = Requester.objects.get(pk=second.pk)
    stepped.advance(timedelta(minutes=1))
    fresh = actions.split(second, by=desk)
    opened_so = a_call("patient_standby")
    kinds = {one: set(_timers(one)) for one in (fresh, opened_so)}
    assert fresh.due_at == opened_so.due_at
    assert kinds[fresh] == kinds[opened_so] >= {"call.due", "call.unassigned"}
    with pytest.raises(Refused, match="not on .* any more"):
        actions.split(stale, by=desk)
    actions.cancel_request(third, by=desk)
    with pytest.raises(Refused, match="has canceled"):
        actions.split(third, by=desk)
    assert not Call.objects.filter(requesters=None, merged_into=None).exists()


def _timers(call: Call) -> list[str]:
    return list(Timer.objects.filter(subject=call.subject).values_list("kind", flat=True))


def test_an_asker_elsewhere_takes_no_point_of_the_map_from_the_call_they_leave(stepped: SteppedClock) -> None:
    call, desk = a_call(), a_dispatcher()
    Call.objects.filter(pk=call.pk).update(place_ref="area:1", lon=-71.07, lat=42.36, node=4)
    fresh = actions.split(actions.add_requester(call, by=desk, place="Boat dock"), by=desk)
    assert (fresh.place, fresh.place_ref, fresh.node, fresh.lon) == ("Boat dock", "", None, None)


def test_a_reopened_call_gives_its_askers_and_its_clocks_back(stepped: SteppedClock) -> None:
    call, desk = a_call(), a_dispatcher()
    early = actions.add_requester(call, by=desk, place="Garage")
    actions.cancel_request(early, by=desk)
    stepped.advance(timedelta(minutes=1))
    actions.cancel_call(call, by=desk, reason="left")
    Timer.objects.all().delete()
    stepped.advance(timedelta(minutes=1))
    actions.reopen(call, by=desk, reason="came back")
    assert {"call.due", "call.raise"} <= set(_timers(call))
    actions.move(sent(call, a_unit()), by=desk, to="on_scene")
    reached = dict(call.requesters.values_list("pk", "reached_at"))
    assert reached.pop(early.pk) is None
    assert list(reached.values()) == [stepped.now()]


@pytest.mark.parametrize("way", ["merge", "cancel"])
def test_a_unit_sent_while_its_call_is_about_to_end_is_not_freed_unseen(
    stepped: SteppedClock, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    call, other, unit, desk = a_call(), a_call(), a_unit(), a_dispatcher()
    looked = guard.units if way == "merge" else guard.lock

    def slowly(whom: Any, *args: Any, **more: Any) -> Any:
        whom = list(whom) if way == "merge" else whom  # looked up already
        monkeypatch.undo()
        sent(call, unit)
        return looked(whom, *args, **more)

    monkeypatch.setattr(guard, looked.__name__, slowly)
    end: dict[str, Callable[[], Call]] = {
        "merge": lambda: actions.merge(call, by=desk, into=other),
        "cancel": lambda: actions.cancel_call(call, by=desk, reason="left"),
    }
    with pytest.raises(Refused, match="changed just now"):
        end[way]()


@pytest.mark.parametrize("way", ["cancel", "put_back"])
def test_the_end_of_a_covert_booking_shows_nowhere(stepped: SteppedClock, way: str) -> None:
    call, unit, desk = a_call("standby_covert"), a_unit(), a_dispatcher()
    later = stepped.now() + timedelta(hours=1)
    booked = actions.reserve(call, by=desk, unit=unit, starts_at=later, ends_at=later + timedelta(hours=1))
    version, told = Unit.objects.get(pk=unit.pk).version, Entry.objects.filter(verb="unit.changed").count()
    if way == "cancel":
        actions.cancel_call(call, by=desk, reason="not needed")
    else:
        actions.put_back(booked, by=desk, reason="not needed")
    assert Unit.objects.get(pk=unit.pk).version == version
    assert Entry.objects.filter(verb="unit.changed").count() == told


def test_merging_leaves_the_units_of_the_surviving_call_as_every_screen_has_them(stepped: SteppedClock) -> None:
    gone, kept, desk = a_call(), a_call(), a_dispatcher()
    sent(gone, a_unit("A12"))
    sent(kept, a_unit("B07"))
    actions.merge(gone, by=desk, into=kept)
    view = View(desk.department_id, 2)
    sealer.seal()
    told = {row["k"]: row for row in past.board_at(view, sealer.last_position(), seen)}
    assert told == {row["k"]: row for row in board(view)}


def test_what_the_second_caller_said_goes_along_when_calls_merge_and_comes_back_when_they_split(
    stepped: SteppedClock,
) -> None:
    desk = a_dispatcher()
    first = a_call("generic_assistance", details="a child is missing")
    second = a_call("generic_assistance", details="she wears a red coat")
    actions.merge(second, by=desk, into=first)
    said = [one["said"] for one in selected(Call.objects.get(pk=first.pk), desk)["requesters"]]
    assert said == ["", "she wears a red coat"]
    asker = Requester.objects.filter(call=first).order_by("id").last()
    assert asker is not None
    assert actions.split(asker, by=desk).details == "she wears a red coat"


def test_a_refused_time_is_told_by_the_desks_own_clock_with_what_it_meets(stepped: SteppedClock) -> None:
    desk, unit = a_dispatcher(), a_unit()
    one = sent(a_call(), unit)
    stepped.advance(timedelta(minutes=5))
    one = actions.move(one, by=desk, to="en_route")
    with pytest.raises(Refused, match=r"before what went ahead of it \(09:05:00\)"):
        actions.move(one, by=desk, to="on_scene", at=stepped.now() - timedelta(minutes=1))
    stepped.advance(timedelta(minutes=5))
    actions.move(one, by=desk, to="on_scene")
    with pytest.raises(Refused, match=r"Then on scene \(09:03:00\) would come before en route \(09:05:00\)"):
        actions.correct_time(
            one, by=desk, field="on_scene_at", value=stepped.now() - timedelta(minutes=7), reason="radio"
        )
