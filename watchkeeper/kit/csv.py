"""Tables for spreadsheets: RFC 4180, UTF-8 with a mark so that Excel reads it, formulas defused.

A spreadsheet runs a cell that begins like a formula, and what people write to us ends up in cells. Such text gets an
apostrophe before it (OWASP, "CSV Injection"). Numbers are numbers and stay as they are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MARK = "\ufeff"
TYPE = "text/csv; charset=utf-8"


def lines(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The table line by line, its heading first; None is an empty cell."""
    kept = io.StringIO()
    writer = csv.writer(kept)
    for number, row in enumerate(_with(head, rows)):
        kept.seek(0)
        kept.truncate()
        writer.writerow([_cell(value) for value in row])
        yield ((_MARK if number == 0 else "") + kept.getvalue()).encode()


def _with(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    yield head
    yield from rows


def _cell(value: Any) -> Any:
    if value is None or isinstance(value, int | float):
        return value
    text = str(value).replace("\x00", "")
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS) else text
