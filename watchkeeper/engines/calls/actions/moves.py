"""A unit's way through a call: acknowledged, en route, on scene, cleared; and putting a wrong time right."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal import journal, timers
from watchkeeper.core.journal.action import action
from watchkeeper.core.journal.client_ids import once
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.boundary import inside
from watchkeeper.core.people.models import Duty
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.services import registry
from watchkeeper.engines.calls import guard, told
from watchkeeper.engines.calls.models import Assignment, Call, Correction, Requester, Unit
from watchkeeper.engines.calls.reading import last_stamp
from watchkeeper.engines.calls.states import STAMPS, STEPS, AssignmentStatus, CallStatus, may_follow
from watchkeeper.kit import clock, lengths
from watchkeeper.kit.batch import Ask
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused
from watchkeeper.kit.prepared import save

NOT_NEEDED = "not_needed"  # how a reserved or stacked place ends with its call
CALL_STAMPS = ("rung_at", "answered_at", "opened_at")


def require_unit(by: Actor, unit: Unit, permission: Permission) -> None:
    """The desk may act for any unit, a crew only for its own. Raises NotAllowed."""
    inside(by, unit)
    if by.may(permission):
        return
    by.require(Permission.UNIT_MOVE_OWN)
    if (
        by.person_id is None
        or not Duty.objects.filter(person_id=by.person_id, unit=unit.subject, ended_at=None).exists()
    ):
        raise NotAllowed(f"You are not on {unit.call_sign}.")


@action
def move(
    assignment: Assignment,
    *,
    by: Actor,
    to: str,
    destination: str = "",
    at: datetime | None = None,
    client_id: str = "",
) -> Assignment:
    """Set how far a unit is with its call. Skips forward are legal and leave the skipped stamp empty.

    Raises Refused when the unit was cleared, the step goes backward, or ``at`` lies before the unit's last stamp (an
    assignment brought in by an import keeps its stamps as they were told).
    """
    require_unit(by, assignment.unit, Permission.UNIT_MOVE)
    if to not in STEPS:
        raise Invalid("Not a status a unit can set.", fields={"to": [str(to)]})
    if client_id:
        given = {"assignment": assignment.pk, "to": str(to), "destination": destination, "at": at}
        once(by, client_id, given, lambda: {"assignment": _move(assignment, by, to, destination, at).pk})
        return Assignment.objects.select_related("unit", "call").get(pk=assignment.pk)
    return _move(assignment, by, to, destination, at)


def _move(assignment: Assignment, by: Actor, to: str, destination: str, at: datetime | None) -> Assignment:
    is_covert = assignment.call.is_named
    [unit], call, held = guard.lock(
        assignment.call_id, by.department_id, unit_pks=[assignment.unit_id], is_shown=not is_covert
    )
    mine = next((a for a in held if a.pk == assignment.pk), None)
    _check_move(mine, unit, call, to)
    assert mine is not None
    moment = told.stamp(at, None if mine.source else last_stamp(mine), by=by)
    mine.status = AssignmentStatus(to)
    setattr(mine, f"{mine.status}_at", moment)
    mine.destination = destination or mine.destination
    mine.version += 1
    more = _arrive(mine, call, moment) if to == AssignmentStatus.ON_SCENE else []
    told.changed(
        by,
        "assignment.moved",
        call,
        units=() if is_covert else [unit],
        assignments=held,
        at=moment,
        also=[save(mine, "status", f"{mine.status}_at", "destination", "welfare_due_at", "version"), *more],
        unit=unit.call_sign,
        status=str(mine.status).replace("_", " "),
        destination=destination or None,
    )
    return mine


def _check_move(mine: Assignment | None, unit: Unit, call: Call, to: str) -> None:
    if mine is None:
        raise Refused(f"{unit.call_sign} is not on {call.in_a_refusal} any more.")
    if not mine.is_live:
        raise Refused(f"Send {unit.call_sign} to {call.in_a_refusal} first.")
    if not mine.source and not may_follow(mine.status, to):
        raise Refused(f"{unit.call_sign} is already {mine.status.replace('_', ' ')} on {call.in_a_refusal}.")


def _reached(call: Call, at: datetime) -> Ask:
    """Every promise of the call that still stands is answered by the same arrival."""
    stored = Requester._meta.get_field("reached_at").get_db_prep_save(at, connection)
    return Ask(
        "UPDATE calls_requester SET reached_at = %s WHERE call_id = %s AND canceled_at IS NULL AND reached_at IS NULL",
        (stored, call.pk),
        is_fixed=True,
    )


def _arrive(mine: Assignment, call: Call, at: datetime) -> list[Ask]:
    """The first unit there keeps the call's own time and what became of every promise; the welfare clock starts."""
    asks = []
    if call.on_scene_at is None or at < call.on_scene_at:
        call.on_scene_at = at
        asks = [save(call, "on_scene_at"), _reached(call, at)]
    every = registry.get(call.service, call.department_id).welfare_every
    if every is not None:
        mine.welfare_due_at = at + every
        about = {timers.ABOUT: call.subject}
        due = timers.Due(call.department_id, "assignment.welfare", mine.subject, mine.welfare_due_at, about)
        asks.append(timers.starting([due]))
    return asks


