"""What raises a call, what means danger now, when somebody must be there (services.md, sections 2A and 2B)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from watchkeeper.core.services.behavior import says_only_looks
from watchkeeper.core.services.catalog import CATALOG
from watchkeeper.core.services.parts import minutes, seconds
from watchkeeper.core.services.spec import Priority

P0, P1, P2, P3, P4 = Priority


@pytest.mark.parametrize(
    ("service", "answers", "priority"),
    [
        ("security_escort", {}, P3),
        ("security_escort", {"reason": "dark"}, P3),
        ("security_escort", {"alone_outdoors": True}, P2),
        ("security_escort", {"alone_outdoors": "yes"}, P2),
        ("security_escort", {"reason": "threat"}, P2),
        ("security_escort", {"reason": "followed"}, P1),
        ("standby_visible", {}, P1),
        ("crime_report", {"when": "past"}, P3),
        ("crime_report", {"when": "now"}, P1),
        ("crime_report", {"when": "now", "threat_continues": "yes"}, P0),
        ("suspicious_person", {}, P2),
        ("suspicious_person", {"signs": ["doors"]}, P1),
        ("suspicious_package", {}, P1),
        ("suspicious_package", {"signs": ["ticking", "threat"]}, P0),
        ("unauthorized_person", {"signs": ["refuses"]}, P1),
        ("patient_standby", {}, P1),
        ("patient_standby", {"weapon": "yes"}, P0),
        ("code_blue_support", {}, P0),
        ("code_red", {}, P0),
        ("armed_intruder", {}, P0),
        ("infant_abduction", {}, P0),
        ("medical_response", {"breathing": "yes"}, P0),
        ("generic_assistance", {"injured": "yes"}, P1),
    ],
)
def test_answers_raise_a_call(service: str, answers: dict[str, Any], priority: Priority) -> None:
    assert CATALOG[service].priority_for(answers)[0] == priority


def test_why_it_was_raised_is_said_in_the_words_of_the_answer() -> None:
    assert CATALOG["security_escort"].priority_for({"reason": "threat"}) == (P2, "I feel threatened")
    assert CATALOG["security_escort"].priority_for({"alone_outdoors": True}) == (P2, "Are you alone outdoors?")


def test_a_booked_standby_is_scheduled_work() -> None:
    assert CATALOG["standby_visible"].priority_for({}, booked=True) == (P4, "")
    assert CATALOG["standby_visible"].priority_for({"behavior": ["now"]}, booked=True)[0] == P1


@pytest.mark.parametrize("key", CATALOG)
def test_an_answer_that_means_danger_is_p1_at_least(key: str) -> None:
    service = CATALOG[key]
    for ask in service.asks:
        for choice in ask.choices:
            if choice.danger:
                assert service.is_danger({ask.key: choice.value})
                assert service.priority_for({ask.key: choice.value})[0] <= P1
                assert service.priority_for({ask.key: [choice.value]}, booked=True)[0] <= P1


@pytest.mark.parametrize(
    ("service", "priority", "within"),
    [
        ("security_escort", P3, minutes(25)),
        ("security_escort", P2, minutes(10)),
        ("security_escort", P4, None),
        ("generic_assistance", P1, minutes(5)),
        ("crime_report", P1, minutes(5)),
        ("crime_report", P3, minutes(30)),
        ("patient_standby", P1, minutes(3)),
        ("infant_abduction", P0, seconds(90)),
        ("medical_response", P0, minutes(6)),
    ],
)
def test_on_scene_is_due_by_the_services_own_target_and_by_the_priority(
    service: str, priority: Priority, within: timedelta | None
) -> None:
    assert CATALOG[service].due("on_scene", priority) == within


def test_an_emergency_has_a_unit_within_a_minute_whatever_the_service() -> None:
    for service in CATALOG.values():
        assert service.due("assigned", P0) == seconds(60)
        assert service.due("assigned", P1) == seconds(60)


def test_a_booked_standby_is_due_ten_minutes_before() -> None:
    assert CATALOG["standby_covert"].due("on_scene", P4, start="starts") == -minutes(10)


def test_fifteen_minutes_of_waiting_raise_an_escort() -> None:
    rule = CATALOG["security_escort"].raise_after()[0]
    assert (rule.after, rule.to) == (minutes(15), P2)


def test_two_officers_go_to_a_crime_in_progress_and_one_to_a_past_one() -> None:
    crime = CATALOG["crime_report"]
    assert sum(send.count for send in crime.sends_at(P1)) == 2
    assert sum(send.count for send in crime.sends_at(P3)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "a Black man",
        "tall Hispanic guy with dark skin",
        "Asian woman, looks suspicious",
        "He doesn’t belong here, he is Arab",
    ],
)
def test_looks_alone_are_refused(text: str) -> None:
    assert says_only_looks(text)
    assert CATALOG["suspicious_person"].check({"doing": text}) == {
        "doing": ["Say what the person is doing. How somebody looks is not enough."]
    }
    assert CATALOG["suspicious_person"].check_columns({"details": text, "place": "Main lobby"}) == {
        "details": ["Say what the person is doing. How somebody looks is not enough."]
    }


@pytest.mark.parametrize(
    "text",
    [
        "trying door handles",
        "a Black man trying door handles",
        "man in a black jacket following a nurse",
        "",
        "!!",
        "漢字",
    ],
)
def test_behavior_is_taken(text: str) -> None:
    assert not says_only_looks(text)
    assert CATALOG["suspicious_person"].check({"doing": text}) == {}


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({"party_size": "two"}, "party_size"),
        ({"party_size": "-1"}, "party_size"),
        ({"party_size": "²"}, "party_size"),
        ({"reason": "bored"}, "reason"),
        ({"reason": ["dark", "threat"]}, "reason"),
        ({"alone_outdoors": "perhaps"}, "alone_outdoors"),
        ({"shoe_size": "9"}, "shoe_size"),
        ({"origin": "x" * 501}, "origin"),
    ],
)
def test_an_answer_that_is_none_is_said_per_question(answers: dict[str, Any], wrong: str) -> None:
    assert list(CATALOG["security_escort"].check(answers)) == [wrong]


def test_a_moment_must_be_one() -> None:
    standby = CATALOG["standby_visible"]
    assert standby.check({"starts_at": "2026-03-02T10:00"}) == {}
    assert list(standby.check({"starts_at": "2026-13-99T10:00"})) == ["starts_at"]
    assert list(standby.check({"starts_at": "soon"})) == ["starts_at"]
