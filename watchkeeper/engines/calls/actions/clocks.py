"""What happens when a promise's time has come; ``engines.calls.clocks`` asks first whether it is still open."""

from __future__ import annotations

from datetime import timedelta

from watchkeeper.core.journal import timers
from watchkeeper.core.journal.action import action
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.services import registry
from watchkeeper.engines.calls import guard, quote, told
from watchkeeper.engines.calls.actions import promises
from watchkeeper.engines.calls.actions.crews import expose
from watchkeeper.engines.calls.actions.intake import note_quote
from watchkeeper.engines.calls.models import Assignment, Call, Requester
from watchkeeper.kit import clock


@action
def escalate(call: Call, *, by: Actor) -> Call:
    """An emergency without a unit after 60 seconds goes to the supervisor, again every minute until one is sent."""
    by.require(Permission.CALL_ASSIGN)
    fresh = guard.call(call.pk, by.department_id)
    moment = clock.now()
    if fresh.escalated_at is None:
        fresh.escalated_at = moment
        fresh.save(update_fields=["escalated_at"])
    timers.start(fresh.department_id, "call.unassigned", fresh.subject, moment + timedelta(seconds=60))
    told.changed(by, "call.escalated", fresh, seconds=int((moment - fresh.opened_at).total_seconds()))
    return fresh


@action
def pass_due(call: Call, *, by: Actor) -> Call:
    """Note that a call passed its service's own target; the board shows it overdue by itself."""
    by.require(Permission.CALL_ASSIGN)
    fresh = guard.call(call.pk, by.department_id)
    told.changed(by, "call.due_passed", fresh, target="on scene")
    return fresh


@action
def raise_by_waiting(call: Call, *, by: Actor) -> Call:
    """Raise a call that has waited as long as its service allows; the next such step gets its own timer."""
    by.require(Permission.CALL_PRIORITIZE)
    fresh = guard.call(call.pk, by.department_id)
    moment = clock.now()
    began = fresh.starts_at or fresh.opened_at
    rules = registry.get(fresh.service, fresh.department_id).raise_after()
    due = [rule for rule in rules if began + rule.after <= moment and rule.to < fresh.priority]
    was = fresh.priority
    if due:
        fresh.priority = int(min(rule.to for rule in due))
        fresh.save(update_fields=["priority", *promises.hasten(fresh)])
    if was > 1:
        told.watch_emergency(fresh, moment)
    later = next((rule for rule in rules if began + rule.after > moment), None)
    if later:
        timers.start(fresh.department_id, "call.raise", fresh.subject, began + later.after)
    told.changed(by, "call.prioritized", fresh, old=was, new=fresh.priority, reason="nobody on the way")
    return fresh


@action
def end_hold(call: Call, *, by: Actor) -> Call:
    """A held call's time has come: it waits with the others again."""
    by.require(Permission.CALL_ASSIGN)
    fresh = guard.call(call.pk, by.department_id)
    fresh.held_until, fresh.hold_reason = None, ""
    fresh.save(update_fields=["held_until", "hold_reason"])
    promises.watch_raise(fresh)
    told.changed(by, "call.resumed", fresh)
    return fresh


@action
def miss_welfare(assignment: Assignment, *, by: Actor) -> Assignment:
    """A welfare check nobody answered: it shows on every board, and a covert call is opened to the desk."""
    by.require(Permission.UNIT_MOVE)
    unit = guard.unit(assignment.unit_id, by.department_id)
    call = guard.call(assignment.call_id, by.department_id)
    held = guard.open_assignments(calls=[call], units=[unit])
    mine = next(a for a in held if a.pk == assignment.pk)
    mine.welfare_overdue_at = clock.now()
    mine.save(update_fields=["welfare_overdue_at"])
    told.changed(by, "assignment.welfare_overdue", call, units=[unit], assignments=held, unit=unit.call_sign)
    expose(unit, held, by=by, reason=f"the welfare check of {unit.call_sign} is overdue")
    return mine


@action
def requote(call: Call, *, by: Actor) -> Call:
    """Tell every asker whose promise drifted by more than three minutes a new one; both stay on file."""
    by.require(Permission.CALL_ASSIGN)
    fresh = guard.call(call.pk, by.department_id)
    moment = clock.now()
    for asker in Requester.objects.filter(call=fresh, canceled_at=None, reached_at=None):
        estimate = quote.drifted(asker, fresh, moment)
        if estimate is None:
            continue
        asker.quote_median_s, asker.quote_worst_s, asker.quoted_at = estimate.median_s, estimate.worst_s, moment
        asker.save(update_fields=["quote_median_s", "quote_worst_s", "quoted_at"])
        fresh.quote_median_s, fresh.quote_worst_s = estimate.median_s, estimate.worst_s
        fresh.save(update_fields=["quote_median_s", "quote_worst_s"])
        note_quote(fresh, asker, estimate, by, moment, None)
    return fresh


@action
def announce_start(assignment: Assignment, *, by: Actor) -> Assignment:
    """A booked window begins in ten minutes: the desk sees it in the journal strip."""
    by.require(Permission.CALL_ASSIGN)
    told.changed(
        by,
        "assignment.reserved",
        guard.call(assignment.call_id, by.department_id),
        unit=assignment.unit.call_sign,
        starts=assignment.starts_at.isoformat() if assignment.starts_at else "",
        ends=assignment.ends_at.isoformat() if assignment.ends_at else "",
        why="starts in ten minutes",
    )
    return assignment
