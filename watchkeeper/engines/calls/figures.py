"""The figures of a timeline of units: intervals with percentiles and n, peak commitment, double bookings.

Pure arithmetic over plain stamps, so that a file and the calls made of it can be measured by the same rules and
compared.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

import numpy as np

# What each interval runs from and to, over every unit row that has both stamps (dispatch.md, 3c).
BETWEEN = {
    "received_to_dispatch": ("received", "dispatch"),
    "dispatch_to_en_route": ("dispatch", "en_route"),
    "en_route_to_on_scene": ("en_route", "on_scene"),
    "dispatch_to_on_scene": ("dispatch", "on_scene"),
    "dispatch_to_available": ("dispatch", "available"),
}
# How the override of an assignment begins when nobody knows when it really ended; its end then counts in no measure.
UNKNOWN_END = "end not known"
NAMES = (
    "received_to_dispatch",
    "dispatch_to_en_route",
    "en_route_to_on_scene",
    "dispatch_to_on_scene",
    "received_to_first_on_scene",
    "dispatch_to_available",
)


@dataclass(frozen=True, slots=True)
class Leg:
    """One unit on one call; ``available`` is None where the end of the commitment is not known."""

    row: str
    call: str
    unit: str
    received: datetime
    dispatch: datetime | None = None
    en_route: datetime | None = None
    on_scene: datetime | None = None
    available: datetime | None = None


@dataclass(frozen=True, slots=True)
class Spread:
    """An interval's percentiles in seconds, and over how many it was taken; never a mean."""

    n: int
    median_s: float | None
    p90_s: float | None
    p95_s: float | None = None
    worst_s: float | None = None

    def as_json(self) -> dict[str, int | float | None]:
        """The three keys a report shows."""
        return {"n": self.n, "median_s": self.median_s, "p90_s": self.p90_s}


def spread(seconds: Sequence[float] | np.ndarray[Any, Any]) -> Spread:
    """Percentiles of ``seconds`` by linear interpolation."""
    if len(seconds) == 0:
        return Spread(0, None, None)
    found = np.percentile(seconds, (50, 90, 95, 100), method="linear")
    return Spread(len(seconds), *(round(float(value), 3) for value in found))


def intervals(legs: Sequence[Leg]) -> dict[str, Spread]:
    """Every interval of :data:`NAMES`. Negative ones count as they stand: a wrong clock is a finding, not a gap."""
    found: dict[str, list[float]] = {name: [] for name in NAMES}
    for leg in legs:
        for name, (start, end) in BETWEEN.items():
            a, b = getattr(leg, start), getattr(leg, end)
            if a is not None and b is not None:
                found[name].append((b - a).total_seconds())
    for received, arrived in first_arrivals(legs).values():
        if arrived is not None:
            found["received_to_first_on_scene"].append((arrived - received).total_seconds())
    return {name: spread(seconds) for name, seconds in found.items()}


def first_arrivals(legs: Iterable[Leg]) -> dict[str, tuple[datetime, datetime | None]]:
    """For each call its earliest received, and the first on scene of any of its units or None."""
    calls: dict[str, tuple[datetime, datetime | None]] = {}
    for leg in legs:
        received, arrived = calls.get(leg.call, (leg.received, None))
        stamps = [at for at in (arrived, leg.on_scene) if at is not None]
        calls[leg.call] = (min(received, leg.received), min(stamps) if stamps else None)
    return calls


def peak(legs: Iterable[Leg]) -> tuple[int, datetime | None]:
    """The most commitments held at once (dispatch to available, known ends only) and when that was first so.

    At equal times the release comes first. A unit sent to a second call before it was free counts for both: the
    demand was there twice.
    """
    changes: list[tuple[datetime, int]] = []
    for leg in legs:
        if leg.dispatch is not None and leg.available is not None and leg.available > leg.dispatch:
            changes += [(leg.dispatch, 1), (leg.available, -1)]
    committed, most, when = 0, 0, None
    for at, step in sorted(changes):
        committed += step
        if committed > most:
            most, when = committed, at
    return most, when


def busiest_hour(legs: Iterable[Leg], zone: tzinfo) -> list[int]:
    """``[hour of day, calls received]`` in ``zone``; the earlier hour where two are equal."""
    hours = Counter(received.astimezone(zone).hour for received, _ in first_arrivals(legs).values())
    hour, calls = min(hours.items(), key=lambda item: (-item[1], item[0]))
    return [hour, calls]


def double_booked(legs: Iterable[Leg]) -> list[str]:
    """The rows sent before an earlier commitment of the same unit ended; one of unknown end binds nobody."""
    by_unit: dict[str, list[tuple[datetime, datetime | None, str]]] = defaultdict(list)
    for leg in legs:
        if leg.dispatch is not None:
            by_unit[leg.unit].append((leg.dispatch, leg.available, leg.row))
    found: list[tuple[datetime, str]] = []
    for sent in by_unit.values():
        sent.sort(key=lambda leg: leg[0])
        ends: datetime | None = None
        for at, end, row in sent:
            if ends is not None and at < ends:
                found.append((at, row))
            if end is not None and (ends is None or end > ends):
                ends = end
    return [row for _, row in sorted(found)]


def report(legs: Sequence[Leg], zone: tzinfo, flagged: Mapping[str, str]) -> dict[str, Any]:
    """The figures of a replay, all but the journal's; ``flagged`` maps a row to why."""
    most, when = peak(legs)
    arrivals = first_arrivals(legs)
    return {
        "rows": len(legs),
        "calls": len(arrivals),
        "units": len({leg.unit for leg in legs}),
        "intervals": {name: found.as_json() for name, found in intervals(legs).items()},
        "never_arrived_calls": sum(arrived is None for _, arrived in arrivals.values()),
        "peak_units_committed": most,
        "peak_at": when.astimezone(zone).isoformat() if when else None,
        "busiest_hour": busiest_hour(legs, zone),
        "double_booked": double_booked(legs),
        "flagged": [{"row": row, "reason": reason} for row, reason in flagged.items()],
    }
