"""Statements sent together: one round trip on PostgreSQL, one after another on SQLite.

A round trip costs more than most statements do; an action that locks, reads and writes in two of them instead of ten
serves several times as many people.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Ask:
    """One statement with its parameters, and what becomes of the rows it gives (None: it gives none).

    An empty ``sql`` is never sent: it stands for a question whose answer is known to be empty.
    """

    sql: str
    params: Sequence[Any] = ()
    read: Callable[[Rows], Any] | None = None


def send(*asks: Ask) -> list[Any]:
    """Run ``asks`` in order and give what each one read, in the same order. Raises what the database raises.

    The first that fails ends it; inside a transaction nothing of it stays, as with any statement that fails.
    """
    wanted = [ask for ask in asks if ask.sql]
    together = connection.vendor == "postgresql" and len(wanted) > 1
    found = iter(_together(wanted) if together else [_alone(ask) for ask in wanted])
    return [next(found) if ask.sql else ask.read([]) if ask.read else None for ask in asks]


def _alone(ask: Ask) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(ask.sql, ask.params)
        return ask.read(cursor.fetchall()) if ask.read else None


def _together(asks: Sequence[Ask]) -> list[Any]:
    """PostgreSQL takes several statements in one message; each leaves a result of its own."""
    given: list[Any] = []
    with connection.cursor() as cursor:
        cursor.execute(";\n".join(ask.sql for ask in asks), [one for ask in asks for one in ask.params])
        for number, ask in enumerate(asks):
            if number:
                cursor.nextset()
            given.append(ask.read(cursor.fetchall()) if ask.read else None)
    return given
