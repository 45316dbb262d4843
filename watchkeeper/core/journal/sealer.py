"""Sealing on PostgreSQL: position and chain for whatever is committed and not yet sealed.

An entry's key is drawn before its transaction commits, so keys become visible out of order; positions are given after
commit, by one sealer at a time, and readers go by position. A late commit simply comes later and nobody is missed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from watchkeeper.core.journal import bell
from watchkeeper.core.journal.sealing import chain_of

if TYPE_CHECKING:
    import psycopg

    Link = psycopg.Connection[Any]

LOCK = 0x5EA1  # the advisory lock all sealers of one database share
_MOST_AT_ONCE = 5000

_TRY = "SELECT pg_try_advisory_xact_lock(%s)"
_WAIT = "SELECT pg_advisory_xact_lock(%s)"
_HEAD = "SELECT count, chain FROM journal_head WHERE id = 1"
_UNSEALED = f"SELECT id, digest FROM journal_entry WHERE position IS NULL ORDER BY id LIMIT {_MOST_AT_ONCE}"  # noqa: S608
_GIVE = (
    "UPDATE journal_entry e SET position = v.position, chain = v.chain"
    " FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[]) AS v(id, position, chain)"
    " WHERE e.id = v.id AND e.position IS NULL"
)
_ADVANCE = "UPDATE journal_head SET count = %s, chain = %s WHERE id = 1 AND count = %s"


class SealBroken(RuntimeError):
    """The head row is missing or moved under the sealer's lock; `watchkeeper verify` says more."""


def seal_pass(link: Link, *, wait: bool = False, ring: bool = True) -> int:
    """Seal what is visible, up to 5,000 entries, in the transaction under way on ``link``, and return how many.

    Returns 0 when another process holds the sealer's lock, unless told to ``wait`` for it. ``ring`` tells the live
    processes at commit. Two round trips; one when there is nothing to do.
    """
    with link.pipeline():
        mine = link.execute(_WAIT if wait else _TRY, (LOCK,))
        unsealed = link.execute(_UNSEALED)  # its snapshot is younger than the lock: nothing sealed is seen as unsealed
        heads = link.execute(_HEAD)
        locked, rows, head = mine.fetchone(), unsealed.fetchall(), heads.fetchone()
    if not rows or not (wait or (locked and locked[0])):
        return 0
    if head is None:
        raise SealBroken("the journal has lost its head row; run `watchkeeper verify`")
    keys, positions, chains = _chained(int(head[0]), bytes(head[1]), rows)
    with link.pipeline():
        given = link.execute(_GIVE, (keys, positions, chains))
        advanced = link.execute(_ADVANCE, (positions[-1], chains[-1], int(head[0])))
        if ring:
            link.execute(f"NOTIFY {bell.SEALED}")
    if given.rowcount != len(rows) or advanced.rowcount != 1:
        raise SealBroken("the head of the journal moved under the sealer's lock")
    return len(rows)


def _chained(count: int, chain: bytes, rows: list[tuple[int, bytes]]) -> tuple[list[int], list[int], list[bytes]]:
    """Keys, positions and chain hashes of the entries after ``count``, in the order of their keys."""
    keys, positions, chains = [], [], []
    for position, (key, digest) in enumerate(rows, start=count + 1):
        chain = chain_of(chain, position, key, bytes(digest))
        keys.append(key)
        positions.append(position)
        chains.append(chain)
    return keys, positions, chains


def seal() -> int:
    """Seal everything committed so far and return how many entries; nothing to do on SQLite.

    Any process may call it: the live process does so at every ring of the bell, a command at its end.
    """
    if connection.vendor != "postgresql":
        return 0
    total = 0
    while True:
        with transaction.atomic():
            done = seal_pass(connection.connection, wait=True)
        total += done
        if done < _MOST_AT_ONCE:
            return total


def last_position() -> int:
    """The position of the last sealed entry; 0 in an empty journal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count FROM journal_head WHERE id = 1")
        row = cursor.fetchone()
    return int(row[0]) if row else 0
