"""What follows from a call's entries, after commit: each may run twice and then changes nothing more."""

from __future__ import annotations

from collections.abc import Sequence

from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.calls.actions import dispatch
from watchkeeper.engines.calls.models import Assignment, Unit
from watchkeeper.engines.calls.reading import live_of
from watchkeeper.engines.calls.states import OPEN
from watchkeeper.kit.errors import Refused


def with_stacked(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Those of ``entries`` that touched a unit somebody waits for. One query."""
    units = {entry.pk: set(_units_in(entry)) for entry in entries}
    asked = set().union(*units.values())
    waiting = set(
        Assignment.objects.filter(unit_id__in=asked, is_stacked=True, cleared_at=None).values_list("unit_id", flat=True)
    )
    return [entry for entry in entries if units[entry.pk] & waiting]


def send_next_stacked(entry: Entry, by: Actor) -> None:
    """A unit that came free takes the call stacked on it longest, if it still can."""
    for unit_id in _units_in(entry):
        _send_next(unit_id, by)


def _units_in(entry: Entry) -> list[int]:
    return [int(key.partition(":")[2]) for key in entry.fields.get("rows") or {} if key.startswith("unit:")]


def _send_next(unit_id: int, by: Actor) -> None:
    waiting = Assignment.objects.filter(unit_id=unit_id, is_stacked=True, cleared_at=None, call__status__in=OPEN)
    following = waiting.select_related("call").order_by("id").first()
    unit = Unit.objects.filter(pk=unit_id, department_id=by.department_id).first()
    if following is None or unit is None or live_of(unit) is not None:
        return
    try:
        dispatch.assign(following.call, by=by, units=[unit])
    except Refused:
        return  # out of service or off duty since: it stays stacked, and the board says so
