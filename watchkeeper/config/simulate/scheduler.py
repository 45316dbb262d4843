"""One seeded scheduler for everything that happens: scripts that say how long they wait, woken in order of time."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Generator
from datetime import timedelta
from threading import Event
from typing import Protocol

from watchkeeper.kit import clock

Script = Generator[float, None, None]  # yields the seconds until it wants to go on


class Pace(Protocol):
    """How the scheduler gets from one moment to the next."""

    def reach(self, second: float) -> bool:
        """Come to ``second`` (since the start); False when told to stop instead."""
        ...


class Stepped:
    """Jumps: the house's clock is set to each moment; a day takes as long as its work."""

    def __init__(self, stepped: clock.SteppedClock) -> None:
        self._clock = stepped
        self._start = stepped.now()

    def reach(self, second: float) -> bool:
        self._clock.set(self._start + timedelta(seconds=second))
        return True


class Living:
    """Waits: ``speed`` seconds of the scripts pass in each second of the wall."""

    def __init__(self, speed: float, stopping: Event) -> None:
        self._speed = speed
        self._start = clock.monotonic()
        self._stopping = stopping

    def reach(self, second: float) -> bool:
        ahead = self._start + second / self._speed - clock.monotonic()
        return not self._stopping.wait(max(0.0, ahead))


class Scheduler:
    """Scripts by the second they wake at; at the same second, first started first woken."""

    def __init__(self) -> None:
        self.second = 0.0
        self.steps = 0
        self._turns: list[tuple[float, int, str, Script]] = []
        self._count = 0

    def start(self, name: str, script: Script, *, after: float = 0.0) -> None:
        """Let ``script`` take its first step ``after`` seconds from now."""
        self._count += 1
        heapq.heappush(self._turns, (self.second + after, self._count, name, script))

    def run(self, pace: Pace, *, until: float | None = None, after_each: Callable[[str], None] | None = None) -> None:
        """Wake scripts until ``until`` (seconds since the start), until none is left, or until the pace says stop."""
        while self._turns and (until is None or self._turns[0][0] <= until):
            second, _, name, script = heapq.heappop(self._turns)
            if not pace.reach(second):
                return
            self.second = second
            self.steps += 1
            wait = next(script, None)
            if wait is not None:
                self.start(name, script, after=max(0.0, wait))
            if after_each is not None:
                after_each(name)
