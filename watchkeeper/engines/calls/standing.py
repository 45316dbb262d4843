"""How every unit of a department stands this moment: where, until when, on what. Whom to send is ranked from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from django.db import connection

from watchkeeper.core.places import versions
from watchkeeper.engines.calls import crewing
from watchkeeper.engines.calls.crewing import Engaged
from watchkeeper.engines.calls.states import AssignmentStatus
from watchkeeper.kit import batch, clock
from watchkeeper.kit.batch import Ask, Rows

SHIFT = timedelta(hours=8)


class Candidate(NamedTuple):
    """A unit as the ranking sees it; ``pk`` and ``call_sign`` are the unit's own, moments are seconds since 1970."""

    pk: int
    call_sign: str
    mode: str
    beat: str
    place: str
    node: int | None
    lon: float | None
    lat: float | None
    capabilities: Sequence[str]
    is_on_duty: bool
    duty_until: float | None
    available_at: float | None
    out_of_service: str
    emergency_at: float | None

    @property
    def subject(self) -> str:
        """How the journal and the feed name the unit."""
        return f"unit:{self.pk}"


class Held(NamedTuple):
    """One open assignment of a unit, with as much of its call as the ranking needs; moments as in a candidate."""

    unit: int
    call: int
    number: str
    service: str
    priority: int
    level: int
    status: str
    is_stacked: bool
    starts_at: float | None
    ends_at: float | None
    doing: str  # in words: "en route on 26-000012"

    @property
    def is_live(self) -> bool:
        """Whether the unit is committed to it now."""
        return not self.is_stacked and self.status != AssignmentStatus.RESERVED


# Read past the models: three hundred units with their work, at each keystroke of the one who sends them. Moments come
# as text, since a driver takes longer to make one of it than a database to find the row; the same ones come each time.
# Of units only those come whose guard has changed since this process last looked: nobody changes a unit without it.
# CROSS JOIN holds SQLite to the order written, units first, and INDEXED BY to the index of what is open: it would read
# all that units ever did otherwise. PostgreSQL, which plans by its statistics, is told neither.
_UNITS = (
    "SELECT id, call_sign, mode, beat, place, node, lon, lat, capabilities, is_on_duty, CAST(duty_until AS text),"
    " CAST(available_at AS text), out_of_service, CAST(emergency_at AS text), id * 4294967296 + guard FROM calls_unit"
    " WHERE department_id = %s AND id * 4294967296 + guard NOT IN (SELECT unnest(CAST(%s AS bigint[])))"
)
_UNITS_ON_SQLITE = _UNITS.replace("unnest(CAST(%s AS bigint[]))", "value FROM json_each('[' || %s || ']')")
_OF_HELD = (
    "SELECT a.unit_id, a.call_id, c.number, c.service, c.priority, c.level, a.status, a.is_stacked,"
    " CAST(a.starts_at AS text), CAST(a.ends_at AS text) FROM"
)
_HELD = (
    f"{_OF_HELD} calls_assignment a JOIN calls_call c ON c.id = a.call_id"
    " WHERE c.department_id = %s AND a.cleared_at IS NULL ORDER BY a.id"
)
_HELD_ON_SQLITE = (
    f"{_OF_HELD} calls_unit u CROSS JOIN calls_assignment a INDEXED BY assignment_open_unit CROSS JOIN calls_call c"
    " WHERE u.department_id = %s AND a.unit_id = u.id AND a.cleared_at IS NULL AND c.id = a.call_id ORDER BY a.id"
)
_JOBS = (
    "SELECT a.unit_id, COUNT(*) FROM calls_unit u CROSS JOIN calls_assignment a"
    " WHERE u.department_id = %s AND a.unit_id = u.id AND a.assigned_at > %s AND a.assigned_at <= %s GROUP BY a.unit_id"
)


# What each process knows of a department's units, and since when. Never kept for long: after a fail-over that lost a
# second, or under a database put in another's place, a guard may come to the same number by another way.
KEPT_S = 10.0


