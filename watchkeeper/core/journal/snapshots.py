"""Snapshots of the open boards: every 1,000 entries or 15 minutes, so that any second of the past opens at once.

Where they are taken follows from the journal alone, so a later pass (or `verify`) finds the same ones again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import QuerySet

from watchkeeper.core.journal import boards, sealer
from watchkeeper.core.journal.boards import Boards
from watchkeeper.core.journal.models import Entry, Snapshot
from watchkeeper.core.journal.sealing import moment, stamp
from watchkeeper.core.journal.transaction import writing

EVERY_ENTRIES = 1000
EVERY = timedelta(minutes=15)
_log = logging.getLogger(__name__)


class Pace:
    """Says, entry by entry, where a snapshot belongs."""

    def __init__(self, position: int = 0, recorded_at: str = "") -> None:
        self._position = position
        self._from: datetime | None = moment(recorded_at) if recorded_at else None
        self._until = _later(self._from)

    def is_due(self, position: int, recorded_at: str) -> bool:
        """Whether the boards after the entry at ``position`` are to be kept."""
        if self._from is None:
            self._from = moment(recorded_at)
            self._until = _later(self._from)
        if position - self._position < EVERY_ENTRIES and recorded_at < self._until:
            return False
        self._position, self._from = position, moment(recorded_at)
        self._until = _later(self._from)
        return True


def _later(start: datetime | None) -> str:
    return stamp(start + EVERY) if start else ""


def take_due(at_most: int | None = None) -> int:
    """Take every snapshot that is due since the last one and return how many; the worker calls it once a minute.

    ``at_most`` bounds how many entries are read, so that a long past is caught up with little by little.
    """
    last, standing = _latest(Snapshot.objects.all())
    start = last.position if last else 0
    head = sealer.last_position()
    if head <= start:
        return 0
    if at_most is not None:
        head = min(head, start + max(at_most, EVERY_ENTRIES))
    pace = Pace(start, last.recorded_at if last else "")
    taken: list[Snapshot] = []
    for position, recorded_at, department_id, level, named, data in entries_between(start, head):
        boards.fold(standing, department_id, level, named, data)
        if pace.is_due(position, recorded_at):
            taken.append(Snapshot(position=position, recorded_at=recorded_at, boards=boards.pack(standing)))
    if taken:
        with writing():
            Snapshot.objects.filter(position__gt=start, position__lte=taken[-1].position).delete()  # what was damaged
            Snapshot.objects.bulk_create(taken, ignore_conflicts=True, batch_size=200)
    return len(taken)


def entries_between(start: int, end: int) -> Iterator[tuple[int, str, int, int, bool, str]]:
    """(position, recorded_at, department, level, named, data) of the entries after ``start`` up to ``end``."""
    rows = (
        Entry.objects.filter(position__gt=start, position__lte=end)
        .order_by("position")
        .values_list("position", "recorded_at", "department_id", "level", "named", "data")
        .iterator(chunk_size=2000)
    )
    return (
        (position or 0, recorded, dept, level, named, data) for position, recorded, dept, level, named, data in rows
    )


def boards_at(position: int) -> Boards:
    """All boards as they stood after the entry at ``position``: the nearest snapshot, and the entries since."""
    last, standing = _latest(Snapshot.objects.filter(position__lte=position))
    for _, _, department_id, level, named, data in entries_between(last.position if last else 0, position):
        boards.fold(standing, department_id, level, named, data)
    return standing


def _latest(several: QuerySet[Snapshot]) -> tuple[Snapshot | None, Boards]:
    """The last snapshot of ``several`` that can be unpacked, and its boards; one that was damaged is passed over."""
    one = several.order_by("-position").first()
    while one is not None:
        try:
            return one, boards.unpack(bytes(one.boards))
        except (ValueError, boards.Damaged):
            _log.warning("the snapshot at position %s is damaged; it is taken anew", one.position)
        one = several.filter(position__lt=one.position).order_by("-position").first()
    return None, {}
