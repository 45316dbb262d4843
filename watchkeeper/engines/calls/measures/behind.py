"""The calls behind one mark of a measures page: ranked from columns, read in full only where they are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import overload
from zoneinfo import ZoneInfo

import numpy as np

from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.calls import figures
from watchkeeper.engines.calls.measures import columns, workload
from watchkeeper.engines.calls.measures.columns import Calls, Floats, Integers
from watchkeeper.engines.calls.measures.scope import Scope
from watchkeeper.engines.calls.models import Call
from watchkeeper.kit.errors import Invalid

# Of a call, what a mark may be made of.
OF_CALLS: dict[str, Callable[[Calls], Floats]] = {
    "response": lambda calls: calls.response,
    "processing": lambda calls: calls.processing,
    "answering": lambda calls: calls.answering,
    "received_to_first_on_scene": lambda calls: calls.on_scene - calls.received,
}
# Of a unit on a call; the rest are the intervals of `figures.BETWEEN`.
COMMITTED = "committed"
# Of an asker: seconds beyond the worst case told first, negative when in time.
PROMISE = "beyond_promise"
MEASURES = (*OF_CALLS, *figures.BETWEEN, COMMITTED, PROMISE)
_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Behind:
    """One call behind a mark (for an interval of units, one unit on it): what it took, None where it has no end."""

    pk: int
    number: str
    service: str
    priority: int
    place: str
    opened: datetime
    unit: str
    seconds: float | None


class Listed:
    """What is behind a mark, ranked; a slice of it is read when it is asked for."""

    def __init__(self, calls: Integers, units: list[str], seconds: Floats) -> None:
        order = np.lexsort((calls, np.nan_to_num(-seconds), np.isnan(seconds)))
        self.calls, self.seconds = calls[order], seconds[order]
        self._units = [units[place] for place in order.tolist()] if units else [""] * len(order)

    def __len__(self) -> int:
        return len(self.calls)

    @overload
    def __getitem__(self, wanted: int) -> Behind: ...
    @overload
    def __getitem__(self, wanted: slice) -> list[Behind]: ...
    def __getitem__(self, wanted: int | slice) -> Behind | list[Behind]:
        if isinstance(wanted, int):
            return self[wanted : wanted + 1][0]
        pks = self.calls[wanted].tolist()
        found = Call.objects.filter(pk__in=set(pks)).values_list(
            "pk", "number", "service", "priority", "place", "opened_at"
        )
        held = {row[0]: row for row in found}
        ranked = zip(pks, self._units[wanted], self.seconds[wanted].tolist(), strict=True)
        return [Behind(*held[pk], unit, None if np.isnan(took) else round(took, 3)) for pk, unit, took in ranked]

    def __iter__(self) -> Iterator[Behind]:
        for start in range(0, len(self), _AT_ONCE):
            yield from self[start : start + _AT_ONCE]


def behind(measure: str, scope: Scope, *, by: Actor, zone: ZoneInfo) -> Listed:
    """The calls (of an interval of units: the units; of promises: the askers) behind a mark, slowest first.

    Those without an end come last. Raises :class:`Invalid` for a measure nobody knows.
    """
    if measure not in MEASURES:
        raise Invalid("There is no such measure.", fields={"measure": list(MEASURES)})
    if measure == COMMITTED:
        return _committed(scope, by=by, zone=zone)
    calls = columns.read_calls(scope, by=by, zone=zone)
    if measure in OF_CALLS:
        return Listed(calls.pk, [], OF_CALLS[measure](calls))
    if measure == PROMISE:
        told = columns.read_promises(scope, calls, by=by)
        return Listed(calls.pk[told.row], [], told.late)
    legs = columns.read_legs(scope, calls, by=by)
    start, end = figures.BETWEEN[measure]
    units = [legs.units[code] for code in legs.unit.tolist()]
    return Listed(calls.pk[legs.row], units, getattr(legs, end) - getattr(legs, start))


def _committed(scope: Scope, *, by: Actor, zone: ZoneInfo) -> Listed:
    """Every unit that was held in the hours asked for, whenever its call came in, and for how long in them."""
    whole = replace(scope, hour=None, weekday=None)
    calls = columns.read_calls(whole, by=by, zone=zone)
    legs = columns.read_legs(whole, calls, by=by)
    seconds = workload.within(legs, zone, weekday=scope.weekday, hour=scope.hour)
    held = ~np.isnan(seconds)
    units = [legs.units[code] for code in legs.unit[held].tolist()]
    return Listed(calls.pk[legs.row[held]], units, seconds[held])