@action
def clear(
    assignment: Assignment, *, by: Actor, outcome: str = "", at: datetime | None = None, client_id: str = ""
) -> Assignment:
    """Free a unit from its call. Freeing the last one clears the call, which then needs its outcome.

    Raises Refused when the unit was cleared before, the last clear names no outcome the service knows, or ``at`` lies
    before the unit's last stamp.
    """
    require_unit(by, assignment.unit, Permission.CALL_CLEAR)
    if client_id:
        given = {"assignment": assignment.pk, "outcome": outcome, "at": at}
        once(
            by,
            client_id,
            given,
            lambda: {"assignments": [a.pk for a in _clear(assignment.call, [assignment], by, outcome, at)]},
        )
        return Assignment.objects.select_related("unit", "call").get(pk=assignment.pk)
    return _clear(assignment.call, [assignment], by, outcome, at)[0]


@action
def clear_all(call: Call, *, by: Actor, outcome: str, at: datetime | None = None) -> list[Assignment]:
    """Free every unit on ``call`` at once, and so clear it."""
    by.require(Permission.CALL_CLEAR)
    live = [a for a in guard.open_assignments(calls=[call]) if a.call_id == call.pk and a.is_live]
    if not live:
        raise Refused(f"No unit is on {call.number}; close it instead.")
    return _clear(call, live, by, outcome, at)


def _clear(call: Call, wanted: list[Assignment], by: Actor, outcome: str, at: datetime | None) -> list[Assignment]:
    locked, fresh, held = guard.lock(call.pk, by.department_id, unit_pks=[a.unit_id for a in wanted])
    units = {u.pk: u for u in locked}
    chosen = {a.pk for a in wanted}
    mine = [a for a in held if a.pk in chosen]
    moment = told.stamp(at, *(last_stamp(a) for a in mine if not a.source), by=by)
    rest = [a for a in held if a.pk not in chosen]
    is_last = not any(a.call_id == fresh.pk and a.is_live for a in rest)
    _check_clear(mine, wanted, fresh, outcome, is_last)
    also: list[Ask] = []
    for a in mine:
        a.status, a.cleared_at, a.outcome = AssignmentStatus.CLEARED, moment, outcome
        a.version += 1
        units[a.unit_id].available_at = moment
        also += [save(a, "status", "cleared_at", "outcome", "version"), save(units[a.unit_id], "available_at")]
    if is_last and fresh.status == CallStatus.ACTIVE:
        fresh.status, fresh.cleared_at, fresh.outcome = CallStatus.CLEARED, moment, outcome or fresh.outcome
        gone = [a for a in rest if a.call_id == fresh.pk]
        rest = [a for a in rest if a.call_id != fresh.pk]
        also += [save(fresh, "status", "cleared_at", "outcome"), *_let_go(gone, moment)]
    told.changed(
        by,
        "call.cleared",
        fresh,
        units=list(units.values()),
        assignments=rest,
        at=moment,
        also=also,
        names=", ".join(sorted(u.call_sign for u in units.values())),
        outcome=outcome,
        is_last=is_last,
    )
    return mine


