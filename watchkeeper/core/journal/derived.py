"""Checking what is derived from the journal or hangs on it: snapshots, sealed reads, personal values."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from itertools import groupby
from typing import Any

import orjson

from watchkeeper.core.journal import boards, reading
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
        self._seals: dict[int, dict[str, Any]] = {}  # entry key → what a reads.sealed entry says

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
            if row[5] == "reads.sealed":
                self._seals[row[0]] = orjson.loads(row[12])
        except (ValueError, AttributeError, TypeError):
            return  # text that is no JSON any more is already a finding of its own
        if self._wanted and self._wanted[-1] == position:
            self._wanted.pop()
            self._snapshot(position)

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
        self._personal()

    def _reads(self) -> None:
        query = (
            "SELECT sealed_in, id, at, actor, what, subject, why FROM journal_read"
            " WHERE sealed_in IS NOT NULL ORDER BY sealed_in, id"
        )
        for sealed_in, rows in groupby(reading.stream(query), key=lambda row: row[0]):
            said = self._seals.pop(sealed_in, None)
            events = [
                ReadEvent(pk=row[1], at=row[2], actor=row[3], what=row[4], subject=row[5], why=row[6]) for row in rows
            ]
            if said is None or said.get("count") != len(events) or said.get("digest") != digest_over(events):
                self._find(
                    Kind.DERIVED, None, sealed_in, f"the reads sealed by the entry with key {sealed_in} were changed"
                )
        for key in self._seals:
            self._find(Kind.DERIVED, None, key, f"the reads sealed by the entry with key {key} are missing")

    def _personal(self) -> None:
        query = "SELECT digest, salt, value, subject FROM journal_personal WHERE value IS NOT NULL"
        for digest, salt, value, subject in reading.stream(query):
            try:
                same = sha256(bytes(salt) + value.encode()).hexdigest() == digest
            except (TypeError, UnicodeError, AttributeError):
                same = False
            if not same:
                self._find(Kind.DERIVED, None, None, f"a personal value kept for {subject} was changed")
