"""Followers: what follows what, run after commit, from the journal, with a stored cursor, at least once.

The cursor moves in the follower's own transaction, by compare-and-set, so a crash half-way undoes both and no two
workers run the same entry. An entry a follower fails on is parked and tried again later, ever less often; the follower
goes on with the next, so that one bad entry cannot silence it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db import InterfaceError, OperationalError

from watchkeeper.core.journal import journal, sealer
from watchkeeper.core.journal.feed import ActorOf, Follow
from watchkeeper.core.journal.models import Cursor, Entry, Parked
from watchkeeper.core.journal.transaction import writing
from watchkeeper.kit import clock

FAILED = "follower.failed"
_AT_ONCE = 200
_SAVE_EVERY = 500  # entries passed over before a cursor that met nothing is written


def run_once(follows: Mapping[str, Follow], actor_of: ActorOf) -> int:
    """Let every follower read on from its cursor, try parked entries that are due, and return how many ran.

    The worker calls it at every ring of the bell and once a second; a simulator steps it. Raises only when the
    database itself is away.
    """
    sealer.seal()
    head = sealer.last_position()
    cursors = dict(Cursor.objects.values_list("follower", "position"))
    if missing := [name for name in follows if name not in cursors]:
        with writing():
            Cursor.objects.bulk_create([Cursor(follower=name) for name in missing], ignore_conflicts=True)
    ran = sum(_read_on(name, follow, actor_of, cursors.get(name, 0), head) for name, follow in follows.items())
    return ran + _retry_parked(follows, actor_of)


def _read_on(name: str, follow: Follow, actor_of: ActorOf, cursor: int, head: int) -> int:
    """Run ``follow`` over its entries after ``cursor`` up to ``head``; returns how many it ran."""
    ran = 0
    while cursor < head:
        entries = list(
            Entry.objects.filter(position__gt=cursor, position__lte=head, verb__in=follow.verbs).order_by("position")[
                :_AT_ONCE
            ]
        )
        for entry in entries:
            if not _follow(name, follow, entry, cursor, actor_of):
                return ran  # another worker has gone on from here
            cursor = entry.position or cursor
            ran += 1
        if len(entries) < _AT_ONCE:
            if ran or head - cursor >= _SAVE_EVERY:
                _move(name, cursor, head)
            return ran
    return ran


def _move(name: str, old: int, new: int) -> bool:
    """Move the cursor by compare-and-set; False when it was not at ``old``."""
    with writing():
        return Cursor.objects.filter(follower=name, position=old).update(position=new) == 1


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
            Parked.objects.create(follower=name, position=new, retry_at=retry_at, error=_told(error))
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
            if mine.update(attempts=attempts, retry_at=clock.now() + _wait(attempts), error=_told(error)):
                _note_failure(parked.follower, entry, error, attempts, actor_of)
    return False


def _wait(attempts: int) -> timedelta:
    """1 s, 2 s, 4 s … up to an hour."""
    return timedelta(seconds=min(2 ** (attempts - 1), 3600))


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def _note_failure(name: str, entry: Entry, error: Exception, attempts: int, actor_of: ActorOf) -> None:
    """Leave an entry a supervisor sees: at the first failure and at each doubling, and never about itself."""
    if entry.verb == FAILED or attempts & (attempts - 1):
        return
    journal.write(
        actor_of(entry.department_id, f"follower:{name}"),
        FAILED,
        entry.subject,
        level=max(entry.level, 1),  # type: ignore[arg-type]
        named=entry.named,
        data={
            "follower": name,
            "verb": entry.verb,
            "subject": entry.subject,
            "error": _told(error),
            "attempts": attempts,
        },
    )