class _Kept(NamedTuple):
    until: float  # by the monotonic clock
    marks: dict[int, int]  # unit, and its key and guard in one number
    units: dict[int, Candidate]
    said: str  # the marks, as the database is told them


_NOTHING = _Kept(0.0, {}, {}, "")
_kept: dict[tuple[str, int], _Kept] = {}  # by database and department


def read(department_id: int, now: datetime) -> tuple[list[Candidate], list[Held], dict[int, int], versions.Marks]:
    """Every unit of the department, what holds them, how often each was sent in eight hours, and the graph's marks."""
    is_sqlite = connection.vendor == "sqlite"
    since, until = (connection.ops.adapt_datetimefield_value(at) for at in (now - SHIFT, now))
    # What a transaction sees it may take back: nothing of it is kept.
    where = (str(connection.settings_dict["NAME"]), department_id)
    kept = _NOTHING if connection.in_atomic_block else _kept.get(where, _NOTHING)
    if kept.until < clock.monotonic():
        kept = _NOTHING
    said = kept.said if is_sqlite else f"{{{kept.said}}}"
    rows, held, jobs, engaged, marks = batch.send(
        Ask(_UNITS_ON_SQLITE if is_sqlite else _UNITS, (department_id, said), list, is_fixed=True),
        Ask(_HELD_ON_SQLITE if is_sqlite else _HELD, (department_id,), _held, is_fixed=True),
        Ask(_JOBS, (department_id, since, until), dict, is_fixed=True),
        crewing.asked(department_id, now, SHIFT),
        versions.asked(department_id),
    )
    if rows:
        kept = _with(kept, rows)
        if not connection.in_atomic_block:
            _kept[where] = kept
    return list(kept.units.values()), held + [_session(one) for one in engaged], jobs, marks


def forget() -> None:
    """Know nothing of any unit: for tests, whose databases change under the process."""
    _kept.clear()


def _with(kept: _Kept, rows: Rows) -> _Kept:
    """``kept`` and what changed since, as a value of its own: others may be reading the old one."""
    marks = kept.marks | {row[0]: row[-1] for row in rows}
    units = kept.units | {row[0]: _candidate(row) for row in rows}
    until = kept.until or clock.monotonic() + KEPT_S
    return _Kept(until, marks, units, ",".join(map(str, marks.values())))


@lru_cache(maxsize=8192)
def _moment(stored: str | None) -> float | None:
    """Seconds since 1970 of a moment as the database writes it."""
    return None if stored is None else crewing.moment(stored).timestamp()


@lru_cache(maxsize=512)
def _capabilities(stored: str) -> tuple[str, ...]:
    return tuple(orjson.loads(stored))


def _candidate(row: tuple[Any, ...]) -> Candidate:
    *first, able, is_on_duty, until, since, out, emergency, _ = row
    last = (_capabilities(able), bool(is_on_duty), _moment(until), _moment(since), out, _moment(emergency))
    return Candidate._make((*first, *last))


def _held(rows: Rows) -> list[Held]:
    return [_holding(row) for row in rows]


def _session(one: Engaged) -> Held:
    """Somebody aboard is held for a session: the unit is as good as reserved for it."""
    return Held(
        one.unit, one.call, one.number, one.service, one.priority, one.level, AssignmentStatus.RESERVED, False,
        one.starts_at.timestamp(), one.ends_at.timestamp(), f"held for {one.number}",
    )  # fmt: skip


# Most rows are as they were a keystroke ago: what one says is worked out once, under all that it says.
@lru_cache(maxsize=4096)
def _holding(row: tuple[Any, ...]) -> Held:
    *known, is_stacked, starts_at, ends_at = row
    _, _, number, *_, status = known
    doing = f"{status.replace('_', ' ')} on {number}"
    return Held._make((*known, bool(is_stacked), _moment(starts_at), _moment(ends_at), doing))
