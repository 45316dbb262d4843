"""How a call ends, and how it comes back: closed, canceled, merged, handed off, gone on arrival; split and reopened."""

from __future__ import annotations

from datetime import datetime

from watchkeeper.core.journal.action import action
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.services import registry
from watchkeeper.engines.calls import apart, guard, told
from watchkeeper.engines.calls.actions.numbering import next_number
from watchkeeper.engines.calls.models import Assignment, Call, CallPerson, Note, Requester, Unit
from watchkeeper.engines.calls.reading import last_stamp
from watchkeeper.engines.calls.states import AssignmentStatus, CallStatus
from watchkeeper.kit import clock, lengths
from watchkeeper.kit.batch import Ask
from watchkeeper.kit.errors import Invalid, Refused
from watchkeeper.kit.prepared import Prepared, save

_OF_CALL = Prepared(lambda call: Assignment.objects.filter(call=call, cleared_at=None))


def _lock_with_units(call: Call, by: Actor) -> tuple[Call, list[Unit], list[Assignment]]:
    """The call and every unit that has to do with it, locked in order, with the open assignments."""
    pks = [a.unit_id for a in _OF_CALL(call=call.pk)]
    units, fresh, held = guard.lock(call.pk, by.department_id, unit_pks=pks)
    late = {a.unit_id for a in held if a.call_id == fresh.pk} - {u.pk for u in units}
    if late:
        raise Refused(f"Units of {fresh.number} changed just now; look again.")
    return fresh, units, held


def _end(
    call: Call, status: CallStatus, by: Actor, held: list[Assignment], units: list[Unit], outcome: str, at: datetime
) -> tuple[list[Assignment], list[Ask]]:
    """End ``call``; every unit on it is freed, whatever it was doing.

    Returns what else those units are on, and what is to be written.
    """
    also = []
    for a in [a for a in held if a.call_id == call.pk]:
        a.status, a.cleared_at, a.is_stacked, a.outcome = AssignmentStatus.CLEARED, at, False, outcome
        a.version += 1
        also.append(save(a, "status", "cleared_at", "is_stacked", "outcome", "version"))
    for unit in units:
        unit.available_at = at
        also.append(save(unit, "available_at"))
    call.status, call.outcome, call.closed_at = status, outcome, at
    call.cleared_at = call.cleared_at or (at if call.dispatched_at else None)
    call.held_until = None
    also.append(save(call, "status", "outcome", "closed_at", "cleared_at", "held_until"))
    return [a for a in held if a.call_id != call.pk], also


def _before(call: Call, held: list[Assignment]) -> list[datetime | None]:
    """Every stamp the end of ``call`` must not lie before."""
    own = [a for a in held if a.call_id == call.pk and not a.source]
    return [call.opened_at, call.on_scene_at, call.cleared_at, *(last_stamp(a) for a in own)]


@action
def close(call: Call, *, by: Actor, outcome: str = "", at: datetime | None = None) -> Call:
    """Close a cleared call, or one that needed no unit after all.

    Raises Refused while a unit is on it or no outcome is known.
    """
    by.require(Permission.CALL_CLOSE)
    fresh, units, held = _lock_with_units(call, by)
    if fresh.closed_at is not None:
        raise Refused(f"{fresh.number} was closed already.")
    if any(a.call_id == fresh.pk and a.is_live for a in held):
        raise Refused(f"{fresh.number} still has a unit; clear it first.")
    known = registry.get(fresh.service, fresh.department_id).outcomes
    if outcome and outcome not in known:
        raise Invalid(f"{outcome} is not an outcome of this service.", fields={"outcome": list(known)})
    final = outcome or fresh.outcome
    if not final:
        raise Refused(f"{fresh.number} needs an outcome: {', '.join(known)}.")
    moment = told.stamp(at, *_before(fresh, held))
    rest, also = _end(fresh, CallStatus.CLOSED, by, held, units, final, moment)
    told.changed(by, "call.closed", fresh, units=units, assignments=rest, at=moment, also=also, outcome=final)
    return fresh


