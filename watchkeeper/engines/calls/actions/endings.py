"""How a call ends, and how it comes back: closed, canceled, merged, handed off, gone on arrival; split and reopened."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from watchkeeper.core.journal.action import action
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.places import find
from watchkeeper.core.services import registry
from watchkeeper.engines.calls import apart, guard, told
from watchkeeper.engines.calls.actions import enrolling, holding, promises
from watchkeeper.engines.calls.actions.intake import named_people
from watchkeeper.engines.calls.actions.numbering import next_number
from watchkeeper.engines.calls.models import Assignment, Call, CallPerson, Enrollment, Note, Requester, Unit
from watchkeeper.engines.calls.reading import last_stamp
from watchkeeper.engines.calls.states import AssignmentStatus, CallStatus
from watchkeeper.kit import clock, lengths
from watchkeeper.kit.batch import Ask
from watchkeeper.kit.errors import Invalid, Refused
from watchkeeper.kit.prepared import Prepared, save

_OF_CALL = Prepared(lambda call: Assignment.objects.filter(call=call, cleared_at=None))


def _lock_with_units(call: Call, by: Actor) -> tuple[Call, list[Unit], list[Assignment]]:
    """The call and every unit the board shows to have to do with it, with the open assignments; all locked in order."""
    mine = _OF_CALL(call=call.pk)
    waiting = _unshown(call, mine)
    units, fresh, held = guard.lock(call.pk, by.department_id, unit_pks=[a.unit_id for a in mine], hidden=waiting)
    _none_late(fresh, units, held, waiting)
    return fresh, [unit for unit in units if unit.pk not in waiting], held


def _unshown(call: Call, held: list[Assignment]) -> set[int]:
    """The units that only wait for a call by name, reserved or stacked: that this ends is nobody else's to see."""
    return {a.unit_id for a in held if a.call_id == call.pk and not a.is_live} if call.is_named else set()


def _none_late(call: Call, units: list[Unit], held: list[Assignment], waiting: Collection[int] = ()) -> None:
    """Raises Refused when a unit came to ``call`` between the look at whom to lock and the lock."""
    own = [a for a in held if a.call_id == call.pk]
    if {a.unit_id for a in own} - {u.pk for u in units} or any(a.is_live and a.unit_id in waiting for a in own):
        raise Refused(f"Units of {call.number} changed just now; look again.")


def _end(
    call: Call, status: CallStatus, by: Actor, held: list[Assignment], units: list[Unit], outcome: str, at: datetime
) -> tuple[list[Assignment], list[Ask]]:
    """End ``call``; every unit on it is freed, whatever it was doing.

    Returns what else those units are on, and what is to be written.
    """
    also = []
    freed = {a.unit_id for a in held if a.call_id == call.pk and a.is_live}
    for a in [a for a in held if a.call_id == call.pk]:
        a.status, a.cleared_at, a.is_stacked, a.outcome = AssignmentStatus.CLEARED, at, False, outcome
        a.version += 1
        also.append(save(a, "status", "cleared_at", "is_stacked", "outcome", "version"))
    for unit in [unit for unit in units if unit.pk in freed]:
        unit.available_at = at
        also.append(save(unit, "available_at"))
    call.status, call.outcome, call.closed_at = status, outcome, at
    call.cleared_at = call.cleared_at or (at if call.dispatched_at else None)
    call.held_until = None
    also.append(save(call, "status", "outcome", "closed_at", "cleared_at", "held_until"))
    if call.is_appointment:
        holding.release(call, at)
        holding.stop_clocks(call)
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
    holding.may_end(by, call)
    fresh, units, held = _lock_with_units(call, by)
    if fresh.closed_at is not None:
        raise Refused(f"{fresh.number} was closed already.")
    if any(a.call_id == fresh.pk and a.is_live for a in held):
        raise Refused(f"{fresh.number} still has a unit; clear it first.")
    if fresh.is_booked and fresh.status != CallStatus.DELIVERED:
        raise Refused(f"Say first how {fresh.number} was held; or cancel it.")
    known = registry.get(fresh.service, fresh.department_id).outcomes
    if outcome and outcome not in known:
        raise Invalid(f"{outcome} is not an outcome of this service.", fields={"outcome": list(known)})
    final = outcome or fresh.outcome
    if not final:
        raise Refused(f"{fresh.number} needs an outcome: {', '.join(known)}.")
    moment = told.stamp(at, *_before(fresh, held), by=by)
    rest, also = _end(fresh, CallStatus.CLOSED, by, held, units, final, moment)
    told.changed(by, "call.closed", fresh, units=units, assignments=rest, at=moment, also=also, outcome=final)
    return fresh


