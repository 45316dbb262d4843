"""A form sent again is the request it was, whatever has become of that one since."""

from __future__ import annotations

from datetime import timedelta

from tests.world import a_department, a_dispatcher, a_supervisor
from watchkeeper.core.services import askings
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Call
from watchkeeper.kit import clock
from watchkeeper.surfaces.portal.tests.conftest import ESCORT, Public, asker


def test_a_form_sent_again_after_its_call_was_corrected_or_merged_is_still_that_request(
    public: Public, stepped: clock.SteppedClock
) -> None:
    hidden, by = public.form("security_escort"), a_dispatcher(a_department())
    first = asker(public.send("security_escort", hidden, **ESCORT))
    actions.correct_time(
        first.call,
        by=a_supervisor(a_department()),
        field="opened_at",
        value=stepped.now() - timedelta(seconds=30),
        reason="paper",
    )
    assert asker(public.send("security_escort", hidden, **ESCORT)) == first
    call = first.call
    for gate in range(2):
        call = actions.merge(call, by=by, into=public.ask(origin_text=f"Gate {gate}").call)
    assert asker(public.send("security_escort", hidden, **ESCORT)) == first


def test_a_form_sent_again_past_the_limit_is_still_one_request(public: Public, stepped: clock.SteppedClock) -> None:
    hidden = public.form("security_escort")
    found = {asker(public.send("security_escort", hidden, **ESCORT)).pk for _ in range(askings.MOST_OF_BROWSER + 2)}
    assert len(found) == 1
    assert Call.objects.count() == 1
