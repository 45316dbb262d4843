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

# Several statements in one message: each sees what was committed before it began, so what is unsealed is read under
# the lock, and one round trip does for all.
_LOOK = (
    "SELECT {lock}({key}); SELECT id, digest FROM journal_entry WHERE position IS NULL ORDER BY id LIMIT {most};"
    " SELECT count, chain FROM journal_head WHERE id = 1"
)
_TRY = _LOOK.format(lock="pg_try_advisory_xact_lock", key=LOCK, most=_MOST_AT_ONCE)
_WAIT = _LOOK.format(lock="pg_advisory_xact_lock", key=LOCK, most=_MOST_AT_ONCE)
_GIVE = (
    "WITH given AS (UPDATE journal_entry e SET position = v.position, chain = v.chain"
    " FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[]) AS v(id, position, chain)"
    " WHERE e.id = v.id AND e.position IS NULL RETURNING 1)"
    " UPDATE journal_head SET count = %s, chain = %s"
    " WHERE id = 1 AND count = %s AND (SELECT count(*) FROM given) = %s"
)


class SealBroken(RuntimeError):
    """The head row is missing or moved under the sealer's lock; `watchkeeper verify` says more."""


def seal_pass(link: Link, *, wait: bool = False, ring: bool = True) -> int:
    """Seal what is visible, up to 5,000 entries, in the transaction under way on ``link``, and return how many.

    Returns 0 when another process holds the sealer's lock, unless told to ``wait`` for it. ``ring`` tells the live
    processes at commit. Two round trips; one when there is nothing to do.
    """
    done = _seal(link, _WAIT if wait else _TRY)
    if done and ring:
        link.execute(f"NOTIFY {bell.SEALED}")
    return done


def seal_alone(link: Link) -> int:
    """As :func:`seal_pass`, in a transaction of its own on ``link``, which commits by itself (``autocommit``).

    An error leaves the transaction open: close the link, or roll back.
    """
    done = _seal(link, f"BEGIN; {_TRY}", skip=1)
    link.execute(f"NOTIFY {bell.SEALED}; COMMIT" if done else "ROLLBACK")
    return done


def _seal(link: Link, look: str, *, skip: int = 0) -> int:
    """Ask ``look``, whose first ``skip`` answers say nothing, and seal what it finds."""
    locked, rows, head = _answers(link, look, skip)
    if not rows or locked[0][0] is False:
        return 0
    if not head:
        raise SealBroken("the journal has lost its head row; run `watchkeeper verify`")
    count = int(head[0][0])
    keys, positions, chains = _chained(count, bytes(head[0][1]), rows)
    given = link.execute(_GIVE, (keys, positions, chains, positions[-1], chains[-1], count, len(keys)))
    if given.rowcount != 1:
        raise SealBroken("the head of the journal moved under the sealer's lock")
    return len(rows)


def _answers(link: Link, look: str, skip: int) -> list[list[tuple[Any, ...]]]:
    """The rows of each statement in ``look`` but the first ``skip``."""
    cursor = link.execute(look)
    for _ in range(skip):
        cursor.nextset()
    found = [cursor.fetchall()]
    while cursor.nextset():
        found.append(cursor.fetchall())
    return found


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
