"""The mark of every public action: one transaction, and at least one journal entry in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from watchkeeper.core.journal.transaction import writing

P = ParamSpec("P")
R = TypeVar("R")


class NothingNoted(AssertionError):
    """An action came to its end without a journal entry: a fault in the action, undone with it."""


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Run ``function`` as one transaction and hold it to its duty to journal.

    Called inside another action it joins that one's transaction without a savepoint. Raises
    :class:`NothingNoted`, undoing everything, when no entry was written.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with writing() as mine:
            before = mine.entries
            result = function(*args, **kwargs)
            if mine.entries == before and not mine.answered:
                raise NothingNoted(f"{function.__module__}.{function.__qualname__} wrote no journal entry")
        return result

    run.is_action = True  # type: ignore[attr-defined]
    return run
