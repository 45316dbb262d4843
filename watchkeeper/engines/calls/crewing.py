"""Which units have somebody aboard who is held for a session: the one calendar, as the dispatcher sees it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db import connection

from watchkeeper.core.departments.levels import Level
from watchkeeper.kit import clock
from watchkeeper.kit.batch import Ask, Rows, send

# Read past the models, with the ranking: at each keystroke of the one who sends units. CROSS JOIN and INDEXED BY hold
# SQLite to what is held and not yet over, as in `standing`, NOT INDEXED to finding the rest by its key; of people on
# duty each has one row.
_ENGAGED = (
    "SELECT h.id, d.unit, h.call_id, c.number, c.service, c.priority, c.level, h.person_id, CAST(h.starts_at AS text),"
    " CAST(h.ends_at AS text) FROM calls_holding h{index}"
    " {join} people_duty d {join} calls_call c{key}"
    " WHERE h.department_id = %s AND h.released_at IS NULL AND h.ends_at > %s AND h.starts_at <= %s"
    " AND NOT h.is_tentative AND d.person_id = h.person_id AND d.ended_at IS NULL AND d.unit <> ''"
    " AND c.id = h.call_id ORDER BY h.starts_at, h.id"
)
_ON_SQLITE = _ENGAGED.format(index=" INDEXED BY holding_live", join="CROSS JOIN", key=" NOT INDEXED")
_ON_POSTGRES = _ENGAGED.format(index="", join="CROSS JOIN", key="")


class Engaged(NamedTuple):
    """Somebody aboard a unit who is held for a call in its booked form (``pk`` is the holding's); times are aware."""

    pk: int
    unit: int
    call: int
    number: str
    service: str
    priority: int
    level: int
    person: int
    starts_at: datetime
    ends_at: datetime

    @property
    def is_named(self) -> bool:
        """Whether only named people may know what for."""
        return self.level > Level.L2


def asked(department_id: int, now: datetime, ahead: timedelta) -> Ask:
    """The question who is held from ``now`` until ``ahead``, to go with others; it reads :class:`Engaged`."""
    since, until = (connection.ops.adapt_datetimefield_value(at) for at in (now, now + ahead))
    sql = _ON_SQLITE if connection.vendor == "sqlite" else _ON_POSTGRES
    return Ask(sql, (department_id, since, until), _read, is_fixed=True)


def engaged(department_id: int, units: Iterable[int]) -> list[Engaged]:
    """Who aboard ``units`` is held at this moment."""
    wanted = set(units)
    found: list[Engaged] = send(asked(department_id, clock.now(), timedelta(0)))[0]
    return [one for one in found if one.unit in wanted]


def moment(stored: str) -> datetime:
    """A moment (aware) as the database writes it: with its offset on PostgreSQL, bare UTC on SQLite."""
    found = datetime.fromisoformat(stored)
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _read(rows: Rows) -> list[Engaged]:
    found = []
    for pk, aboard, *known, starts, ends in rows:
        kind, _, unit = aboard.partition(":")
        if kind == "unit" and unit.isdecimal():
            found.append(Engaged._make((pk, int(unit), *known, moment(starts), moment(ends))))
    return found
