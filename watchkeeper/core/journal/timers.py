"""Timers are rows with a due time, so that no promise is lost by a restart.

Handlers are bound in ``config/wiring.TIMERS`` and do nothing when their question has become moot.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from watchkeeper.core.journal.models import Timer


@dataclass(frozen=True)
class Due:
    """A timer to start: what kind of promise, about what, due when (aware)."""

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
    rows = {
        (due.kind, due.subject): Timer(
            department_id=due.department_id, kind=due.kind, subject=due.subject, due_at=due.due_at, data=dict(due.data)
        )
        for due in dues
    }
    if rows:
        Timer.objects.bulk_create(
            rows.values(),
            update_conflicts=True,
            unique_fields=["kind", "subject"],
            update_fields=["department", "due_at", "data", "leased_until", "attempts"],
        )


def stop(kind: str, subject: str) -> None:
    """Stop the timer; nothing happens when there is none."""
    Timer.objects.filter(kind=kind, subject=subject).delete()
