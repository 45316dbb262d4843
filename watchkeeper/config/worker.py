"""The worker: followers, timers, housekeeping and the downtime file; a process on PostgreSQL, a thread on SQLite."""

from __future__ import annotations

import logging
import os
import signal
from threading import Event

from django.db import DatabaseError, InterfaceError, connection

from watchkeeper.config.chores import each_by_itself
from watchkeeper.kit import clock

logger = logging.getLogger("watchkeeper.worker")

EVERY_S = 60.0
PURGE_EVERY_S = 3600.0
STATISTICS_EVERY_S = 3600.0
PURGE_AGAIN_S = 1.0  # a long past is forgotten step by step: timers, an emergency's among them, come first
_LONGEST_SLEEP_S = 1.0
_GAP_S = 0.2  # between two turns: turning at every commit would steal from the web threads


class Worker:
    """Does what is due, one turn at a time; a simulator calls :meth:`turn`, a worker process loops over it."""

    def __init__(self, *, writes_downtime: bool = True) -> None:
        self._writes_downtime = writes_downtime
        self._next_minute = 0.0
        self._next_purge = 0.0
        self._next_statistics = 0.0

    def turn(self) -> int:
        """Follow the journal, run due timers, each minute and each hour what is due then; returns how much was done."""
        from watchkeeper.config import statistics, wiring
        from watchkeeper.core.journal import worker as journal_worker
        from watchkeeper.core.people.actor import system
        from watchkeeper.core.people.session_store import SessionStore

        done = journal_worker.run_timers_once(wiring.TIMERS, system)
        done += journal_worker.run_followers_once(wiring.FOLLOWS, system)
        now = clock.now().timestamp()
        if now >= self._next_minute:
            self._next_minute = now + EVERY_S
            chores = {
                **journal_worker.chores(system),
                "clearing sessions": SessionStore.clear_expired,
            }
            if self._writes_downtime:
                from watchkeeper.config import downtime

                chores["writing downtime files"] = downtime.write_all
            each_by_itself(chores)
        if now >= self._next_statistics:
            self._next_statistics = now + STATISTICS_EVERY_S
            each_by_itself({"keeping statistics": statistics.keep_fresh})
        if now >= self._next_purge:
            purged = wiring.purge_step(system)
            self._next_purge = now + (PURGE_EVERY_S if purged is None else PURGE_AGAIN_S)
            done += purged or 0
        return done


def run_forever(stopping: Event | None = None) -> None:
    """Turn after turn until ``stopping``; a database that is away is waited for, a fault is logged and outlived."""
    from watchkeeper.core.journal import bell

    stop = stopping or Event()
    bell.hear(stop, _GAP_S)
    worker = Worker()
    pause = _GAP_S
    while not stop.is_set():
        try:
            worker.turn()
            pause = _GAP_S
        except (DatabaseError, InterfaceError) as error:
            logger.warning("the database is away: %s", error)
            connection.close()
            pause = min(pause * 2, 5.0)
        except Exception:
            logger.exception("a turn of the worker failed")
            pause = min(pause * 2, 5.0)
        stop.wait(pause)
        bell.rung.wait(_LONGEST_SLEEP_S)
        bell.rung.clear()


def main() -> None:
    """The worker as a process of its own: stops at SIGTERM after the turn it is in."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "watchkeeper.config.settings")
    import django

    django.setup()
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run_forever(stop)


if __name__ == "__main__":
    main()
