"""All that a measures page shows of one question, from columns read once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np

from watchkeeper.core.people.actor import Actor
from watchkeeper.core.services import registry
from watchkeeper.engines.calls import figures
from watchkeeper.engines.calls.figures import Spread
from watchkeeper.engines.calls.measures import grouping, workload
from watchkeeper.engines.calls.measures.columns import Calls, Floats, Integers, Legs, read_calls, read_legs
from watchkeeper.engines.calls.measures.columns import read_promises as promises_of
from watchkeeper.engines.calls.measures.promises import Promised, promised
from watchkeeper.engines.calls.measures.scope import Scope, corrected, counted, left_out
from watchkeeper.engines.calls.measures.workload import Held

# Answered within 15 s, nine in ten: NENA-STA-020.1-2020. Processed within 60 s, nine in ten: NFPA 1225 (2022).
ANSWER_TARGET_S, PROCESS_TARGET_S, PROMISE_SHARE = 15.0, 60.0, 0.9
# Up to so many days a trend is drawn by day, above by week.
BY_DAY = 21


@dataclass(frozen=True, slots=True)
class Line:
    """The response of one service or one site (``key``: its key, or its id as text), against the targets."""

    key: str
    name: str
    spread: Spread
    calls: int
    never_arrived: int
    target_s: float | None  # that of the priority most of its calls have; of a site none
    kept: float | None  # share of all counted calls whose own target was met


@dataclass(frozen=True, slots=True)
class Hour:
    """One local hour of the day: calls received and how they were reached."""

    hour: int
    calls: int
    spread: Spread


@dataclass(frozen=True, slots=True)
class Trend:
    """Responses step by step through time: ``days`` are the first local days (since 1970) of each step of ``step``."""

    step: int  # days: 1 or 7
    days: list[int]
    sites: dict[int, list[Spread]]
    whole: dict[int, Spread]


@dataclass(frozen=True)
class Overview:
    """All a measures page shows."""

    scope: Scope
    calls: int
    units: int
    rows: int
    response: Spread
    intervals: dict[str, Spread]
    answering: Spread
    processing: Spread
    urgent: Spread
    promise: tuple[int, int]  # askers reached within the first worst case told, of how many
    promised: Promised
    lines: list[Line]
    sites: list[Line]
    held: list[Held]
    hours: list[Hour]
    week: list[list[Spread]]  # responses by weekday (0 is Monday) and hour
    site_hours: dict[int, list[Spread]]
    trend: Trend
    received: list[list[int]]  # calls by weekday and hour
    committed: list[list[float]]  # hours of units by weekday and hour, from dispatch to available
    never_arrived: int
    unknown_ends: int
    corrected: int
    imported: int
    peak_units: int
    peak_at: datetime | None
    left_out: dict[str, int]


def overview(scope: Scope, *, by: Actor, zone: ZoneInfo) -> Overview:
    """Everything of the measures page, in a fixed number of queries."""
    calls = read_calls(scope, by=by, zone=zone)
    legs = read_legs(scope, calls, by=by)
    told = promised(promises_of(scope, calls, by=by), calls)
    peak, peak_at = workload.peak(legs)
    urgent = calls.priority <= 1
    return Overview(
        scope=scope,
        calls=len(calls),
        units=len(np.unique(legs.unit)),
        rows=len(legs),
        response=grouping.spread(calls.response),
        intervals={name: grouping.spread(took) for name, took in intervals(calls, legs).items()},
        answering=grouping.spread(calls.answering),
        processing=grouping.spread(calls.processing),
        urgent=grouping.spread(calls.response[urgent]),
        promise=(told.whole.kept, told.whole.n),
        promised=told,
        lines=_services(calls, by.department_id),
        sites=_sites(calls, by.department_id),
        held=workload.by_unit(legs),
        hours=_hours(calls),
        week=grouping.grid(calls.weekday, calls.hour, calls.response, (7, 24)),
        site_hours=_site_hours(calls),
        trend=_trend(calls),
        received=grouping.counts(calls.weekday, calls.hour, (7, 24)),
        committed=workload.by_hour(legs, zone),
        never_arrived=int(np.isnan(calls.on_scene).sum()),
        unknown_ends=int(np.isnan(legs.available).sum()),
        corrected=corrected(counted(scope, by=by)),
        imported=int(calls.imported.sum()),
        peak_units=peak,
        peak_at=datetime.fromtimestamp(peak_at, UTC) if peak_at is not None else None,
        left_out=left_out(scope, by=by),
    )


def intervals(calls: Calls, legs: Legs) -> dict[str, Floats]:
    """Seconds of every interval of :data:`figures.NAMES`; negative ones stand: a wrong clock is a finding, no gap."""
    found = {name: getattr(legs, end) - getattr(legs, start) for name, (start, end) in figures.BETWEEN.items()}
    found["received_to_first_on_scene"] = calls.on_scene - calls.received
    return {name: found[name] for name in figures.NAMES}


def targets(calls: Calls, department_id: int) -> Floats:
    """For each call the seconds its service promises at its priority; NaN where it promises none."""
    pairs, which = np.unique(calls.service * 10 + calls.priority, return_inverse=True)
    due = []
    for pair in pairs.tolist():
        limit = registry.get(calls.services[pair // 10], department_id).due("on_scene", pair % 10)
        due.append(limit.total_seconds() if limit else np.nan)
    found: Floats = np.array(due, np.float64)[which] if len(pairs) else np.zeros(0)
    return found


def _services(calls: Calls, department_id: int) -> list[Line]:
    names = {code: str(registry.get(key, department_id).name) for code, key in enumerate(calls.services)}
    due = targets(calls, department_id)
    lines = []
    for code in np.unique(calls.service).tolist():
        mine = calls.service == code
        priorities = np.bincount(calls.priority[mine])
        usual = due[mine & (calls.priority == int(priorities.argmax()))][0]
        target = None if np.isnan(usual) else float(usual)
        lines.append(_line(calls.where(mine), due[mine], calls.services[code], names[code], target))
    return _largest_first(lines)


def _sites(calls: Calls, department_id: int) -> list[Line]:
    due = targets(calls, department_id)
    found = [(site, calls.site == site) for site in np.unique(calls.site).tolist()]
    return _largest_first([_line(calls.where(mine), due[mine], str(site), "", None) for site, mine in found])


def _line(calls: Calls, due: Floats, key: str, name: str, target_s: float | None) -> Line:
    judged = ~np.isnan(due)
    kept = float((calls.response[judged] <= due[judged]).mean()) if judged.any() else None
    never = int(np.isnan(calls.on_scene).sum())
    return Line(key, name, grouping.spread(calls.response), len(calls), never, target_s, kept)


def _largest_first(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (-line.calls, line.name, line.key))


def _hours(calls: Calls) -> list[Hour]:
    found = grouping.spreads(calls.hour, calls.response)
    many = np.bincount(calls.hour, minlength=24)
    return [Hour(hour, int(many[hour]), found.get(hour, grouping.EMPTY)) for hour in range(24)]


def _site_hours(calls: Calls) -> dict[int, list[Spread]]:
    sites, rows = np.unique(calls.site, return_inverse=True)
    cells = grouping.grid(rows, calls.hour, calls.response, (len(sites), 24))
    return dict(zip(sites.tolist(), cells, strict=True))


def _trend(calls: Calls) -> Trend:
    if not len(calls):
        return Trend(1, [], {}, {})
    step, first, days = steps(calls.day)
    sites, rows = np.unique(calls.site, return_inverse=True)
    place = (calls.day - first) // step
    cells = grouping.grid(rows, place, calls.response, (len(sites), len(days)))
    found = grouping.spreads(rows, calls.response)
    whole = {site: found.get(row, grouping.EMPTY) for row, site in enumerate(sites.tolist())}
    return Trend(step, days, dict(zip(sites.tolist(), cells, strict=True)), whole)


def steps(days: Integers) -> tuple[int, int, list[int]]:
    """How many days a step of a trend over ``days`` has, the first day of the first, and of each."""
    first, last = int(days.min()), int(days.max())
    step = 1 if last - first < BY_DAY else 7
    first -= (first + 3) % 7 if step == 7 else 0
    return step, first, list(range(first, last + 1, step))
