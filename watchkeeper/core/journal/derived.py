"""Checking what is derived from the journal or hangs on it: snapshots, sealed reads, personal values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import groupby
from typing import Any

import orjson

from watchkeeper.core.journal import boards, kept, reading
from watchkeeper.core.journal.boards import Boards
from watchkeeper.core.journal.findings import Kind
from watchkeeper.core.journal.models import ReadEvent
from watchkeeper.core.journal.reads import digest_over

Find = Callable[[Kind, int | None, int | None, str], None]


class Derived:
    """Follows the walk over the journal and checks at its end what hangs on it."""

    def __init__(self, find: Find) -> None:
        self._find = find
        self._standing: Boards = {}
        self._wanted: list[int] = []  # positions of snapshots, last first
        self._seals: dict[int, tuple[int, Any]] = {}  # entry key → department and what a reads.sealed entry says
        self._kept = kept.Kept(find)

    def load_snapshots(self) -> None:
        """Note where snapshots lie."""
        self._wanted = [
            row[0] for row in reading.stream("SELECT position FROM journal_snapshot ORDER BY position DESC")
        ]

    def entry(self, row: tuple[Any, ...]) -> None:
        """Fold one entry in, compare a snapshot that lies here, and keep what a seal over reads says."""
        position = row[14]
        try:
            if self._wanted:
                boards.fold(self._standing, row[1], row[8], row[9], row[12])
            self._hanging(row)
        except (ValueError, AttributeError, TypeError, KeyError):
            return  # text that is no JSON any more is already a finding of its own
        if self._wanted and self._wanted[-1] == position:
            self._wanted.pop()
            self._snapshot(position)

    def unsealed(self, row: tuple[Any, ...]) -> None:
        """The same for an entry that has no position yet, and so is on no board of a snapshot."""
        with suppress(ValueError, AttributeError, TypeError, KeyError):
            self._hanging(row)

    def _hanging(self, row: tuple[Any, ...]) -> None:
        """Keep what the entry says of reads and of personal values."""
        self._kept.entry(row)
        if row[5] == "reads.sealed":
            self._seals[row[0]] = (row[1], orjson.loads(row[12]))

    def _snapshot(self, position: int) -> None:
        stored = reading.value(f"SELECT boards FROM journal_snapshot WHERE position = {int(position)}")  # noqa: S608
        try:
            same = boards.unpack(bytes(stored[0])) == orjson.loads(orjson.dumps(self._standing))
        except (ValueError, TypeError, boards.Damaged):
            same = False
        if not same:
            self._find(Kind.DERIVED, position, None, f"the snapshot at position {position} does not match the journal")

    def finish(self, last: int) -> None:
        """Check snapshots beyond the end, sealed reads and personal values."""
        for position in self._wanted:
            if position > last:
                self._find(Kind.DERIVED, position, None, f"a snapshot lies at position {position}, past the last entry")
        self._reads()
        self._kept.finish()

    def _reads(self) -> None:
        query = (
            "SELECT sealed_in, id, at, actor, what, subject, why, department_id FROM journal_read"
            " WHERE sealed_in IS NOT NULL ORDER BY sealed_in, id"
        )
        for sealed_in, rows in groupby(reading.stream(query), key=lambda row: row[0]):
            department_id, said = self._seals.pop(sealed_in, (0, None))
            if not _is_said(said, department_id, list(rows)):
                says = f"the reads sealed by the entry with key {sealed_in} were changed"
                self._find(Kind.DERIVED, None, sealed_in if isinstance(sealed_in, int) else None, says)
        for key in self._seals:
            self._find(Kind.DERIVED, None, key, f"the reads sealed by the entry with key {key} are missing")


def _is_said(said: Any, department_id: int, rows: Sequence[tuple[Any, ...]]) -> bool:
    """Whether ``rows`` of reads are the ones ``said``, what the sealing entry of their department says, speaks of."""
    if not isinstance(said, dict) or any(row[7] != department_id for row in rows):
        return False
    events = [ReadEvent(pk=row[1], at=row[2], actor=row[3], what=row[4], subject=row[5], why=row[6]) for row in rows]
    try:
        return bool(said["count"] == len(events) and said["digest"] == digest_over(events))
    except (KeyError, TypeError, UnicodeError):
        return False
