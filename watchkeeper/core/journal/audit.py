"""Who read or changed what: entries and kept reads as one list, newest first, a page at a cost no history makes larger.

Both tables only grow, and their keys grow with time. A period is turned into a stretch of keys by halving, a page goes
on from the last key shown of each, and nothing is counted that is not shown. What is asked for most closely (a subject,
else who, else a verb) has an index, which is walked back from its newest row, value by value, and for one page no
further than :data:`REACH` rows: where few of them fit, the page ends before it is full and the next goes on from there.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Value

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal.models import Entry, ReadEvent
from watchkeeper.core.journal.sealing import stamp

# How far apart in key two rows may lie whose times are in the other order: a slow commit, a batch of reads.
_SPREAD = 2_000
_AT_ONCE = 2_000
REACH = 20_000

Found = Entry | ReadEvent
Kind = type[Entry] | type[ReadEvent]
_TIMES: dict[Kind, str] = {Entry: "recorded_at", ReadEvent: "at"}


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

    @property
    def kinds(self) -> list[Kind]:
        """The tables it is asked of."""
        asked: list[tuple[Kind, bool]] = [
            (Entry, self.changes and not self.ways),
            (ReadEvent, self.reads and not self.verbs),
        ]
        return [kind for kind, is_asked in asked if is_asked]

    def closest(self, kind: Kind) -> tuple[str, Sequence[str] | None]:
        """The column it is asked by most closely, with the values; ("", None) when it is asked of all rows."""
        name, ways = ("verb", self.verbs) if kind is Entry else ("what", self.ways)
        given = {"subject": self.subjects, "actor": self.actors, name: ways or None}
        return next(((column, values) for column, values in given.items() if values is not None), ("", None))


@dataclass(frozen=True)
class Mark:
    """How far the list was shown: the last key of each kind, None before the first."""

    entry: int | None = None
    read: int | None = None


@dataclass(frozen=True)
class Page:
    """Rows newest first, and where the next page begins; None at the end.

    ``looked`` (a stamp) is set where fewer rows than wanted fit of those looked at, which reach back to that moment.
    """

    rows: Sequence[Found]
    after: Mark | None
    looked: str = ""


@dataclass(frozen=True)
class _Walk:
    """Rows of one kind, newest first. ``cut`` is the key they reach back to (and ``at`` its time) where that is all."""

    rows: list[Any]
    cut: int | None = None
    at: str = ""


def page(question: Question, most: int, after: Mark | None = None) -> Page:
    """The ``most`` rows after the mark. Two queries a kind and value asked for, and some tens of small for a period."""
    mark = after or Mark()
    before: dict[Kind, int | None] = {Entry: mark.entry, ReadEvent: mark.read}
    walks = {kind: _walk(question, kind, before[kind], most + 1) for kind in question.kinds}
    looked = max((walk.at for walk in walks.values()), default="")
    merged = heapq.merge(*(walk.rows for walk in walks.values()), key=_time, reverse=True)
    reached = [row for row in merged if _time(row) >= looked]
    shown = reached[:most]
    for row in shown:
        before[type(row)] = row.pk
    if len(reached) > most:
        return Page(shown, Mark(before[Entry], before[ReadEvent]))
    if not looked:
        return Page(shown, None)
    before |= {kind: walk.cut for kind, walk in walks.items() if walk.at == looked}
    return Page(shown, Mark(before[Entry], before[ReadEvent]), looked)


def every(question: Question) -> Iterator[Found]:
    """All rows newest first, a few thousand in memory at a time."""
    mark: Mark | None = Mark()
    while mark is not None:
        found = page(question, _AT_ONCE, mark)
        yield from found.rows
        mark = found.after


def count(question: Question, most: int) -> int:
    """How many rows there are, at most twice ``most``. Reads through what is asked for most closely."""
    return sum(_asked(question, kind).order_by()[:most].count() for kind in question.kinds)


def _walk(question: Question, kind: Kind, before: int | None, most: int) -> _Walk:
    """The newest ``most`` rows before the key ``before``, as far back as one page looks."""
    first, last = _span(question, kind)
    before = min((key for key in (before, last + 1 if last is not None else None) if key is not None), default=None)
    rows, all_ = _asked(question, kind, (first, last)), kind._base_manager.all()
    column, values = question.closest(kind)
    if values is None:
        each = [_reached(rows, all_, before, most, first)]
    else:  # one value at a time: only so an index gives its rows in their order
        several = ({column: value} for value in sorted(set(values)))
        each = [_reached(rows.filter(**one), all_.filter(**one), before, most, first) for one in several]
    found = list(heapq.merge(*(one.rows for one in each), key=_key, reverse=True))[:most]
    cut = max((one.cut for one in each if one.cut is not None), default=None)
    if cut is None or (len(found) == most and found[-1].pk > cut):
        return _Walk(found)
    at: str = kind._base_manager.values_list(_TIMES[kind], flat=True).get(pk=cut)
    return _Walk([row for row in found if row.pk >= cut], cut, at)


def _reached(rows: QuerySet[Any], of: QuerySet[Any], before: int | None, most: int, first: int) -> _Walk:
    """The newest ``most`` of ``rows`` before the key, among the last :data:`REACH` of all rows ``of`` their kind."""
    keys = (of if before is None else of.filter(pk__lt=before)).order_by("-pk").values_list("pk", flat=True)
    if of.query.where:
        floor = keys[REACH - 1 : REACH].first()
    else:  # the keys of the whole table have hardly a gap
        newest = keys.order_by().aggregate(newest=Max("pk"))["newest"] or 0
        floor = keys.filter(pk__lte=newest - REACH + 1).first()
    rows = rows if before is None else rows.filter(pk__lt=before)
    found = list((rows if floor is None else rows.filter(pk__gte=floor))[:most])
    return _Walk(found, None if floor is None or floor <= first or len(found) == most else floor)


def _time(row: Found) -> str:
    return row.recorded_at if isinstance(row, Entry) else row.at


def _key(row: Found) -> int:
    return int(row.pk)


def _asked(question: Question, kind: Kind, span: tuple[int, int | None] | None = None) -> QuerySet[Any]:
    """All rows asked for that the asker may know, newest first."""
    rows: QuerySet[Any] = changes(question) if kind is Entry else reads(question)
    rows = rows if question.actors is None else rows.filter(actor__in=question.actors)
    rows = rows if question.subjects is None else rows.filter(subject__in=question.subjects)
    first, last = span or _span(question, kind)
    condition, time = Q(), _TIMES[kind]
    if question.since is not None:
        condition &= Q(pk__gte=first) & Q(**{f"{time}__gte": stamp(question.since)})
    if question.until is not None:
        condition &= Q(pk__lte=last) & Q(**{f"{time}__lt": stamp(question.until)})
    return rows.filter(condition).order_by("-id")


def changes(question: Question) -> QuerySet[Entry]:
    """Entries the asker may know, as the journal's strip on the board shows them."""
    rows = Entry.objects.filter(department_id=question.department_id, level__lte=question.level, named=False)
    return rows.filter(verb__in=question.verbs) if question.verbs else rows


