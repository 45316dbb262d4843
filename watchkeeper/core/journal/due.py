"""Running the timers that are due, leased so that a dead worker's lapse to another."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection
from django.db.models import Min, Q

from watchkeeper.core.journal import failing, journal
from watchkeeper.core.journal.feed import ActorOf, TimerHandler
from watchkeeper.core.journal.models import Timer
from watchkeeper.core.journal.timers import ABOUT
from watchkeeper.core.journal.transaction import writing
from watchkeeper.kit import clock

LEASE = timedelta(seconds=10)  # an emergency's clock survives a killed worker within its minute
_AT_ONCE = 100
_ANY_DUE = "SELECT 1 FROM journal_timer WHERE due_at <= %s AND (leased_until IS NULL OR leased_until <= %s) LIMIT 1"
_TAKE = "DELETE FROM journal_timer WHERE id = %s AND due_at = %s AND leased_until = %s"
_log = logging.getLogger(__name__)


def run_once(handlers: Mapping[str, TimerHandler], actor_of: ActorOf) -> int:
    """Run every timer that is due, earliest first, each in its own transaction; returns how many ran.

    The row goes in the same transaction as what its handler does. Raises only when the database itself is away.
    """
    ran = 0
    while timers := _lease():
        ran += sum(_run(timer, handlers.get(timer.kind), actor_of) for timer in timers)
    return ran


def next_due() -> datetime | None:
    """When the next timer is due (aware, UTC), or None: a stepped clock goes there."""
    due: datetime | None = Timer.objects.aggregate(first=Min("due_at"))["first"]
    return due


def _lease() -> list[Timer]:
    """Take up to a hundred due timers that nobody holds."""
    now = clock.now()
    if not _is_any_due(now):  # on SQLite a look costs no turn in the writers' queue
        return []
    due = Timer.objects.filter(Q(leased_until=None) | Q(leased_until__lte=now), due_at__lte=now)
    with writing():
        skips = connection.features.has_select_for_update_skip_locked
        timers = list(due.select_for_update(skip_locked=skips).order_by("due_at", "id")[:_AT_ONCE])
        for timer in timers:
            timer.leased_until = now + LEASE
        Timer.objects.filter(pk__in=[timer.pk for timer in timers]).update(leased_until=now + LEASE)
    return timers


def _is_any_due(now: datetime) -> bool:
    moment = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(_ANY_DUE, [moment, moment])
        return cursor.fetchone() is not None


def _take(timer: Timer) -> bool:
    """Remove the row if it is still as it was leased; False when it was moved or stopped meanwhile."""
    due_at, leased_until = map(connection.ops.adapt_datetimefield_value, (timer.due_at, timer.leased_until))
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [timer.pk, due_at, leased_until])
        return bool(cursor.rowcount)


def _run(timer: Timer, handler: TimerHandler | None, actor_of: ActorOf) -> int:
    """Run one leased timer; nothing happens when it was moved or stopped meanwhile.

    What the handler locks is locked before the timer's row, as by actions that start a timer of what they changed.
    """
    by = actor_of(timer.department_id, f"timer:{timer.kind}")
    try:
        with writing():
            lock = getattr(handler, "lock", None)
            if lock is not None:
                lock(timer)
            if not _take(timer):
                return 0
            if handler is None:
                raise LookupError("nobody handles this kind of timer")
            handler(timer, by)
        return 1
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001  a handler may fail in any way; it must not stop the others
        _put_off(timer, error, actor_of)
    return 0


def _put_off(timer: Timer, error: Exception, actor_of: ActorOf) -> None:
    """Try again later: after 1 s, 2 s, 4 s … up to an hour; the failure is an entry at each doubling."""
    attempts = timer.attempts + 1
    later = clock.now() + timedelta(seconds=min(2 ** (attempts - 1), 3600))
    with writing():
        held = Timer.objects.filter(pk=timer.pk, due_at=timer.due_at, leased_until=timer.leased_until)
        if held.update(attempts=attempts, leased_until=later) and not attempts & (attempts - 1):
            _log.warning("the timer %s of %s failed", timer.kind, timer.subject, exc_info=error)
            _note_failure(timer, error, attempts, actor_of)


def _note_failure(timer: Timer, error: Exception, attempts: int, actor_of: ActorOf) -> None:
    """Leave an entry about what the timer is about, seen by whoever sees that."""
    subject = str(timer.data.get(ABOUT, timer.subject))
    level, named = failing.seen_as_last(timer.department_id, subject)
    journal.write(
        actor_of(timer.department_id, f"timer:{timer.kind}"),
        "timer.failed",
        subject,
        level=level,
        named=named,
        data={"kind": timer.kind, "error": type(error).__name__, "attempts": attempts},
    )
