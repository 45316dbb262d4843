"""Who is free when, as one table: a row for each person, a column for each half hour.

What people are held for and their shifts are read past the models and laid into the table all at once: 300 people over
90 days are 1.3 million half hours, and one look at a table of them costs milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Count
from numpy.typing import NDArray

from watchkeeper.core.people.models import PersonQualification, RosterSlot
from watchkeeper.engines.calls.models import Assignment, Holding
from watchkeeper.engines.calls.states import AssignmentStatus

STEP = timedelta(minutes=30)
REST = timedelta(hours=8)
LONGEST = timedelta(days=14)  # no shift and no session is longer; so far beyond a stretch its rows are looked for
Table = NDArray[np.bool_]
Moments = NDArray[np.int64]  # microseconds since 1970
Spans = tuple[Moments, Moments, Moments]  # of whom (the row), from when, until when

_MICROSECOND, _EPOCH = timedelta(microseconds=1), datetime(1970, 1, 1, tzinfo=UTC)
_STEP, _REST = STEP // _MICROSECOND, REST // _MICROSECOND
# A column comes as one text with commas: a row of its own for each shift would cost more than all that is done with it.
# SQLite keeps a moment as text, which numpy reads; PostgreSQL counts its microseconds.
_COLUMN = {
    "sqlite": "group_concat({})",
    "postgresql": "string_agg(CAST({} AS text), ',')",
}
_MOMENT = {"sqlite": "{}", "postgresql": "CAST(ROUND(EXTRACT(EPOCH FROM {}) * 1000000) AS bigint)"}
_HELD = (
    " FROM calls_holding"
    " WHERE department_id = %s AND released_at IS NULL AND ends_at > %s AND starts_at < %s AND ends_at < %s"
)
_SHIFTS = (
    " FROM people_rosterslot WHERE department_id = %s AND canceled_at IS NULL AND person_id IS NOT NULL"
    " AND ends_at > %s AND starts_at < %s AND starts_at > %s"
)


def _moment(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND


@dataclass(frozen=True)
class Able:
    """One qualification of one person, valid from ``since`` through ``until``. ``row`` is the person's in a table."""

    row: int
    person: int
    call_name: str
    since: date
    until: date | None

    def is_valid(self, day: date) -> bool:
        """Whether it is valid on ``day``."""
        return self.since <= day and (self.until is None or day <= self.until)


class Staff:
    """Everybody of a department with one of the qualifications wanted, but for those to do ``without``. One query."""

    def __init__(self, department_id: int, keys: Sequence[str], without: Iterable[int] = ()) -> None:
        held = PersonQualification.objects.filter(
            person__department_id=department_id, person__is_active=True, key__in=keys, ended_at=None
        ).exclude(person__in=list(without))
        rows = list(held.order_by().values_list("key", "person_id", "person__call_name", "since", "until"))
        self.department_id = department_id
        self.persons = np.array(sorted({row[1] for row in rows}), dtype=np.int64)
        place = {int(person): row for row, person in enumerate(self.persons)}
        self.able: dict[str, list[Able]] = {key: [] for key in keys}
        for key, person, name, since, until in rows:
            self.able[key].append(Able(place[person], person, name, since, until))

    def rows(self, persons: Moments) -> Moments:
        """The row of each of ``persons``; -1 for who is not among them."""
        if not len(self.persons):
            return np.full(len(persons), -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.persons, persons), len(self.persons) - 1)
        return np.where(self.persons[at] == persons, at, -1)

    def load(self, begins: datetime, ends: datetime) -> Mapping[int, int]:
        """For how much each is held from ``begins`` to ``ends``. One query."""
        held = Holding.objects.filter(
            department_id=self.department_id, released_at=None, ends_at__gt=begins, starts_at__lt=ends
        )
        return dict(held.order_by().values_list("person_id").annotate(many=Count("pk")))


