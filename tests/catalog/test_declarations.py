"""What a declaration may and may not say."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from watchkeeper.core.services import catalog, docs, lock
from watchkeeper.core.services.catalog import CATALOG
from watchkeeper.core.services.flows import FLOWS, RESPOND
from watchkeeper.core.services.models import Policy
from watchkeeper.core.services.spec import (
    Ask,
    Choice,
    Door,
    Kind,
    Level,
    Priority,
    Purge,
    Raise,
    Send,
    Service,
    Topic,
    Within,
    minutes,
)
from watchkeeper.engines.calls.states import BOOKED, ENDED, OPEN, AssignmentStatus, CallStatus

PLACE = Ask("place", "Where?", Kind.PLACE, starts=True, fills="place")


def made(**changes: Any) -> Service:
    whole: dict[str, Any] = {
        "key": "jump_start",
        "name": "Vehicle jump-start",
        "label": "Jump-start",
        "owes": (),
        "topic": Topic.REPORT,
        "asks": (PLACE,),
        "priority": Priority.P3,
        "sends": (Send(1),),
        "outcomes": ("assisted",),
        "level": Level.L1,
        "doors": frozenset({Door.PHONE}),
    }
    return Service(**whole | changes)


IMPOSSIBLE: dict[str, tuple[dict[str, Any], str]] = {
    "a key with capitals": ({"key": "Jump-Start"}, "its key must be"),
    "no name": ({"name": " "}, "it has no name"),
    "no door": ({"doors": frozenset()}, "nobody can ask for it"),
    "a short form with a space": ({"short": ("j s",)}, "short form"),
    "covert and shown": ({"is_covert": True}, "level L3 or L4"),
    "a question twice": ({"asks": (PLACE, PLACE)}, "asked twice"),
    "no starting question": ({"asks": (replace(PLACE, starts=False),)}, "one or two questions start a call"),
    "three starting questions": (
        {"asks": (PLACE, Ask("a1", "A", starts=True), Ask("b1", "B", starts=True))},
        "one or two questions start a call",
    ),
    "no place": ({"asks": (Ask("what", "What?", starts=True),)}, "the place must be one of the questions"),
    "a column a call does not have": (
        {"asks": (PLACE, Ask("mood", "Mood?", fills="mood"))},
        "which a call does not have",
    ),
    "a choice without choices": ({"asks": (PLACE, Ask("why", "Why?", Kind.CHOICE))}, "exactly when it is a choice"),
    "an answer twice": (
        {"asks": (PLACE, Ask("why", "Why?", Kind.CHOICE, choices=(Choice("a", "A"), Choice("a", "B"))))},
        "one answer twice",
    ),
    "a required question in an emergency": (
        {"priority": Priority.P1, "asks": (PLACE, Ask("name", "Name", required=True))},
        "may not be required",
    ),
    "raised by nothing anybody can answer": ({"raises": (Raise("why", "dark", Priority.P2),)}, "nobody can answer"),
    "raised to where it is": ({"raises": (Raise("why", "dark", Priority.P3),)}, "not above P3"),
    "sends nobody": ({"sends": ()}, "it sends nobody"),
    "sends nobody at its own priority": ({"sends": (Send(1, at=Priority.P0),)}, "sends nobody at its own priority"),
    "scheduled and never booked": ({"priority": Priority.P4}, "cannot be booked"),
    "a target backwards": ({"targets": (Within("on_scene", "opened", minutes(5)),)}, "cannot follow"),
    "a target of no moment": ({"targets": (Within("opened", "lunch", minutes(5)),)}, "no moment"),
    "a target of no time": ({"targets": (Within("opened", "on_scene", minutes(0)),)}, "is no target"),
    "a target of half a working day": (
        {"targets": (Within("opened", "on_scene", minutes(720), is_working=True),)},
        "no number of working days",
    ),
    "a target of 101 in 100": ({"targets": (Within("opened", "on_scene", minutes(5), 101),)}, "no percentile"),
    "no end": ({"outcomes": ()}, "it can never end"),
    "an unknown end": ({"outcomes": ("vanished",)}, "no outcome"),
    "may be refused": ({"flow": replace(RESPOND, states=(*RESPOND.states, "refused"))}, "which no request ever may"),
    "may end as it never may": ({"never": ("assisted",)}, "which no request ever may"),
    "forgets what it never asks": ({"purge": (Purge("shoe_size"),)}, "which it never asks"),
}


@pytest.mark.parametrize("what", IMPOSSIBLE)
def test_an_impossible_declaration_is_refused_in_words(what: str) -> None:
    changes, words = IMPOSSIBLE[what]
    with pytest.raises(ValueError, match=words):
        made(**changes)


def test_everything_wrong_is_named_at_once() -> None:
    with pytest.raises(ValueError, match=r"nobody can ask for it.*it can never end"):
        made(doors=frozenset(), outcomes=())


def test_the_catalog_has_what_is_sent_and_then_what_is_booked() -> None:
    assert [key for key, service in CATALOG.items() if not service.is_by_appointment] == [
        "generic_assistance", "security_escort", "standby_visible", "standby_covert", "crime_report",
        "suspicious_person", "suspicious_package", "unauthorized_person", "patient_standby", "code_blue_support",
        "code_red", "armed_intruder", "infant_abduction", "hazardous_materials", "missing_patient", "medical_response",
    ]  # fmt: skip
    assert list(CATALOG)[16:] == [
        "talk_safe_workplace", "talk_avade", "talk_violent_situations", "talk_packages", "talk_workplace_violence",
        "talk_domestic_violence", "talk_security_services", "crime_prevention_seminar", "student_orientation",
        "student_life_workshop", "course_cpr", "course_active_shooter", "course_cert", "course_preparedness",
        "security_survey", "survey_after_incident", "planning_review", "access_consultation", "device_lockdown",
        "technician_visit", "aed_request", "security_detail", "photography_job", "contentious_termination",
        "background_check", "fingerprints", "trip_registration", "parking_request", "commuter_request",
    ]  # fmt: skip


def test_whoever_books_says_who_they_are_and_when_it_suits_and_reads_what_follows() -> None:
    for service in CATALOG.values():
        if service.booked is None:
            continue
        assert all(str(words) for words in (service.invite, service.about, service.next_step)), service.key
        keys = {ask.key for ask in service.asks}
        when = {"starts_at", "ends_at"} if service.ask_filling("starts_at") else {"not_before", "times"}
        assert {"name", "contact"} <= keys, service.key
        assert when <= keys or service.booked.lasts is None, service.key


def test_what_of_it_a_policy_may_change_fits_its_columns() -> None:
    for service in CATALOG.values():
        for name in ("name", "label", "invite", "about", "next_step"):
            assert len(str(getattr(service, name))) <= (getattr(Policy._meta.get_field(name), "max_length", 0) or 0), (
                service.key,
                name,
            )


def test_who_must_not_know_of_a_termination_is_asked_behind_closed_doors() -> None:
    service = CATALOG["contentious_termination"]
    assert not service.doors & {Door.PORTAL, Door.QR, Door.MAIL, Door.RADIO}
    told = service.ask("not_told")
    assert (service.level, told and told.level) == (Level.L3, Level.L4)


def test_no_short_form_means_two_services() -> None:
    forms = Counter(form for service in CATALOG.values() for form in service.short)
    assert [form for form, count in forms.items() if count > 1] == []
    assert all(service.short for service in CATALOG.values())


def test_a_declaration_fits_in_forty_lines() -> None:
    for path in Path(catalog.__file__).parent.glob("*.py"):
        for found in re.finditer(r"^[A-Z_]+ = Service\(.*?^\)", path.read_text("utf-8"), re.DOTALL | re.MULTILINE):
            assert found.group().count("\n") < 40, f"{path.name}: {found.group()[:40]}"


def test_flows_speak_of_the_states_the_engine_has() -> None:
    every = {state for flow in FLOWS.values() for state in flow.every_state}
    assert every == {status.value for status in CallStatus}
    for flow in FLOWS.values():
        assert set(flow.ends) < {status.value for status in ENDED}
        assert {status.value for status in (BOOKED if flow.is_by_appointment else OPEN)} <= set(flow.states)
        assert set(flow.unit_states) <= {status.value for status in AssignmentStatus}


def test_nothing_old_calls_hold_was_dropped_and_all_is_locked() -> None:
    assert lock.dropped(lock.read(), lock.held(CATALOG.values())) == []
    assert lock.read() == lock.held(CATALOG.values()), "run python -m watchkeeper.core.services.lock"


def test_dropping_a_question_an_answer_an_outcome_or_a_service_is_noticed() -> None:
    before = lock.held(CATALOG.values())
    escort = CATALOG["security_escort"]
    fewer = replace(escort, asks=tuple(ask for ask in escort.asks if ask.key != "mobility_aid"))
    poorer = replace(
        escort,
        asks=tuple(replace(ask, choices=ask.choices[1:]) if ask.key == "reason" else ask for ask in escort.asks),
    )
    shorter = replace(escort, outcomes=("arrived_safe",))
    others = [service for service in CATALOG.values() if service is not escort]

    assert lock.dropped(before, lock.held([*others, fewer])) == ["security_escort: question mobility_aid"]
    assert lock.dropped(before, lock.held([*others, poorer])) == ["security_escort: question reason, answer dark"]
    assert "security_escort: outcome gone_on_arrival" in lock.dropped(before, lock.held([*others, shorter]))
    assert lock.dropped(before, lock.held(others)) == ["the service security_escort"]


def test_the_page_of_services_is_what_the_catalog_says() -> None:
    assert docs.FILE.read_text("utf-8") == docs.page(CATALOG.values()), "run python -m watchkeeper.core.services.docs"
