"""Calls, the units sent and the promises told as columns of numbers: a year of them is read in about a second.

Moments are seconds since the epoch (UTC), NaN where there is none. A row of Django's for each would cost ten times it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.db.models import F, FloatField, Func
from numpy.typing import NDArray

from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.calls.figures import UNKNOWN_END
from watchkeeper.engines.calls.measures.scope import MOST_CALLS, Scope, counted
from watchkeeper.engines.calls.models import Assignment, Quote
from watchkeeper.kit.errors import Invalid

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

HOUR_S, DAY_S = 3600.0, 86_400.0


class Epoch(Func):
    """A moment as seconds since the epoch, computed by the database."""

    output_field: FloatField[float, float] = FloatField()

    def get_db_converters(self, connection: Any) -> list[Any]:
        """None: both databases give a plain number, and a million of them would each be made one again."""
        return []

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """SQLite keeps moments as text; its Julian day is good to a millisecond."""
        return super().as_sql(
            compiler, connection, template="(julianday(%(expressions)s) - 2440587.5) * 86400.0", **more
        )

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """A double is quicker to read than PostgreSQL's numeric."""
        return super().as_sql(compiler, connection, template="EXTRACT(EPOCH FROM %(expressions)s)::float8", **more)


@dataclass(frozen=True)
class Calls:
    """Counted calls; ``service`` is an index into ``services``, ``site`` 0 where there is none."""

    zone: ZoneInfo
    services: list[str]
    pk: Integers
    site: Integers
    service: Integers
    priority: Integers
    received: Floats
    rung: Floats
    answered: Floats
    opened: Floats
    dispatched: Floats
    on_scene: Floats
    imported: Flags

    def __len__(self) -> int:
        return len(self.pk)

    def where(self, mask: Flags | Integers) -> Calls:
        """Those that ``mask`` marks."""
        held = {f.name: getattr(self, f.name)[mask] for f in fields(self) if f.name not in ("zone", "services")}
        return replace(self, **held)

    def named(self, service: str) -> Flags:
        """Which are of ``service``."""
        found: Flags = self.service == (self.services.index(service) if service in self.services else -1)
        return found

    @cached_property
    def local(self) -> Floats:
        """Local seconds of when each was received, as if the zone were UTC."""
        return local(self.received, self.zone)

    @property
    def hour(self) -> Integers:
        """The local hour of the day, 0 to 23."""
        return (np.floor(self.local / HOUR_S) % 24).astype(np.int64)

    @property
    def day(self) -> Integers:
        """The local day, counted from 1 January 1970."""
        return np.floor(self.local / DAY_S).astype(np.int64)

    @property
    def weekday(self) -> Integers:
        """The local day of the week, 0 is Monday."""
        return (self.day + 3) % 7

    @property
    def response(self) -> Floats:
        """Seconds from opening to the first unit on scene; NaN when nobody arrived."""
        return self.on_scene - self.opened

    @property
    def processing(self) -> Floats:
        """Seconds from answering (opening, where that is not known) to the first dispatch."""
        return self.dispatched - np.where(np.isnan(self.answered), self.opened, self.answered)

    @property
    def answering(self) -> Floats:
        """Seconds from the first ring to the answer; NaN without a telephone system's ring."""
        return self.answered - self.rung

    def rows_of(self, pks: Integers) -> tuple[Integers, Flags]:
        """For each of ``pks`` its row here, and whether it is here at all."""
        if not len(self):
            return np.zeros(len(pks), np.int64), np.zeros(len(pks), np.bool_)
        order = np.argsort(self.pk)
        place = np.minimum(np.searchsorted(self.pk[order], pks), len(order) - 1)
        rows = order[place]
        return rows, self.pk[rows] == pks


@dataclass(frozen=True)
class Legs:
    """Units sent to counted calls; ``row`` is the call's row, ``unit`` an index into ``units``."""

    units: list[str]
    pk: Integers
    row: Integers
    unit: Integers
    received: Floats
    dispatch: Floats
    en_route: Floats
    on_scene: Floats
    available: Floats

    def __len__(self) -> int:
        return len(self.pk)


@dataclass(frozen=True)
class Promises:
    """Askers who were told a delay and reached: the first told, and what it took; ``row`` is their call's row."""

    row: Integers
    asked: Floats
    waited: Floats
    median: Floats
    worst: Floats
    told: Integers  # how many times

    def __len__(self) -> int:
        return len(self.row)

    @property
    def late(self) -> Floats:
        """Seconds beyond the worst case told; negative when in time."""
        return self.waited - self.worst


def local(moments: Floats, zone: ZoneInfo) -> Floats:
    """``moments`` as local seconds of ``zone``; clocks there are taken to change at a full hour of UTC."""
    if not len(moments):
        return moments
    hours, which = np.unique(np.floor(moments / HOUR_S), return_inverse=True)
    offsets = [_offset(hour * HOUR_S, zone) for hour in hours.tolist()]
    shifted: Floats = moments + np.array(offsets)[which]
    return shifted