class FreeTime:
    """When everybody of ``staff`` is free from ``begins`` (aware) to ``ends``. Three queries, or four."""

    def __init__(self, staff: Staff, begins: datetime, ends: datetime) -> None:
        self.begins, self._staff = begins, staff
        self._start, self._steps = _moment(begins), -((begins - ends) // STEP)
        self._held = self._read(_HELD, begins, ends, ends + LONGEST)
        self._shifts = self._read(_SHIFTS, begins - REST, ends + REST, begins - REST - LONGEST)
        self._reserved = self._read_reserved(begins, ends)

    def able(self, length: timedelta) -> Table:
        """Where a window of ``length`` may begin: a row for each person, a column for each half hour from ``begins``.

        Rather too much than too little where something else begins or ends within a half hour: whoever is found is
        asked again for the very window, by :meth:`free` and :meth:`on_shift`.
        """
        need = -(-length // STEP)
        rows, starts, ends = self._shifts
        taken = self._filled(_both(self._held, self._reserved))
        near = self._filled((rows, starts - _REST, ends + _REST))
        return _none_of(taken, need) & (_none_of(~self._touched(self._shifts), need) | _none_of(near, need))

    def free(self, begins: datetime, ends: datetime) -> Table:
        """Who is held for nothing else from ``begins`` to ``ends``, and crews no unit that is reserved then."""
        first, last = _moment(begins), _moment(ends)
        found = np.ones(len(self._staff.persons), dtype=bool)
        for rows, starts, stops in (self._held, self._reserved):
            found[rows[(starts < last) & (first < stops)]] = False
        return found

    def on_shift(self, begins: datetime, ends: datetime) -> tuple[Table, Table]:
        """Who is on one shift all the time from ``begins`` to ``ends``, and who may be held then: they, and the rested.

        Rested is who has eight hours between this and every shift.
        """
        first, last = _moment(begins), _moment(ends)
        rows, starts, stops = self._shifts
        on, rested = np.zeros(len(self._staff.persons), dtype=bool), np.ones(len(self._staff.persons), dtype=bool)
        on[rows[(starts <= first) & (last <= stops)]] = True
        rested[rows[(starts - _REST < last) & (first < stops + _REST)]] = False
        return on, on | rested

    def _touched(self, spans: Spans) -> Table:
        """The half hours the spans lie in, in part or whole."""
        rows, starts, ends = spans
        return self._laid(rows, (starts - self._start) // _STEP, -((self._start - ends) // _STEP))

    def _filled(self, spans: Spans) -> Table:
        """The half hours the spans fill."""
        rows, starts, ends = spans
        return self._laid(rows, -((self._start - starts) // _STEP), (ends - self._start) // _STEP)

    def _laid(self, rows: Moments, first: Moments, last: Moments) -> Table:
        width = self._steps + 1
        marks = np.zeros(len(self._staff.persons) * width, dtype=np.int16)
        if len(rows):
            first, last = np.clip(first, 0, self._steps), np.clip(last, 0, self._steps)
            is_some = last > first
            np.add.at(marks, rows[is_some] * width + first[is_some], np.int16(1))
            np.subtract.at(marks, rows[is_some] * width + last[is_some], np.int16(1))
            # Within a row as many end as begin, so that one sum over all rows is the sum of each.
            np.cumsum(marks, out=marks)
        table: Table = (marks > 0).reshape(-1, width)[:, :-1]
        return table

    def _read(self, question: str, begins: datetime, ends: datetime, *more: datetime) -> Spans:
        adapt: Any = connection.ops.adapt_datetimefield_value
        column, moment = _COLUMN[connection.vendor].format, _MOMENT[connection.vendor].format
        asked = [column(one) for one in ("person_id", moment("starts_at"), moment("ends_at"))]
        with connection.cursor() as cursor:
            values = [self._staff.department_id, *map(adapt, (begins, ends, *more))]
            cursor.execute(f"SELECT {', '.join(asked)}{question}", values)
            persons, starts, stops = (column or "" for column in cursor.fetchone())
        return self._known(_numbers(persons), _moments(starts), _moments(stops))

    def _read_reserved(self, begins: datetime, ends: datetime) -> Spans:
        """When those are taken whose unit is reserved for scheduled work: as long as they crew it meanwhile."""
        windows = _reserved_windows(self._staff.department_id, begins, ends)
        crews = RosterSlot.objects.filter(
            department_id=self._staff.department_id, canceled_at=None, unit__in=list(windows),
            starts_at__gt=begins - LONGEST, starts_at__lt=ends, ends_at__gt=begins,
        ).exclude(person=None)  # fmt: skip
        slots = crews.order_by().values_list("person_id", "unit", "starts_at", "ends_at") if windows else ()
        found = [
            (person, _moment(max(begin, starts)), _moment(min(end, stops)))
            for person, unit, starts, stops in slots
            for begin, end in windows[unit]
            if begin < stops and starts < end
        ]
        rows = np.array(found, dtype=np.int64).reshape(-1, 3)
        return self._known(rows[:, 0], rows[:, 1], rows[:, 2])

    def _known(self, persons: Moments, starts: Moments, stops: Moments) -> Spans:
        rows = self._staff.rows(persons)
        is_known = rows >= 0
        return rows[is_known], starts[is_known], stops[is_known]


def _both(some: Spans, more: Spans) -> Spans:
    rows, starts, stops = (np.concatenate(columns) for columns in zip(some, more, strict=True))
    return rows, starts, stops


def _numbers(told: str) -> Moments:
    return np.fromstring(told, dtype=np.int64, sep=",")


def _moments(told: str) -> Moments:
    """Moments as the database tells them, all at once."""
    if "-" in told:
        return np.array(told.split(","), dtype="datetime64[us]").astype(np.int64)
    return _numbers(told)


def _none_of(table: Table, need: int) -> Table:
    """Where ``need`` half hours begin of which none is marked; not where the table ends before they do."""
    found, span = ~table, 1
    while span < need:
        more = min(span, need - span)
        found[:, :-more] &= found[:, more:]
        found[:, -more:] = False
        span += more
    return found


def _reserved_windows(
    department_id: int, begins: datetime, ends: datetime
) -> dict[str, list[tuple[datetime, datetime]]]:
    """When units are reserved for scheduled work from ``begins`` to ``ends``, by unit as the roster names it."""
    held = Assignment.objects.filter(
        unit__department_id=department_id,
        status=AssignmentStatus.RESERVED,
        cleared_at=None,
        starts_at__lt=ends,
        ends_at__gt=begins,
    )
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    for unit, starts, stops in held.order_by().values_list("unit_id", "starts_at", "ends_at"):
        if starts is not None and stops is not None:
            found.setdefault(f"unit:{unit}", []).append((starts, stops))
    return found
