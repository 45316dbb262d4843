"""What the journal says of a follower or a timer that failed: to nobody who may not see what it failed on."""

from __future__ import annotations

from typing import NamedTuple

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal.models import Entry


class Seen(NamedTuple):
    """Who sees an entry: from which level up, and whether only named people."""

    level: Level
    named: bool


def seen_as(entry: Entry | None) -> Seen:
    """As ``entry`` is seen, at least inside the department; without one, by nobody but the named."""
    if entry is None:
        return Seen(Level.L2, named=True)
    return Seen(Level(max(entry.level, Level.L1)), bool(entry.named))


def seen_as_last(department_id: int, subject: str) -> Seen:
    """As the last entry about ``subject`` is seen."""
    return seen_as(Entry.objects.filter(subject=subject, department_id=department_id).order_by("-id").first())


def text_of(error: Exception) -> str:
    """The error in full, for those who mend it; an entry says only its kind, for the words may be personal."""
    return f"{type(error).__name__}: {error}"[:500]
