"""What a worker does, step by step; the worker process loops over these, a simulator steps them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from watchkeeper.core.journal import client_ids, due, followers, reads, snapshots
from watchkeeper.core.journal.feed import ActorOf, Follow, TimerHandler


def run_followers_once(follows: Mapping[str, Follow], actor_of: ActorOf) -> int:
    """Let every follower read on; returns how many entries were followed."""
    return followers.run_once(follows, actor_of)


def run_timers_once(handlers: Mapping[str, TimerHandler], actor_of: ActorOf) -> int:
    """Run the timers that are due; returns how many ran."""
    return due.run_once(handlers, actor_of)


MOST_A_MINUTE = 20_000  # entries looked at for snapshots: timers wait behind no more than that


def chores(actor_of: ActorOf) -> Mapping[str, Callable[[], object]]:
    """What the journal needs once a minute: seal reads, take snapshots that are due, forget client results."""
    return {
        "sealing reads": lambda: reads.seal(actor_of),
        "taking snapshots": lambda: snapshots.take_due(MOST_A_MINUTE),
        "forgetting client ids": client_ids.forget_old,
    }
