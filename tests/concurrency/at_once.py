"""Several people doing something in the same instant, each on a connection of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

from watchkeeper.kit.errors import WatchkeeperError

R = TypeVar("R")


def at_once(*acts: Callable[[], R]) -> Sequence[R | WatchkeeperError]:
    """What each of ``acts`` returned, or the refusal it met, in their order. Any other error is raised."""
    ready = Barrier(len(acts))

    def run(act: Callable[[], R]) -> R | WatchkeeperError:
        try:
            ready.wait(timeout=30)
            return act()
        except WatchkeeperError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
