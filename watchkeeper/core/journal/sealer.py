"""Sealing on PostgreSQL: position and chain for whatever is committed and not yet sealed.

An entry's key is drawn before its transaction commits, so keys become visible out of order; positions are given after
commit, by one sealer at a time, and readers go by position. A late commit simply comes later and nobody is missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from django.db import connection, transaction

from watchkeeper.core.journal import bell
from watchkeeper.core.journal.sealing import chain_of

LOCK = 0x5EA1  # the advisory lock all sealers of one database share
_MOST_AT_ONCE = 5000

_UNSEALED = f"SELECT id, digest FROM journal_entry WHERE position IS NULL ORDER BY id LIMIT {_MOST_AT_ONCE}"  # noqa: S608
_GIVE = (
    "UPDATE journal_entry e SET position = v.position, chain = v.chain"
    " FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[]) AS v(id, position, chain)"
    " WHERE e.id = v.id AND e.position IS NULL"
)
_ADVANCE = "UPDATE journal_head SET count = %s, chain = %s WHERE id = 1 AND count = %s"


class Cursor(Protocol):
    """As much of a database cursor as the sealer uses; Django's and psycopg's both are one."""

    @property
    def rowcount(self) -> int: ...

    def execute(self, query: Any, params: Sequence[Any] | None = None) -> Any: ...

    def fetchone(self) -> Any: ...

    def fetchall(self) -> Any: ...


class SealBroken(RuntimeError):
    """The head row is missing or moved under the sealer's lock; `watchkeeper verify` says more."""


def seal_pass(cursor: Cursor, *, wait: bool = False) -> int:
    """Seal what is visible, up to 5,000 entries, in the transaction under way, and return how many.

    Returns 0 when another process holds the sealer's lock, unless told to ``wait`` for it.
    """
    if wait:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
    else:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", (LOCK,))
        if not cursor.fetchone()[0]:
            return 0
    cursor.execute(_UNSEALED)  # its snapshot is younger than the lock: nothing sealed before is seen as unsealed
    rows = cursor.fetchall()
    if not rows:
        return 0
    cursor.execute("SELECT count, chain FROM journal_head WHERE id = 1")
    head = cursor.fetchone()
    if head is None:
        raise SealBroken("the journal has lost its head row; run `watchkeeper verify`")
    count, chain = int(head[0]), bytes(head[1])
    keys, positions, chains = [], [], []
    for position, (key, digest) in enumerate(rows, start=count + 1):
        chain = chain_of(chain, position, key, bytes(digest))
        keys.append(key)
        positions.append(position)
        chains.append(chain)
    cursor.execute(_GIVE, (keys, positions, chains))
    given = cursor.rowcount
    cursor.execute(_ADVANCE, (positions[-1], chain, count))
    if given != len(rows) or cursor.rowcount != 1:
        raise SealBroken("the head of the journal moved under the sealer's lock")
    return len(rows)


def seal() -> int:
    """Seal everything committed so far and return how many entries; nothing to do on SQLite.

    Any process may call it: the live process does so at every ring of the bell, a command at its end.
    """
    if connection.vendor != "postgresql":
        return 0
    total = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            done = seal_pass(cursor, wait=True)
            if done:
                cursor.execute(f"NOTIFY {bell.SEALED}")
        total += done
        if done < _MOST_AT_ONCE:
            return total


def last_position() -> int:
    """The position of the last sealed entry; 0 in an empty journal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count FROM journal_head WHERE id = 1")
        row = cursor.fetchone()
    return int(row[0]) if row else 0
