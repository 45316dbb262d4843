"""What follows from a call's entries, after commit: each may run twice and then changes nothing more."""

from __future__ import annotations

from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.calls.actions import dispatch
from watchkeeper.engines.calls.models import Assignment, Unit
from watchkeeper.engines.calls.reading import live_of
from watchkeeper.engines.calls.states import OPEN
from watchkeeper.kit.errors import Refused


def send_next_stacked(entry: Entry, by: Actor) -> None:
    """A unit that came free takes the call stacked on it longest, if it still can."""
    for key in entry.fields.get("rows") or {}:
        if key.startswith("unit:"):
            _send_next(int(key.partition(":")[2]), by)


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
