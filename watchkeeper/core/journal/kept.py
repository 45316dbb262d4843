"""Checking that every personal value the journal speaks of is kept, or was destroyed by an action that says so."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from watchkeeper.core.journal import personal, reading, verbs
from watchkeeper.core.journal.findings import Kind

Find = Callable[[Kind, int | None, int | None, str], None]
Numbers = npt.NDArray[np.uint64]

_ALL_BITS = (1 << 64) - 1
_HEX = 16  # digits of eight bytes
_NAMED = 200  # of one kind of fault


class Kept:
    """Follows the walk over the journal; 24 bytes for each mark, and one look at an entry without any."""

    def __init__(self, find: Find) -> None:
        self._find = find
        self._marks = array("Q")  # the first eight bytes of each mark's digest,
        self._owners = array("Q")  # whose entry it stands in,
        self._positions = array("q")  # and where
        self._destroying = {key for key, verb in verbs.all_verbs().items() if verb.destroys}
        self._destroyed: set[tuple[int, str]] = set()  # the subjects whose values were destroyed
        self._told = 0  # how many values the journal says were destroyed

    def entry(self, row: tuple[Any, ...]) -> None:
        """Note the marks in one entry, and what it says was destroyed. Raises ``ValueError`` for what is no JSON."""
        if personal.SIGN in row[12]:
            owner, position = _owner(row[1], row[6]), row[14] or 0
            for digest in personal.marks_in(row[12]):
                self._marks.append(int(digest[:_HEX], 16))
                self._owners.append(owner)
                self._positions.append(position)
        if row[5] in self._destroying:
            said = orjson.loads(row[12])
            self._destroyed |= {(row[1], subject) for subject in said["subjects"]}
            self._told += said["values"]

    def finish(self) -> None:
        """Hold what is kept against the marks and against what was destroyed."""
        kept, owners = array("Q"), array("Q")
        gone = 0
        query = "SELECT digest, salt, value, subject, department_id FROM journal_personal"
        for digest, salt, value, subject, department_id in reading.stream(query):
            if value is None:
                gone += 1
                if (department_id, subject) not in self._destroyed:
                    self._say(f"a personal value kept for {subject} was destroyed, and no entry says so")
            elif not _is_as_kept(digest, salt, value):
                self._say(f"a personal value kept for {subject} was changed")
            if (number := _number(digest)) is not None:
                kept.append(number)
                owners.append(_owner(department_id, subject))
        if gone != self._told:
            self._say(f"{gone} personal values were destroyed, the journal tells of {self._told}")
        self._compare(_numbers(kept), _numbers(owners))

    def _compare(self, kept: Numbers, owners: Numbers) -> None:
        """Name the entries whose values are missing, or are kept for another subject than theirs."""
        marks = _numbers(self._marks)
        theirs = marks ^ _numbers(self._owners)
        missing = np.setdiff1d(marks, kept)
        moved = np.setdiff1d(kept[np.isin(kept, marks)], kept[np.isin(kept ^ owners, theirs)])
        for digests, what in ((missing, "is missing"), (moved, "is kept for another subject")):
            for position in self._first(marks, digests[: _NAMED + 1]):
                where = f"at position {position}" if position else "not yet sealed"
                self._find(Kind.DERIVED, position or None, None, f"a personal value of the entry {where} {what}")

    def _first(self, marks: Numbers, digests: Numbers) -> list[int]:
        """The position of the first entry that names each of ``digests``."""
        found, where = np.unique(marks, return_index=True) if len(digests) else (marks, marks)
        return [self._positions[int(where[np.searchsorted(found, digest)])] for digest in digests]

    def _say(self, says: str) -> None:
        self._find(Kind.DERIVED, None, None, says)


def _owner(department_id: Any, subject: Any) -> int:
    """One number for whose value it is, good within this process."""
    return hash((department_id, subject)) & _ALL_BITS


def _number(digest: Any) -> int | None:
    try:
        return int(digest[:_HEX], 16) & _ALL_BITS
    except (TypeError, ValueError):
        return None


def _numbers(several: array[int]) -> Numbers:
    return np.frombuffer(several, dtype=np.uint64) if several else np.empty(0, np.uint64)


def _is_as_kept(digest: Any, salt: Any, value: Any) -> bool:
    try:
        return bool(sha256(bytes(salt) + value.encode()).hexdigest() == digest)
    except (TypeError, UnicodeError, AttributeError):
        return False
