"""The desk's everyday work: holds, priorities, notes, files, messages, look-outs, drafts and seats."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.world import a_call, a_department, a_dispatcher, a_planner, a_supervisor, a_unit, an_officer, the_house
from watchkeeper.core.journal import personal
from watchkeeper.core.journal.models import Entry, Timer
from watchkeeper.core.people.actions import add_center, add_person, plan_shift
from watchkeeper.core.places.models import Area, Site
from watchkeeper.engines.calls import actions, told
from watchkeeper.engines.calls.models import Call, Draft, MessageRead, Seat
from watchkeeper.engines.calls.reading import live_bolos
from watchkeeper.engines.calls.selected import selected
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

pytestmark = pytest.mark.django_db


def test_a_held_call_waits_and_an_emergency_is_not_held(stepped: SteppedClock) -> None:
    call, desk, later = a_call(), a_dispatcher(), stepped.now() + timedelta(minutes=20)
    assert actions.hold(call, by=desk, until=later, reason="asked for later").held_until == later
    assert actions.resume(call, by=desk).held_until is None
    with pytest.raises(Refused, match="an emergency is not held"):
        actions.hold(a_call("patient_standby"), by=desk, until=later, reason="x")
    with pytest.raises(Invalid):
        actions.hold(call, by=desk, until=stepped.now(), reason="x")


def test_a_priority_changes_with_a_reason_and_leaves_the_old_one(stepped: SteppedClock) -> None:
    call, desk = a_call(), a_dispatcher()
    assert actions.prioritize(call, by=desk, priority=2, reason="alone outdoors").priority == 2
    assert Entry.objects.get(verb="call.prioritized").fields["old"] == 3
    with pytest.raises(Invalid):
        actions.prioritize(call, by=desk, priority=1, reason="")
    with pytest.raises(Refused, match="is P2 already"):
        actions.prioritize(call, by=desk, priority=2, reason="x")


def test_what_changed_keeps_what_it_was(stepped: SteppedClock) -> None:
    call, desk = a_call(), a_dispatcher()
    actions.update_call(call, by=desk, destination="Garage B")
    entry = Entry.objects.get(verb="call.updated")
    assert str(entry.fields["new"]).startswith("⸢kept"), "apart from the hashed text, so that it can be destroyed"
    (kept,) = personal.fill([(entry.verb, entry.fields)])
    assert (kept["old"], kept["new"]) == ({"destination": ""}, {"destination": "Garage B"})
    with pytest.raises(Invalid):
        actions.update_call(call, by=desk, number="1")
    with pytest.raises(Refused):
        actions.update_call(call, by=desk, service="standby_covert")


def test_a_call_that_turns_out_to_be_another_is_as_confidential_as_that(stepped: SteppedClock) -> None:
    call, desk, planner = a_call("generic_assistance", details="victim Jane Doe"), a_dispatcher(), a_planner()
    assert Call.objects.visible_to(planner).exists()
    crime = actions.update_call(call, by=desk, service="crime_report")
    assert (crime.level, Entry.objects.get(verb="call.updated").level) == (2, 2)
    assert not Call.objects.visible_to(planner).exists()
    again = actions.update_call(call, by=desk, service="generic_assistance")
    assert again.level == 2, "what was told under it stays told"


def test_the_priority_and_due_time_of_a_call_follow_its_new_service(stepped: SteppedClock) -> None:
    call, desk = a_call("generic_assistance"), a_dispatcher()
    stepped.advance(timedelta(minutes=2))
    found = actions.update_call(call, by=desk, service="medical_response")
    opened = a_call("medical_response")
    assert (found.priority, found.base_priority) == (opened.priority, opened.base_priority)
    assert opened.due_at is not None
    assert found.due_at == opened.due_at - timedelta(minutes=2), "it was asked for when it was opened"
    waiting = Timer.objects.get(kind="call.unassigned", subject=call.subject)
    assert waiting.due_at == stepped.now() + told.UNIT_WITHIN
    assert Entry.objects.get(verb="call.prioritized").fields["new"] == found.priority
    assert actions.update_call(call, by=desk, service="generic_assistance").priority == call.priority


def test_a_priority_raised_by_hand_does_not_sink_with_a_new_service(stepped: SteppedClock) -> None:
    call, desk = a_call("crime_report"), a_dispatcher()
    actions.prioritize(call, by=desk, priority=1, reason="he is still there")
    assert actions.update_call(call, by=desk, service="generic_assistance").priority == 1


def test_the_places_of_a_call_are_kept_apart_once_its_service_forgets_them(stepped: SteppedClock) -> None:
    call, desk = a_call("generic_assistance", place="Vincent 10"), a_dispatcher()
    actions.update_call(call, by=desk, service="security_escort")
    assert "Vincent" not in Entry.objects.get(verb="call.updated").data


def test_a_note_of_a_megabyte_is_kept_whole(stepped: SteppedClock) -> None:
    call, desk = a_call(), a_dispatcher()
    made = actions.note(call, by=desk, text="<script>alert(1)</script>" + "y" * 999_975)
    made.refresh_from_db()
    assert len(made.text) == 1_000_000
    with pytest.raises(Invalid, match="nothing was kept"):
        actions.note(call, by=desk, text="y" * 1_000_001)
    with pytest.raises(Invalid):
        actions.note(call, by=desk, text="  ")


def test_a_file_is_kept_with_its_digest(stepped: SteppedClock) -> None:
    made = actions.attach(a_call(), by=a_dispatcher(), name="door.jpg", content_type="image/jpeg", content=b"abc")
    assert made.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    with pytest.raises(Invalid):
        actions.attach(a_call(), by=a_dispatcher(), name="x", content_type="x", content=b"")


def test_a_message_to_all_goes_to_units_on_duty_and_its_reads_are_marked(stepped: SteppedClock) -> None:
    unit, _ = a_unit("A12"), a_unit("B03", is_on_duty=False)
    message = actions.send_message(by=a_dispatcher(), text="Gate 3 is closed")
    assert [mark.unit.call_sign for mark in MessageRead.objects.all()] == ["A12"]
    assert actions.read_message(message, by=a_dispatcher(), unit=unit).read_at == stepped.now()
    with pytest.raises(NotAllowed):
        actions.read_message(message, by=an_officer(), unit=unit)


def test_a_look_out_ends_by_itself_or_by_hand(stepped: SteppedClock) -> None:
    desk, later = a_dispatcher(), stepped.now() + timedelta(hours=2)
    bolo = actions.post_bolo(by=desk, kind="vehicle", text="Gray sedan", expires_at=later)
    assert live_bolos(desk) == [bolo]
    actions.end_bolo(bolo, by=desk)
    assert live_bolos(desk) == []
    with pytest.raises(Refused):
        actions.end_bolo(bolo, by=desk)
    with pytest.raises(Invalid):
        actions.post_bolo(by=desk, kind="vehicle", text="x", expires_at=stepped.now())


def test_radio_is_kept_on_the_call_or_on_its_own(stepped: SteppedClock) -> None:
    call, desk, unit = a_call(), a_dispatcher(), a_unit()
    assert actions.radio(by=desk, text="in the stairwell", unit=unit, call=call).call == call
    assert actions.radio(by=desk, text="radio check").call is None
    assert Entry.objects.filter(verb="radio.logged").count() == 1


def test_a_seat_changes_hands_and_keeps_its_half_typed_call(stepped: SteppedClock) -> None:
    first, second = a_dispatcher(), a_dispatcher(name="D02")
    actions.take_seat(by=first, seat="d01")
    actions.save_draft(by=first, seat="D01", text="e wang 4 >", fields={"ph": "5550101"})
    answered = Draft.objects.get().answered_at
    stepped.advance(timedelta(seconds=30))
    seat = actions.take_seat(by=second, seat="D01")
    actions.save_draft(by=second, seat="D01", text="e wang 4 > fruit st")
    draft = Draft.objects.get()
    assert (seat.held_by_name, draft.answered_at) == ("D02", answered)
    assert draft.text == "e wang 4 > fruit st"


def test_what_is_half_typed_at_a_seat_is_kept_by_nobody_but_who_sits_there(stepped: SteppedClock) -> None:
    first, second = a_dispatcher(), a_dispatcher(name="D02")
    actions.take_seat(by=a_supervisor(), seat="D07", is_new=True)
    actions.take_seat(by=first, seat="D07")
    actions.save_draft(by=first, seat="D07", text="escort wang 2 > fruit")
    actions.take_seat(by=second, seat="D07")
    with pytest.raises(Refused, match="D02 sits at D07 now"):
        actions.save_draft(by=first, seat="D07", text="")
    assert Draft.objects.get().text == "escort wang 2 > fruit"


def test_a_seat_nobody_declared_is_refused_with_those_there_are(stepped: SteppedClock) -> None:
    desk = a_dispatcher()
    add_person(a_department(), by=the_house(), call_name="A12")
    with pytest.raises(Invalid, match=r"There is no seat D99\. The seats are D01\. “seat D99 new” makes one"):
        actions.take_seat(by=desk, seat="d99")
    with pytest.raises(NotAllowed):
        actions.take_seat(by=desk, seat="D99", is_new=True)
    assert not Seat.objects.exists()
    assert actions.take_seat(by=a_supervisor(), seat="D99", is_new=True).key == "D99"
    assert actions.take_seat(by=desk, seat="D99").held_by_name == "D01"


def test_who_is_planned_at_the_desk_has_a_seat_of_their_name(stepped: SteppedClock) -> None:
    house, department = the_house(), a_department()
    center = add_center(department, by=house, key="main", name="Main dispatch")
    person = add_person(department, by=house, call_name="D05")
    until = stepped.now() + timedelta(hours=8)
    plan_shift(department, by=house, person=person, center=center, starts_at=stepped.now(), ends_at=until)
    assert actions.take_seat(by=a_dispatcher(), seat="D05").key == "D05"


def test_answers_are_shown_in_the_words_they_were_asked_in(stepped: SteppedClock) -> None:
    call = a_call("standby_visible", answers={"behavior": ["threats"]})
    (shown,) = selected(call, a_dispatcher())["answers"]
    assert "[" not in shown["answer"]
    assert shown["answer"] != "threats"


@pytest.mark.parametrize("column", ["callback", "place_ref", "destination_ref", "details"])
def test_a_change_longer_than_its_column_is_refused_and_changes_nothing(stepped: SteppedClock, column: str) -> None:
    call = a_call(callback="5550101")
    change: dict[str, Any] = {column: "5" * 1_000_001}
    with pytest.raises(Invalid, match="nothing was kept"):
        actions.update_call(call, by=a_dispatcher(), **change)
    call.refresh_from_db()
    assert (call.callback, call.version) == ("5550101", 1)


def test_reasons_names_and_seats_longer_than_their_columns_are_refused_by_name(stepped: SteppedClock) -> None:
    call, desk, unit = a_call(), a_dispatcher(), a_unit()
    later = stepped.now() + timedelta(minutes=20)
    tries: dict[str, Callable[[], object]] = {
        "reason": lambda: actions.hold(call, by=desk, until=later, reason="x" * 201),
        "to": lambda: actions.hand_off(call, by=desk, to="x" * 121, reason=""),
        "override": lambda: actions.assign(call, by=desk, units=[unit], override="x" * 201),
        "seat": lambda: actions.take_seat(by=desk, seat="x" * 41),
        "vehicle": lambda: actions.log_on(a_unit("B03", is_on_duty=False), by=desk, vehicle="x" * 41),
        "call_sign": lambda: a_unit("X" * 21),
    }
    for name, act in tries.items():
        with pytest.raises(Invalid, match="nothing was kept") as refused:
            act()
        assert list(refused.value.fields) == [name]
    with pytest.raises(Invalid, match="reason"):
        actions.correct_time(call, by=a_supervisor(), field="rung_at", value=None, reason="x" * 201)
    with pytest.raises(Invalid, match="seat"):
        actions.save_draft(by=desk, seat="x" * 41, text="e")


def test_a_place_told_in_words_takes_the_old_location_away(stepped: SteppedClock) -> None:
    site = Site.objects.create(department=a_department(), key="yard", name="Yard", lon=-71.1, lat=42.4)
    area = Area.objects.create(department=a_department(), site=site, key="lobby", name="Lobby", lon=-71.1, lat=42.4)
    call, desk = a_call(place="Lobby", place_ref=f"area:{area.pk}", destination_ref="area:7"), a_dispatcher()
    assert call.lon == -71.1
    same = actions.update_call(call, by=desk, place="Lobby", details="by the stairs")
    assert (same.place_ref, same.lon) == (f"area:{area.pk}", -71.1)
    actions.update_call(call, by=desk, place="boat dock by the river", destination="Garage B")
    call.refresh_from_db()
    assert (call.place, call.place_ref) == ("boat dock by the river", "")
    assert [call.node, call.lon, call.lat] == [None, None, None]
    assert (call.destination_ref, call.site_id) == ("", site.pk)
    actions.update_call(call, by=desk, place_ref=f"area:{area.pk}")
    call.refresh_from_db()
    assert (call.place, call.lat) == ("Lobby", 42.4)
