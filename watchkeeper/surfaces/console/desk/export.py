"""A list as a CSV file: every column, every row asked for, and it is kept that it was taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal import reads
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.services import askings
from watchkeeper.kit import csv
from watchkeeper.kit.errors import Refused
from watchkeeper.surfaces.console.desk import listing
from watchkeeper.surfaces.console.desk.asked import Asked
from watchkeeper.surfaces.console.desk.cells import Look, cell_of
from watchkeeper.surfaces.console.desk.register import Column

MOST_DOWNLOADS = 10
MOST_ROWS = 100_000
_AT_ONCE = 2_000


def taken(asked: Asked, look: Look) -> Iterator[bytes]:
    """The file line by line. From L2 on every row in it is kept as read.

    Raises :class:`NotAllowed` without the permission, :class:`Refused` for too many rows or too often.
    """
    by, register = look.by, asked.register
    by.require(Permission.EXPORT_READ)
    if askings.is_many(by.department_id, "download", browser=by.key, address="", most=MOST_DOWNLOADS):
        raise Refused(f"That is more than {MOST_DOWNLOADS} downloads in ten minutes; try again later.", too_often=True)
    rows = listing.narrowed(asked, look)
    if rows.order_by()[: MOST_ROWS + 1].count() > MOST_ROWS:
        raise Refused(f"That is more than {MOST_ROWS:,} rows; narrow the list first.")
    why = f"{register.key}: {asked.state or 'all'}"
    # Found before the first line goes out: what is sent must have been kept.
    noted = register.noted(list(rows)) if register.is_noted or register.level >= Level.L2 else []
    reads.note(by, "export", [f"register:{register.key}", *noted], why=why)
    return csv.lines([one.words for one in register.columns], _table(asked, look))


def _table(asked: Asked, look: Look) -> Iterator[list[Any]]:
    columns = asked.register.columns
    several = []
    for row in listing.ordered(listing.narrowed(asked, look), asked).iterator(chunk_size=_AT_ONCE):
        several.append(row)
        if len(several) == _AT_ONCE:
            asked.register.prepare(several, look)
            yield from ([_value(one, each, look) for one in columns] for each in several)
            several = []
    asked.register.prepare(several, look)
    yield from ([_value(one, each, look) for one in columns] for each in several)


def _value(column: Column, row: Any, look: Look) -> Any:
    return column.take(row, look) if column.take else cell_of(column.show(row, look)).text
