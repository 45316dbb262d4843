"""The clocks of a call come back with it: what it was promised is still due, and waiting still makes it urgent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.world import a_call, a_dispatcher, a_unit, sent
from watchkeeper.core.journal.models import Entry, Timer
from watchkeeper.core.journal.worker import run_timers_once
from watchkeeper.core.people.actor import system
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.clocks import TIMERS
from watchkeeper.engines.calls.models import Call
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Invalid

pytestmark = pytest.mark.django_db


def wait(stepped: SteppedClock, minutes: int) -> None:
    """Minutes pass, and the worker asks of everything due."""
    for _ in range(minutes):
        stepped.advance(timedelta(minutes=1))
        while run_timers_once(TIMERS, system):
            pass


def now(call: Call) -> Call:
    """The call as it stands."""
    return Call.objects.get(pk=call.pk)


def test_a_held_call_becomes_more_urgent_once_it_waits_again(stepped: SteppedClock) -> None:
    desk, by_clock, by_hand = a_dispatcher(), a_call(), a_call()
    for call in (by_clock, by_hand):
        actions.hold(call, by=desk, until=stepped.now() + timedelta(minutes=20), reason="asked for later")
    wait(stepped, 18)
    assert now(by_hand).priority == 3
    actions.resume(by_hand, by=desk)
    wait(stepped, 3)
    assert (now(by_hand).priority, now(by_clock).priority) == (2, 2)


def test_a_call_whose_unit_was_put_back_becomes_more_urgent_by_waiting(stepped: SteppedClock) -> None:
    call = a_call()
    busy = sent(call, a_unit())
    wait(stepped, 16)
    actions.put_back(busy, by=a_dispatcher(), reason="flat tire")
    wait(stepped, 1)
    assert now(call).priority == 2


def test_a_call_made_more_urgent_is_due_as_one_opened_so(stepped: SteppedClock) -> None:
    desk, call = a_dispatcher(), a_call()
    actions.prioritize(call, by=desk, priority=0, reason="attacked")
    opened_so = a_call(priority=0)
    assert now(call).due_at == opened_so.due_at
    assert Timer.objects.get(kind="call.due", subject=call.subject).due_at == opened_so.due_at
    actions.prioritize(call, by=desk, priority=4, reason="was nothing")
    assert now(call).due_at == opened_so.due_at, "a promise is not loosened"


def test_undoing_a_priority_brings_the_old_target_back(stepped: SteppedClock) -> None:
    desk, call = a_dispatcher(), a_call()
    due = call.due_at
    actions.prioritize(call, by=desk, priority=0, reason="attacked")
    actions.undo(by=desk)
    assert (now(call).priority, now(call).due_at) == (3, due)
    assert Timer.objects.get(kind="call.due", subject=call.subject).due_at == due


def test_an_answer_given_later_raises_the_call_as_one_given_at_once(stepped: SteppedClock) -> None:
    desk, call = a_dispatcher(), a_call()
    actions.update_call(call, by=desk, answers={"reason": "followed"})
    assert now(call).priority == a_call(answers={"reason": "followed"}).priority == 1
    assert Timer.objects.filter(kind="call.unassigned", subject=call.subject).exists()
    assert Entry.objects.get(verb="call.prioritized").fields["new"] == 1
    actions.update_call(call, by=desk, answers={"reason": "dark"})
    assert now(call).priority == 1, "only a dispatcher lowers it"


@pytest.mark.parametrize("answers", [["followed"], {"reason": "boredom"}, {"color": "red"}])
def test_an_answer_nobody_can_understand_is_refused_later_too(stepped: SteppedClock, answers: object) -> None:
    call = a_call()
    with pytest.raises(Invalid):
        actions.update_call(call, by=a_dispatcher(), answers=answers)
    assert now(call).answers == {}
