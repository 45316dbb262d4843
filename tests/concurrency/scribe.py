"""A process of its own that writes, follows or runs timers, and dies where it is told to.

Run as ``python -m tests.concurrency.scribe WHAT …`` on the database in ``WATCHKEEPER_DATABASE``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "watchkeeper.config.settings")
django.setup()

from watchkeeper.core.journal import verbs, worker  # noqa: E402
from watchkeeper.core.journal.feed import Follow  # noqa: E402
from watchkeeper.core.journal.models import Entry, Timer  # noqa: E402
from watchkeeper.core.journal.tests.saying import VERBS, actor_of, say  # noqa: E402

verbs.register(VERBS)


def echo(entry: Entry, by: Any) -> None:
    """What the follower does: answer each entry once, in its own subject."""
    say(f"echo of {entry.position}", by=by, subject=f"echo:{entry.position}")


def dying(run: Callable[..., None], after: int) -> Callable[..., None]:
    """``run``, but in the middle of its ``after``-th call, with the change made and not committed, the process dies."""
    calls = 0

    def once(*args: Any) -> None:
        nonlocal calls
        calls += 1
        run(*args)
        if calls == after:
            os._exit(9)

    return once


def ring(timer: Timer, by: Any) -> None:
    """What the timer does: say so once."""
    say("rang", by=by, subject=f"rung:{timer.subject}")


def main(what: str, number: int) -> None:
    if what == "write":
        for count in range(number):
            say(f"{os.getpid()} {count}", subject=f"process:{os.getpid()}")
    elif what == "follow":
        run = dying(echo, number) if number else echo
        while worker.run_followers_once({"echo": Follow(verbs=("thing.said",), run=_heard(run))}, actor_of):
            pass
    elif what == "timers":
        worker.run_timers_once({"ring": dying(ring, number) if number else ring}, actor_of)


def _heard(run: Callable[..., None]) -> Callable[..., None]:
    def only_things(entry: Entry, by: Any) -> None:
        if entry.subject.startswith("thing:"):
            run(entry, by)

    return only_things


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
