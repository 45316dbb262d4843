"""A phone's queue: each item once and in order, with the phone's own time put right; a refused one is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests import world
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.actions import start_duty
from watchkeeper.core.people.models import Person
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.actions.desk import LARGEST_FILE
from watchkeeper.engines.calls.models import Assignment, Attachment, Call, Note, Unit
from watchkeeper.engines.calls.states import CallStatus
from watchkeeper.kit import clock
from watchkeeper.surfaces.field.tests.conftest import Phone

AGO = timedelta(minutes=30)


@pytest.fixture
def sent(phone: Phone) -> Assignment:
    """The phone's unit, sent half an hour ago."""
    Unit.objects.filter(pk=phone.unit.pk).update(available_at=clock.now() - 2 * AGO)
    call = world.a_call(at=clock.now() - AGO)
    return world.sent(call, phone.unit, at=clock.now() - AGO)


def test_a_whole_call_kept_without_signal_arrives_once_in_order_with_the_phones_times(
    phone: Phone, sent: Assignment
) -> None:
    of = {"assignment": sent.pk}
    items = [
        phone.item("move", of | {"to": "en_route"}, ago=1200),
        phone.item("note", {"call": sent.call_id, "text": "by the sofas"}, ago=1100),
        phone.item("move", of | {"to": "on_scene"}, ago=900),
        phone.item("clear", of | {"outcome": "arrived_safe"}, ago=60),
    ]
    for _ in range(3):
        assert [one["state"] for one in phone.results(*items)] == ["done"] * 4
    fresh = Assignment.objects.get(pk=sent.pk)
    stamps = [fresh.en_route_at, fresh.on_scene_at, fresh.cleared_at]
    assert [stamp and stamp.isoformat() for stamp in stamps] == [items[0]["at"], items[2]["at"], items[3]["at"]]
    assert Note.objects.filter(call=sent.call, kind="note").count() == 1
    assert Entry.objects.filter(verb="assignment.moved").count() == 2
    assert Entry.objects.filter(verb="call.cleared").count() == 1


@pytest.mark.parametrize("minutes", [7, -7])
def test_a_wrong_clock_is_put_right_and_how_wrong_it_was_goes_with_the_stamp(
    phone: Phone, sent: Assignment, minutes: int
) -> None:
    phone.ahead = timedelta(minutes=minutes)
    phone.results(phone.item("move", {"assignment": sent.pk, "to": "en_route"}, ago=600))
    fresh = Assignment.objects.get(pk=sent.pk)
    assert fresh.en_route_at is not None
    assert abs(fresh.en_route_at - (clock.now() - timedelta(seconds=600))) < timedelta(seconds=5)
    entry = Entry.objects.filter(verb="assignment.moved").get()
    assert entry.fields["skew_s"] == minutes * 60


@pytest.mark.parametrize(
    ("trip_ms", "seconds", "state"), [(1000, 0.4, "done"), (1000, 0.9, "conflict"), (60_000, 3, "conflict")]
)
def test_a_stamp_too_early_by_less_than_the_clocks_can_be_compared_is_no_conflict(
    phone: Phone, sent: Assignment, trip_ms: int, seconds: float, state: str
) -> None:
    early = phone.item("move", {"assignment": sent.pk, "to": "en_route"}, ago=AGO.total_seconds())
    assert sent.assigned_at is not None
    early["at"] = (sent.assigned_at - timedelta(seconds=seconds)).isoformat()
    [told] = phone.results(early, trip_ms=trip_ms)
    assert told["state"] == state
    if state == "done":
        assert Assignment.objects.get(pk=sent.pk).en_route_at == sent.assigned_at


def test_the_server_measures_for_itself_when_the_phone_could_not(phone: Phone, sent: Assignment) -> None:
    phone.ahead = timedelta(hours=2)
    phone.results(phone.item("move", {"assignment": sent.pk, "to": "en_route"}, ago=60), skew_ms=None)
    entry = Entry.objects.filter(verb="assignment.moved").get()
    assert entry.fields["skew_s"] == pytest.approx(7200, abs=5)


