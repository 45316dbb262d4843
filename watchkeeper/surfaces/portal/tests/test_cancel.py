"""Taking a request back."""

from __future__ import annotations

from tests.world import a_department, a_dispatcher
from watchkeeper.engines.calls import actions
from watchkeeper.surfaces.portal.tests.conftest import Public, only_call


def test_the_asker_takes_it_back(public: Public) -> None:
    asker = public.ask()
    assert public.client.post(f"/r/{asker.token}/cancel/")["Location"] == f"/r/{asker.token}/"
    assert only_call().status == "canceled_by_caller"
    assert "<h1>This request was canceled</h1>" in public.see(f"/r/{asker.token}/")


def test_twice_is_once(public: Public) -> None:
    asker = public.ask()
    for _ in range(2):
        assert public.client.post(f"/r/{asker.token}/cancel/").status_code == 302
    assert only_call().status == "canceled_by_caller"


def test_with_another_asker_on_the_call_somebody_still_comes(public: Public) -> None:
    asker = public.ask()
    actions.add_requester(asker.call, by=a_dispatcher(a_department()), requester="S. T.")
    public.client.post(f"/r/{asker.token}/cancel/")
    assert only_call().status == "waiting"
    assert "<h1>This request was canceled</h1>" in public.see(f"/r/{asker.token}/")


def test_looking_at_the_address_cancels_nothing(public: Public) -> None:
    asker = public.ask()
    assert public.client.get(f"/r/{asker.token}/cancel/").status_code == 405
    assert public.client.post("/r/guess/cancel/").status_code == 404
    assert only_call().status == "waiting"
