"""The one clock. Nothing else in the house asks what time it is (a lint rule), so a shift can be replayed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Anything that can say the time: the wall, or a stepped clock of a replay."""

    def now(self) -> datetime: ...


class WallClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SteppedClock:
    """A clock that moves only when told to; used by replay, simulation and tests."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> datetime:
        """Move on by ``by`` and return the new time (UTC)."""
        self._now += by
        return self._now

    def set(self, at: datetime) -> datetime:
        """Jump to ``at``, which must carry a time zone, and return it in UTC."""
        self._now = at.astimezone(UTC)
        return self._now


_clock: Clock = WallClock()


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _clock.now()


def is_stepped() -> bool:
    """Whether the house runs on a stepped clock (replay, simulation, tests)."""
    return isinstance(_clock, SteppedClock)


def monotonic() -> float:
    """Seconds of the machine's monotonic clock, for measuring spans; never stored."""
    return time.monotonic()


def sleep(seconds: float) -> None:
    """Wait ``seconds`` of real time."""
    time.sleep(seconds)


@contextmanager
def use(clock: Clock) -> Iterator[Clock]:
    """Run the block on ``clock``, process-wide, and put the earlier clock back afterwards."""
    global _clock
    before = _clock
    _clock = clock
    try:
        yield clock
    finally:
        _clock = before


def stand_still(at: datetime) -> None:
    """Stop this process's clock at ``at``: for pictures that are the same every time.

    Raises ``ValueError`` when ``at`` carries no time zone.
    """
    global _clock
    if at.tzinfo is None:
        raise ValueError("a clock stands still at a moment with its time zone")
    _clock = SteppedClock(at)
