"""Duplicates while typing: the published set's marks, what is alike, and nothing shown that may not be seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.world import a_call, a_department, a_dispatcher, a_unit, sent
from watchkeeper.engines.calls import actions, duplicates, duplicates_set
from watchkeeper.engines.calls.duplicates import Sketch, likely
from watchkeeper.kit.clock import SteppedClock

T = datetime(2026, 3, 2, 14, tzinfo=UTC)


@pytest.mark.simulation
@pytest.mark.parametrize("seed", [2026, 7])
def test_the_set_of_ten_thousand_calls_is_judged_as_promised(seed: int) -> None:
    verdict = duplicates_set.judge(duplicates_set.make(seed))
    assert verdict.calls == 10_000
    assert verdict.duplicates > 700
    assert verdict.recall >= 0.95, verdict
    assert verdict.precision >= 0.90, verdict


def test_the_set_comes_from_its_seed_alone() -> None:
    assert duplicates_set.make(5, 300) == duplicates_set.make(5, 300)
    assert duplicates_set.make(5, 300) != duplicates_set.make(6, 300)


@pytest.mark.parametrize(
    ("typed", "held", "like"),
    [
        ("Cox 2 room 214", "Cox bldg, 2nd floor rm 214", True),
        ("cox 214", "Cox 2 room 214", True),
        ("Fruit st gar", "Fruit Street garage", True),
        ("parkmn street garage", "Parkman Street garage", True),
        ("ED bay 12", "Emergency bay 12", True),
        ("Cox 2 room 214", "Cox 7 room 733", False),
        ("White 214", "Gray 214", False),
        ("Blossom Street entrance", "Fruit Street garage", False),
    ],
)
def test_places_are_compared_as_dispatchers_write_them(typed: str, held: str, like: bool) -> None:
    one = Sketch(T, typed, service="suspicious_person")
    other = Sketch(T - timedelta(minutes=3), held, service="suspicious_person")
    score, why = duplicates.compare(one, other)
    assert (score >= duplicates.THRESHOLD) is like, score
    assert bool(why) is like


def test_time_and_kind_speak_against() -> None:
    held = Sketch(T, "Cox 2 room 214", service="patient_standby")
    soon = duplicates.compare(Sketch(T + timedelta(minutes=2), "Cox 214", service="patient_standby"), held)[0]
    late = duplicates.compare(Sketch(T + timedelta(minutes=90), "Cox 214", service="patient_standby"), held)[0]
    other = duplicates.compare(Sketch(T + timedelta(minutes=2), "Cox 214", service="suspicious_package"), held)[0]
    assert soon > 0.9
    assert soon > late
    assert soon > other


@pytest.mark.parametrize(
    ("said", "digits"),
    [("617-555-0123", "6175550123"), ("+1 (617) 555 0123", "6175550123"), ("x50123", "50123"), ("", "")],
)
def test_phones_are_compared_by_their_digits(said: str, digits: str) -> None:
    assert duplicates.digits(said) == digits


@pytest.mark.django_db
class TestWhileTyping:
    """What the desk is shown while a call is being typed."""

    def test_an_open_call_at_the_place_is_shown_with_its_reasons(self, stepped: SteppedClock) -> None:
        by = a_dispatcher()
        held = a_call("suspicious_person", by=by, place="Cox 2 room 214", callback="617-555-0123")
        stepped.advance(timedelta(minutes=3))
        [match] = likely(by=by, place="cox 214", service="suspicious_person", callback="(617) 555-0123")
        assert match.subject == held.subject
        assert match.why == ("same phone", "same place", "same kind", "3 min ago")
        assert duplicates.shortest([match]) == f"{held.number[-4:]} same phone, same place, same kind, 3 min ago"

    def test_each_asker_of_a_call_counts(self, stepped: SteppedClock) -> None:
        by = a_dispatcher()
        held = a_call("crime_report", by=by, place="Blake 13")
        actions.add_requester(held, by=by, place="Main entrance", callback="617-555-9999")
        found = likely(by=by, place="main entrance", callback="6175559999", service="crime_report")
        assert [match.pk for match in found] == [held.pk]

    def test_a_call_just_closed_is_shown_and_an_old_or_merged_one_is_not(self, stepped: SteppedClock) -> None:
        by = a_dispatcher()
        closed, merged, kept = (a_call("crime_report", by=by, place=f"White {n}") for n in (301, 504, 508))
        assignment = sent(closed, a_unit(), by=by)
        actions.clear(assignment, by=by, outcome="report_to_follow")
        actions.close(closed, by=by)
        actions.merge(merged, by=by, into=kept)
        assert [m.pk for m in likely(by=by, place="White 301", service="crime_report")] == [closed.pk]
        assert [m.pk for m in likely(by=by, place="White 504", service="crime_report")] == [kept.pk]
        stepped.advance(duplicates.WINDOW)
        assert likely(by=by, place="White 301", service="crime_report") == []

    def test_nothing_is_asked_for_two_letters(self) -> None:
        by = a_dispatcher()
        with CaptureQueriesContext(connection) as queries:
            assert likely(by=by, place="Co") == []
        assert len(queries) == 0

    def test_what_the_reader_may_not_see_is_not_hinted_at(self) -> None:
        by = a_dispatcher()
        a_call("standby_covert", by=by, place="Cox 214")
        a_call("suspicious_person", by=a_dispatcher(a_department("other"), "D09"), place="Cox 214")
        a_call("suspicious_person", by=by, place="Cox 214", is_test=True)
        stranger = a_dispatcher(name="D02")
        for service in ("standby_visible", "standby_covert", "suspicious_person", ""):
            assert likely(by=stranger, place="Cox 214", service=service) == []

    def test_two_queries_however_many_calls(self) -> None:
        by = a_dispatcher()
        for number in range(4):
            a_call("crime_report", by=by, place=f"Gray {number}01")
        with CaptureQueriesContext(connection) as queries:
            likely(by=by, place="Gray 301", service="crime_report")
        assert len(queries) == 2

    def test_hostile_text_is_only_text(self) -> None:
        by = a_dispatcher()
        for place in ("%_'\";--", "<script>", "\u202e214 xoC", "9" * 4000, "a " * 4000, "²³ ½"):
            a_call("crime_report", by=by, place=place)
            likely(by=by, place=place, callback="²³" * 50, service="crime_report")
