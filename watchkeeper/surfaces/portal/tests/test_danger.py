"""An answer that means danger now: call now, and the call is open at P1 all the same."""

from __future__ import annotations

from typing import Any

import pytest

from watchkeeper.engines.calls.models import Call
from watchkeeper.surfaces.portal.tests.conftest import ESCORT, Public, asker, only_call


@pytest.mark.parametrize(
    ("service", "answers"),
    [
        ("security_escort", {**ESCORT, "reason": "followed"}),
        ("standby_visible", {"place_text": "Room 7", "who": "He is shouting", "behavior": ["now"]}),
        ("crime_report", {"place_text": "Main lobby", "offense": "A fight", "when": "now"}),
        ("suspicious_person", {"place_text": "Main lobby", "doing": "Hits people", "signs": ["doors", "violent"]}),
        ("suspicious_package", {"place_text": "Main lobby", "marks": "A box", "signs": ["ticking"]}),
        ("generic_assistance", {"place_text": "Main lobby", "need": "Help", "injured": "yes"}),
    ],
)
def test_it_says_call_now_and_opens_the_call_at_p1_or_above(
    public: Public, service: str, answers: dict[str, Any]
) -> None:
    answer = public.send(service, **answers)
    assert answer["Location"].endswith("/call-now/")
    call = only_call()
    assert call.priority <= 1
    shown = public.see(answer["Location"])
    assert "<h1>Call now</h1>" in shown
    assert 'href="tel:+16175550100"' in shown
    assert call.number in shown


def test_nothing_more_is_asked_of_somebody_in_danger(public: Public) -> None:
    answer = public.send("security_escort", reason="followed")
    assert answer["Location"].endswith("/call-now/")
    assert (only_call().place, only_call().priority) == ("", 1)


def test_what_cannot_be_understood_goes_along_as_text(public: Public) -> None:
    public.send(
        "security_escort", origin="area:999999", origin_text="", destination_text="Garage", reason="followed",
        party_size="two of us",
    )  # fmt: skip
    call = only_call()
    assert "two of us" in call.details
    assert "party_size" not in call.answers
    assert call.destination == "Garage"


def test_a_description_by_looks_does_not_stop_a_call_for_help(public: Public) -> None:
    answer = public.send("suspicious_person", place_text="Main lobby", doing="a Black man", signs=["violent"])
    assert answer["Location"].endswith("/call-now/")
    assert only_call().priority == 1


def test_a_forged_answer_is_no_danger(public: Public) -> None:
    assert public.send("security_escort", **ESCORT, reason="<script>").status_code == 422
    assert not Call.objects.exists()


def test_the_asker_can_follow_it_too(public: Public) -> None:
    found = asker(public.send("security_escort", **ESCORT, reason="followed"))
    assert found.call.number in public.see(f"/r/{found.token}/")
