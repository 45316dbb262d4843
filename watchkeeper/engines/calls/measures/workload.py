"""What units were held by: how many at once, for how long each, and in which hours of the week."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np

from watchkeeper.engines.calls.figures import Spread
from watchkeeper.engines.calls.measures import grouping
from watchkeeper.engines.calls.measures.columns import DAY_S, HOUR_S, Flags, Floats, Integers, Legs, local

# A commitment is spread over the hours it touches; what is longer than two days is a clock left running.
MOST_HOURS = 48


@dataclass(frozen=True, slots=True)
class Held:
    """One unit: how often it was sent, how fast it was there from dispatch, and how many hours it was committed."""

    unit: str
    sent: int
    arrival: Spread
    hours: float


def peak(legs: Legs) -> tuple[int, float | None]:
    """The most commitments held at once (known ends only), and when that was first so, in seconds since the epoch.

    At equal times the release comes first, as in `figures.peak`.
    """
    known = ended(legs)
    start, end = legs.dispatch[known], legs.available[known]
    at = np.concatenate((start, end))
    step = np.concatenate((np.ones(len(start)), -np.ones(len(end))))
    order = np.lexsort((step, at))
    if not len(order):
        return 0, None
    held = np.cumsum(step[order])
    most = int(held.argmax())
    return int(held[most]), float(at[order][most])


def ended(legs: Legs) -> Flags:
    """Which commitments have a known end after their beginning."""
    found: Flags = legs.available > legs.dispatch
    return found


def by_unit(legs: Legs) -> list[Held]:
    """Each unit that was sent, the most committed first."""
    arrivals = grouping.spreads(legs.unit, legs.on_scene - legs.dispatch)
    known = ended(legs)
    sent = np.bincount(legs.unit, minlength=len(legs.units))
    spent = np.bincount(legs.unit[known], weights=(legs.available - legs.dispatch)[known], minlength=len(legs.units))
    held = [
        Held(unit, int(sent[code]), arrivals.get(code, grouping.EMPTY), round(float(spent[code]) / HOUR_S, 1))
        for code, unit in enumerate(legs.units)
        if sent[code]
    ]
    return sorted(held, key=lambda one: (-one.hours, one.unit))


def by_hour(legs: Legs, zone: ZoneInfo) -> list[list[float]]:
    """Hours of units by local weekday (0 is Monday) and hour: each commitment counts in every hour it touched."""
    cells = np.zeros(7 * 24)
    for cell, seconds, _ in _touched(legs, zone):
        np.add.at(cells, cell, seconds)
    return [[round(float(one) / HOUR_S, 2) for one in row] for row in cells.reshape(7, 24)]


def within(legs: Legs, zone: ZoneInfo, *, weekday: int | None, hour: int | None) -> Floats:
    """For each leg the seconds it was committed in that weekday and hour (None: any); NaN where none."""
    found = np.zeros(len(legs))
    for cell, seconds, row in _touched(legs, zone):
        wanted = np.full(len(cell), True)
        if weekday is not None:
            wanted &= cell // 24 == weekday
        if hour is not None:
            wanted &= cell % 24 == hour
        np.add.at(found, row[wanted], seconds[wanted])
    return np.where(found > 0, found, np.nan)


def _touched(legs: Legs, zone: ZoneInfo) -> list[tuple[Integers, Floats, Integers]]:
    """For the first, second … clock hour that legs touched: the hour of the week, the seconds in it, and the leg."""
    rows = np.flatnonzero(ended(legs))
    start, end = legs.dispatch[rows], legs.available[rows]
    begin = np.floor(start / HOUR_S) * HOUR_S
    found = []
    for step in range(MOST_HOURS):
        low, high = np.maximum(start, begin + step * HOUR_S), np.minimum(end, begin + (step + 1) * HOUR_S)
        held = high > low
        if not held.any():
            break
        here = local(begin[held] + step * HOUR_S, zone)
        day, hour = np.floor(here / DAY_S), np.floor(here / HOUR_S) % 24
        found.append((((day + 3) % 7 * 24 + hour).astype(np.int64), (high - low)[held], rows[held]))
    return found
