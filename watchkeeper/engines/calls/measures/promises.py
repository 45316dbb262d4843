"""Delays told to askers against what happened: kept when reached within the worst case told first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from watchkeeper.engines.calls.figures import Spread
from watchkeeper.engines.calls.measures import grouping
from watchkeeper.engines.calls.measures.columns import Calls, Flags, Integers, Promises


@dataclass(frozen=True, slots=True)
class Kept:
    """Some promises: how many, reached within the worst case told first, and within the usual time told."""

    key: str
    n: int
    kept: int
    usual: int
    late: Spread  # seconds beyond the worst case, of those that were late
    told_again: int  # askers who were told more than once

    @property
    def share(self) -> float | None:
        """Kept, of all; None of none."""
        return self.kept / self.n if self.n else None


@dataclass(frozen=True)
class Promised:
    """Promises kept: all, by service, by site (ids as text), and step by step through time."""

    whole: Kept
    services: list[Kept]
    sites: list[Kept]
    step: int  # days of a step
    steps: list[Kept]  # key: the first local day of the step, since 1970


def promised(told: Promises, calls: Calls) -> Promised:
    """Count the promises of ``calls``."""
    from watchkeeper.engines.calls.measures.overview import steps  # which shows what is counted here

    every = np.full(len(told), True)
    if not len(told):
        return Promised(_kept("", told, every), [], [], 7, [])
    step, first, days = steps(calls.day)
    when = (calls.day[told.row] - first) // step
    return Promised(
        _kept("", told, every),
        _grouped(told, calls.service[told.row], calls.services),
        _grouped(told, calls.site[told.row], None),
        step,
        [_kept(str(day), told, when == place) for place, day in enumerate(days)],
    )


def _grouped(told: Promises, codes: Integers, names: list[str] | None) -> list[Kept]:
    found = [_kept(names[code] if names else str(code), told, codes == code) for code in np.unique(codes).tolist()]
    return sorted(found, key=lambda one: (-one.n, one.key))


def _kept(key: str, told: Promises, mine: Flags) -> Kept:
    late = told.late[mine]
    return Kept(
        key=key,
        n=int(mine.sum()),
        kept=int((late <= 0).sum()),
        usual=int((told.waited <= told.median)[mine].sum()),
        late=grouping.spread(late[late > 0]),
        told_again=int((told.told[mine] > 1).sum()),
    )
