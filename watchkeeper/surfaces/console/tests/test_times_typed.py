"""A time of day as typed: the last or the next moment the department's clock shows it, on autumn nights too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.world import a_dispatcher
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.surfaces.console.command import targets
from watchkeeper.surfaces.console.command.parsed import When

pytestmark = pytest.mark.django_db
AUTUMN = datetime(2026, 11, 1, tzinfo=UTC)  # in Boston the clock shows 01:00 to 02:00 twice, from 05:00 and 06:00 UTC


@pytest.mark.parametrize(
    ("now", "typed", "ago"),
    [
        ("07:10", "01:50", 20),  # 02:10, the hour is over
        ("06:10", "01:50", 20),  # 01:10 for the second time: the first 01:50
        ("06:10", "01:05", 5),
        ("06:10", "01:12", 58),  # not two minutes ahead: the clock has shown it before
        ("05:10", "01:50", 23 * 60 + 20),
        ("15:00", "09:58", 2),
    ],
)
def test_a_stamp_is_the_latest_moment_that_showed_it(stepped: SteppedClock, now: str, typed: str, ago: int) -> None:
    stepped.set(AUTUMN.replace(hour=int(now[:2]), minute=int(now[3:])))
    found = targets.past(When(typed), targets.Desk(by=a_dispatcher()))
    assert found == stepped.now() - timedelta(minutes=ago)


@pytest.mark.parametrize(
    ("now", "typed", "ahead"), [("05:40", "01:30", 50), ("05:10", "01:30", 20), ("06:40", "01:30", 24 * 60 - 10)]
)
def test_an_end_is_the_next_moment_that_shows_it(stepped: SteppedClock, now: str, typed: str, ahead: int) -> None:
    stepped.set(AUTUMN.replace(hour=int(now[:2]), minute=int(now[3:])))
    found = targets.future(When(typed), targets.Desk(by=a_dispatcher()))
    assert found == stepped.now() + timedelta(minutes=ahead)


@pytest.mark.parametrize("now", ["06:50", "07:10", "07:40"])
def test_a_time_the_clock_skips_in_spring_is_near_all_the_same(stepped: SteppedClock, now: str) -> None:
    stepped.set(datetime(2026, 3, 8, int(now[:2]), int(now[3:]), tzinfo=UTC))
    found = targets.past(When("02:30"), targets.Desk(by=a_dispatcher()))
    assert found is not None
    assert timedelta(0) <= stepped.now() - found <= timedelta(hours=1)
