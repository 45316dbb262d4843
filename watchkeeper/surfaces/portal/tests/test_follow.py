"""Following a request: how far it is, what was promised, and nothing of anybody else."""

from __future__ import annotations

import re
from datetime import timedelta

from django.test import Client

from tests.world import a_call, a_department, a_dispatcher, a_unit, sent
from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Quote, Requester
from watchkeeper.kit import clock
from watchkeeper.surfaces.portal.tests.conftest import Public


def dispatcher() -> Actor:
    return a_dispatcher(a_department())


def test_it_shows_how_far_the_request_is(public: Public, stepped: clock.SteppedClock) -> None:
    asker = public.ask()
    assert "<h1>We have your request</h1>" in public.see(f"/r/{asker.token}/")
    assignment = sent(asker.call, a_unit("A12"))
    assert "<h1>An officer is assigned</h1>" in public.see(f"/r/{asker.token}/")
    stepped.advance(timedelta(minutes=1))
    actions.move(assignment, by=dispatcher(), to="en_route")
    assert "<h1>An officer is on the way</h1>" in public.see(f"/r/{asker.token}/")
    stepped.advance(timedelta(minutes=4))
    actions.move(assignment, by=dispatcher(), to="on_scene")
    shown = public.see(f"/r/{asker.token}/")
    assert "09:05</time>" in shown
    assert "Did you arrive safely?" in shown


def test_a_unit_that_was_taken_back_is_forgotten(public: Public) -> None:
    asker = public.ask()
    assignment = sent(asker.call, a_unit("A12"))
    actions.put_back(assignment, by=dispatcher(), reason="needed elsewhere")
    assert "<h1>We have your request</h1>" in public.see(f"/r/{asker.token}/")


def test_it_shows_nothing_but_this_request(public: Public) -> None:
    asker = public.ask(callback="617-555-0142", name="R. Q.")
    other = actions.add_requester(
        asker.call, by=dispatcher(), requester="S. T.", callback="617-555-0143", place="Oncology 7"
    )
    actions.note(asker.call, by=dispatcher(), text="the officers think so")
    sent(asker.call, a_unit("A12"))
    shown = public.see(f"/r/{asker.token}/") + public.see(f"/r/{asker.token}/done/")
    for secret in ("S. T.", "0143", "Oncology", "officers think", "A12", "D01", other.token, "R. Q.", "0142"):
        assert secret not in shown


def test_the_number_opens_nothing(public: Public) -> None:
    asker = public.ask()
    for wrong in (asker.call.number, str(asker.pk), str(asker.call.pk), asker.token[:-1], asker.token + "x", "%00"):
        assert public.client.get(f"/r/{wrong}/").status_code == 404


def test_a_link_works_in_any_browser_without_a_cookie(public: Public) -> None:
    asker = public.ask()
    assert Client().get(f"/r/{asker.token}/").status_code == 200


def test_a_promise_that_changed_keeps_the_old_one_in_sight(public: Public, stepped: clock.SteppedClock) -> None:
    asker = public.ask()
    before = asker.quote_worst_s
    assert before is not None
    Requester.objects.filter(pk=asker.pk).update(quote_worst_s=before + 600)
    Quote.objects.create(requester=asker, at=clock.now(), median_s=60, worst_s=before + 600)
    shown = public.see(f"/r/{asker.token}/")
    was = (asker.asked_at + timedelta(seconds=before)).astimezone(clock.now().tzinfo)
    assert "<h1>This takes longer than we said</h1>" in shown
    assert "New estimate, given 09:00" in shown
    assert f"at worst {was - timedelta(hours=5):%H:%M}</s>" in shown


def test_when_it_is_later_than_the_worst_case_the_title_says_so(public: Public, stepped: clock.SteppedClock) -> None:
    asker = public.ask()
    stepped.advance(timedelta(hours=2))
    assert "<h1>This takes longer than we said</h1>" in public.see(f"/r/{asker.token}/")


def test_a_promise_that_only_got_better_is_no_delay(public: Public, stepped: clock.SteppedClock) -> None:
    asker = public.ask()
    assert asker.quote_worst_s is not None
    worst = asker.quote_worst_s - 240
    Requester.objects.filter(pk=asker.pk).update(quote_worst_s=worst)
    Quote.objects.create(requester=asker, at=clock.now(), median_s=60, worst_s=worst)
    shown = public.see(f"/r/{asker.token}/")
    assert "<h1>We have your request</h1>" in shown
    assert "we said <s>" in shown


def test_a_page_never_says_a_time_that_ages_unseen(public: Public) -> None:
    asker = public.ask()
    for path in ("", "done/"):
        assert not re.search(r"\b(ago|in \d+ (seconds|minutes)|just now)\b", public.see(f"/r/{asker.token}/{path}"))


def test_after_a_merge_the_link_follows_the_call_that_stays(public: Public) -> None:
    asker = public.ask()
    other = a_call(place="Main lobby")
    actions.merge(asker.call, by=dispatcher(), into=other)
    shown = public.see(f"/r/{asker.token}/")
    assert other.number in shown


def test_a_page_tells_no_one_where_it_is_and_is_not_kept(public: Public) -> None:
    asker = public.ask()
    for path in ("", "done/", "call-now/"):
        answer = public.client.get(f"/r/{asker.token}/{path}")
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex"


def test_a_request_that_ended_says_so(public: Public) -> None:
    asker = public.ask("generic_assistance", place_text="Main lobby", need="Jump-start")
    assignment = sent(asker.call, a_unit("A12"))
    actions.move(assignment, by=dispatcher(), to="on_scene")
    actions.clear(assignment, by=dispatcher(), outcome="assisted")
    actions.close(asker.call, by=dispatcher(), outcome="assisted")
    shown = public.see(f"/r/{asker.token}/")
    assert "<h1>This request has ended</h1>" in shown
    assert "Cancel this request" not in shown
