"""Reading the whole journal as it is stored, in one consistent look, without holding up any writer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from watchkeeper.core.journal.sealing import HASHED

COLUMNS = ("id", *HASHED, "digest", "position", "chain")
SEALED = "position IS NOT NULL ORDER BY position, id"
UNSEALED = "position IS NULL ORDER BY id"
_AT_ONCE = 2000


@contextmanager
def one_look(*, lenient: bool = False) -> Iterator[None]:
    """Everything read inside sees the database of one moment; writers go on.

    ``lenient`` lets SQLite hand out bytes that are no text as characters that cannot be encoded again.
    """
    connection.ensure_connection()
    raw = connection.connection
    begun = not connection.in_atomic_block
    if begun:
        # Not Django's atomic(): on SQLite that would take the writer's turn for as long as we read.
        raw.execute("BEGIN" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    factory = getattr(raw, "text_factory", None)
    if lenient:
        raw.text_factory = _lenient
    try:
        yield
    finally:
        if lenient:
            raw.text_factory = factory
        if begun:
            raw.execute("ROLLBACK")


def entries(which: str) -> Iterator[tuple[Any, ...]]:
    """Entries as stored, columns in the order of :data:`COLUMNS`: the :data:`SEALED` or the :data:`UNSEALED`."""
    # The plus keeps SQLite's driver from reading any number but 1 as False.
    columns = ", ".join("+named" if c == "named" and connection.vendor == "sqlite" else c for c in COLUMNS)
    return stream(f"SELECT {columns} FROM journal_entry WHERE {which}")  # noqa: S608


def stream(query: str) -> Iterator[tuple[Any, ...]]:
    """The rows of ``query`` as stored, a few thousand at a time."""
    raw: Any = connection.connection
    if connection.vendor == "postgresql":
        with raw.cursor(name="journal_reading", binary=True) as cursor:
            cursor.itersize = _AT_ONCE
            cursor.execute(query)
            yield from cursor
        return
    cursor = raw.execute(query)
    try:
        while rows := cursor.fetchmany(_AT_ONCE):
            yield from rows
    finally:
        cursor.close()


def value(query: str) -> Any:
    """The first row of ``query``, or None."""
    raw: Any = connection.connection
    return raw.execute(query).fetchone()


def _lenient(stored: bytes) -> str:
    return stored.decode("utf-8", "surrogateescape")