def _let_go(waiting: list[Assignment], at: datetime) -> list[Ask]:
    """What still waited for a call (stacked, reserved) is over with it; nobody stays stranded."""
    for a in waiting:
        a.status, a.cleared_at, a.is_stacked, a.outcome = AssignmentStatus.CLEARED, at, False, NOT_NEEDED
    return [save(a, "status", "cleared_at", "is_stacked", "outcome") for a in waiting]


def _check_clear(mine: list[Assignment], wanted: list[Assignment], call: Call, outcome: str, is_last: bool) -> None:
    if len(mine) < len(wanted):
        gone = ", ".join(a.unit.call_sign for a in wanted if a.pk not in {m.pk for m in mine})
        raise Refused(f"{gone} was cleared from {call.in_a_refusal} already.")
    waiting = next((a for a in mine if not a.is_live), None)
    if waiting is not None:
        raise Refused(f"{waiting.unit.call_sign} was not sent to {call.in_a_refusal} yet; put it back instead.")
    known = registry.get(call.service, call.department_id).outcomes
    if outcome and outcome not in known:
        raise Invalid(f"{outcome} is not an outcome of this service.", fields={"outcome": list(known)})
    if is_last and not outcome and not call.outcome:
        raise Refused(f"{'This call' if call.is_named else call.number} needs an outcome: {', '.join(known)}.")


_ON_THE_WAY = tuple(field for field in STAMPS if field not in ("reserved_at", "assigned_at", "cleared_at"))


@action
def correct_time(
    subject: Assignment | Call, *, by: Actor, field: str, value: datetime | None, reason: str
) -> Correction:
    """Put a time right; the old value is kept beside the new one, with who and why.

    ``field`` is a stamp ("on_scene_at"); a promise kept by an arrival is judged by the corrected one. Raises Invalid
    for an unknown field, no reason or a time in the future, Refused when the stamps would run backwards.
    """
    by.require(Permission.CALL_CORRECT)
    if not reason.strip():
        raise Invalid("Say why the time is corrected.", fields={"reason": ["missing"]})
    lengths.check(reason=(reason, Correction, "reason"))
    call = subject if isinstance(subject, Call) else subject.call
    fields = CALL_STAMPS if isinstance(subject, Call) else STAMPS
    if field not in fields:
        raise Invalid("Not a time that can be corrected.", fields={"field": list(fields)})
    if value is not None:
        value = told.stamp(value)
    elif field == "opened_at":
        raise Invalid("A call was opened at some time.", fields={"value": ["missing"]})
    unit = None if isinstance(subject, Call) else guard.unit(subject.unit_id, by.department_id)
    fresh = guard.call(call.pk, by.department_id)
    target: Any = fresh if isinstance(subject, Call) else Assignment.objects.select_related("unit").get(pk=subject.pk)
    if (
        isinstance(target, Assignment)
        and (value is None) != (getattr(target, field) is None)
        and field in ("assigned_at", "cleared_at")
    ):
        raise Refused("That would send or free the unit; do that instead.")
    if isinstance(target, Assignment) and value is not None and target.assigned_at is None and field in _ON_THE_WAY:
        raise Refused(f"{target.unit.call_sign} was not sent, so it was nowhere yet.")
    if isinstance(target, Assignment) and value is not None and _is_ahead(target, field):
        raise Refused(f"{target.unit.call_sign} is not that far yet; set its status with that time instead.")
    old = getattr(target, field)
    setattr(target, field, value)
    _check_order(target, fields, by)
    if isinstance(target, Assignment):
        _check_neighbors(target, fresh, value)
    elif field == "opened_at":
        _check_later(target)
    target.save(update_fields=[field])
    _follow(fresh, field)
    made = Correction.objects.create(
        call=fresh,
        subject=target.subject,
        field=field,
        old=old,
        new=value,
        reason=reason,
        by=by.key,
        by_name=by.name,
        at=clock.now(),
    )
    words = {"field": field, "old": old and old.isoformat(), "new": value and value.isoformat(), "reason": reason}
    if unit is None:
        told.changed(by, "call.corrected", fresh, **words)
    else:
        units = () if fresh.is_named else (unit,)
        told.changed(by, "assignment.corrected", fresh, units=units, unit=unit.call_sign, **words)
    return made


