"""A list as a CSV file: every column, every row asked for, and it is kept that it was taken."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from watchkeeper.core.journal import reads
from watchkeeper.kit import csv
from watchkeeper.kit.errors import Refused
from watchkeeper.surfaces.console import downloads
from watchkeeper.surfaces.console.desk import listing
from watchkeeper.surfaces.console.desk.asked import Asked
from watchkeeper.surfaces.console.desk.cells import Look, cell_of
from watchkeeper.surfaces.console.desk.register import Column

MOST_ROWS = 100_000
_AT_ONCE = 2_000


def taken(asked: Asked, look: Look) -> Iterator[bytes]:
    """The file line by line. From L2 on every row in it is kept as read.

    Raises :class:`NotAllowed` without the permission, :class:`Refused` for too many rows or too often.
    """
    by, register = look.by, asked.register
    downloads.admit(by)
    rows = listing.narrowed(asked, look)
    if rows.order_by()[: MOST_ROWS + 1].count() > MOST_ROWS:
        raise Refused(f"That is more than {MOST_ROWS:,} rows; narrow the list first.")
    reads.note(by, "export", [f"register:{register.key}"], why=_why(asked))
    return csv.lines([one.words for one in register.columns], _table(asked, look))


def _table(asked: Asked, look: Look) -> Iterator[list[Any]]:
    register = asked.register
    rows = listing.ordered(listing.narrowed(asked, look), asked).iterator(chunk_size=_AT_ONCE)
    while several := list(islice(rows, _AT_ONCE)):
        # Kept before its first line goes out, and from the rows themselves: what is sent must have been kept.
        if noted := register.noted(several):
            reads.note(look.by, "export", noted, why=_why(asked))
        register.prepare(several, look)
        yield from ([_value(one, each, look) for one in register.columns] for each in several)


def _why(asked: Asked) -> str:
    return f"{asked.register.key}: {asked.state or 'all'}"


def _value(column: Column, row: Any, look: Look) -> Any:
    return column.take(row, look) if column.take else cell_of(column.show(row, look)).text
