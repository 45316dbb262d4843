"""Two periods or two sites side by side: percentiles with what chance allows, the same mix of services, and why.

Why one is slower is told by the calls that took longer than the other's ninth decile. There a tenth of them did; of
the points above that each site, service, hour and unit brought its share, and the shares add up to the whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np

from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.calls import figures
from watchkeeper.engines.calls.figures import Spread
from watchkeeper.engines.calls.measures import grouping
from watchkeeper.engines.calls.measures.columns import DAY_S, Calls, Floats, Integers, read_calls, read_legs
from watchkeeper.engines.calls.measures.overview import intervals
from watchkeeper.engines.calls.measures.scope import Scope
from watchkeeper.engines.calls.measures.workload import ended

# Of fewer calls nothing is said.
FEW = 5
_MOST_REASONS = 4


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: its calls, how they were reached, and what there was to do."""

    calls: int
    never_arrived: int
    spread: Spread
    p90_between: tuple[float, float] | None
    calls_a_day: float
    unit_hours_a_day: float
    over: float | None  # share of responses over the other's (the earlier's) ninth decile


@dataclass(frozen=True, slots=True)
class Reason:
    """What a part brought: ``points`` of a hundred responses more (or fewer) over the earlier ninth decile."""

    key: str
    points: float
    n_then: int
    n_now: int
    p90_then: float | None
    p90_now: float | None


@dataclass(frozen=True)
class Comparison:
    """``then`` is what is compared with, ``now`` what was asked for."""

    then: Side
    now: Side
    is_clear: bool | None  # the ninth deciles differ by more than chance; None: too few to say
    same_mix_p90: float | None  # the ninth decile now, had it the earlier mix of services
    same_mix_calls: int  # how many calls now are of services that both have
    steps: list[tuple[str, Spread, Spread]]  # of figures.NAMES: then, now
    sites: list[Reason]
    services: list[Reason]
    hours: list[Reason]


@dataclass(frozen=True)
class _Read:
    calls: Calls
    steps: dict[str, Spread]
    held_s: float
    days: float


def compare(then: Scope, now: Scope, *, by: Actor, zone: ZoneInfo) -> Comparison:
    """Compare ``now`` with ``then``; four queries, whatever their sizes."""
    a, b = _read(then, by, zone), _read(now, by, zone)
    limit = grouping.spread(a.calls.response).p90_s
    mix, many = _same_mix(a.calls, b.calls)
    first, second = _side(a, limit), _side(b, limit)
    return Comparison(
        then=first,
        now=second,
        is_clear=_differ(first, second),
        same_mix_p90=mix,
        same_mix_calls=many,
        steps=[(name, a.steps[name], b.steps[name]) for name in figures.NAMES],
        sites=_reasons(a, b, limit, [str(site) for site in a.calls.site], [str(site) for site in b.calls.site]),
        services=_reasons(a, b, limit, _services(a.calls), _services(b.calls)),
        hours=_reasons(a, b, limit, _hours(a.calls), _hours(b.calls)),
    )


def _read(scope: Scope, by: Actor, zone: ZoneInfo) -> _Read:
    calls = read_calls(scope, by=by, zone=zone)
    legs = read_legs(scope, calls, by=by)
    known = ended(legs)
    steps = {name: grouping.spread(took) for name, took in intervals(calls, legs).items()}
    days = (scope.until - scope.since).total_seconds() / DAY_S
    return _Read(calls, steps, float((legs.available - legs.dispatch)[known].sum()), days)


def _side(read: _Read, limit: float | None) -> Side:
    took = read.calls.response
    took = took[~np.isnan(took)]
    return Side(
        calls=len(read.calls),
        never_arrived=len(read.calls) - len(took),
        spread=grouping.spread(took),
        p90_between=grouping.between(took),
        calls_a_day=round(len(read.calls) / read.days, 1),
        unit_hours_a_day=round(read.held_s / 3600 / read.days, 1),
        over=float((took > limit).mean()) if limit is not None and len(took) else None,
    )


def _differ(then: Side, now: Side) -> bool | None:
    if then.p90_between is None or now.p90_between is None:
        return None
    return now.p90_between[0] > then.p90_between[1] or now.p90_between[1] < then.p90_between[0]


def _services(calls: Calls) -> list[str]:
    return [calls.services[code] for code in calls.service.tolist()]


def _hours(calls: Calls) -> list[str]:
    return [str(hour) for hour in calls.hour.tolist()]


def _same_mix(then: Calls, now: Calls) -> tuple[float | None, int]:
    """The ninth decile of ``now`` with each service weighing as much as it did then, over services that both have."""
    weights = np.zeros(len(now))
    there = ~np.isnan(now.response)
    shared = 0
    for service in set(then.services) & set(now.services):
        before, mine = int((then.named(service) & ~np.isnan(then.response)).sum()), now.named(service) & there
        if before >= FEW and mine.sum() >= FEW:
            weights[mine] = before / mine.sum()
            shared += int(mine.sum())
    return grouping.weighted(now.response, weights, 0.9), shared


def _reasons(then: _Read, now: _Read, limit: float | None, before: list[str], after: list[str]) -> list[Reason]:
    """The parts that brought most, either way; ``before`` and ``after`` name the part of each call."""
    if limit is None:
        return []
    known: dict[str, int] = {}
    for name in (*before, *after):
        known.setdefault(name, len(known))
    a, b = (_Part.of(read.calls.response, names, known, limit) for read, names in ((then, before), (now, after)))
    reasons = [
        Reason(
            key=name,
            points=round(100 * float(b.over[code] - a.over[code]), 2),
            n_then=a.spread(code).n,
            n_now=b.spread(code).n,
            p90_then=a.spread(code).p90_s,
            p90_now=b.spread(code).p90_s,
        )
        for name, code in known.items()
    ]
    heard = [one for one in reasons if max(one.n_then, one.n_now) >= FEW and abs(one.points) >= 0.05]
    return sorted(heard, key=lambda one: (-abs(one.points), one.key))[:_MOST_REASONS]


@dataclass(frozen=True)
class _Part:
    """For each part its share of responses over the limit, of all responses, and its percentiles."""

    over: Floats
    spreads: dict[int, Spread]

    @classmethod
    def of(cls, took: Floats, names: list[str], known: dict[str, int], limit: float) -> _Part:
        codes: Integers = np.array([known[name] for name in names], np.int64)
        there = ~np.isnan(took)
        over = np.bincount(codes[there & (took > limit)], minlength=len(known)) / max(int(there.sum()), 1)
        return cls(over, grouping.spreads(codes, took))

    def spread(self, code: int) -> Spread:
        return self.spreads.get(code, grouping.EMPTY)
