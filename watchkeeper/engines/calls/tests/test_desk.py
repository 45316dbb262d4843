"""The desk's everyday work: holds, priorities, notes, files, messages, look-outs, drafts and seats."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.world import a_call, a_dispatcher, a_unit, an_officer
from watchkeeper.core.journal import personal
from watchkeeper.core.journal.models import Entry
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Draft, MessageRead
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
    actions.take_seat(by=first, seat="D07")
    actions.save_draft(by=first, seat="D07", text="escort wang 2 > fruit")
    actions.take_seat(by=second, seat="D07")
    with pytest.raises(Refused, match="D02 sits at D07 now"):
        actions.save_draft(by=first, seat="D07", text="")
    assert Draft.objects.get().text == "escort wang 2 > fruit"


def test_answers_are_shown_in_the_words_they_were_asked_in(stepped: SteppedClock) -> None:
    call = a_call("standby_visible", answers={"behavior": ["threats"]})
    (shown,) = selected(call, a_dispatcher())["answers"]
    assert "[" not in shown["answer"]
    assert shown["answer"] != "threats"
