"""Booked calls as calendars read them: one entry, and a feed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from icalendar import Calendar

from tests.world import a_coordinator, a_request, a_supervisor, confirmed, on
from watchkeeper.engines.calls import actions, ical
from watchkeeper.engines.calls.models import Call
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Refused

pytestmark = pytest.mark.django_db


def test_an_entry_is_read_back_as_it_was_meant(stepped: SteppedClock) -> None:
    call = confirmed(a_request(place="Blake 13; room 2, left\nside"))
    whole = Calendar.from_ical(ical.event(call))
    (entry,) = whole.walk("VEVENT")
    assert str(whole["prodid"]) == ical.PRODUCT
    assert entry.decoded("dtstart") == call.starts_at
    assert entry.decoded("dtend") == call.ends_at
    assert entry.decoded("dtstamp") == stepped.now()
    assert str(entry["location"]) == "Blake 13; room 2, left\nside"
    assert (str(entry["uid"]), entry.decoded("sequence")) == (call.appointment.uid, call.appointment.sequence)
    (alarm,) = whole.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(days=-1)


def test_times_are_in_utc_and_lines_are_folded(stepped: SteppedClock) -> None:
    text = ical.event(confirmed(a_request(place="Ellison " * 40)))
    assert b"DTSTART:20260304T" in text
    assert b"Z\r\n" in text
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))


def test_what_only_named_people_may_know_says_neither_where_nor_what(stepped: SteppedClock) -> None:
    by = a_supervisor()
    call = a_request("contentious_termination", by=by, place="Human resources, room 9")
    confirmed(call, on(3, 10), by=by)
    call.refresh_from_db()
    assert call.is_named
    for text in (ical.event(call), ical.feed([call], "Mine")):
        assert b"SUMMARY:Appointment" in text
        for secret in (b"ermination", b"Human resources", b"LOCATION"):
            assert secret not in text


def test_it_stands_as_the_call_stands(stepped: SteppedClock) -> None:
    call = confirmed()
    assert b"STATUS:" + ical.CONFIRMED.encode() in ical.event(call)
    assert b"STATUS:" + ical.TENTATIVE.encode() in ical.event(call, status=ical.TENTATIVE)
    actions.cancel_call(call, by=a_coordinator(), reason="storm")
    called_off = ical.event(Call.objects.get(pk=call.pk))
    assert b"STATUS:" + ical.CANCELED.encode() in called_off
    assert b"VALARM" not in called_off


def test_what_has_no_time_has_no_entry(stepped: SteppedClock) -> None:
    with pytest.raises(Refused):
        ical.event(a_request())


def test_a_feed_holds_everything_that_has_a_time(stepped: SteppedClock) -> None:
    first, second = confirmed(window=on(2, 10)), confirmed(window=on(3, 10))
    whole = Calendar.from_ical(ical.feed([first, a_request(), second], "CP1"))
    uids = [str(entry["uid"]) for entry in whole.walk("VEVENT")]
    assert uids == [first.appointment.uid, second.appointment.uid]
    assert str(whole["x-wr-calname"]) == "CP1"
    assert whole.walk("VALARM") == []


def test_an_empty_feed_is_a_calendar_all_the_same() -> None:
    assert Calendar.from_ical(ical.feed([], "CP1")).walk("VEVENT") == []
