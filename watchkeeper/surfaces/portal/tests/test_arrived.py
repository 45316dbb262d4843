"""Arrived safely, in two taps: the link, and yes; or not, and help comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.world import a_call, a_department, a_dispatcher, a_unit, sent
from watchkeeper.core.journal.models import Entry
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Call, Requester
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.surfaces.portal.tests.conftest import Public


@pytest.fixture
def walked(public: Public) -> Requester:
    asker = public.ask(callback="617-555-0142")
    by = a_dispatcher(a_department())
    assignment = sent(asker.call, a_unit("A12"), by=by)
    actions.move(assignment, by=by, to="on_scene")
    actions.clear(assignment, by=by, outcome="arrived_safe")
    asker.call.refresh_from_db()
    return asker


def test_the_second_tap_says_so(public: Public, walked: Requester) -> None:
    assert "Did you arrive safely?" in public.see(f"/r/{walked.token}/")
    public.client.post(f"/r/{walked.token}/arrived/")
    walked.refresh_from_db()
    assert walked.arrived_safe_at is not None
    assert "<h1>You arrived safely</h1>" in public.see(f"/r/{walked.token}/")


def test_twice_is_once(public: Public, walked: Requester) -> None:
    for _ in range(2):
        assert public.client.post(f"/r/{walked.token}/arrived/").status_code == 302
    assert Entry.objects.filter(verb="requester.arrived_safe").count() == 1


def test_nobody_arrives_before_somebody_came(public: Public) -> None:
    asker = public.ask()
    public.client.post(f"/r/{asker.token}/arrived/")
    asker.refresh_from_db()
    assert asker.arrived_safe_at is None


def test_not_safe_opens_a_call_at_p1_where_the_walk_went(public: Public, walked: Requester) -> None:
    answer = public.client.post(f"/r/{walked.token}/help/")
    assert answer["Location"].endswith("/call-now/")
    call = Call.objects.exclude(pk=walked.call_id).get()
    assert (call.priority, call.place, call.callback) == (1, "Fruit Street garage", "617-555-0142")
    assert walked.call.number in call.details
    assert "<h1>Call now</h1>" in public.see(answer["Location"])


def test_pressing_it_again_and_again_is_one_call(public: Public, walked: Requester) -> None:
    links = {public.client.post(f"/r/{walked.token}/help/")["Location"] for _ in range(3)}
    assert len(links) == 1
    assert Call.objects.count() == 2


def test_pressing_it_after_help_came_and_left_opens_another_call(
    public: Public, walked: Requester, stepped: SteppedClock
) -> None:
    first = public.client.post(f"/r/{walked.token}/help/")["Location"]
    stepped.advance(timedelta(seconds=60))
    help_call = Call.objects.exclude(pk=walked.call_id).get()
    actions.close(help_call, by=a_dispatcher(), outcome="assisted")
    again = public.client.post(f"/r/{walked.token}/help/")["Location"]
    assert again != first
    assert Call.objects.filter(priority=1, status="waiting").count() == 1


def test_help_is_one_call_though_the_walk_was_merged_in_between(public: Public) -> None:
    asker, other = public.ask(), public.ask(callback="617-555-0143")
    first = public.client.post(f"/r/{asker.token}/help/")["Location"]
    actions.merge(asker.call, by=a_dispatcher(a_department()), into=other.call)
    assert public.client.post(f"/r/{asker.token}/help/")["Location"] == first


def test_help_that_was_merged_is_still_under_way(public: Public, walked: Requester) -> None:
    first = public.client.post(f"/r/{walked.token}/help/")["Location"]
    by = a_dispatcher(a_department())
    into = a_call("generic_assistance", by=by, priority=1)
    actions.merge(Call.objects.get(details__contains=walked.call.number), by=by, into=into)
    assert public.client.post(f"/r/{walked.token}/help/")["Location"] == first
