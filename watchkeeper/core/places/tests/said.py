"""What the journal holds."""

from __future__ import annotations

from watchkeeper.core.journal import journal
from watchkeeper.core.journal.models import Entry


def said() -> list[tuple[str, str, str]]:
    """Verb, subject and sentence of every entry, oldest first."""
    rows = list(Entry.objects.order_by("id"))
    return [(row.verb, row.subject, text) for row, text in zip(rows, journal.sentences(rows), strict=True)]


def last() -> tuple[str, str, str]:
    """The newest entry."""
    return said()[-1]
