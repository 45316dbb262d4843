"""The engine's timers: which question each kind asks when its time has come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from watchkeeper.core.journal import timers
from watchkeeper.core.journal.models import Timer
from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.calls import quote
from watchkeeper.engines.calls.actions import clocks, desk
from watchkeeper.engines.calls.models import Assignment, Bolo, Call, Requester, Unit
from watchkeeper.engines.calls.states import AssignmentStatus, CallStatus
from watchkeeper.kit import clock
from watchkeeper.kit.prepared import Prepared

WAITING = (CallStatus.RECEIVED, CallStatus.WAITING)


# A timer's question is asked of the locked row: whoever answers it meanwhile is waited for, and heard.
_CALL = Prepared(lambda pk: Call.objects.select_for_update().filter(pk=pk))
_UNIT = Prepared(lambda pk: Unit.objects.select_for_update().filter(pk=pk))
_ASSIGNMENT = Prepared(lambda pk: Assignment.objects.filter(pk=pk, cleared_at=None).select_related("call", "unit"))
_ASKERS = Prepared(
    lambda call: Requester.objects.filter(call_id=call, canceled_at=None, reached_at=None).order_by("id")
)


def _call(timer: Timer) -> Call | None:
    return next(iter(_CALL(pk=int(timer.subject.partition(":")[2]))), None)


def _assignment(timer: Timer) -> Assignment | None:
    return next(iter(_ASSIGNMENT(pk=int(timer.subject.partition(":")[2]))), None)


def unassigned(timer: Timer, by: Actor) -> None:
    """An emergency is 60 seconds old: has it a unit?"""
    call = _call(timer)
    if call and call.status in WAITING and call.is_emergency and not call.is_test:
        clocks.escalate(call, by=by)


def due(timer: Timer, by: Actor) -> None:
    """A target's time has come: is somebody there?"""
    call = _call(timer)
    if call and call.is_open and call.on_scene_at is None and call.due_at and call.due_at <= clock.now():
        clocks.pass_due(call, by=by)


def raised(timer: Timer, by: Actor) -> None:
    """A call waited long enough to become more urgent: is nobody on the way?"""
    call = _call(timer)
    if call and call.status in WAITING and call.held_until is None:
        clocks.raise_by_waiting(call, by=by)


def held(timer: Timer, by: Actor) -> None:
    """A hold ends."""
    call = _call(timer)
    if call and call.is_open and call.held_until and call.held_until <= clock.now():
        clocks.end_hold(call, by=by)


def quoted(timer: Timer, by: Actor) -> None:
    """Every three minutes while somebody waits: does the promise still hold?"""
    call = _call(timer)
    if call is None or not call.is_open or call.on_scene_at is not None:
        return
    if any(quote.drifted(asker, call, clock.now()) for asker in _ASKERS(call=call.pk)):
        clocks.requote(call, by=by)
    timers.start(call.department_id, "call.quote", call.subject, quote.next_check(call.opened_at, clock.now()))


def welfare(timer: Timer, by: Actor) -> None:
    """A welfare check is due: has the crew answered?"""
    first = _assignment(timer)
    if first is None or not _is_unanswered(first):
        return
    _lock(first)
    found = _assignment(timer)
    if found and _is_unanswered(found):
        clocks.miss_welfare(found, by=by)


def _is_unanswered(assignment: Assignment) -> bool:
    on_it = (AssignmentStatus.ON_SCENE, AssignmentStatus.TRANSPORTING, AssignmentStatus.AT_DESTINATION)
    if assignment.status not in on_it or assignment.welfare_overdue_at is not None:
        return False
    return assignment.welfare_due_at is not None and assignment.welfare_due_at <= clock.now()


def _lock(assignment: Assignment) -> None:
    """The unit first, then the call, as every action does."""
    _UNIT(pk=assignment.unit_id)
    _CALL(pk=assignment.call_id)


def starts(timer: Timer, by: Actor) -> None:
    """A booked window begins soon."""
    found = _assignment(timer)
    if found and found.status == AssignmentStatus.RESERVED:
        clocks.announce_start(found, by=by)


def bolo_expires(timer: Timer, by: Actor) -> None:
    """A look-out's time is over."""
    found = Bolo.objects.filter(pk=int(timer.subject.partition(":")[2]), ended_at=None).first()
    if found:
        desk.end_bolo(found, by=by)


TIMERS: Mapping[str, Callable[[Timer, Any], None]] = {
    "assignment.starts": starts,
    "assignment.welfare": welfare,
    "bolo.expires": bolo_expires,
    "call.due": due,
    "call.held": held,
    "call.quote": quoted,
    "call.raise": raised,
    "call.unassigned": unassigned,
}