def reads(question: Question) -> QuerySet[ReadEvent]:
    """Kept reads, but none of anything of which the journal hides an entry from the asker, or knows elsewhere only.

    A call of which it knows nothing is taken as hidden.
    """
    rows = ReadEvent.objects.filter(department_id=question.department_id)
    rows = rows.filter(what__in=question.ways) if question.ways else rows
    about = Entry.objects.filter(subject=OuterRef("subject"))
    hidden = about.filter(Q(named=True) | Q(level__gt=_Literal(question.level)))
    unknown = ~Exists(about) & ~Q(subject__startswith="call:")
    return rows.filter(~Exists(hidden), Exists(about.filter(department_id=question.department_id)) | unknown)


class _Literal(Value):
    """A number of ours written into the SQL itself: only then is a partial index seen to serve."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        """The number, and no parameter."""
        return str(int(self.value)), ()


def _span(question: Question, kind: Kind) -> tuple[int, int | None]:
    """The first and last keys the period may have: 0 without a begin, None without an end."""
    since, until = question.since, question.until
    first = 0 if since is None else _first_at(kind, since) - _SPREAD
    return first, None if until is None else _first_at(kind, until) + _SPREAD


def _first_at(kind: Kind, at: datetime) -> int:
    """The key about which rows of the moment ``at`` begin."""
    rows, wanted = kind._base_manager.order_by("pk"), stamp(at)
    low, high = 0, rows.values_list("pk", flat=True).last() or 0
    while low < high:
        middle = (low + high) // 2
        found = rows.filter(pk__gt=middle).values_list("pk", _TIMES[kind]).first()
        if found is None or found[1] >= wanted:
            high = middle
        else:
            low = found[0]
    return low
