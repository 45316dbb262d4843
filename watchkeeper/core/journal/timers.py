"""Timers are rows with a due time, so that no promise is lost by a restart.

Handlers are bound in ``config/wiring.TIMERS`` and do nothing when their question has become moot.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from watchkeeper.core.journal.models import Timer
from watchkeeper.kit.batch import Ask, send

ABOUT = "about"


@dataclass(frozen=True)
class Due:
    """A timer to start: what kind of promise, about what, due when (aware).

    Whoever sees the last entry about ``subject`` is told when the timer fails; where the journal has none,
    ``data`` names under :data:`ABOUT` the subject that has.
    """

    department_id: int
    kind: str
    subject: str
    due_at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)


def start(department_id: int, kind: str, subject: str, due_at: datetime, data: Mapping[str, Any] | None = None) -> None:
    """Start the timer, or move it if this kind already runs for this subject."""
    start_many([Due(department_id, kind, subject, due_at, data or {})])


def start_many(dues: Iterable[Due]) -> None:
    """Start several timers with one statement; the last wins where one names the same kind and subject twice."""
    send(starting(dues))


_UPSERT = (
    "INSERT INTO journal_timer (department_id, kind, subject, due_at, data, leased_until, attempts) VALUES {rows}"
    " ON CONFLICT (kind, subject) DO UPDATE SET department_id = excluded.department_id, due_at = excluded.due_at,"
    " data = excluded.data, leased_until = excluded.leased_until, attempts = excluded.attempts"
)


def starting(dues: Iterable[Due]) -> Ask:
    """The statement of :func:`start_many`, to be sent with others; an empty one for no timers."""
    rows = {(due.kind, due.subject): due for due in dues}
    if not rows:
        return Ask("")
    given = [
        one for due in rows.values() for one in (due.department_id, due.kind, due.subject, *_adapted(due), None, 0)
    ]
    text = _UPSERT.format(rows=", ".join(["(%s, %s, %s, %s, %s, %s, %s)"] * len(rows)))
    return Ask(text, given, is_fixed=len(rows) < 5)


def _adapted(due: Due) -> tuple[Any, Any]:
    """Time and data as this database stores them."""
    at, data = Timer._meta.get_field("due_at"), Timer._meta.get_field("data")
    return at.get_db_prep_save(due.due_at, connection), data.get_db_prep_save(dict(due.data), connection)


def stop(kind: str, subject: str) -> None:
    """Stop the timer; nothing happens when there is none."""
    Timer.objects.filter(kind=kind, subject=subject).delete()
