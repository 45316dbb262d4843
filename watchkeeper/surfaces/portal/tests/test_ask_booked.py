"""Asking for what is booked: the same form, no delay quoted, and the answer promised by a day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.world import a_supervisor
from watchkeeper.core.journal.feed import View
from watchkeeper.engines.calls.board import board
from watchkeeper.engines.calls.models import Call
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.surfaces.portal.tests.conftest import TALK, Public, only_call


def test_a_talk_is_asked_for_and_nobody_is_sent(public: Public, stepped: SteppedClock) -> None:
    asker = public.ask("talk_avade", **TALK, not_before="2026-03-09T08:00", contact="x4-1000", name="Nurse")
    call = only_call()
    assert (call.service, call.status, call.origin, call.is_appointment) == ("talk_avade", "asked", "portal", True)
    assert call.answers["heads"] == "20"
    assert call.answers["times"] == ["morning", "afternoon"]
    assert call.answers["not_before"] == "2026-03-09T08:00"
    assert (call.appointment.expected, asker.name, asker.callback) == (20, "Nurse", "x4-1000")
    assert asker.quote_median_s is None
    assert board(View(call.department_id, a_supervisor().clearance)) == []


def test_everything_is_asked_openly_and_the_answer_is_promised(public: Public, stepped: SteppedClock) -> None:
    shown = public.see("/general/ask/talk_avade/")
    assert "We will propose three times by Tue Mar 3," in shown
    assert "<details" not in shown
    for never in ("usually", "at worst", "An officer would reach you"):
        assert never not in shown


def test_the_confirmation_promises_times_and_quotes_no_delay(public: Public, stepped: SteppedClock) -> None:
    asker = public.ask("talk_avade", **TALK)
    shown = public.see(f"/r/{asker.token}/done/")
    for words in (
        "We will propose three times by Tue Mar 3,",
        asker.call.number,
        f"/r/{asker.token}/",
        "You choose one",
    ):
        assert words in shown
    for never in ("usually", "at worst", "officer", "Wait inside", "dispatcher"):
        assert never not in shown


@pytest.mark.parametrize(
    ("service", "given", "words"),
    [
        ("parking_request", {"name": "Ana", "kind": "permit"}, "You will have an answer by Mon Mar 16,"),
        ("survey_after_incident", {"place_text": "Lobby", "fears": "A threat"}, "Somebody will come by Tue Mar 3,"),
        ("course_cpr", {"name": "Ana", "for_whom": "group"}, "We will propose three times by Tue Mar 3,"),
        ("security_detail", {"place_text": "Lawn", "event": "A fair", "starts_at": "2026-04-01T18:00",
                             "ends_at": "2026-04-01T22:00", "heads": "250"}, "You asked for Wed Apr 1, 18:00."),
    ],
)  # fmt: skip
def test_each_says_what_will_happen_by_when(
    public: Public, stepped: SteppedClock, service: str, given: dict[str, str], words: str
) -> None:
    asker = public.ask(service, **given)
    assert words in public.see(f"/r/{asker.token}/")


def test_friday_afternoon_is_answered_on_monday(public: Public, stepped: SteppedClock) -> None:
    stepped.advance(timedelta(days=4, hours=5))
    asker = public.ask("talk_avade", **TALK)
    assert "by Mon Mar 9," in public.see(f"/r/{asker.token}/done/")


def test_what_is_asked_on_a_weekend_is_answered_on_tuesday_morning(public: Public, stepped: SteppedClock) -> None:
    stepped.advance(timedelta(days=5))
    asker = public.ask("talk_avade", **TALK)
    assert "by Tue Mar 10, 08:00." in public.see(f"/r/{asker.token}/done/")


@pytest.mark.parametrize(
    "bad",
    [{"place_text": ""}, {"heads": "many"}, {"times": ["night"]}, {"not_before": "soon"}, {"contact": "x" * 61},
     {"unit": "x" * 501}, {"heads": "-1"}],
)  # fmt: skip
def test_what_cannot_be_understood_is_asked_again_and_the_rest_kept(public: Public, bad: dict[str, str]) -> None:
    answer = public.send("talk_avade", **{**TALK, **bad})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Not sent yet." in shown
    assert not Call.objects.exists()
    if "unit" not in bad:
        assert 'value="Nursing"' in shown


def test_a_missing_place_is_asked_for_in_the_words_of_an_appointment(public: Public) -> None:
    shown = public.send("talk_avade", place_text="").content.decode()
    assert "We need this to answer you." in shown
    assert "to send somebody" not in shown


def test_a_double_submit_is_one_request(public: Public) -> None:
    hidden = public.form("talk_avade")
    first, second = (public.send("talk_avade", hidden, **TALK)["Location"] for _ in range(2))
    assert first == second
    assert Call.objects.count() == 1


def test_it_is_asked_and_confirmed_in_spanish(public: Public, stepped: SteppedClock) -> None:
    public.see("/general/?lang=es")
    asker = public.ask("talk_avade", **TALK)
    shown = public.see(f"/r/{asker.token}/done/")
    assert "Le propondremos tres horarios, a más tardar: martes 3 de marzo, 09:00." in shown
    assert "Usted elige uno" in shown
