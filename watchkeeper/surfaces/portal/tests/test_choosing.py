"""The page of a booked request: times proposed, one taken by a tap, another asked for, and how it stands in words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.world import a_coordinator, a_presenter, on
from watchkeeper.core.journal.models import Entry
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Holding, Requester, Slot
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.surfaces.portal.tests.conftest import TALK, Public, proposed


@pytest.fixture
def asker(public: Public, stepped: SteppedClock) -> Requester:
    return public.ask("talk_avade", **TALK)


def _status(asker: Requester) -> str:
    asker.call.refresh_from_db()
    return asker.call.status


def test_it_says_by_when_times_are_proposed_and_when_that_is_late(
    public: Public, asker: Requester, stepped: SteppedClock
) -> None:
    shown = public.see(f"/r/{asker.token}/")
    assert "<h1>We have your request</h1>" in shown
    assert "We will propose three times by Tue Mar 3," in shown
    stepped.advance(timedelta(days=2))
    late = public.see(f"/r/{asker.token}/")
    assert "We are late with our answer" in late
    assert "617-555-0100" in late


def test_three_times_are_shown_and_one_tap_takes_one(public: Public, asker: Requester) -> None:
    _, second, _ = proposed(asker)
    shown = public.see(f"/r/{asker.token}/")
    assert "<h1>Choose a time</h1>" in shown
    assert shown.count("Take this time") == 3
    for words in ("Thursday, March 5", "Friday, March 6", "Monday, March 9", "10:00 – 12:00"):
        assert words in shown
    shown = public.post(asker, "take", slot=second.pk)
    assert _status(asker) == "confirmed"
    assert asker.call.starts_at == second.starts_at
    for words in ("Your time is confirmed", "Friday, March 6", "13:00 – 15:00", "Ellison 12", "AVADE instructor",
                  f"/r/{asker.token}/calendar.ics"):  # fmt: skip
        assert words in shown
    assert "CP1" not in shown
    assert "Take this time" not in shown


def test_the_same_tap_twice_is_one_and_says_nothing_is_wrong(public: Public, asker: Requester) -> None:
    first, *_ = proposed(asker)
    for _ in range(2):
        shown = public.post(asker, "take", slot=first.pk)
        assert "Your time is confirmed" in shown
        assert "can no longer be had" not in shown
    assert Entry.objects.filter(verb="session.confirmed").count() == 1


def test_a_time_withdrawn_meanwhile_is_said_to_be_gone_and_the_new_ones_are_shown(
    public: Public, asker: Requester
) -> None:
    old, *_ = proposed(asker)
    new, *_ = proposed(asker)
    shown = public.post(asker, "take", slot=old.pk)
    assert "That time can no longer be had." in shown
    assert f'value="{new.pk}"' in shown
    assert f'value="{old.pk}"' not in shown
    assert _status(asker) == "proposed"


def test_a_time_that_has_passed_is_not_offered(public: Public, asker: Requester, stepped: SteppedClock) -> None:
    first, *_ = proposed(asker)
    stepped.set(first.starts_at)
    assert public.see(f"/r/{asker.token}/").count("Take this time") == 2
    assert "That time can no longer be had." in public.post(asker, "take", slot=first.pk)


def test_a_strangers_time_does_not_exist(public: Public, asker: Requester) -> None:
    proposed(asker)
    other = public.ask("security_survey", place_text="Lobby")
    a_presenter("SV1", "surveyor")
    (theirs,) = actions.propose(other.call, by=a_coordinator(), windows=[on(5, 10, hours=2)], override="told so")
    assert public.client.post(f"/r/{asker.token}/take/", {"slot": theirs.pk}).status_code == 404
    assert _status(other) == "proposed"
    assert _status(asker) == "proposed"


@pytest.mark.parametrize("slot", ["", "x", "-1", "0", "1e3", "9" * 400, "٣", "1 OR 1=1"])
def test_a_forged_time_does_not_exist(public: Public, asker: Requester, slot: str) -> None:
    proposed(asker)
    assert public.client.post(f"/r/{asker.token}/take/", {"slot": slot}).status_code == 404


@pytest.mark.parametrize("step", ["take", "other-times", "cancel", "went"])
def test_without_the_link_nothing_is_there_and_nothing_is_done_by_looking(
    public: Public, asker: Requester, step: str
) -> None:
    assert public.client.post(f"/r/{'0' * 22}/{step}/", {"slot": "1"}).status_code == 404
    assert public.client.get(f"/r/{asker.token}/{step}/").status_code == 405


def test_none_of_them_suits_and_everybody_is_let_go(public: Public, asker: Requester) -> None:
    proposed(asker)
    shown = public.post(asker, "other-times", reason="We work nights\x00")
    assert _status(asker) == "asked"
    assert "We look for other times." in shown
    assert "We will propose three times by" in shown
    assert not Holding.objects.filter(call=asker.call, released_at=None).exists()
    assert Entry.objects.filter(verb="session.declined").count() == 1


def test_another_time_can_be_asked_for_after_one_was_confirmed(public: Public, asker: Requester) -> None:
    first, *_ = proposed(asker)
    assert "I need another time" in public.post(asker, "take", slot=first.pk)
    assert "We look for other times." in public.post(asker, "other-times")
    assert _status(asker) == "asked"
    again = public.post(asker, "other-times")
    assert "nothing was changed" in again


def test_it_is_taken_back_in_two_steps_and_everybody_is_free(public: Public, asker: Requester) -> None:
    first, *_ = proposed(asker)
    shown = public.post(asker, "take", slot=first.pk)
    assert "Yes, cancel it" in shown
    assert "This request was canceled" in public.post(asker, "cancel")
    assert not Holding.objects.filter(released_at=None).exists()
    assert "This request was canceled" in public.post(asker, "take", slot=first.pk)


def test_the_reminder_stands_on_the_page(public: Public, asker: Requester) -> None:
    first, *_ = proposed(asker)
    assert "A reminder:" not in public.post(asker, "take", slot=first.pk)
    actions.remind(asker.call, by=a_coordinator())
    assert "A reminder: Thursday, March 5, 10:00 – 12:00." in public.see(f"/r/{asker.token}/")


def test_a_price_is_said_before_one_chooses(public: Public, stepped: SteppedClock) -> None:
    asker = public.ask("security_detail", place_text="Lawn", event="A fair")
    proposed(asker)
    assert "The price is $300." in public.see(f"/r/{asker.token}/")


def test_each_state_is_said_in_words(public: Public, asker: Requester, stepped: SteppedClock) -> None:
    by, call = a_coordinator(), asker.call
    first, *_ = proposed(asker)
    public.post(asker, "take", slot=first.pk)
    stepped.set(first.starts_at)
    actions.start(call, by=by)
    assert "It is under way" in public.see(f"/r/{asker.token}/")
    actions.no_show(call, by=by)
    shown = public.see(f"/r/{asker.token}/")
    assert "This did not take place" in shown
    assert "Ask for something else" in shown


def test_what_was_written_besides_reaches_those_who_book(public: Public, asker: Requester) -> None:
    assert "has what you wrote" in public.post(asker, "more", text="The room is 12-340")
    assert asker.call.notes.get().text == "The room is 12-340"


def test_the_page_costs_the_same_however_much_was_proposed(
    public: Public, asker: Requester, django_assert_max_num_queries: object
) -> None:
    for _ in range(4):
        proposed(asker)
    assert Slot.objects.count() == 12
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        public.see(f"/r/{asker.token}/")


def test_everything_is_said_in_spanish_and_kept_in_the_language_of_the_house(public: Public, asker: Requester) -> None:
    public.see("/general/?lang=es")
    first, *_ = proposed(asker)
    assert "Elija un horario" in public.see(f"/r/{asker.token}/")
    shown = public.post(asker, "take", slot=first.pk)
    for words in ("Su horario está confirmado", "jueves 5 de marzo", "Quién acude: Instructor de AVADE"):
        assert words in shown
    public.post(asker, "other-times")
    assert "jueves" not in "".join(entry.data for entry in Entry.objects.all())