@action
def cancel_call(call: Call, *, by: Actor, reason: str, at: datetime | None = None) -> Call:
    """End a call because its caller canceled; units on it are freed."""
    holding.may_end(by, call)
    fresh, units, held = _lock_with_units(call, by)
    _must_be_unfinished(fresh)
    moment = told.stamp(at, *_before(fresh, held), by=by)
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
    if Enrollment.objects.filter(requester=requester).exists():
        return enrolling.leave(requester, by=by, reason=reason, at=at).requester
    call, units, held = _lock_with_units(requester.call, by)
    requester.refresh_from_db()
    if Enrollment.objects.filter(call=call, canceled_at=None).exists():
        raise Refused("Others come to this session; whoever booked it ends it.")
    if requester.canceled_at or not _is_unfinished(call):
        raise Refused("This request has already ended.")
    requester.canceled_at = told.stamp(at, requester.asked_at, *_before(call, held), by=by)
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
    moment = told.stamp(at, *_before(fresh, held), by=by)
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
    holding.may_end(by, call)
    if not to.strip():
        raise Invalid("Name who takes it over.", fields={"to": ["missing"]})
    lengths.check(to=(to, Call, "handed_to"))
    fresh, units, held = _lock_with_units(call, by)
    _must_be_unfinished(fresh)
    moment = told.stamp(at, *_before(fresh, held), by=by)
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

    The call that stays is as confidential as the more confidential of the two. Raises Refused when either has ended,
    they are the same, one is a test, or others may know of the one than of the other. Returns the surviving call.
    """
    by.require(Permission.CALL_MERGE)
    if call.pk == into.pk:
        raise Refused("A call cannot be merged into itself.")
    ids = Assignment.objects.filter(call_id__in=[call.pk, into.pk], cleared_at=None).values_list("unit_id", flat=True)
    units = guard.units(ids, by.department_id, is_shown=False)
    locked = {pk: guard.call(pk, by.department_id) for pk in sorted([call.pk, into.pk])}
    gone, kept = locked[call.pk], locked[into.pk]
    for one in (gone, kept):
        _must_be_open(one)
    _must_mix(gone, kept)
    if gone.is_named != kept.is_named:
        raise Refused("A call that only named people may see cannot be merged with one on the board.")
    held = guard.open_assignments(calls=[gone, kept], units=units)
    for one in (gone, kept):
        _none_late(one, units, held)
    moment = told.stamp(at, *_before(gone, held), by=by)
    askers = list(Requester.objects.filter(call=gone).order_by("id").values_list("pk", flat=True))
    if askers:  # what the caller said goes along with the caller, to be read there and to be split off again
        Requester.objects.filter(pk=askers[0], details="").update(details=gone.details)
        Requester.objects.filter(pk=askers[0], answers={}).update(answers=gone.answers)
    Requester.objects.filter(call=gone).update(call=kept)
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])
    if kept.level < gone.level:
        kept.level = gone.level
        kept.save(update_fields=["level"])
    # Only these look different on the board; those on the surviving call stay as they are.
    leaving = {a.unit_id for a in held if a.call_id == gone.pk} - _unshown(gone, held)
    freed = guard.units(leaving, by.department_id)
    rest, also = _end(gone, CallStatus.MERGED, by, held, freed, "merged", moment)
    if gone.priority < kept.priority:
        was_emergency, kept.priority = kept.is_emergency, gone.priority
        kept.save(update_fields=["priority", *promises.hasten(kept)])
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
    """Give one of several askers a call of their own again, with the clocks of a call just opened.

    Raises Refused when there is only one, or this one canceled or is on another call by now.
    """
    by.require(Permission.CALL_MERGE)
    parent = guard.call(requester.call_id, by.department_id)
    requester.refresh_from_db()
    if requester.call_id != parent.pk:
        raise Refused(f"This asker is not on {parent.number} any more.")
    if requester.canceled_at is not None:
        raise Refused("This asker has canceled; there is nothing to split off.")
    if Requester.objects.filter(call=parent).count() < 2:
        raise Refused(f"{parent.number} has only this asker.")
    moment = told.stamp(at)
    named = list(CallPerson.objects.filter(call=parent).values_list("person", flat=True))
    spec = registry.get(parent.service, parent.department_id)
    fresh = Call.objects.create(
        department_id=parent.department_id,
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
        **_where(requester, parent),
        destination=requester.destination,
        callback=requester.callback,
        details=requester.details,
        starts_at=parent.starts_at,
        ends_at=parent.ends_at,
        opened_at=moment,
        due_at=promises.first_due(spec, parent.priority, moment, parent.starts_at),
        quote_median_s=requester.quote_median_s,
        quote_worst_s=requester.quote_worst_s,
        opened_by=by.key,
        split_from=parent,
        salt=apart.salt_for(parent.service, parent.department_id),
    )
    CallPerson.objects.bulk_create([CallPerson(call=fresh, person=key) for key in named])
    Requester.objects.filter(pk=requester.pk).update(call=fresh)
    promises.start_again(fresh, moment, since=moment)
    told.changed(by, "call.split", fresh, assignments=[], at=moment, parent=parent.number, requester=requester.pk)
    told.changed(by, "call.noted", parent, at=moment, text=f"An asker was split off to {fresh.number}.", kind="system")
    return fresh


def _where(requester: Requester, parent: Call) -> dict[str, Any]:
    """Where the asker is: at a place of their own, which may lie elsewhere than the call they shared."""
    if requester.place_ref in ("", parent.place_ref) and requester.place in ("", parent.place):
        kept = ("site_id", "place", "place_ref", "node", "lon", "lat")
        return {name: getattr(parent, name) for name in kept}
    where = find.resolve(requester.place_ref, parent.department_id) if requester.place_ref else None
    return {
        "site_id": where.site_id if where else parent.site_id,
        "place": requester.place or (where.label if where else parent.place),
        "place_ref": where.ref if where else "",
        "node": where.node_id if where else None,
        "lon": where.lon if where else None,
        "lat": where.lat if where else None,
    }


@action
def reopen(call: Call, *, by: Actor, reason: str, at: datetime | None = None) -> Call:
    """Bring back a call that had ended; it waits again, and so do the askers who were canceled with it.

    Raises Refused when it is open, Invalid without a reason.
    """
    by.require(Permission.CALL_REOPEN)
    if not reason.strip():
        raise Invalid("Say why it is reopened.", fields={"reason": ["missing"]})
    fresh = guard.call(call.pk, by.department_id)
    if fresh.is_open or fresh.is_booked:
        raise Refused(f"{fresh.number} is open.")
    if fresh.status == CallStatus.MERGED:
        raise Refused(f"{fresh.number} was merged; split its asker off instead.")
    over_since = fresh.closed_at or fresh.cleared_at
    if fresh.closed_at is not None:
        canceled = Requester.objects.filter(call=fresh, canceled_at=fresh.closed_at)
        if fresh.is_appointment:  # whoever gave a seat up at that very moment does not come back with it
            canceled = canceled.exclude(enrollment__canceled_at__isnull=False)
        canceled.update(canceled_at=None)
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
    if fresh.is_appointment:  # nobody is held any more: a time has to be found again
        holding.ask_again(fresh, registry.get(fresh.service, fresh.department_id), told.stamp(at))
    else:
        promises.start_again(fresh, told.stamp(at), since=over_since)
    told.changed(by, "call.reopened", fresh, assignments=[], at=at, reason=reason)
    return fresh


def _must_mix(gone: Call, kept: Call) -> None:
    """Raises Refused when one is a test, or when merging would show either to people who are not named on it."""
    if gone.is_test != kept.is_test:
        raise Refused("A test call is not merged with a real one.")
    if gone.is_named and kept.is_named and {*named_people(gone)} != {*named_people(kept)}:
        raise Refused("Other people are named on the one call than on the other; they cannot be merged.")


def _is_unfinished(call: Call) -> bool:
    """Whether it can still be taken back: open, or booked and not yet held."""
    return call.is_open or (call.is_booked and call.status != CallStatus.DELIVERED)


def _must_be_unfinished(call: Call) -> None:
    if not _is_unfinished(call):
        raise Refused(f"{call.number} has ended ({call.status.replace('_', ' ')}).")


def _must_be_open(call: Call) -> None:
    if call.is_appointment:
        raise Refused(f"{call.number} is held by appointment; that is not done with it.")
    if not call.is_open:
        raise Refused(f"{call.number} has ended ({call.status.replace('_', ' ')}).")
