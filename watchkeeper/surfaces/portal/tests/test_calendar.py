"""The file for one's own calendar: when and where, nothing of anybody, and nothing for who has no link."""

from __future__ import annotations

import pytest
from icalendar import Calendar, Event

from tests.world import a_coordinator
from watchkeeper.engines.calls import actions, ical
from watchkeeper.engines.calls.models import Requester
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.surfaces.portal.tests.conftest import TALK, Public, a_course, proposed


@pytest.fixture
def taken(public: Public, stepped: SteppedClock) -> Requester:
    asker = public.ask("talk_avade", **TALK, name="Ana", contact="x4-1000")
    public.post(asker, "take", slot=proposed(asker)[0].pk)
    asker.call.refresh_from_db()
    return asker


def _entry(public: Public, asker: Requester) -> Event:
    answer = public.client.get(f"/r/{asker.token}/calendar.ics")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "no-store"
    (entry,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert isinstance(entry, Event)
    return entry


def test_it_says_when_and_where_and_nothing_of_anybody(public: Public, taken: Requester) -> None:
    entry = _entry(public, taken)
    assert entry.decoded("dtstart") == taken.call.starts_at
    assert str(entry["summary"]) == "Talk: AVADE"
    assert str(entry["location"]) == "Ellison 12"
    assert str(entry["status"]) == ical.CONFIRMED
    assert str(entry["uid"]) == taken.call.appointment.uid
    text = entry.to_ical().decode()
    for private in ("Ana", "x4-1000", "Nursing", "CP1", taken.token):
        assert private not in text


def test_a_moved_time_counts_up_so_that_calendars_follow(public: Public, taken: Requester) -> None:
    from tests.world import on

    before = _entry(public, taken).decoded("sequence")
    by = a_coordinator()
    actions.reschedule(taken.call, by=by, window=on(9, 10, hours=2), reason="ill", override="told so")
    assert _entry(public, taken).decoded("sequence") == before + 1


def test_what_was_taken_back_is_called_off_there_too(public: Public, taken: Requester) -> None:
    public.post(taken, "cancel")
    assert str(_entry(public, taken)["status"]) == ical.CANCELED


def test_a_place_in_line_is_tentative_and_a_seat_given_up_is_off(public: Public, stepped: SteppedClock) -> None:
    course, by = a_course(seats=1), a_coordinator()
    seat, line = (actions.enroll(course, by=by, requester=name).requester for name in ("Ana", "Ben"))
    assert str(_entry(public, seat)["status"]) == ical.CONFIRMED
    assert str(_entry(public, line)["status"]) == ical.TENTATIVE
    public.post(seat, "cancel")
    assert str(_entry(public, seat)["status"]) == ical.CANCELED
    assert str(_entry(public, line)["status"]) == ical.CONFIRMED


def test_there_is_none_before_a_time_is_agreed_nor_for_what_is_dispatched(
    public: Public, stepped: SteppedClock
) -> None:
    for asker in (public.ask("talk_avade", **TALK), public.ask()):
        assert public.client.get(f"/r/{asker.token}/calendar.ics").status_code == 404
    assert public.client.get(f"/r/{'0' * 22}/calendar.ics").status_code == 404


def test_it_speaks_the_language_of_who_asks(public: Public, taken: Requester) -> None:
    public.see("/general/?lang=es")
    assert str(_entry(public, taken)["summary"]) == "Charla: AVADE"