def test_a_refused_stamp_is_kept_with_both_values_and_the_next_goes_on(
    phone: Phone, another: Callable[[], Phone], sent: Assignment
) -> None:
    of = {"assignment": sent.pk}
    phone.results(phone.item("move", of | {"to": "on_scene"}, ago=600))
    late = another()
    item = late.item("move", of | {"to": "en_route"}, ago=700)
    for _ in range(2):
        first, second = late.results(item, late.item("note", {"call": sent.call_id, "text": "second phone"}, ago=10))
        assert first["state"] == "conflict"
        assert "already on scene" in first["conflict"]
        assert second["state"] == "done"
    kept = Entry.objects.filter(verb="assignment.stamp_refused").get()
    assert kept.fields["stamped"] == item["at"]
    assert kept.fields["status"] == "en route"
    assert kept.subject == sent.call.subject


def test_a_stamp_before_the_last_or_in_the_future_is_a_conflict(phone: Phone, sent: Assignment) -> None:
    early = phone.item("move", {"assignment": sent.pk, "to": "en_route"}, ago=3 * 3600)
    ahead = phone.item("move", {"assignment": sent.pk, "to": "en_route"}, ago=-3600)
    results = phone.results(early, ahead)
    assert [one["state"] for one in results] == ["conflict", "conflict"]
    assert Assignment.objects.get(pk=sent.pk).status == "assigned"
    assert Entry.objects.filter(verb="assignment.stamp_refused").count() == 2


def test_a_call_started_without_signal_is_worked_on_under_its_own_id(phone: Phone) -> None:
    about = {"unit": phone.unit.pk, "service": "generic_assistance", "place": "Bulfinch lawn"}
    Unit.objects.filter(pk=phone.unit.pk).update(available_at=clock.now() - AGO)
    start = phone.item("start", about, ago=600)
    note = phone.item("note", {"started": start["id"], "text": "sprinkler broke"}, ago=500)
    done = phone.item("clear", {"started": start["id"], "outcome": "assisted"}, ago=100)
    results = phone.results(start, note, done)
    assert [one["state"] for one in results] == ["done"] * 3
    call = Call.objects.get(pk=results[0]["call"])
    assert (call.origin, call.status, call.place) == ("officer", CallStatus.CLEARED, "Bulfinch lawn")
    assert call.opened_at.isoformat() == start["at"]
    assert call.notes.filter(kind="note").count() == 1


def test_a_start_by_a_busy_unit_is_opened_all_the_same_and_said(phone: Phone, sent: Assignment) -> None:
    about = {"unit": phone.unit.pk, "service": "generic_assistance", "place": "Bulfinch lawn"}
    start = phone.item("start", about, ago=20)
    for _ in range(2):
        [told] = phone.results(start)
        assert told["state"] == "conflict"
        assert "assigned" in told["conflict"]
    assert Call.objects.filter(place="Bulfinch lawn", status=CallStatus.WAITING).count() == 1
    [note] = phone.results(phone.item("note", {"started": start["id"], "text": "still here"}))
    assert note["state"] == "done"


def test_a_photo_is_kept_once_as_an_attachment(phone: Phone, sent: Assignment) -> None:
    photo = phone.item("attach", {"call": sent.call_id}, ago=5)
    for _ in range(2):
        [told] = phone.results(photo, files={photo["id"]: b"\xff\xd8 picture"})
        assert told["state"] == "done"
    assert Attachment.objects.get(call=sent.call).content_type == "image/jpeg"
    [other] = phone.results(photo, files={photo["id"]: b"\xff\xd8 another"})
    assert other["code"] == "invalid"
    [bare] = phone.results(phone.item("attach", {"call": sent.call_id}))
    assert bare["state"] == "conflict"