@action
def cancel_call(call: Call, *, by: Actor, reason: str, at: datetime | None = None) -> Call:
    """End a call because its caller canceled; units on it are freed."""
    by.require(Permission.CALL_CLOSE)
    fresh, units, held = _lock_with_units(call, by)
    _must_be_open(fresh)
    moment = told.stamp(at, *_before(fresh, held))
    rest, also = _end(fresh, CallStatus.CANCELED_BY_CALLER, by, held, units, "canceled_by_caller", moment)
    Requester.objects.filter(call=fresh, canceled_at=None).update(canceled_at=moment)
    told.changed(
        by,
        "call.canceled_by_caller",
        fresh,
        units=units,
        assignments=rest,
        at=moment,
        also=also,
        reason=reason or "no longer needed",
    )
    return fresh


@action
def cancel_request(requester: Requester, *, by: Actor, reason: str = "", at: datetime | None = None) -> Requester:
    """One asker no longer needs it. With the last asker the call ends too, unless a unit is there already."""
    by.require(Permission.CALL_OPEN)
    call, units, held = _lock_with_units(requester.call, by)
    requester.refresh_from_db()
    if requester.canceled_at or not call.is_open:
        raise Refused("This request has already ended.")
    requester.canceled_at = told.stamp(at, requester.asked_at, *_before(call, held))
    requester.save(update_fields=["canceled_at"])
    words = reason or "no longer needed"
    verb, asker = "requester.canceled", requester.pk
    told.changed(by, verb, call, units=units, assignments=held, at=at, requester=asker, reason=words)
    is_last = not Requester.objects.filter(call=call, canceled_at=None).exists()
    if is_last and not any(a.call_id == call.pk and a.on_scene_at for a in held):
        rest, also = _end(
            call, CallStatus.CANCELED_BY_CALLER, by, held, units, "canceled_by_caller", requester.canceled_at
        )
        told.changed(by, "call.canceled_by_caller", call, units=units, assignments=rest, at=at, also=also, reason=words)
    return requester


@action
def gone_on_arrival(
    call: Call, *, by: Actor, call_back_at: datetime, note: str = "", at: datetime | None = None
) -> Call:
    """End a call whose caller was gone, after a call-back was tried and logged.

    Raises Refused when nobody went there.
    """
    by.require(Permission.CALL_CLEAR)
    fresh, units, held = _lock_with_units(call, by)
    _must_be_open(fresh)
    if fresh.on_scene_at is None:
        raise Refused(f"No unit has been on scene of {fresh.number}; nobody can say the caller is gone.")
    moment = told.stamp(at, *_before(fresh, held))
    rest, also = _end(fresh, CallStatus.GONE_ON_ARRIVAL, by, held, units, "gone_on_arrival", moment)
    told.changed(
        by,
        "call.gone_on_arrival",
        fresh,
        units=units,
        assignments=rest,
        at=moment,
        also=also,
        called_back=call_back_at.isoformat(),
        note=note,
    )
    return fresh


@action
def hand_off(call: Call, *, by: Actor, to: str, reason: str, at: datetime | None = None) -> Call:
    """Hand a call to a named owner outside (city police, facilities); it ends here and stays on file."""
    by.require(Permission.CALL_CLOSE)
    if not to.strip():
        raise Invalid("Name who takes it over.", fields={"to": ["missing"]})
    lengths.check(to=(to, Call, "handed_to"))
    fresh, units, held = _lock_with_units(call, by)
    _must_be_open(fresh)
    moment = told.stamp(at, *_before(fresh, held))
    fresh.handed_to = to
    fresh.save(update_fields=["handed_to"])
    rest, also = _end(fresh, CallStatus.HANDED_OFF, by, held, units, "handed_off", moment)
    told.changed(
        by, "call.handed_off", fresh, units=units, assignments=rest, at=moment, also=also, to=to, reason=reason
    )
    return fresh


