"""What follows from a call's entries, after commit: each may run twice and then changes nothing more."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.calls import guard
from watchkeeper.engines.calls.actions import dispatch
from watchkeeper.engines.calls.models import Assignment
from watchkeeper.engines.calls.reading import live_of
from watchkeeper.engines.calls.states import OPEN
from watchkeeper.engines.calls.verbs import ENDINGS
from watchkeeper.kit.errors import Refused

# Whatever may free a unit. On a call that only named people may know, the bare entry about the unit tells of it.
FREEING = ("assignment.put_back", *ENDINGS, "unit.changed", "unit.in_service")


def with_stacked(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Those of ``entries`` that touched a unit somebody waits for. One query."""
    units = {entry.pk: set(_units_in(entry)) for entry in entries}
    asked = set().union(*units.values())
    waiting = set(
        Assignment.objects.filter(unit_id__in=asked, is_stacked=True, cleared_at=None).values_list("unit_id", flat=True)
    )
    return [entry for entry in entries if units[entry.pk] & waiting]


def send_next_stacked(entry: Entry, by: Actor) -> None:
    """Each unit that came free takes the call stacked on it longest, if it still can."""
    waiting = Assignment.objects.filter(
        unit_id__in=_units_in(entry), unit__department_id=by.department_id, is_stacked=True, cleared_at=None
    )
    asked = sorted(set(waiting.values_list("unit_id", flat=True)))
    # All units before any call, as every action locks them.
    free = [unit for unit in guard.units(asked, by.department_id, is_shown=False) if live_of(unit) is None]
    oldest: dict[int, Assignment] = {}
    for one in waiting.filter(unit__in=free, call__status__in=OPEN).select_related("call", "unit").order_by("id"):
        oldest.setdefault(one.unit_id, one)
    for one in sorted(oldest.values(), key=lambda a: a.call_id):
        _send(one, by)


def _units_in(entry: Entry) -> list[int]:
    return [int(key.partition(":")[2]) for key in entry.fields.get("rows") or {} if key.startswith("unit:")]


def _send(stacked: Assignment, by: Actor) -> None:
    try:
        with transaction.atomic():  # a refusal undoes itself alone, not the step of the cursor around it
            dispatch.assign(stacked.call, by=by, units=[stacked.unit])
    except Refused:
        return  # out of service or off duty since: it stays stacked, and the board says so
