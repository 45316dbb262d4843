"""The engine's timers: which question each kind asks when its time has come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from watchkeeper.core.journal import timers
from watchkeeper.core.journal.models import Timer
from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.calls import quote
from watchkeeper.engines.calls.actions import appointments, clocks, desk, sessions
from watchkeeper.engines.calls.models import Assignment, Bolo, Call, Requester, Unit
from watchkeeper.engines.calls.states import AssignmentStatus, CallStatus
from watchkeeper.kit import clock
from watchkeeper.kit.prepared import Prepared

Handler: TypeAlias = Callable[[Timer, Any], None]
WAITING = (CallStatus.RECEIVED, CallStatus.WAITING)


_CALL = Prepared(lambda pk: Call.objects.filter(pk=pk))
_ASSIGNMENT = Prepared(lambda pk: Assignment.objects.filter(pk=pk, cleared_at=None).select_related("call", "unit"))
_ASKERS = Prepared(
    lambda call: Requester.objects.filter(call_id=call, canceled_at=None, reached_at=None).order_by("id")
)


def _call(timer: Timer) -> Call | None:
    return next(iter(_CALL(pk=int(timer.subject.partition(":")[2]))), None)


def _assignment(timer: Timer) -> Assignment | None:
    return next(iter(_ASSIGNMENT(pk=int(timer.subject.partition(":")[2]))), None)


_LOCK_CALL = Prepared(lambda pk: Call.objects.select_for_update().filter(pk=pk))
_LOCK_UNIT = Prepared(lambda pk: Unit.objects.select_for_update().filter(pk=pk))


def _lock_call(timer: Timer) -> None:
    _LOCK_CALL(pk=int(timer.subject.partition(":")[2]))


def _lock_assignment(timer: Timer) -> None:
    """The unit first, then the call, as every action does."""
    found = _assignment(timer)
    if found is not None:
        _LOCK_UNIT(pk=found.unit_id)
        _LOCK_CALL(pk=found.call_id)


def _locking(lock: Callable[[Timer], None]) -> Callable[[Handler], Handler]:
    """Let a timer's question be asked of locked rows: whoever answers it meanwhile is waited for, and heard."""

    def mark(handler: Handler) -> Handler:
        handler.lock = lock  # type: ignore[attr-defined]
        return handler

    return mark


@_locking(_lock_call)
def unassigned(timer: Timer, by: Actor) -> None:
    """An emergency is 60 seconds old: has it a unit?"""
    call = _call(timer)
    if call and call.status in WAITING and call.is_emergency and not call.is_test:
        clocks.escalate(call, by=by)


@_locking(_lock_call)
def due(timer: Timer, by: Actor) -> None:
    """A target's time has come: is somebody there?"""
    call = _call(timer)
    if call and call.is_open and call.on_scene_at is None and call.due_at and call.due_at <= clock.now():
        clocks.pass_due(call, by=by)


@_locking(_lock_call)
def raised(timer: Timer, by: Actor) -> None:
    """A call waited long enough to become more urgent: is nobody on the way?"""
    call = _call(timer)
    if call and call.status in WAITING and call.held_until is None:
        clocks.raise_by_waiting(call, by=by)


@_locking(_lock_call)
def held(timer: Timer, by: Actor) -> None:
    """A hold ends."""
    call = _call(timer)
    if call and call.is_open and call.held_until and call.held_until <= clock.now():
        clocks.end_hold(call, by=by)


@_locking(_lock_call)
def quoted(timer: Timer, by: Actor) -> None:
    """Every three minutes while somebody waits: does the promise still hold?"""
    call = _call(timer)
    if call is None or not call.is_open or call.on_scene_at is not None:
        return
    if any(quote.drifted(asker, call, clock.now()) for asker in _ASKERS(call=call.pk)):
        clocks.requote(call, by=by)
    timers.start(call.department_id, "call.quote", call.subject, quote.next_check(call.opened_at, clock.now()))


@_locking(_lock_assignment)
def welfare(timer: Timer, by: Actor) -> None:
    """A welfare check is due: has the crew answered?"""
    found = _assignment(timer)
    on_it = (AssignmentStatus.ON_SCENE, AssignmentStatus.TRANSPORTING, AssignmentStatus.AT_DESTINATION)
    if found is None or found.status not in on_it or found.welfare_overdue_at is not None:
        return
    if found.welfare_due_at and found.welfare_due_at <= clock.now():
        clocks.miss_welfare(found, by=by)


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


@_locking(_lock_call)
def reply(timer: Timer, by: Actor) -> None:
    """An asker must have an answer by now: were times proposed?"""
    call = _call(timer)
    if call and call.status == CallStatus.ASKED:
        sessions.pass_reply(call, by=by)


@_locking(_lock_call)
def lapses(timer: Timer, by: Actor) -> None:
    """Times were proposed long enough ago: did the asker take one?"""
    call = _call(timer)
    if call and call.status == CallStatus.PROPOSED:
        appointments.lapse(call, by=by)


@_locking(_lock_call)
def reminds(timer: Timer, by: Actor) -> None:
    """A session is near: those who come and those who hold it are reminded."""
    call = _call(timer)
    if call and call.status == CallStatus.CONFIRMED:
        sessions.remind(call, by=by)


@_locking(_lock_call)
def unaccounted(timer: Timer, by: Actor) -> None:
    """A session is over: is it known how it was held?"""
    call = _call(timer)
    if call and call.status in (CallStatus.CONFIRMED, CallStatus.IN_SESSION):
        sessions.pass_account(call, by=by)


@_locking(_lock_call)
def closes(timer: Timer, by: Actor) -> None:
    """Two weeks after it was held, a session is closed."""
    call = _call(timer)
    if call and call.status == CallStatus.DELIVERED:
        sessions.close_held(call, by=by)


TIMERS: Mapping[str, Handler] = {
    "appointment.closes": closes,
    "appointment.lapses": lapses,
    "appointment.remind": reminds,
    "appointment.reply": reply,
    "appointment.unaccounted": unaccounted,
    "assignment.starts": starts,
    "assignment.welfare": welfare,
    "bolo.expires": bolo_expires,
    "call.due": due,
    "call.held": held,
    "call.quote": quoted,
    "call.raise": raised,
    "call.unassigned": unassigned,
}
