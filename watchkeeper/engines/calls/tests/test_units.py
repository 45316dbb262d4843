"""Units through a shift: duty, service, the emergency button, welfare checks; and undo."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.world import a_call, a_department, a_dispatcher, a_supervisor, a_unit, an_officer, sent
from watchkeeper.core.journal.models import Entry, Timer
from watchkeeper.core.journal.worker import run_timers_once
from watchkeeper.core.people.actions import start_duty
from watchkeeper.core.people.actor import Actor, system
from watchkeeper.core.people.models import Duty, Person
from watchkeeper.engines.calls import actions, clocks
from watchkeeper.engines.calls.clocks import TIMERS
from watchkeeper.engines.calls.models import Assignment, Call, Unit
from watchkeeper.engines.calls.people_named import people_named
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Invalid, Refused

pytestmark = pytest.mark.django_db


def pass_time(stepped: SteppedClock, **span: float) -> None:
    """Let time pass and every promise that came due be asked."""
    stepped.advance(timedelta(**span))
    while run_timers_once(TIMERS, system):
        pass


def test_logging_on_puts_its_crew_on_duty_and_logging_off_takes_it_off(stepped: SteppedClock) -> None:
    desk, unit = a_dispatcher(), a_unit(is_on_duty=False)
    person = Person.objects.create(department=a_department(), call_name="P07")
    actions.log_on(unit, by=desk, persons=[person], vehicle="car 3", mode="cruiser")
    assert Duty.objects.get(person=person).unit == unit.subject
    with pytest.raises(Refused, match="on duty already"):
        actions.log_on(unit, by=desk)
    actions.log_off(unit, by=desk)
    assert Duty.objects.get(person=person).ended_at == stepped.now()


def test_who_logs_off_with_a_partner_leaves_and_the_unit_stays_on(stepped: SteppedClock) -> None:
    officer, unit = an_officer(), a_unit()
    assert officer.person_id is not None
    me = Person.objects.get(pk=officer.person_id)
    partner = Person.objects.create(department=a_department(), call_name="P07")
    start_duty(me, by=officer, unit=unit.subject)
    start_duty(partner, by=a_supervisor(), unit=unit.subject)
    version = Unit.objects.get(pk=unit.pk).version
    stayed = actions.log_off(unit, by=officer)
    assert (stayed.is_on_duty, Unit.objects.get(pk=unit.pk).version) == (True, version)
    assert list(Duty.objects.filter(ended_at=None).values_list("person_id", flat=True)) == [partner.pk]
    left = actions.log_off(unit, by=a_supervisor())
    assert (left.is_on_duty, left.version) == (False, version + 1)
    assert not Duty.objects.filter(ended_at=None).exists()


def test_a_unit_on_a_call_does_not_log_off(stepped: SteppedClock) -> None:
    unit = a_unit()
    sent(a_call(), unit)
    with pytest.raises(Refused, match="clear it first"):
        actions.log_off(unit, by=a_dispatcher())
    with pytest.raises(Invalid):
        actions.log_on(a_unit("B03", is_on_duty=False), by=a_dispatcher(), mode="horse")


def test_an_emergency_stays_latched_until_a_second_person_releases_it(stepped: SteppedClock) -> None:
    desk, unit = a_dispatcher(), a_unit()
    actions.press_emergency(unit, by=desk, place="Stair 4")
    first = Unit.objects.get(pk=unit.pk).emergency_at
    stepped.advance(timedelta(seconds=5))
    actions.press_emergency(unit, by=desk)
    assert Unit.objects.get(pk=unit.pk).emergency_at == first
    with pytest.raises(Refused, match="second person"):
        actions.release_emergency(unit, by=desk)
    assert actions.release_emergency(unit, by=a_supervisor()).emergency_at is None


def test_an_overdue_welfare_check_shows_and_opens_a_covert_call_to_the_desk(stepped: SteppedClock) -> None:
    desk, other, unit = a_dispatcher(), a_dispatcher(name="D02"), a_unit()
    call = a_call("standby_covert", by=desk)
    assignment = actions.move(sent(call, unit, by=desk), by=desk, to="on_scene")
    assert assignment.welfare_due_at is not None
    span = (assignment.welfare_due_at - stepped.now()).total_seconds()
    pass_time(stepped, seconds=span + 1)
    assignment.refresh_from_db()
    assert assignment.welfare_overdue_at == stepped.now()
    actions.take_seat(by=other, seat="D02")
    assert Call.objects.visible_to(other).filter(pk=call.pk).exists()
    assert Entry.objects.get(verb="call.exposed").fields["told"] == [desk.key]


def test_a_welfare_check_of_a_covert_call_that_fails_is_told_to_named_people_only(stepped: SteppedClock) -> None:
    def fail(timer: Timer, by: Actor) -> None:
        raise ValueError("no way from Shelter 5")

    desk = a_dispatcher()
    call = a_call("standby_covert", by=desk)
    actions.move(sent(call, a_unit(), by=desk), by=desk, to="on_scene")
    stepped.advance(timedelta(hours=2))
    run_timers_once({**TIMERS, "assignment.welfare": fail}, system)
    failed = Entry.objects.get(verb="timer.failed")
    assert (failed.subject, failed.level, failed.named) == (call.subject, 4, True)
    assert "Shelter" not in failed.data


def test_an_answered_welfare_check_starts_the_next_one(stepped: SteppedClock) -> None:
    desk = a_dispatcher()
    assignment = actions.move(sent(a_call("crime_report"), a_unit()), by=desk, to="on_scene")
    stepped.advance(timedelta(minutes=9))
    answered = actions.answer_welfare(assignment, by=desk)
    assert answered.welfare_due_at is not None
    assert answered.welfare_due_at > stepped.now()
    pass_time(stepped, minutes=2)
    assert Assignment.objects.get(pk=assignment.pk).welfare_overdue_at is None


def test_an_emergency_without_a_unit_is_escalated_within_sixty_seconds(stepped: SteppedClock) -> None:
    call = a_call("patient_standby")
    pass_time(stepped, seconds=49)
    assert Call.objects.get(pk=call.pk).escalated_at is None
    pass_time(stepped, seconds=1)
    assert Call.objects.get(pk=call.pk).escalated_at == stepped.now()


def test_an_escort_that_waits_too_long_becomes_more_urgent(stepped: SteppedClock) -> None:
    call = a_call()
    pass_time(stepped, minutes=15, seconds=1)
    assert Call.objects.get(pk=call.pk).priority == 2


def test_a_target_that_passes_is_noted_once(stepped: SteppedClock) -> None:
    call = a_call("patient_standby")
    pass_time(stepped, minutes=30)
    assert Entry.objects.filter(verb="call.due_passed", subject=call.subject).count() == 1


def test_a_hold_ends_by_itself(stepped: SteppedClock) -> None:
    call = a_call()
    actions.hold(call, by=a_dispatcher(), until=stepped.now() + timedelta(minutes=5), reason="later")
    pass_time(stepped, minutes=5, seconds=1)
    assert Call.objects.get(pk=call.pk).held_until is None


def test_undo_takes_back_the_last_action_of_the_same_person_within_a_minute(stepped: SteppedClock) -> None:
    desk, call, unit = a_dispatcher(), a_call(), a_unit()
    assignment = sent(call, unit, by=desk)
    actions.move(assignment, by=desk, to="on_scene")
    assert "on scene" in actions.undo(by=desk)
    assignment.refresh_from_db()
    assert (assignment.status, assignment.on_scene_at) == ("assigned", None)


def test_undo_frees_nobody_twice_and_stops_after_a_minute(stepped: SteppedClock) -> None:
    desk, call, unit = a_dispatcher(), a_call(), a_unit()
    sent(call, unit, by=desk)
    stepped.advance(timedelta(seconds=61))
    with pytest.raises(Refused, match="last 60 seconds"):
        actions.undo(by=desk)
    actions.prioritize(call, by=desk, priority=2, reason="alone")
    actions.note(call, by=a_supervisor(), text="on it")
    with pytest.raises(Refused, match="has happened"):
        actions.undo(by=desk)


def test_undoing_a_clear_puts_the_unit_back_to_work(stepped: SteppedClock) -> None:
    desk, call, unit = a_dispatcher(), a_call(), a_unit()
    assignment = actions.move(sent(call, unit, by=desk), by=desk, to="on_scene")
    actions.clear(assignment, by=desk, outcome="arrived_safe")
    actions.undo(by=desk)
    assignment.refresh_from_db()
    assert (assignment.status, assignment.cleared_at) == ("on_scene", None)
    assert Call.objects.get(pk=call.pk).status == "active"


def test_where_a_unit_on_covert_work_is_only_those_named_on_it_are_told(stepped: SteppedClock) -> None:
    owner, other, unit = a_supervisor(), a_dispatcher(name="D09"), a_unit()
    call = a_call("standby_covert", by=owner)
    sent(call, unit, by=owner)
    version = Unit.objects.get(pk=unit.pk).version
    actions.place_unit(unit, by=owner, place="Ellison 7 clinic")
    entry = Entry.objects.get(verb="unit.placed")
    assert (entry.subject, entry.named, set(entry.fields["rows"])) == (call.subject, True, {call.subject})
    assert Unit.objects.get(pk=unit.pk).version == version
    assert [u.place for u in Unit.objects.of(owner).seen_by(owner)] == ["Ellison 7 clinic"]
    assert [u.place for u in Unit.objects.of(other).seen_by(other)] == [""]


def test_where_a_unit_on_plain_work_is_shows_on_the_board(stepped: SteppedClock) -> None:
    unit, desk = a_unit(), a_dispatcher()
    sent(a_call(), unit)
    before = Unit.objects.get(pk=unit.pk).version
    placed = actions.place_unit(unit, by=desk, place="Main lobby")
    entry = Entry.objects.get(verb="unit.placed")
    assert (placed.version, entry.fields["rows"][unit.subject]["v"]) == (before + 1, before + 1)
    assert [u.place for u in Unit.objects.of(desk).seen_by(desk)] == ["Main lobby"]


def test_a_welfare_check_answered_while_its_timer_was_on_its_way_is_answered(
    stepped: SteppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, other, unit = a_dispatcher(), a_dispatcher(name="D02"), a_unit()
    actions.take_seat(by=other, seat="D02")
    call = a_call("standby_covert", by=desk)
    assignment = actions.move(sent(call, unit, by=desk), by=desk, to="on_scene")
    monkeypatch.setattr(clocks.welfare, "lock", lambda _: actions.answer_welfare(assignment, by=desk))
    assert assignment.welfare_due_at is not None
    pass_time(stepped, seconds=(assignment.welfare_due_at - stepped.now()).total_seconds() + 1)
    assignment.refresh_from_db()
    assert (assignment.welfare_overdue_at, Call.objects.get(pk=call.pk).is_exposed) == (None, False)
    assert not Call.objects.visible_to(other).filter(pk=call.pk).exists()


def test_an_opened_covert_call_is_seen_by_the_desk_on_duty_while_it_is_open(stepped: SteppedClock) -> None:
    owner, seated, rostered, away = (a_dispatcher(name=name) for name in ("D01", "D02", "D03", "D04"))
    actions.take_seat(by=seated, seat="D02")
    start_duty(Person.objects.get(call_name="D03"), by=owner, seat="main/1")
    call, unit = a_call("standby_covert", by=owner), a_unit()
    assignment = sent(call, unit, by=owner)
    actions.press_emergency(unit, by=owner)

    def sees(by: Actor) -> bool:
        return Call.objects.visible_to(by).filter(pk=call.pk).exists()

    assert [sees(by) for by in (owner, seated, rostered, away)] == [True, True, True, False]
    assert people_named(call.pk) == {by.person_id for by in (owner, seated, rostered)}
    actions.clear(assignment, by=owner, outcome="quiet")
    actions.close(call, by=owner)
    assert [sees(by) for by in (owner, seated, rostered)] == [True, False, False]
    assert people_named(call.pk) == {by.person_id for by in (owner, seated, rostered)}, "who saw it hears of its end"
    stepped.advance(timedelta(days=30))
    assert people_named(call.pk) == {owner.person_id}


def test_a_place_in_words_no_map_knows_takes_the_point_off_the_map(stepped: SteppedClock) -> None:
    unit, desk = a_unit(), a_dispatcher()
    actions.place_unit(unit, by=desk, place="Old hall", node=7, lon=-71.07, lat=42.36)
    placed = actions.place_unit(unit, by=desk, place="Old hall")
    assert (placed.node, placed.lon, placed.lat) == (7, -71.07, 42.36), "it is where it was"
    placed = actions.place_unit(unit, by=desk, place="Annex basement")
    assert (placed.place, placed.node, placed.lon, placed.lat) == ("Annex basement", None, None, None)


def test_the_place_of_an_emergency_follows_its_unit(stepped: SteppedClock) -> None:
    unit, desk = a_unit(), a_dispatcher()
    actions.press_emergency(unit, by=desk, place="Stair 4")
    actions.place_unit(unit, by=desk, place="Annex basement")
    assert Unit.objects.get(pk=unit.pk).emergency_place == "Annex basement"


def test_an_emergency_that_comes_late_leaves_the_place_learned_since(stepped: SteppedClock) -> None:
    unit, desk, pressed = a_unit(), a_dispatcher(), stepped.now()
    stepped.advance(timedelta(minutes=5))
    actions.place_unit(unit, by=desk, place="near Annex", lon=-71.06, lat=42.35)
    late = actions.press_emergency(unit, by=desk, place="Old hall", at=pressed)
    assert (late.place, late.lon) == ("near Annex", -71.06)
    assert late.emergency_place == "near Annex (Old hall when pressed)"
