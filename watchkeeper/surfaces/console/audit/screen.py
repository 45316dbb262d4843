"""A page of the audit and its file; that it was asked, and what private rows it told, is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal import audit, reads, verbs
from watchkeeper.core.journal.audit import Found
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.journal.sealing import moment
from watchkeeper.core.people.permissions import Permission
from watchkeeper.kit import csv
from watchkeeper.kit.errors import Refused
from watchkeeper.surfaces.console import downloads
from watchkeeper.surfaces.console.audit.asked import WAYS, WHATS, Asked, question, written
from watchkeeper.surfaces.console.audit.rows import told
from watchkeeper.surfaces.console.desk.cells import Look

A_PAGE = 50
MOST_ROWS = 100_000
_AT_ONCE = 2_000
HEAD = ("At", "Who", "Read or changed", "What", "About", "Subject")


def screen(asked: Asked, look: Look) -> dict[str, Any]:
    """The template's values."""
    found = audit.page(question(asked, look), A_PAGE, asked.after)
    _keep(found.rows, asked, look)
    return {
        "asked": asked,
        "given": asked.given,
        "rows": told(found.rows, look),
        "older": f"{asked.older}after={written(found.after)}" if found.after else "",
        "is_first": asked.after is None,
        "looked": look.moment(moment(found.looked)) if found.looked else "",
        "whats": [(value, words, asked.given.get("what", "") == value) for value, words in WHATS],
        "verbs": _verb_choices(),
        "may_export": look.by.may(Permission.EXPORT_READ),
        "as_of": look.now,
        "zone": look.zone,
    }


def _verb_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every kind of entry by what it is about, and the ways of reading."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for key in sorted(verbs.all_verbs()):
        groups.setdefault(key.partition(".")[0], []).append((key, key.partition(".")[2].replace("_", " ")))
    return [("reads", list(WAYS)), *groups.items()]


def _keep(found: Sequence[Found], asked: Asked, look: Look) -> None:
    why = asked.state or "all"
    reads.note(look.by, "audit", ["audit", *_private(found)], why=why)


def _private(found: Sequence[Found]) -> list[str]:
    """Subjects of which something of level L2 was told."""
    return sorted({row.subject for row in found if isinstance(row, Entry) and row.level >= Level.L2})


def taken(asked: Asked, look: Look) -> Iterator[bytes]:
    """The file line by line, at most :data:`MOST_ROWS` rows.

    Raises :class:`NotAllowed` without the permission, :class:`Refused` for too many rows or too often.
    """
    by = look.by
    downloads.admit(by)
    asks = question(asked, look)
    if audit.count(asks, MOST_ROWS + 1) > MOST_ROWS:
        raise Refused(f"That is more than {MOST_ROWS:,} rows; ask for a shorter period.")
    reads.note(by, "export", ["audit"], why=f"audit: {asked.state or 'all'}")
    return csv.lines(HEAD, _table(audit.every(asks), look))


def _table(found: Iterator[Found], look: Look) -> Iterator[list[object]]:
    while several := list(islice(found, _AT_ONCE)):
        if private := _private(several):
            reads.note(look.by, "export", private, why="audit")
        for row in told(several, look):
            yield [row.stamp, row.who, "read" if row.is_read else "changed", row.text, row.about, row.subject]
