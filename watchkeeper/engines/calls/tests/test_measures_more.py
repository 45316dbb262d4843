"""Measures beyond percentiles: hours of the week, units, promises, and two periods held against each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from tests.world import a_call, a_department, a_dispatcher, a_unit, sent
from watchkeeper.engines.calls import actions, measures
from watchkeeper.engines.calls.measures import Scope, grouping
from watchkeeper.engines.calls.measures.columns import local
from watchkeeper.engines.calls.models import Assignment
from watchkeeper.kit.clock import SteppedClock

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("America/New_York")
DAY = Scope(datetime(2026, 3, 2, 5, tzinfo=UTC), datetime(2026, 3, 3, 5, tzinfo=UTC))  # a Monday
BEFORE = replace(DAY, since=DAY.since - timedelta(days=1), until=DAY.since)


def jobs(stepped: SteppedClock, *after_s: float, mark: str = "A", service: str = "security_escort") -> list[Assignment]:
    """One call for each, opened now and reached after so many seconds; each unit is held ten minutes more."""
    by, opened, made = a_dispatcher(), stepped.now(), []
    for number, seconds in enumerate(after_s):
        stepped.set(opened)
        assignment = sent(a_call(service, by=by), a_unit(f"{mark}{number}"), by=by)
        stepped.advance(timedelta(seconds=seconds))
        actions.move(assignment, by=by, to="on_scene")
        stepped.advance(timedelta(minutes=10))
        outcome = "arrived_safe" if service == "security_escort" else "assisted"
        made.append(actions.clear(assignment, by=by, outcome=outcome))
    return made


def seen(scope: Scope = DAY) -> measures.Overview:
    return measures.overview(scope, by=a_dispatcher(), zone=ZONE)


def test_a_cell_of_the_week_opens_the_calls_that_are_in_it(stepped: SteppedClock) -> None:
    jobs(stepped, 100, 200, 300)
    found = seen()
    assert found.week[0][9].n == found.received[0][9] == 3
    assert sum(map(sum, found.received)) == 3
    behind = measures.behind("response", replace(DAY, weekday=0, hour=9), by=a_dispatcher(), zone=ZONE)
    assert [row.seconds for row in behind] == [300.0, 200.0, 100.0]
    assert len(measures.behind("response", replace(DAY, weekday=1), by=a_dispatcher(), zone=ZONE)) == 0


def test_a_commitment_counts_in_every_hour_it_touched(stepped: SteppedClock) -> None:
    stepped.set(datetime(2026, 3, 2, 14, 50, tzinfo=UTC))
    jobs(stepped, 600)  # from 9:50 to 10:10 local
    found = seen()
    assert (found.committed[0][9], found.committed[0][10]) == (0.17, 0.17)
    assert found.held[0].hours == 0.3
    later = measures.behind(measures.COMMITTED, replace(DAY, hour=10), by=a_dispatcher(), zone=ZONE)
    assert [row.seconds for row in later] == [600.0]


def test_a_unit_has_its_own_calls_and_no_other(stepped: SteppedClock) -> None:
    jobs(stepped, 100, 900)
    assert [(held.unit, held.sent) for held in seen().held] == [("A1", 1), ("A0", 1)]
    rows = measures.behind("dispatch_to_on_scene", replace(DAY, unit="A1"), by=a_dispatcher(), zone=ZONE)
    assert [(row.unit, row.seconds) for row in rows] == [("A1", 900.0)]


def test_promises_are_told_by_service_and_the_late_come_first(stepped: SteppedClock) -> None:
    jobs(stepped, 60, 40 * 60)
    told = seen().promised
    assert (told.whole.n, told.whole.kept) == (2, 1)
    assert [(one.key, one.n, one.kept) for one in told.services] == [("security_escort", 2, 1)]
    rows = list(measures.behind(measures.PROMISE, DAY, by=a_dispatcher(), zone=ZONE))
    assert (rows[0].seconds or 0) > 0 > (rows[1].seconds or 0)


def test_slower_is_said_only_beyond_chance_and_explained_by_where(stepped: SteppedClock) -> None:
    stepped.set(BEFORE.since + timedelta(hours=9))
    jobs(stepped, *range(100, 220, 2))
    stepped.set(DAY.since + timedelta(hours=9))
    jobs(stepped, *range(300, 420, 2), mark="B", service="generic_assistance")
    found = measures.compare(BEFORE, DAY, by=a_dispatcher(), zone=ZONE)
    assert found.is_clear
    assert (found.then.calls, found.now.calls, found.now.over) == (60, 60, 1.0)
    assert found.services[0].key == "generic_assistance"
    assert sum(one.points for one in found.services) == pytest.approx(90)
    assert found.same_mix_p90 is None  # no service that both have
    assert measures.compare(DAY, DAY, by=a_dispatcher(), zone=ZONE).is_clear is False


def test_two_periods_of_few_calls_are_not_judged(stepped: SteppedClock) -> None:
    jobs(stepped, 100, 200)
    assert measures.compare(BEFORE, DAY, by=a_dispatcher(), zone=ZONE).is_clear is None


def test_nobody_learns_of_calls_they_may_not_see_from_any_part(stepped: SteppedClock) -> None:
    jobs(stepped, 100)
    a_call("standby_covert")
    stranger = a_dispatcher(a_department("other"), "D09")
    for measure in measures.MEASURES:
        assert len(measures.behind(measure, DAY, by=stranger, zone=ZONE)) == 0
    lesser = measures.overview(DAY, by=a_dispatcher(name="D02"), zone=ZONE)
    assert sum(map(sum, lesser.received)) == lesser.calls == sum(line.calls for line in lesser.sites) == 1


def test_the_hour_in_which_clocks_go_back_is_there_twice() -> None:
    night = datetime(2026, 11, 1, 5, 30, tzinfo=UTC).timestamp()
    hours = np.floor(local(np.array([night, night + 3600, night + 7200]), ZONE) / 3600 % 24)
    assert hours.tolist() == [1.0, 1.0, 2.0]


def test_weights_move_a_percentile_and_nothing_has_none() -> None:
    values = np.array([10.0, 20.0, 30.0, np.nan])
    assert grouping.weighted(values, np.array([1.0, 1.0, 1.0, 9.0]), 0.5) == 20
    assert grouping.weighted(values, np.array([0.0, 0.0, 1.0, 0.0]), 0.5) == 30
    assert grouping.weighted(values, np.zeros(4), 0.5) is None
    assert grouping.between(np.arange(10.0)) is None
    assert grouping.between(np.arange(1000.0)) == (881.0, 919.0)