def _offset(moment: float, zone: ZoneInfo) -> float:
    found = datetime.fromtimestamp(moment, UTC).astimezone(zone).utcoffset()
    return found.total_seconds() if found else 0.0


def read_calls(scope: Scope, *, by: Actor, zone: ZoneInfo) -> Calls:
    """The calls of ``scope`` that count, oldest first; one query. Raises :class:`Invalid` when they are too many."""
    moments = ("received", "rung_at", "answered_at", "opened_at", "dispatched_at", "on_scene_at")
    stored = counted(scope, by=by).values_list("pk", "site_id", "service", "priority", "source", *map(_epoch, moments))
    rows = list(stored[: MOST_CALLS + 1])
    if len(rows) > MOST_CALLS:
        raise Invalid(f"More than {MOST_CALLS:,} calls; ask for a shorter period.", fields={"since": ["too many"]})
    pk, site, service, priority, source, *times = _columns(rows, 11)
    services, codes = _coded(service)
    received, rung, answered, opened, dispatched, on_scene = map(_moments, times)
    found = Calls(
        zone=zone,
        services=services,
        pk=_whole(pk),
        site=_whole(one or 0 for one in site),
        service=codes,
        priority=_whole(priority),
        received=received,
        rung=rung,
        answered=answered,
        opened=opened,
        dispatched=dispatched,
        on_scene=on_scene,
        imported=np.array([bool(one) for one in source], np.bool_),
    )
    return found.where(_in_time(found, scope)) if scope.is_timed else found


def _in_time(calls: Calls, scope: Scope) -> Flags:
    wanted: Flags = np.full(len(calls), True)
    if scope.hour is not None:
        wanted &= calls.hour == scope.hour
    if scope.weekday is not None:
        wanted &= calls.weekday == scope.weekday
    return wanted


def read_legs(scope: Scope, calls: Calls, *, by: Actor) -> Legs:
    """The units sent to ``calls`` (of ``scope``); one query. An end nobody knows is none."""
    sent = Assignment.objects.filter(call__in=counted(scope, by=by).order_by().values("pk"), is_stacked=False)
    sent = sent.exclude(assigned_at=None)
    if scope.unit:
        sent = sent.filter(unit__call_sign=scope.unit)
    moments = map(_epoch, ("assigned_at", "en_route_at", "on_scene_at", "cleared_at"))
    rows = list(sent.order_by("id").values_list("pk", "call_id", "unit__call_sign", "override", *moments))
    pk, call, unit, override, *times = _columns(rows, 8)
    assigned, en_route, on_scene, cleared = map(_moments, times)
    cleared[np.array([UNKNOWN_END in one for one in override], np.bool_)] = np.nan
    units, codes = _coded(unit)
    row, here = calls.rows_of(_whole(call))
    stamps = (calls.received[row[here]], assigned[here], en_route[here], on_scene[here], cleared[here])
    return Legs(units, _whole(pk)[here], row[here], codes[here], *stamps)


def read_promises(scope: Scope, calls: Calls, *, by: Actor) -> Promises:
    """What the askers of ``calls`` (of ``scope``) were first told, and how long they waited; one query."""
    inside = {"requester__call__in": counted(scope, by=by).order_by().values("pk"), "requester__canceled_at": None}
    told = Quote.objects.filter(**inside).exclude(requester__reached_at=None).order_by("requester_id", "at", "pk")
    asked, reached = _epoch("requester__asked_at"), _epoch("requester__reached_at")
    rows = list(told.values_list("requester_id", "requester__call_id", asked, reached, "median_s", "worst_s"))
    asker, call, asked_at, reached_at, median, worst = _columns(rows, 6)
    _, first, times = np.unique(_whole(asker), return_index=True, return_counts=True)
    row, here = calls.rows_of(_whole(call)[first])
    kept = first[here]
    start, end = _moments(asked_at)[kept], _moments(reached_at)[kept]
    return Promises(row[here], start, end - start, _moments(median)[kept], _moments(worst)[kept], times[here])


def _epoch(name: str) -> Epoch:
    return Epoch(F(name))


def _columns(rows: Sequence[tuple[Any, ...]], many: int) -> list[Sequence[Any]]:
    return list(zip(*rows, strict=True)) if rows else [()] * many


def _coded(names: Iterable[str]) -> tuple[list[str], Integers]:
    known: dict[str, int] = {}
    codes = [known.setdefault(name, len(known)) for name in names]
    return list(known), np.array(codes, np.int64)


def _whole(values: Iterable[int]) -> Integers:
    return np.array(list(values), np.int64)


def _moments(values: Sequence[Any]) -> Floats:
    exact: Floats = np.array(values, np.float64)
    return np.round(exact, 3)
