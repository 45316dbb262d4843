"""What a typed time of day means: the last, or the next, moment the department's clock shows it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.world import a_dispatcher
from watchkeeper.kit import clock
from watchkeeper.surfaces.console.command.parsed import When
from watchkeeper.surfaces.console.command.targets import Desk, future, past

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)  # at six the clock is set back from two to one


@pytest.mark.parametrize(
    ("now", "typed", "meant"),
    [
        ("05:40", "01:30", "05:30"),  # the first 01:30 was ten minutes ago
        ("05:58", "01:00", "05:00"),  # the second 01:00 is near, but the first has been
        ("06:10", "01:50", "05:50"),  # the second 01:50 is still to come
        ("07:10", "01:50", "06:50"),  # the second 01:50 was twenty minutes ago
        ("07:10", "02:13", "07:13"),  # a clock three minutes ahead
        ("07:10", "23:30", "03:30"),  # yesterday evening
    ],
)
def test_a_stamp_in_the_night_the_clock_is_set_back_is_the_last_moment_it_showed(
    now: str, typed: str, meant: str
) -> None:
    desk = Desk(a_dispatcher())
    with clock.use(clock.SteppedClock(_at(now))):
        found = past(When(typed), desk)
        assert found is not None
        assert found.astimezone(UTC) == _at(meant)


@pytest.mark.parametrize(("now", "typed", "meant"), [("05:40", "01:30", "06:30"), ("06:40", "01:30", "30:30")])
def test_a_time_to_come_in_that_night_is_the_next_moment_it_will_show(now: str, typed: str, meant: str) -> None:
    desk = Desk(a_dispatcher())
    with clock.use(clock.SteppedClock(_at(now))):
        assert future(When(typed), desk).astimezone(UTC) == _at(meant)


def _at(text: str) -> datetime:
    hour, _, minute = text.partition(":")
    day, hours = divmod(int(hour), 24)
    return NIGHT.replace(day=1 + day, hour=hours, minute=int(minute))
