"""Freeing units: the last one clears the call, and a call that is over strands nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.world import a_call, a_dispatcher, a_unit, sent
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Assignment, Call
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Invalid, Refused

pytestmark = pytest.mark.django_db


def test_clearing_the_last_unit_clears_the_call_and_an_earlier_one_does_not(stepped: SteppedClock) -> None:
    call, desk = a_call(), a_dispatcher()
    first, second = actions.assign(call, by=desk, units=[a_unit("A12"), a_unit("B03")])
    actions.clear(first, by=desk)
    assert Call.objects.get(pk=call.pk).status == "active"
    actions.clear(second, by=desk, outcome="arrived_safe")
    assert Call.objects.get(pk=call.pk).status == "cleared"


def test_the_last_clear_needs_an_outcome_the_service_knows(stepped: SteppedClock) -> None:
    assignment, desk = sent(a_call(), a_unit()), a_dispatcher()
    with pytest.raises(Refused, match="needs an outcome"):
        actions.clear(assignment, by=desk)
    with pytest.raises(Invalid, match="not an outcome"):
        actions.clear(assignment, by=desk, outcome="arrest")


def test_clearing_twice_is_refused_in_words(stepped: SteppedClock) -> None:
    assignment, desk = sent(a_call(), a_unit()), a_dispatcher()
    actions.clear(assignment, by=desk, outcome="arrived_safe")
    with pytest.raises(Refused, match="cleared from .* already"):
        actions.clear(assignment, by=desk, outcome="arrived_safe")


def test_clear_all_frees_every_unit_and_what_waited_for_the_call(stepped: SteppedClock) -> None:
    call, desk = a_call(), a_dispatcher()
    actions.assign(call, by=desk, units=[a_unit("A12"), a_unit("B03")])
    other = a_unit("C01")
    sent(a_call(), other)
    actions.stack(call, by=desk, unit=other)
    actions.clear_all(call, by=desk, outcome="arrived_safe")
    assert not Assignment.objects.filter(call=call, cleared_at=None).exists()


def test_what_is_stacked_or_reserved_is_put_back_not_cleared(stepped: SteppedClock) -> None:
    unit, desk = a_unit(), a_dispatcher()
    start = stepped.now() + timedelta(hours=1)
    reserved = actions.reserve(a_call(), by=desk, unit=unit, starts_at=start, ends_at=start + timedelta(hours=1))
    with pytest.raises(Refused, match="put it back instead"):
        actions.clear(reserved, by=desk, outcome="arrived_safe")