def _is_ahead(target: Assignment, field: str) -> bool:
    return field in _ON_THE_WAY and may_follow(target.status, field.removesuffix("_at"))


def _check_order(target: Any, fields: tuple[str, ...], by: Actor) -> None:
    last, before = None, ""
    for field in fields:
        stamp = getattr(target, field)
        if stamp is None or field == "reserved_at":
            continue
        if last is not None and stamp < last and not getattr(target, "source", ""):
            at, ahead = told.clock_of(stamp, by.department_id), told.clock_of(last, by.department_id)
            raise Refused(f"Then {_words(field)} ({at}) would come before {before} ({ahead}).")
        last, before = stamp, _words(field)


def _words(field: str) -> str:
    return field.removesuffix("_at").replace("_", " ")


def _check_later(call: Call) -> None:
    """What happened to a call happened once it was open."""
    for field in ("dispatched_at", "on_scene_at", "cleared_at", "closed_at"):
        later = getattr(call, field)
        if later is not None and later < call.opened_at:
            at = told.clock_of(later, call.department_id)
            raise Refused(f"{call.number} was {_words(field)} at {at}; it cannot have been opened after that.")


def _check_neighbors(target: Assignment, call: Call, value: datetime | None) -> None:
    """A corrected stamp keeps within the call, and the unit's other commitments stay apart from this one."""
    if target.source or value is None:
        return
    if value < call.opened_at or (call.closed_at and value > call.closed_at):
        since = told.clock_of(call.opened_at, call.department_id)
        raise Refused(f"{call.number} was open from {since}; the time lies outside.")
    if target.override:
        return
    others = (
        Assignment.objects.filter(unit_id=target.unit_id, override="").exclude(pk=target.pk).exclude(assigned_at=None)
    )
    begin = target.assigned_at
    if target.cleared_at is not None:  # one still open has no end yet: nothing later may lie inside it
        others = others.filter(assigned_at__lt=target.cleared_at)
    if begin and others.exclude(cleared_at__lte=begin).exists():
        raise Refused(f"{target.unit.call_sign} was on another call then.")


def _follow(call: Call, field: str) -> None:
    """The call's own stamps follow its assignments': the first dispatch, the first arrival, the last clear."""
    own = {"assigned_at": "dispatched_at", "on_scene_at": "on_scene_at", "cleared_at": "cleared_at"}.get(field)
    if own is None or (own == "cleared_at" and call.cleared_at is None):
        return
    order = f"-{field}" if own == "cleared_at" else field
    stamp = call.assignments.exclude(**{field: None}).order_by(order).values_list(field, flat=True).first()
    old = getattr(call, own)
    if old != stamp:
        setattr(call, own, stamp)
        call.save(update_fields=[own])
        if own == "on_scene_at" and old is not None:
            retime_arrival(call, old, stamp)


def retime_arrival(call: Call, old: datetime, new: datetime | None) -> None:
    """The askers reached at ``old`` were reached at ``new``, though not before they asked; not at all when None."""
    reached = Requester.objects.filter(call=call, reached_at=old)
    if new is not None:
        reached.filter(asked_at__gt=new).update(reached_at=F("asked_at"))
    reached.update(reached_at=new)


@action
def keep_refused_stamp(assignment: Assignment, *, by: Actor, status: str, stamped: datetime, reason: str) -> None:
    """Keep a stamp that came too late or out of order (a phone, an import): both clocks and why it was refused."""
    require_unit(by, assignment.unit, Permission.UNIT_MOVE)
    journal.write(
        by,
        "assignment.stamp_refused",
        assignment.call.subject,
        level=Level(assignment.call.level),
        named=assignment.call.is_named,
        data={
            "unit": assignment.unit.call_sign,
            "number": assignment.call.number,
            "status": status,
            "reason": reason,
            "stamped": stamped.isoformat(),
            "received": clock.now().isoformat(),
            **told.skewed(by),
        },
    )
