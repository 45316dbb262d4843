"""Reading back what the journal says, for assertions."""

from __future__ import annotations

from watchkeeper.core.journal.models import Entry


def said(verb: str) -> list[Entry]:
    """The entries of ``verb``, oldest first."""
    return list(Entry.objects.filter(verb=verb).order_by("id"))
