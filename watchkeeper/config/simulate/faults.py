"""What goes wrong on purpose: steps dropped between two statements, lost connections, late and skewed phones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.db import OperationalError, connection

from watchkeeper.kit import chance

_WRITES = ("INSERT", "UPDATE", "DELETE")


class Level(StrEnum):
    """How rough a run is."""

    NONE = "none"
    LOW = "low"
    HIGH = "high"


class Dropped(OperationalError):
    """A step that ended between two statements, as if its process or its connection had gone."""


@dataclass(frozen=True)
class Odds:
    """How often, of one, a step meets each kind of trouble."""

    drop: float = 0.0
    lose: float = 0.0
    repeat: float = 0.0  # the answer was lost: the same request is sent again under the same client id
    late: float = 0.0  # a phone without signal sends later, with the time the button was pressed
    skew_s: float = 0.0  # how wrong a phone's clock may be


ODDS = {
    Level.NONE: Odds(),
    Level.LOW: Odds(drop=0.01, lose=0.004, repeat=0.02, late=0.03, skew_s=5),
    Level.HIGH: Odds(drop=0.05, lose=0.02, repeat=0.08, late=0.10, skew_s=120),
}


@dataclass
class Faults:
    """The trouble of one run; counts what it did."""

    level: Level
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def odds(self) -> Odds:
        """The odds of this level."""
        return ODDS[self.level]

    def happens(self, odds: float, what: str) -> bool:
        """Whether it happens this time; counted under ``what`` when it does."""
        if odds <= 0 or chance.rng().random() >= odds:
            return False
        self.counts[what] = self.counts.get(what, 0) + 1
        return True

    def skew(self) -> timedelta:
        """How wrong one phone's clock is."""
        most = self.odds.skew_s
        return timedelta(seconds=round(chance.rng().uniform(-most, most), 3)) if most else timedelta()

    @contextmanager
    def around(self) -> Iterator[None]:
        """Run the block, which may be dropped before one of its statements; then :class:`Dropped` is raised."""
        loses = self.happens(self.odds.lose, "connections_lost")
        if not loses and not self.happens(self.odds.drop, "steps_dropped"):
            yield
            return
        try:
            with connection.execute_wrapper(_before(chance.rng().randrange(1, 9), loses)):
                yield
        finally:
            if loses:
                connection.close()


def _before(statement: int, loses: bool) -> Callable[..., Any]:
    """A wrapper that lets all statements pass but the ``statement``-th that writes, which never reaches the database.

    Reads are not counted: how many there are depends on what is remembered, and so on the machine's own time.
    """
    left = statement

    def pass_on(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        nonlocal left
        left -= sql.startswith(_WRITES)
        if left == 0:
            if loses and connection.vendor == "postgresql" and connection.connection is not None:
                connection.connection.close()  # under Django's feet, as a server that restarts would
            raise Dropped("the connection was lost" if loses else "the step was dropped")
        return execute(sql, params, many, context)

    return pass_on
