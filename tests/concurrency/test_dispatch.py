"""Two people at once: one wins, the other reads why, and the state is whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import pytest

from tests.concurrency.at_once import at_once
from tests.world import a_call, a_dispatcher, a_unit, sent
from watchkeeper.core.journal import timers
from watchkeeper.core.journal.worker import run_timers_once
from watchkeeper.core.people.actor import system
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.clocks import TIMERS
from watchkeeper.engines.calls.models import Assignment, Call, Requester, Unit
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Refused, WatchkeeperError

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

TIMES = 10


def _refused(results: Sequence[object]) -> list[WatchkeeperError]:
    return [one for one in results if isinstance(one, WatchkeeperError)]


def test_two_dispatchers_send_one_unit_to_two_calls_and_one_of_them_wins() -> None:
    first, second = a_dispatcher(name="D01"), a_dispatcher(name="D02")
    for number in range(TIMES):
        unit = a_unit(f"A{number}")
        one, other = a_call(by=first), a_call(by=second)
        results = at_once(
            partial(actions.assign, one, by=first, units=[unit]),
            partial(actions.assign, other, by=second, units=[unit]),
        )
        assert [type(refusal) for refusal in _refused(results)] == [Refused]
        assert Assignment.objects.filter(unit=unit, cleared_at=None).count() == 1


def test_two_dispatchers_send_the_same_unit_to_the_same_call_and_it_is_sent_once() -> None:
    first, second = a_dispatcher(name="D01"), a_dispatcher(name="D02")
    for number in range(TIMES):
        unit, call = a_unit(f"B{number}"), a_call(by=first)
        at_once(
            partial(actions.assign, call, by=first, units=[unit]),
            partial(actions.assign, call, by=second, units=[unit]),
        )
        assert Assignment.objects.filter(unit=unit, call=call, cleared_at=None).count() == 1


def test_the_last_two_units_clearing_at_once_clear_the_call() -> None:
    desk = a_dispatcher()
    for number in range(TIMES):
        call = a_call(by=desk)
        units = [a_unit(f"C{number}"), a_unit(f"D{number}")]
        left, right = actions.assign(call, by=desk, units=units)
        results = at_once(
            partial(actions.clear, left, by=desk, outcome="arrived_safe"),
            partial(actions.clear, right, by=desk, outcome="arrived_safe"),
        )
        assert _refused(results) == []
        call.refresh_from_db()
        assert call.status == "cleared"


def test_clearing_one_unit_while_another_is_sent_leaves_the_call_with_the_one_that_went() -> None:
    desk, other = a_dispatcher(), a_dispatcher(name="D02")
    for number in range(TIMES):
        call = a_call(by=desk)
        held = sent(call, a_unit(f"E{number}"), by=desk)
        fresh = a_unit(f"F{number}")
        at_once(
            partial(actions.clear, held, by=desk, outcome="arrived_safe"),
            partial(actions.assign, call, by=other, units=[fresh]),
        )
        call.refresh_from_db()
        live = Assignment.objects.filter(call=call, cleared_at=None).count()
        assert (call.status, live) in {("active", 1), ("cleared", 0)}


def test_merging_and_sending_at_once_strands_no_unit_and_loses_no_asker() -> None:
    desk, other = a_dispatcher(), a_dispatcher(name="D02")
    for number in range(TIMES):
        kept, gone = a_call(by=desk), a_call(by=desk)
        unit = a_unit(f"G{number}")
        at_once(
            partial(actions.merge, gone, by=desk, into=kept),
            partial(actions.assign, gone, by=other, units=[unit]),
        )
        for assignment in Assignment.objects.filter(unit=unit, cleared_at=None).select_related("call"):
            assert assignment.call.is_open
        open_calls = Call.objects.filter(pk__in=[kept.pk, gone.pk], status__in=["waiting", "active"])
        assert Requester.objects.filter(call__in=open_calls).count() == 2


def test_the_same_double_click_opens_one_call() -> None:
    desk = a_dispatcher()
    for number in range(TIMES):
        results = at_once(*[partial(a_call, by=desk, client_id=f"click-{number}")] * 3)
        assert _refused(results) == []
        assert len({call.pk for call in results if isinstance(call, Call)}) == 1


def test_calls_opened_at_once_have_numbers_of_their_own_without_a_gap() -> None:
    desk = a_dispatcher()
    calls = at_once(*[partial(a_call, by=desk)] * 8)
    assert _refused(calls) == []
    numbers = sorted(int(number.split("-")[1]) for number in Call.objects.values_list("number", flat=True))
    assert numbers == list(range(numbers[0], numbers[0] + 8))


def test_a_unit_logging_off_while_it_is_sent_is_never_sent_off_duty() -> None:
    desk, other = a_dispatcher(), a_dispatcher(name="D02")
    for number in range(TIMES):
        unit, call = a_unit(f"H{number}"), a_call(by=desk)
        at_once(
            partial(actions.log_off, unit, by=desk),
            partial(actions.assign, call, by=other, units=[unit]),
        )
        fresh = Unit.objects.get(pk=unit.pk)
        is_sent = Assignment.objects.filter(unit=unit, cleared_at=None).exists()
        assert fresh.is_on_duty == is_sent


def test_a_crew_that_answers_as_its_check_falls_due_is_never_left_overdue() -> None:
    desk = a_dispatcher()
    for number in range(TIMES):
        unit = a_unit(f"W{number}")
        assignment = actions.move(sent(a_call("standby_covert", by=desk), unit, by=desk), by=desk, to="on_scene")
        due = clock.now() - timedelta(seconds=1)
        Assignment.objects.filter(pk=assignment.pk).update(welfare_due_at=due)
        timers.start(desk.department_id, "assignment.welfare", assignment.subject, due)
        at_once(
            partial(actions.answer_welfare, assignment, by=desk),
            partial(run_timers_once, TIMERS, system),
        )
        assignment.refresh_from_db()
        assert assignment.welfare_overdue_at is None