@action
def merge(call: Call, *, by: Actor, into: Call, at: datetime | None = None) -> Call:
    """Merge a duplicate into the call it repeats. Both askers are kept; units on the duplicate are freed.

    Raises Refused when either has ended, they are the same, or their levels would mix. Returns the surviving call.
    """
    by.require(Permission.CALL_MERGE)
    if call.pk == into.pk:
        raise Refused("A call cannot be merged into itself.")
    ids = Assignment.objects.filter(call_id__in=[call.pk, into.pk], cleared_at=None).values_list("unit_id", flat=True)
    units = guard.units(ids, by.department_id)
    locked = {pk: guard.call(pk, by.department_id) for pk in sorted([call.pk, into.pk])}
    gone, kept = locked[call.pk], locked[into.pk]
    for one in (gone, kept):
        _must_be_open(one)
    if gone.is_named != kept.is_named:
        raise Refused("A call that only named people may see cannot be merged with one on the board.")
    held = guard.open_assignments(calls=[gone, kept], units=units)
    moment = told.stamp(at, *_before(gone, held))
    askers = list(Requester.objects.filter(call=gone).order_by("id").values_list("pk", flat=True))
    Requester.objects.filter(call=gone).update(call=kept)
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])
    freed = [u for u in units if any(a.unit_id == u.pk and a.call_id == gone.pk for a in held)]
    rest, also = _end(gone, CallStatus.MERGED, by, held, freed, "merged", moment)
    if gone.priority < kept.priority:
        was_emergency, kept.priority = kept.is_emergency, gone.priority
        kept.save(update_fields=["priority"])
        if not was_emergency:
            told.watch_emergency(kept, moment)
    told.changed(
        by,
        "call.merged",
        gone,
        units=freed,
        assignments=rest,
        at=moment,
        also=also,
        into=kept.number,
        requesters=askers,
    )
    told.changed(
        by, "requester.added", kept, assignments=rest, at=moment, requester=askers[0] if askers else 0, place=gone.place
    )
    return kept


@action
def split(requester: Requester, *, by: Actor, at: datetime | None = None) -> Call:
    """Give one of several askers a call of their own again. Raises Refused when there is only one."""
    by.require(Permission.CALL_MERGE)
    parent = guard.call(requester.call_id, by.department_id)
    if Requester.objects.filter(call=parent).count() < 2:
        raise Refused(f"{parent.number} has only this asker.")
    moment = told.stamp(at)
    named = list(CallPerson.objects.filter(call=parent).values_list("person", flat=True))
    fresh = Call.objects.create(
        department_id=parent.department_id,
        site_id=parent.site_id,
        line_id=parent.line_id,
        service=parent.service,
        number=next_number(parent.department_id, at=moment, is_named=parent.is_named),
        status=CallStatus.WAITING,
        priority=parent.priority,
        base_priority=parent.base_priority,
        level=parent.level,
        is_covert=parent.is_covert,
        is_test=parent.is_test,
        origin=requester.door,
        place=requester.place or parent.place,
        place_ref=requester.place_ref or parent.place_ref,
        node=parent.node,
        lon=parent.lon,
        lat=parent.lat,
        destination=requester.destination,
        callback=requester.callback,
        details=requester.details,
        opened_at=moment,
        opened_by=by.key,
        split_from=parent,
        salt=apart.salt_for(parent.service, parent.department_id),
    )
    CallPerson.objects.bulk_create([CallPerson(call=fresh, person=key) for key in named])
    Requester.objects.filter(pk=requester.pk).update(call=fresh, canceled_at=None)
    told.watch_emergency(fresh, moment)
    told.changed(by, "call.split", fresh, assignments=[], at=moment, parent=parent.number, requester=requester.pk)
    told.changed(by, "call.noted", parent, at=moment, text=f"An asker was split off to {fresh.number}.", kind="system")
    return fresh


@action
def reopen(call: Call, *, by: Actor, reason: str, at: datetime | None = None) -> Call:
    """Bring back a call that had ended; it waits again. Raises Refused when it is open, Invalid without a reason."""
    by.require(Permission.CALL_REOPEN)
    if not reason.strip():
        raise Invalid("Say why it is reopened.", fields={"reason": ["missing"]})
    fresh = guard.call(call.pk, by.department_id)
    if fresh.is_open:
        raise Refused(f"{fresh.number} is open.")
    if fresh.status == CallStatus.MERGED:
        raise Refused(f"{fresh.number} was merged; split its asker off instead.")
    fresh.status, fresh.closed_at, fresh.cleared_at, fresh.outcome = CallStatus.WAITING, None, None, ""
    fresh.save(update_fields=["status", "closed_at", "cleared_at", "outcome"])
    Note.objects.create(
        department_id=fresh.department_id,
        call=fresh,
        kind="system",
        at=clock.now(),
        by=by.key,
        by_name=by.name,
        text=f"Reopened: {reason}",
    )
    told.watch_emergency(fresh, told.stamp(at))
    told.changed(by, "call.reopened", fresh, assignments=[], at=at, reason=reason)
    return fresh


def _must_be_open(call: Call) -> None:
    if not call.is_open:
        raise Refused(f"{call.number} has ended ({call.status.replace('_', ' ')}).")
