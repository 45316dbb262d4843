"""Statements sent together: one round trip on PostgreSQL, one after another on SQLite.

A round trip costs more than most statements do; an action that locks, reads and writes in two of them instead of ten
serves several times as many people. For the same reason PostgreSQL is told a fixed statement once per connection
(``PREPARE``) and afterwards only its name: reading and planning a wide one costs it more than carrying it out.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.pq import TransactionStatus

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Ask:
    """One statement with its parameters, and what becomes of the rows it gives (None: it gives none).

    An empty ``sql`` is never sent: it stands for a question whose answer is known to be empty. ``is_fixed`` says that
    the same text comes again and again with other parameters.
    """

    sql: str
    params: Sequence[Any] = ()
    read: Callable[[Rows], Any] | None = None
    is_fixed: bool = False


def send(*asks: Ask) -> list[Any]:
    """Run ``asks`` in order and give what each one read, in the same order. Raises what the database raises.

    The first that fails ends it; inside a transaction nothing of it stays, as with any statement that fails.
    """
    wanted = [ask for ask in asks if ask.sql]
    real = connections[DEFAULT_DB_ALIAS]
    found = iter(_together(real, wanted) if real.vendor == "postgresql" else [_alone(real, ask) for ask in wanted])
    return [next(found) if ask.sql else ask.read([]) if ask.read else None for ask in asks]


def _alone(real: BaseDatabaseWrapper, ask: Ask) -> Any:
    with real.cursor() as cursor:
        cursor.execute(ask.sql, ask.params)
        return ask.read(cursor.fetchall()) if ask.read else None


def _together(real: BaseDatabaseWrapper, asks: Sequence[Ask]) -> list[Any]:
    """PostgreSQL takes several statements in one message; each leaves a result of its own."""
    given: list[Any] = []
    if not asks:
        return given
    with _cursor(real) as cursor:
        known = _known(real, cursor, [ask.sql for ask in asks if ask.is_fixed])
        texts = [known[ask.sql] if ask.is_fixed else ask.sql for ask in asks]
        begins = _begins(real.connection)
        cursor.execute(";\n".join(["BEGIN", *texts] if begins else texts), [one for ask in asks for one in ask.params])
        for number, ask in enumerate(asks):
            if number or begins:
                cursor.nextset()
            given.append(ask.read(cursor.fetchall()) if ask.read else None)
    return given


def _begins(link: Any) -> bool:
    """Whether the transaction Django has opened begins with this message: so the driver need not send it alone."""
    if link.autocommit or link.info.transaction_status != TransactionStatus.IDLE:
        return False
    link.autocommit = True  # the driver adds nothing of its own; Django sets it again when the transaction ends
    return True


@contextmanager
def _cursor(real: Any) -> Iterator[Any]:
    """Django's cursor when somebody counts or wraps statements, else the driver's own: it costs half as much."""
    if real.execute_wrappers or real.queries_logged:
        with real.cursor() as cursor:
            yield cursor
        return
    real.ensure_connection()
    real.validate_no_broken_transaction()
    with real.wrap_database_errors, real.create_cursor() as cursor:
        yield cursor


_prepared: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()  # per connection: a statement, how to call it


def _known(real: BaseDatabaseWrapper, cursor: Any, statements: Sequence[str]) -> dict[str, str]:
    """How each statement is called on this connection, which is told those it does not know yet."""
    known = _prepared.setdefault(real.connection, {})
    for sql in statements:
        if sql not in known:
            name, text, call = _named(sql)
            # In a trip of its own: if what follows fails, the name is known all the same.
            cursor.execute(f"PREPARE {name} AS {text}")
            known[sql] = call
    return known


@cache
def _named(sql: str) -> tuple[str, str, str]:
    """A name for ``sql``, its text with PostgreSQL's own placeholders, and the statement that runs it."""
    first, *rest = sql.split("%s")
    text = first + "".join(f"${number}{part}" for number, part in enumerate(rest, 1))
    name = f"wk_{zlib.crc32(sql.encode()):08x}_{len(sql)}"
    places = f" ({', '.join(['%s'] * len(rest))})" if rest else ""
    return name, text.replace("%%", "%"), f"EXECUTE {name}{places}"
