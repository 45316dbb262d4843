"""The clocks of a call: what is due when, and what runs again when a call comes back to waiting."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from watchkeeper.core.journal import timers
from watchkeeper.core.journal.timers import Due
from watchkeeper.core.services import registry
from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls import told
from watchkeeper.engines.calls.models import Call
from watchkeeper.engines.calls.states import CallStatus
from watchkeeper.kit.batch import Ask

QUOTE_CHECK = timedelta(minutes=3)  # a promise is looked at again as often as it may drift unnoticed


def first_due(
    service: Service, priority: int, opened_at: datetime, starts_at: datetime | None = None
) -> datetime | None:
    """When somebody must be there by the service's own target, or None when nothing is promised."""
    if starts_at is not None:
        booked = service.due("on_scene", priority, start="starts")
        return starts_at + (booked or timedelta(0))
    span = service.due("on_scene", priority)
    return opened_at + span if span else None


def starting(call: Call, spec: Service, begin: datetime) -> Ask:
    """What starts the clocks of a call that waits from ``begin`` on; to be sent with other statements."""
    return timers.starting(list(_clocks(call, spec, begin)))


def start_again(call: Call, at: datetime) -> None:
    """Start the clocks of a call that is to be worked again from ``at`` on: what fell due meanwhile is due at once."""
    spec = registry.get(call.service, call.department_id)
    timers.start_many(_clocks(call, spec, max(at, call.starts_at or at)))


def watch_raise(call: Call) -> None:
    """Let a call that waits again become more urgent by waiting; its timer may have fired while it did not wait."""
    spec = registry.get(call.service, call.department_id)
    timers.start_many(_raise(call, spec))


def hasten(call: Call) -> list[str]:
    """Hold a call just raised to the target of its new priority, where that comes sooner than its old one.

    Starts the timer; returns the columns of ``call`` that changed, which the caller saves.
    """
    due = first_due(registry.get(call.service, call.department_id), call.priority, call.opened_at, call.starts_at)
    if due is None or call.on_scene_at is not None or (call.due_at is not None and call.due_at <= due):
        return []
    call.due_at = due
    timers.start(call.department_id, "call.due", call.subject, due)
    return ["due_at"]


def promise_anew(call: Call) -> None:
    """Hold a call to the target of its priority alone: what held it to a sooner one was a mistake."""
    spec = registry.get(call.service, call.department_id)
    call.due_at = first_due(spec, call.priority, call.opened_at, call.starts_at)
    call.save(update_fields=["due_at"])
    if call.due_at is None:
        timers.stop("call.due", call.subject)
    else:
        timers.start(call.department_id, "call.due", call.subject, call.due_at)


def _clocks(call: Call, spec: Service, begin: datetime) -> Iterator[Due]:
    """The 60-second rule, the call's own target, what raises it by waiting, and the promises told."""
    is_waiting = call.status in (CallStatus.RECEIVED, CallStatus.WAITING)
    if is_waiting and call.is_emergency and not call.is_test:
        yield Due(call.department_id, "call.unassigned", call.subject, begin + told.UNIT_WITHIN)
    if call.due_at and call.on_scene_at is None:
        yield Due(call.department_id, "call.due", call.subject, call.due_at)
    if is_waiting:
        yield from _raise(call, spec)
    if call.quote_median_s is not None and call.on_scene_at is None:
        yield Due(call.department_id, "call.quote", call.subject, begin + QUOTE_CHECK)


def _raise(call: Call, spec: Service) -> Iterator[Due]:
    """When waiting next makes it more urgent, if it does."""
    rule = next((rule for rule in spec.raise_after() if rule.to < call.priority), None)
    if rule is not None:
        yield Due(call.department_id, "call.raise", call.subject, (call.starts_at or call.opened_at) + rule.after)
