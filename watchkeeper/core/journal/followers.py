"""Followers: what follows what, run after commit, from the journal, with a stored cursor, at least once.

The cursor moves in the follower's own transaction, by compare-and-set, so a crash half-way undoes both and no two
workers run the same entry; entries there is nothing to do about are passed over together. An entry a follower fails on
is parked and tried again later, ever less often; the follower goes on with the next, so that one bad entry cannot
silence it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db import InterfaceError, OperationalError, connection

from watchkeeper.core.journal import failing, journal, sealer
from watchkeeper.core.journal.feed import ActorOf, Follow
from watchkeeper.core.journal.models import Cursor, Entry, Parked
from watchkeeper.core.journal.transaction import writing
from watchkeeper.kit import clock

FAILED = "follower.failed"
_AT_ONCE = 200
_SAVE_EVERY = 500  # entries passed over before a cursor that met nothing is written
_LOOK = (
    "SELECT 'head', count FROM journal_head WHERE id = 1"
    " UNION ALL SELECT 'unsealed', 1 WHERE EXISTS (SELECT 1 FROM journal_entry WHERE position IS NULL)"
    " UNION ALL SELECT 'parked', 1 WHERE EXISTS (SELECT 1 FROM journal_parked WHERE retry_at <= %s)"
    " UNION ALL SELECT 'cursor ' || follower, position FROM journal_cursor"
)
_COLUMNS = [field.attname for field in Entry._meta.concrete_fields]
_READ = (
    f"SELECT {', '.join(_COLUMNS)} FROM journal_entry"  # noqa: S608
    f" WHERE position > %s AND position <= %s AND verb IN ({{marks}}) ORDER BY position LIMIT {_AT_ONCE}"
)
_log = logging.getLogger(__name__)


def run_once(follows: Mapping[str, Follow], actor_of: ActorOf) -> int:
    """Let every follower read on from its cursor, try parked entries that are due, and return how many ran.

    The worker calls it at every ring of the bell and once a second; a simulator steps it. Raises only when the
    database itself is away. With nothing to do it asks one question.
    """
    stands = _look()
    head = stands.get("head", 0)
    if "unsealed" in stands:
        sealer.seal()
        head = sealer.last_position()
    if missing := [name for name in follows if f"cursor {name}" not in stands]:
        with writing():
            Cursor.objects.bulk_create([Cursor(follower=name) for name in missing], ignore_conflicts=True)
    ran = sum(
        _read_on(name, follow, actor_of, stands.get(f"cursor {name}", 0), head) for name, follow in follows.items()
    )
    return ran + (_retry_parked(follows, actor_of) if "parked" in stands else 0)


def _look() -> dict[str, int]:
    """How things stand: the head, every cursor, and whether anything waits to be sealed or tried again."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, (connection.ops.adapt_datetimefield_value(clock.now()),))
        return dict(cursor.fetchall())


def _read_on(name: str, follow: Follow, actor_of: ActorOf, cursor: int, head: int) -> int:
    """Run ``follow`` over its entries after ``cursor`` up to ``head``; returns how many it ran.

    The cursor moves with each entry that is run, and once for all of a batch there is nothing to do about.
    """
    ran = 0
    while cursor < head:
        entries = _entries(cursor, head, follow.verbs)
        for entry in _concerning(name, follow, entries):
            if not _follow(name, follow, entry, cursor, actor_of):
                return ran  # another worker has gone on from here
            cursor = entry.position or cursor
            ran += 1
        end = (entries[-1].position or cursor) if len(entries) == _AT_ONCE else head
        if (entries or head - cursor >= _SAVE_EVERY) and cursor < end and not _move(name, cursor, end):
            return ran
        cursor = end
    return ran


def _entries(after: int, head: int, verbs: tuple[str, ...]) -> list[Entry]:
    """The first entries of these verbs after position ``after`` up to ``head``; by hand, for it is asked so often."""
    marks = ", ".join(["%s"] * len(verbs))
    with connection.cursor() as cursor:
        cursor.execute(_READ.format(marks=marks), (after, head, *verbs))
        return [Entry.from_db(connection.alias, _COLUMNS, row) for row in cursor.fetchall()]


def _concerning(name: str, follow: Follow, entries: list[Entry]) -> Sequence[Entry]:
    """Those of ``entries`` the follower has something to do about; all of them where it cannot tell."""
    if not entries or follow.concerning is None:
        return entries
    try:
        return follow.concerning(entries)
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # noqa: BLE001  run one by one, each that fails is parked and told of
        _log.exception("the follower %s cannot tell what concerns it", name)
        return entries


def _move(name: str, old: int, new: int) -> bool:
    """Move the cursor by compare-and-set; False when it was not at ``old``."""
    with writing(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE journal_cursor SET position = %s WHERE follower = %s AND position = %s", (new, name, old)
        )
        return bool(cursor.rowcount == 1)


def _follow(name: str, follow: Follow, entry: Entry, old: int, actor_of: ActorOf) -> bool:
    """Run one entry with the cursor's step in one transaction; park it if it fails."""
    by = actor_of(entry.department_id, f"follower:{name}")
    new = entry.position or 0
    try:
        with writing():
            if not _move(name, old, new):
                return False
            follow.run(entry, by)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001  a handler may fail in any way; it must not stop the others
        with writing():
            if not _move(name, old, new):
                return False
            retry_at = clock.now() + _wait(1)
            Parked.objects.create(follower=name, position=new, retry_at=retry_at, error=failing.text_of(error))
            _note_failure(name, entry, error, 1, actor_of)
    return True


def _retry_parked(follows: Mapping[str, Follow], actor_of: ActorOf) -> int:
    """Try every parked entry that is due once more; returns how many succeeded."""
    done = 0
    for parked in Parked.objects.filter(retry_at__lte=clock.now(), follower__in=list(follows)).order_by("position"):
        entry = Entry.objects.filter(position=parked.position).first()
        if entry is not None and _retry(parked, follows[parked.follower], entry, actor_of):
            done += 1
    return done


def _retry(parked: Parked, follow: Follow, entry: Entry, actor_of: ActorOf) -> bool:
    """Try one parked entry; on failure push its next try further off."""
    mine = Parked.objects.filter(pk=parked.pk, attempts=parked.attempts)
    try:
        with writing():
            if mine.delete()[0]:
                follow.run(entry, actor_of(entry.department_id, f"follower:{parked.follower}"))
        return True
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001  a handler may fail in any way; it must not stop the others
        attempts = parked.attempts + 1
        with writing():
            if mine.update(attempts=attempts, retry_at=clock.now() + _wait(attempts), error=failing.text_of(error)):
                _note_failure(parked.follower, entry, error, attempts, actor_of)
    return False


def _wait(attempts: int) -> timedelta:
    """1 s, 2 s, 4 s … up to an hour."""
    return timedelta(seconds=min(2 ** (attempts - 1), 3600))


def _note_failure(name: str, entry: Entry, error: Exception, attempts: int, actor_of: ActorOf) -> None:
    """Leave an entry a supervisor sees: at the first failure and at each doubling, and never about itself."""
    if entry.verb == FAILED or attempts & (attempts - 1):
        return
    level, named = failing.seen_as(entry)
    _log.warning("the follower %s failed on position %s", name, entry.position, exc_info=error)
    journal.write(
        actor_of(entry.department_id, f"follower:{name}"),
        FAILED,
        entry.subject,
        level=level,
        named=named,
        data={
            "follower": name,
            "verb": entry.verb,
            "subject": entry.subject,
            "error": type(error).__name__,
            "attempts": attempts,
        },
    )
