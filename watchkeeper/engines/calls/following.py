"""What follows from a call's entries, after commit: each may run twice and then changes nothing more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from watchkeeper.core import verbs
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.services import registry
from watchkeeper.engines.calls import guard
from watchkeeper.engines.calls.actions import dispatch
from watchkeeper.engines.calls.models import Assignment, Call
from watchkeeper.engines.calls.reading import live_of
from watchkeeper.engines.calls.states import OPEN
from watchkeeper.engines.calls.verbs import ENDINGS
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Refused

# Whatever may free a unit. On a call that only named people may know, the bare entry about the unit tells of it.
NAMING = ("call.opened", "call.updated")  # what says, or may change, what a call is for
FROM_PAPER = timedelta(hours=1)  # a call typed in later than that after it was taken needs no card any more
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


def with_plan(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Those of ``entries`` about calls whose service has a plan. One query."""
    calls = {int(entry.subject.partition(":")[2]): entry for entry in entries if entry.subject.startswith("call:")}
    found = Call.objects.filter(pk__in=list(calls), is_appointment=False, closed_at=None)
    of = dict(found.values_list("pk", "service"))
    return [entry for pk, entry in calls.items() if pk in of and registry.get(of[pk], entry.department_id).plan]


def start_plan(entry: Entry, by: Actor) -> None:
    """A call whose service has a plan begins it, once: a drill when it is a test.

    What only named people may know of begins none, since a card is everybody's who works a code; nor does a call from
    paper that is long past.
    """
    call = Call.objects.get(pk=int(entry.subject.partition(":")[2]))
    plan = registry.get(call.service, call.department_id).plan
    if plan and not call.is_named and call.closed_at is None and clock.now() - call.opened_at < FROM_PAPER:
        verbs.start_plan(
            by=by, call=call.subject, plan=plan, place=call.place, place_ref=call.place_ref, is_sim=call.is_test,
            at=call.opened_at if entry.verb == "call.opened" else None,
        )  # fmt: skip


def _units_in(entry: Entry) -> list[int]:
    return [int(key.partition(":")[2]) for key in entry.fields.get("rows") or {} if key.startswith("unit:")]


def _send(stacked: Assignment, by: Actor) -> None:
    try:
        with transaction.atomic():  # a refusal undoes itself alone, not the step of the cursor around it
            dispatch.assign(stacked.call, by=by, units=[stacked.unit])
    except Refused:
        return  # out of service or off duty since: it stays stacked, and the board says so
