"""Measures: what counts and what is left out, corrected times, the reader's own view, and a cost that stays flat."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.world import a_call, a_department, a_dispatcher, a_unit, sent, the_house
from watchkeeper.core.people.actor import Actor, with_roles
from watchkeeper.core.people.permissions import Role
from watchkeeper.engines.calls import actions, figures, measures
from watchkeeper.engines.calls.measures import Scope
from watchkeeper.engines.calls.models import Assignment
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Invalid, NotAllowed

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("America/New_York")
DAY = Scope(datetime(2026, 3, 2, 5, tzinfo=UTC), datetime(2026, 3, 3, 5, tzinfo=UTC))


def job(stepped: SteppedClock, *, after_s: float, sign: str, **more: Any) -> Assignment:
    """A call answered now, opened 10 s later, sent 20 s after that, on scene ``after_s`` after opening, and cleared."""
    by = a_dispatcher()
    unit = a_unit(sign)
    answered = stepped.now()
    call = a_call(by=by, answered_at=answered, at=stepped.advance(timedelta(seconds=10)), **more)
    stepped.advance(timedelta(seconds=20))
    assignment = sent(call, unit, by=by)
    stepped.advance(timedelta(seconds=after_s - 20))
    actions.move(assignment, by=by, to="on_scene")
    stepped.advance(timedelta(minutes=5))
    return actions.clear(assignment, by=by, outcome="arrived_safe")


def seen(scope: Scope = DAY, by: Actor | None = None) -> measures.Overview:
    return measures.overview(scope, by=by or a_dispatcher(), zone=ZONE)


def test_percentiles_come_with_their_n(stepped: SteppedClock) -> None:
    for number, after_s in enumerate((100, 200, 300, 600)):
        job(stepped, after_s=after_s, sign=f"A{number}")
    found = seen()
    assert found.calls == 4
    assert found.lines[0].key == "security_escort"
    assert found.lines[0].spread == figures.spread([100, 200, 300, 600])
    assert found.intervals["received_to_dispatch"] == figures.spread([30] * 4)
    assert found.intervals["received_to_first_on_scene"].median_s == 260
    assert found.processing == figures.spread([30] * 4)
    assert found.answering.n == 0


def test_what_must_not_count_does_not_and_is_said(stepped: SteppedClock) -> None:
    by = a_dispatcher()
    job(stepped, after_s=100, sign="A1")
    a_call(by=by, is_test=True)
    a_call(by=by, door="officer")
    a_call("standby_visible", by=by, starts_at=stepped.now() + timedelta(hours=2))
    actions.log_call(by=by, kind="wrong_number")
    first, again = a_call(by=by), a_call(by=by)
    actions.merge(again, by=by, into=first)
    found = seen()
    assert found.calls == 2
    assert found.left_out == {"test": 1, "booked": 1, "officer_initiated": 1, "no_unit_needed": 1, "merged": 1}
    assert found.never_arrived == 1
    assert found.lines[0].never_arrived == 1
    assert found.lines[0].spread.n == 1


def test_a_corrected_time_is_the_one_measured(stepped: SteppedClock) -> None:
    assignment = job(stepped, after_s=600, sign="A1")
    opened = assignment.call.opened_at
    value = opened + timedelta(seconds=240)
    actions.correct_time(assignment, by=a_dispatcher(), field="on_scene_at", value=value, reason="keyed late")
    found = seen()
    assert found.lines[0].spread.median_s == 240
    assert found.intervals["dispatch_to_on_scene"].median_s == 220


def test_an_end_nobody_knows_is_in_no_interval_to_available(stepped: SteppedClock) -> None:
    job(stepped, after_s=60, sign="A1")
    unit = a_unit("A2")
    other = actions.assign(
        a_call(), by=the_house(), units=[unit], override=f"{figures.UNKNOWN_END}: the paper does not say"
    )[0]
    actions.clear(other, by=the_house(), outcome="arrived_safe", at=stepped.advance(timedelta(hours=5)))
    found = seen()
    assert found.intervals["dispatch_to_available"].n == 1
    assert (found.rows, found.peak_units) == (2, 1)


def test_the_hour_of_day_is_local(stepped: SteppedClock) -> None:
    job(stepped, after_s=60, sign="A1")
    stepped.set(datetime(2026, 3, 2, 23, 30, tzinfo=UTC))
    job(stepped, after_s=90, sign="A2")
    found = seen()
    assert {hour.hour: hour.calls for hour in found.hours if hour.calls} == {9: 1, 18: 1}
    behind = measures.behind("response", Scope(DAY.since, DAY.until, hour=18), by=a_dispatcher(), zone=ZONE)
    assert [row.seconds for row in behind] == [90.0]


@pytest.mark.parametrize(
    "measure", [name for name in measures.MEASURES if name not in (measures.COMMITTED, measures.PROMISE)]
)
def test_every_bar_opens_as_many_rows_with_an_end_as_it_says(stepped: SteppedClock, measure: str) -> None:
    job(stepped, after_s=100, sign="A1")
    job(stepped, after_s=60, sign="A2")
    a_call()
    found = seen()
    spreads = {**found.intervals, "response": found.lines[0].spread} | {
        "processing": found.processing,
        "answering": found.answering,
    }
    rows = measures.behind(measure, DAY, by=a_dispatcher(), zone=ZONE)
    ended = [row.seconds for row in rows if row.seconds is not None]
    assert figures.spread(ended) == spreads[measure]
    assert ended == sorted(ended, reverse=True)


def test_an_unknown_measure_and_a_wrong_period_are_refused_in_words() -> None:
    with pytest.raises(Invalid, match="no such measure"):
        measures.behind("speed", DAY, by=a_dispatcher(), zone=ZONE)
    with pytest.raises(Invalid, match="ends before"):
        seen(Scope(DAY.until, DAY.since))
    with pytest.raises(Invalid, match="longer than a year"):
        seen(Scope(DAY.since, DAY.since + timedelta(days=400)))


def test_nobody_measures_what_they_may_not_see(stepped: SteppedClock) -> None:
    job(stepped, after_s=60, sign="A1")
    a_call("standby_covert")
    other = a_dispatcher(a_department("other"), "D09")
    assert seen(by=other).calls == 0
    assert seen(by=a_dispatcher(name="D02")).calls == 1
    technician = with_roles(
        department_id=a_department().pk, key="person:0", name="T", roles=frozenset({Role.TECHNICIAN})
    )
    with pytest.raises(NotAllowed):
        seen(by=technician)


def test_a_promise_is_kept_when_the_first_worst_case_held(stepped: SteppedClock) -> None:
    job(stepped, after_s=60, sign="A1")
    job(stepped, after_s=40 * 60, sign="A2")
    assert seen().promise == (1, 2)


def test_the_cost_does_not_follow_the_number_of_calls(stepped: SteppedClock) -> None:
    job(stepped, after_s=60, sign="A1")
    with CaptureQueriesContext(
        connection,
    ) as few:
        seen()
    for number in range(3):
        job(stepped, after_s=60, sign=f"B{number}")
    with CaptureQueriesContext(connection) as more:
        seen()
    assert len(few) == len(more) <= 7
