"""Asking for help is never refused: past the limit it is taken and marked. A browser is counted before an address."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from watchkeeper.core.services import askings
from watchkeeper.core.services.models import Asking
from watchkeeper.engines.calls.models import Call, Requester
from watchkeeper.kit import clock
from watchkeeper.surfaces.portal.tests.conftest import ESCORT, Public, asker


def test_past_the_limit_a_request_is_taken_and_marked(public: Public, stepped: clock.SteppedClock) -> None:
    marks = [public.ask().is_many_from_source for _ in range(askings.MOST_OF_BROWSER + 2)]
    assert marks == [False] * askings.MOST_OF_BROWSER + [True, True]
    assert Call.objects.count() == len(marks)


def test_after_ten_quiet_minutes_it_is_one_again(public: Public, stepped: clock.SteppedClock) -> None:
    for _ in range(askings.MOST_OF_BROWSER + 1):
        public.ask()
    stepped.advance(timedelta(minutes=11))
    assert not public.ask().is_many_from_source


def test_another_form_is_counted_apart(public: Public, stepped: clock.SteppedClock) -> None:
    for _ in range(askings.MOST_OF_BROWSER + 1):
        public.ask()
    other = public.ask("generic_assistance", place_text="Main lobby", need="Help")
    assert not other.is_many_from_source


def test_a_whole_hospital_behind_one_address_is_not_many(public: Public, stepped: clock.SteppedClock) -> None:
    for _ in range(askings.MOST_OF_BROWSER * 4):
        browser = Public(Client(enforce_csrf_checks=True))
        assert not browser.ask().is_many_from_source


@pytest.mark.slow
def test_a_browser_without_cookies_gets_help_and_is_counted_by_its_address(
    public: Public, stepped: clock.SteppedClock
) -> None:
    marks = []
    for turn in range(askings.MOST_OF_ADDRESS + 1):
        answer = Client(enforce_csrf_checks=True).post(
            "/general/ask/security_escort/", {**ESCORT, "mobility_aid": str(turn)}
        )
        marks.append(asker(answer).is_many_from_source)
    assert marks == [False] * askings.MOST_OF_ADDRESS + [True]


def test_a_form_sent_from_another_sites_page_is_taken_and_marked(public: Public) -> None:
    answer = public.client.post("/general/ask/security_escort/", ESCORT, headers={"Sec-Fetch-Site": "cross-site"})
    assert asker(answer).is_many_from_source


def test_the_mark_never_shows_in_public(public: Public, stepped: clock.SteppedClock) -> None:
    for _ in range(askings.MOST_OF_BROWSER + 1):
        public.ask()
    last = Requester.objects.latest("pk")
    assert last.is_many_from_source
    assert "from this source" not in public.see(f"/r/{last.token}/") + public.see(f"/r/{last.token}/done/")


def test_only_digests_are_kept_and_for_a_day(public: Public, stepped: clock.SteppedClock) -> None:
    public.ask()
    browser = public.client.cookies["asker"].value
    for one in Asking.objects.all():
        assert "127.0.0.1" not in one.source_digest
        assert browser not in one.source_digest
    stepped.advance(timedelta(days=2))
    public.ask()
    assert Asking.objects.count() == 2
