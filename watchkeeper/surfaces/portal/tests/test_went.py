"""How it went: one tap after somebody came, and the promise beside what happened."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.world import a_department, a_dispatcher, a_unit, sent
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.services import askings
from watchkeeper.engines.calls import actions, exceptions
from watchkeeper.engines.calls.models import Quote, Requester
from watchkeeper.engines.calls.selected import selected
from watchkeeper.kit import clock
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.surfaces.portal.tests.conftest import Public


@pytest.fixture
def walked(public: Public, stepped: SteppedClock) -> Requester:
    asker = public.ask()
    by = a_dispatcher(a_department())
    assignment = sent(asker.call, a_unit("A12"), by=by)
    stepped.advance(timedelta(minutes=4))
    actions.move(assignment, by=by, to="on_scene")
    actions.clear(assignment, by=by, outcome="arrived_safe")
    public.client.post(f"/r/{asker.token}/arrived/")
    return asker


def test_one_tap_keeps_it_and_another_changes_it(public: Public, walked: Requester) -> None:
    assert "How did it go?" in public.see(f"/r/{walked.token}/")
    for word in ("well", "not_well"):
        assert public.client.post(f"/r/{walked.token}/went/", {"went": word}).status_code == 302
        walked.refresh_from_db()
        assert walked.went == word
    assert 'value="not_well" aria-pressed="true"' in public.see(f"/r/{walked.token}/")
    said = [json.loads(entry.data)["went"] for entry in Entry.objects.filter(verb="requester.went").order_by("id")]
    assert said == ["well", "not well"]


def test_neither_the_same_tap_again_nor_a_flood_of_taps_writes_without_end(public: Public, walked: Requester) -> None:
    for _ in range(5):
        assert public.client.post(f"/r/{walked.token}/went/", {"went": "well"}).status_code == 302
    assert Entry.objects.filter(verb="requester.went").count() == 1
    for n in range(20):
        word = ("well", "not_well")[n % 2]
        assert public.client.post(f"/r/{walked.token}/went/", {"went": word}).status_code == 302
    assert Entry.objects.filter(verb="requester.went").count() <= askings.MOST_OF_BROWSER


def test_the_promise_stands_beside_what_happened(public: Public, walked: Requester) -> None:
    shown = public.see(f"/r/{walked.token}/")
    assert "Kept as promised" in shown
    assert "The officer came after 4 minutes." in shown


def test_later_than_promised_is_said(public: Public, walked: Requester) -> None:
    Requester.objects.filter(pk=walked.pk).update(quote_median_s=60, quote_worst_s=120)
    Quote.objects.filter(requester=walked).delete()
    shown = public.see(f"/r/{walked.token}/")
    assert "Later than promised" in shown
    assert "We said usually 1 minute, at worst 2." in shown


def test_it_is_kept_or_missed_to_the_second_by_what_was_told_first(public: Public, stepped: SteppedClock) -> None:
    asker, by = public.ask(), a_dispatcher(a_department())
    Quote.objects.filter(requester=asker).delete()
    for n, worst in enumerate((600, 1500, 600)):
        Quote.objects.create(requester=asker, at=clock.now() + timedelta(seconds=n), median_s=300, worst_s=worst)
    Requester.objects.filter(pk=asker.pk).update(quote_median_s=300, quote_worst_s=600)
    assignment = sent(asker.call, a_unit("A12"), by=by)
    stepped.set(asker.asked_at + timedelta(seconds=629))
    assert [one.title for one in exceptions.groups(by) if one.key == "quotes" and one.items]
    actions.move(assignment, by=by, to="on_scene")
    actions.clear(assignment, by=by, outcome="arrived_safe")
    public.client.post(f"/r/{asker.token}/arrived/")
    shown = public.see(f"/r/{asker.token}/")
    assert "Later than promised" in shown
    assert "at worst 10. The officer came after 11 minutes." in shown
    [panel] = selected(asker.call, by)["requesters"]
    assert (panel["kept"], panel["late_s"]) == (False, 29)


@pytest.mark.parametrize("word", ["", "wonderful", "well'--"])
def test_another_word_keeps_nothing(public: Public, walked: Requester, word: str) -> None:
    assert public.client.post(f"/r/{walked.token}/went/", {"went": word}).status_code == 302
    assert not Entry.objects.filter(verb="requester.went").exists()


def test_nobody_is_asked_while_they_wait_or_when_they_took_it_back(public: Public) -> None:
    asker = public.ask()
    for _ in range(2):
        assert "How did it go?" not in public.see(f"/r/{asker.token}/")
        public.client.post(f"/r/{asker.token}/went/", {"went": "well"})
        public.client.post(f"/r/{asker.token}/cancel/")
    assert not Entry.objects.filter(verb="requester.went").exists()
