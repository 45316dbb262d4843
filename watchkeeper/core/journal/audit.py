"""Who read or changed what: entries and kept reads as one list, newest first, at a cost no history makes larger.

Both tables only grow, and their keys grow with time. A period is turned into a stretch of keys by halving, a page goes
on from the last key shown of each, and nothing is counted that is not shown.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal.models import Entry, ReadEvent
from watchkeeper.core.journal.sealing import stamp

# How far apart in key two rows may lie whose times are in the other order: a slow commit, a batch of reads.
_SPREAD = 2_000
_AT_ONCE = 2_000

Found = Entry | ReadEvent


@dataclass(frozen=True)
class Question:
    """What is asked, inside one department and up to one clearance.

    ``actors`` and ``subjects`` are journal keys; None asks for all, an empty one for none. ``verbs`` are of changes,
    ``ways`` of reads ("export", "search"): either alone leaves the other kind out. Times are aware, ``until`` excluded.
    """

    department_id: int
    clearance: Level
    actors: Sequence[str] | None = None
    subjects: Sequence[str] | None = None
    verbs: Sequence[str] = ()
    ways: Sequence[str] = ()
    since: datetime | None = None
    until: datetime | None = None
    changes: bool = True
    reads: bool = True

    @property
    def level(self) -> int:
        """The highest level told. What only named people may know is not told by clearance, an auditor's included."""
        return int(min(self.clearance, Level.L2))


@dataclass(frozen=True)
class Mark:
    """How far the list was shown: the last key of each kind, None before the first."""

    entry: int | None = None
    read: int | None = None


@dataclass(frozen=True)
class Page:
    """Rows newest first, and where the next page begins; None at the end."""

    rows: Sequence[Found]
    after: Mark | None


def page(question: Question, most: int, after: Mark | None = None) -> Page:
    """The ``most`` rows after the mark. Two queries, and a few tens of small ones for a period."""
    mark = after or Mark()
    both: list[list[Found]] = [[*rows[: most + 1]] for rows in _both(question, mark)]
    merged = list(heapq.merge(*both, key=_time, reverse=True))
    shown = merged[:most]
    return Page(shown, _beyond(mark, shown) if len(merged) > most else None)


def every(question: Question) -> Iterator[Found]:
    """All rows newest first, a few thousand in memory at a time."""
    mark: Mark | None = Mark()
    while mark is not None:
        found = page(question, _AT_ONCE, mark)
        yield from found.rows
        mark = found.after


def _time(row: Found) -> str:
    return row.recorded_at if isinstance(row, Entry) else row.at


def _beyond(mark: Mark, shown: Sequence[Found]) -> Mark:
    entries = [row.pk for row in shown if isinstance(row, Entry)]
    reads = [row.pk for row in shown if isinstance(row, ReadEvent)]
    return Mark(entries[-1] if entries else mark.entry, reads[-1] if reads else mark.read)


def _both(question: Question, mark: Mark) -> list[QuerySet[Entry] | QuerySet[ReadEvent]]:
    found: list[QuerySet[Entry] | QuerySet[ReadEvent]] = []
    if question.changes and not question.ways:
        found.append(changes(question, mark.entry))
    if question.reads and not question.verbs:
        found.append(reads(question, mark.read))
    return found


def changes(question: Question, before: int | None = None) -> QuerySet[Entry]:
    """Entries the asker may know, as the journal's strip on the board shows them; newest first."""
    rows = Entry.objects.filter(department_id=question.department_id, level__lte=question.level, named=False)
    rows = rows.filter(_asked(question, before), _period(question, Entry, "recorded_at"))
    return (rows.filter(verb__in=question.verbs) if question.verbs else rows).order_by("-id")


def reads(question: Question, before: int | None = None) -> QuerySet[ReadEvent]:
    """Kept reads, newest first, but none of anything of which the journal hides an entry from the asker.

    A call of which it knows nothing is taken as hidden.
    """
    rows = ReadEvent.objects.filter(department_id=question.department_id)
    rows = rows.filter(_asked(question, before), _period(question, ReadEvent, "at"))
    rows = rows.filter(what__in=question.ways) if question.ways else rows
    about = Entry.objects.filter(subject=OuterRef("subject"))
    hidden = about.filter(Q(named=True) | Q(level__gt=question.level) | ~Q(department_id=question.department_id))
    known = Exists(about) | ~Q(subject__startswith="call:")
    return rows.filter(~Exists(hidden), known).order_by("-id")


def _asked(question: Question, before: int | None) -> Q:
    condition = Q() if before is None else Q(pk__lt=before)
    if question.actors is not None:
        condition &= Q(actor__in=question.actors)
    if question.subjects is not None:
        condition &= Q(subject__in=question.subjects)
    return condition


def _period(question: Question, model: type[Entry] | type[ReadEvent], field: str) -> Q:
    condition = Q()
    if question.since is not None:
        first = _first_at(model, field, question.since) - _SPREAD
        condition &= Q(pk__gte=first) & Q(**{f"{field}__gte": stamp(question.since)})
    if question.until is not None:
        last = _first_at(model, field, question.until) + _SPREAD
        condition &= Q(pk__lte=last) & Q(**{f"{field}__lt": stamp(question.until)})
    return condition


def _first_at(model: type[Entry] | type[ReadEvent], field: str, at: datetime) -> int:
    """The key about which rows of the moment ``at`` begin."""
    rows, wanted = model._base_manager.order_by("pk"), stamp(at)
    low, high = 0, rows.values_list("pk", flat=True).last() or 0
    while low < high:
        middle = (low + high) // 2
        found = rows.filter(pk__gt=middle).values_list("pk", field).first()
        if found is None or found[1] >= wanted:
            high = middle
        else:
            low = found[0]
    return low