def test_the_emergency_is_latched_with_the_phones_time_and_a_repeat_changes_nothing(phone: Phone) -> None:
    press = phone.item("emergency", {"unit": phone.unit.pk, "place": "Yawkey 3"}, ago=30)
    phone.results(press)
    phone.results(press)
    phone.unit.refresh_from_db()
    assert phone.unit.emergency_at is not None
    assert phone.unit.emergency_at.isoformat() == press["at"]
    assert Entry.objects.filter(verb="unit.emergency_pressed").count() == 1
    assert phone.state()["unit"]["em_place"] == "Yawkey 3"
    actions.release_emergency(phone.unit, by=world.a_dispatcher())
    phone.results(press)
    assert phone.state()["unit"]["em"] is None


def test_a_welfare_check_is_answered(phone: Phone, sent: Assignment) -> None:
    of = {"assignment": sent.pk}
    phone.results(phone.item("move", of | {"to": "on_scene"}, ago=300))
    before = Assignment.objects.get(pk=sent.pk).welfare_due_at
    phone.results(phone.item("welfare", of, ago=1))
    after = Assignment.objects.get(pk=sent.pk).welfare_due_at
    assert before is not None
    assert after is not None
    assert after > before


def test_a_shift_is_logged_on_changed_and_off(phone: Phone) -> None:
    unit = {"unit": phone.unit.pk}
    assert phone.results(phone.item("log_off", unit))[0]["state"] == "done"
    assert phone.state()["unit"] is None
    until = (clock.now() + timedelta(hours=8)).isoformat()
    steps = [
        phone.item("log_on", unit | {"mode": "foot", "until": until}),
        phone.item("mode", unit | {"mode": "bicycle"}),
        phone.item("out_of_service", unit | {"reason": "meal"}),
        phone.item("in_service", unit),
        phone.item("place", unit | {"place": "Blake 13"}),
    ]
    assert [one["state"] for one in phone.results(*steps)] == ["done"] * 5
    shown = phone.state()
    assert (shown["unit"]["mode"], shown["unit"]["place"], shown["unit"]["out"]) == ("bicycle", "Blake 13", "")
    assert shown["duty"]["until"] is not None


def test_an_officer_joins_a_unit_that_is_on_duty_and_leaves_it_to_its_partner(phone: Phone) -> None:
    partner = world.an_officer(name="P77")
    start_duty(Person.objects.get(call_name="P77"), by=partner, unit=phone.unit.subject)
    unit = {"unit": phone.unit.pk}
    assert phone.results(phone.item("log_off", unit))[0]["state"] == "done"
    phone.unit.refresh_from_db()
    assert phone.unit.is_on_duty
    assert phone.results(phone.item("log_on", unit | {"mode": "foot"}))[0]["state"] == "done"
    assert phone.state()["unit"]["cs"] == "A12"


def test_messages_are_read_and_sent(phone: Phone) -> None:
    made = actions.send_message(by=world.a_dispatcher(), text="Rain from three", to=[phone.unit])
    read, told = phone.results(
        phone.item("read", {"message": made.pk, "unit": phone.unit.pk}), phone.item("message", {"text": "Copy"})
    )
    assert (read["state"], told["state"]) == ("done", "done")
    messages = phone.state()["messages"]
    assert {one["text"]: one["read"] is not None for one in messages} == {"Rain from three": True, "Copy": False}


def test_a_file_too_large_is_a_conflict_and_a_file_of_no_item_is_not_looked_at(phone: Phone) -> None:
    call = world.a_call()
    item = phone.item("attach", {"call": call.pk})
    note = phone.item("note", {"call": call.pk, "text": "seen"})
    files = {item["id"]: b"x" * (LARGEST_FILE + 1), "nobodys-item": b"x", note["id"]: b"x"}
    first, second = phone.results(item, note, files=files)
    assert (first["code"], second["state"]) == ("too_large", "done")
    assert not Attachment.objects.exists()
