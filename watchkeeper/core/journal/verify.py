"""Proving that nobody changed the journal: every digest, every link of the chain, and the head."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np
import psycopg
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from watchkeeper.core.journal import derived, reading
from watchkeeper.core.journal.findings import Finding, Kind, Report
from watchkeeper.core.journal.sealing import GENESIS, chain_of, digest_of, stamp
from watchkeeper.kit import clock

Progress = Callable[[int, int], None]  # (entries done, entries in all)

# Rows are read past Django's wrappers, for speed and as stored.
_READ_ERRORS = (DatabaseError, InterfaceError, sqlite3.Error, psycopg.Error)
_AWAY = ("08", "57P")  # PostgreSQL's classes of states: the connection was lost, the server is shut down or not yet up
_EVERY = 10_000
_MOST = 200  # findings listed; the first is what matters
_STALE_S = 60.0


def verify(progress: Progress | None = None, *, seal: tuple[int, str] | None = None) -> Report:
    """Read the whole journal once and report what is wrong, first things first.

    ``seal`` is (count, head as hexadecimal) of an exported seal: it must lie on this chain, so that entries and head
    changed together are found too. What cannot be read is a finding; raises ``OperationalError`` only when the
    database itself is away.
    """
    began = clock.monotonic()
    walk = _Walk(progress or (lambda done, total: None), seal)
    try:
        try:
            with reading.one_look():
                walk.all_of_it()
        except sqlite3.OperationalError:
            # Something stored as text is no text. Read again, slower, so that it can be named.
            walk = _Walk(progress or (lambda done, total: None), seal)
            with reading.one_look(lenient=True):
                walk.all_of_it()
    except _READ_ERRORS as error:
        if _is_away(error):
            raise OperationalError(f"the database went away: {error}") from error
        walk.find(Kind.UNREADABLE, None, None, f"the journal cannot be read on from position {walk.at}: {error}")
    walk.report.seconds = clock.monotonic() - began
    walk.report.findings.sort(key=lambda one: one.position if one.position is not None else 1 << 62)
    return walk.report


class _Walk:
    """One pass over the journal. ``at`` is the position reached, ``chain`` the hash stored there."""

    def __init__(self, progress: Progress, seal: tuple[int, str] | None) -> None:
        self.report = Report()
        self.at = 0
        self.chain = GENESIS
        self._progress = progress
        self._seal = seal
        self._broken: tuple[Any, ...] | None = None  # an entry off the chain, not yet named
        self._computed = GENESIS  # what the chain of that entry should have been
        self._digests = bytearray()  # the first eight bytes of each, to find copies
        self._count = 0
        self._derived = derived.Derived(self.find)

    def find(self, kind: Kind, position: int | None, key: int | None, says: str) -> None:
        """Keep a finding, up to a limit."""
        if len(self.report.findings) >= _MOST:
            self.report.cut_short = True
            return
        readable = says.encode("utf-8", "backslashreplace").decode()
        self.report.findings.append(Finding(kind, position, key, readable))

    def all_of_it(self) -> None:
        """Head, sealed entries in order, the end, entries not yet sealed, and what is derived."""
        head = reading.value("SELECT count, chain FROM journal_head WHERE id = 1")
        total = reading.value("SELECT count(*) FROM journal_entry")[0]
        self._derived.load_snapshots()
        self._count = head[0] if head is not None and type(head[0]) is int else 0
        for row in reading.entries(reading.SEALED):
            if not self._fits(row):
                self._sealed(row, head)
            self._derived.entry(row)
            self.report.entries += 1
            if self.report.entries % _EVERY == 0:
                self._progress(self.report.entries, total)
        self._end(head)
        for row in reading.entries(reading.UNSEALED):
            self._unsealed(row)
        self._copies()
        self._progress(total, total)
        self._derived.finish(self.at)

    def _fits(self, row: tuple[Any, ...]) -> bool:
        """Whether all is well with this entry, in the fewest steps; if not, :meth:`_sealed` finds out what it is."""
        digest, position = row[13], row[14]
        if position != self.at + 1 or self.at >= self._count or self._broken is not None:
            return False
        try:
            if digest_of(*row[1:13]) != digest:
                return False
            chain = chain_of(self.chain, position, row[0], digest)
        except (TypeError, ValueError, UnicodeError):
            return False
        if chain != row[15]:
            return False
        self.at, self.chain = position, chain
        self._digests += digest[:8]
        if self._seal is not None:
            self._compare_seal()
        return True

    def _sealed(self, row: tuple[Any, ...], head: Any) -> None:
        """Check one sealed entry against its own digest and the chain before it."""
        key, digest, position, chain = row[0], row[13], row[14], row[15]
        fault = _digest_fault(row)
        if type(position) is not int or type(key) is not int or not _is_hash(digest) or not _is_hash(chain):
            self.find(Kind.UNREADABLE, position if type(position) is int else None, None, _at(row, "cannot be read"))
            self._pass(row)
            return
        if self._off_the_count(row, head):
            return
        computed = chain_of(self.chain, position, key, digest)
        in_gap = position != self.at + 1
        fits = chain == computed
        if self._broken is not None:
            self._name_broken(fits_stored=fits, fits_computed=chain == chain_of(self._computed, position, key, digest))
            fits = fits or chain == chain_of(self._computed, position, key, digest)
            self._broken = None
        if fault:
            self.find(fault, position, key, _at(row, "was altered" if fault is Kind.ALTERED else "cannot be read"))
        elif not fits and not in_gap:
            self._broken, self._computed = row, computed
        self._digests += digest[:8]
        self._pass(row)
        self._compare_seal()

    def _off_the_count(self, row: tuple[Any, ...], head: Any) -> bool:
        """Name a gap before this entry, or the entry itself where its position was already taken."""
        key, position = row[0], row[14]
        if position <= self.at:
            self.find(Kind.ADDED, position, key, _at(row, "was added: its position is taken"))
            return True
        if head is not None and position == self.at + 1 and head[0] == self.at and _is_hash(head[1]):
            self.find(Kind.ADDED, position, key, _at(row, "was added after the head"))
            return True
        if position > self.at + 1:
            gap = f"{self.at + 1}" if position == self.at + 2 else f"{self.at + 1} to {position - 1}"
            self.find(Kind.MISSING, self.at + 1, None, f"position {gap}: missing")
        return False

    def _pass(self, row: tuple[Any, ...]) -> None:
        """Go on from ``row``, trusting its stored chain, so that one fault is named once."""
        if type(row[14]) is int:
            self.at = max(self.at, row[14])
        if _is_hash(row[15]):
            self.chain = bytes(row[15])

    def _name_broken(self, *, fits_stored: bool, fits_computed: bool) -> None:
        """Say of the entry held back whether only its seal was altered, or it stands in another's place."""
        row = self._broken
        if row is None:
            return
        if fits_computed and not fits_stored:
            self.find(
                Kind.ALTERED, row[14], row[0], _at(row, "was altered: its chain hash is not the one it was given")
            )
        else:
            self.find(
                Kind.REORDERED, row[14], row[0], _at(row, "does not belong here: moved, or put in another's place")
            )

    def _end(self, head: Any) -> None:
        """Compare the last entry with the head row and the exported seal."""
        self.report.head = self.chain.hex()
        if head is None:
            self.find(Kind.HEAD, self.at, None, "the head row is missing")
            return
        count, chain = head
        if type(count) is not int or not _is_hash(chain):
            self.find(Kind.HEAD, self.at, None, "the head row cannot be read")
            return
        if self._broken is not None:
            matches = bytes(chain) == self._computed
            self._name_broken(fits_stored=not matches, fits_computed=matches)
            chain = self.chain
        if count > self.at:
            gone = f"{count}" if count == self.at + 1 else f"{self.at + 1} to {count}"
            says = f"position {gone}: missing at the end; the head row counts {count}"
            self.find(Kind.MISSING, self.at + 1, None, says)
        elif count < self.at or bytes(chain) != self.chain:
            says = f"the head row (count {count}) does not match the last entry ({self.at})"
            self.find(Kind.HEAD, self.at, None, says)
        if self._seal is not None and self._seal[0] > self.at:
            says = f"the exported seal counts {self._seal[0]} entries, here are {self.at}"
            self.find(Kind.MISSING, self.at + 1, None, says)

    def _compare_seal(self) -> None:
        if self._seal is not None and self.at == self._seal[0] and self.chain.hex() != self._seal[1]:
            self.find(Kind.HEAD, self.at, None, f"the chain at position {self.at} is not the one of the exported seal")

    def _unsealed(self, row: tuple[Any, ...]) -> None:
        """Check an entry that has no position yet: only PostgreSQL has such, for a moment."""
        self.report.unsealed += 1
        fault = _digest_fault(row)
        if fault:
            self.find(fault, None, row[0], _at(row, "was altered before it was sealed"))
        elif row[15] is not None or self._is_stale(row):
            self.find(
                Kind.ADDED, None, row[0], _at(row, "is not sealed: added, its position removed, or no sealer runs")
            )
        else:
            self._digests += row[13][:8]
        self._derived.unsealed(row)

    @staticmethod
    def _is_stale(row: tuple[Any, ...]) -> bool:
        return connection.vendor == "sqlite" or str(row[2]) < stamp(clock.now() - timedelta(seconds=_STALE_S))

    def _copies(self) -> None:
        """No two entries share a digest (each holds a nonce): one that does was copied from another."""
        found = np.frombuffer(self._digests, dtype=np.uint64) if self._digests else np.empty(0, np.uint64)
        different = len(np.unique(found))
        if different != len(found):
            self.find(Kind.ADDED, None, None, f"{len(found) - different} entries are copies of others")


def _is_away(error: Exception) -> bool:
    """Whether the database could not be asked, which says nothing of what is in it."""
    raw: Any = connection.connection
    state = getattr(error, "sqlstate", None) or getattr(error.__cause__, "sqlstate", None) or ""
    return raw is None or getattr(raw, "closed", False) or state.startswith(_AWAY)


def _is_hash(stored: Any) -> bool:
    return isinstance(stored, bytes | memoryview) and len(stored) == 32


def _digest_fault(row: tuple[Any, ...]) -> Kind | None:
    """Whether the stored columns still have the stored digest."""
    try:
        return None if digest_of(*row[1:13]) == row[13] else Kind.ALTERED
    except (TypeError, ValueError, UnicodeError):
        return Kind.UNREADABLE


def _at(row: tuple[Any, ...], what: str) -> str:
    """The entry named in a way a person finds it again."""
    return f"position {row[14]}, key {row[0]} ({row[5]} of {row[6]}, {row[3]}): {what}"
