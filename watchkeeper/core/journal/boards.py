"""Folding entries into the open boards of the past.

An entry carries the board rows it changed as they then were (``data["rows"]``: subject → row, or null when it left the
board); the last one says how it stood.
"""

from __future__ import annotations

import zlib
from typing import Any

import orjson

Damaged = zlib.error  # what `unpack` raises, beside ValueError, for a snapshot that was tampered with
Standing = list[Any]  # [row, level, named]
Boards = dict[str, dict[str, Standing]]  # department → subject → how it stands


def fold(boards: Boards, department_id: int, level: int, named: int, data: str) -> None:
    """Carry the rows of one entry, if it has any, into ``boards``."""
    if '"rows":' not in data:
        return
    rows = orjson.loads(data).get("rows")
    if not isinstance(rows, dict):
        return
    board = boards.setdefault(str(department_id), {})
    for subject, row in rows.items():
        if row is None:
            board.pop(subject, None)
        else:
            board[subject] = [row, int(level), bool(named)]


def pack(boards: Boards) -> bytes:
    """``boards`` as a snapshot stores them."""
    return zlib.compress(orjson.dumps(boards, option=orjson.OPT_SORT_KEYS), 6)


def unpack(packed: bytes) -> Boards:
    """The boards of a stored snapshot. Raises ``zlib.error`` or ``ValueError`` for one that is damaged."""
    boards: Boards = orjson.loads(zlib.decompress(packed))
    return boards
