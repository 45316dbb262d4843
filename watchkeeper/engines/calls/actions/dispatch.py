"""Sending units: now, later, or next; and taking them back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from watchkeeper.core.journal import timers
from watchkeeper.core.journal.action import action
from watchkeeper.core.journal.client_ids import once
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Duty, Person
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.calls import crewing, guard, told
from watchkeeper.engines.calls.actions import promises
from watchkeeper.engines.calls.crewing import Engaged
from watchkeeper.engines.calls.models import Assignment, Call, CallPerson, Holding, Unit
from watchkeeper.engines.calls.reading import last_stamp
from watchkeeper.engines.calls.states import AssignmentStatus, CallStatus
from watchkeeper.kit import lengths
from watchkeeper.kit.batch import Ask
from watchkeeper.kit.errors import Invalid, Refused
from watchkeeper.kit.prepared import insert, save


@action
def assign(
    call: Call,
    *,
    by: Actor,
    units: Sequence[Unit],
    override: str = "",
    source: str = "",
    at: datetime | None = None,
    client_id: str = "",
) -> list[Assignment]:
    """Send ``units`` to ``call``; all go, or none.

    ``override`` is the reason to send a unit that is busy or off duty all the same; it is kept and flagged. A unit
    that holds a reservation or a stacked place on this very call takes it up. Raises Refused naming each unit that
    cannot go.
    """
    by.require(Permission.CALL_ASSIGN)
    if not units:
        raise Invalid("Name at least one unit.", fields={"units": ["none named"]})
    lengths.check(override=(override, Assignment, "override"))
    if client_id:
        given = {"call": call.pk, "units": sorted(u.pk for u in units), "override": override, "at": at}
        done = once(
            by,
            client_id,
            given,
            lambda: {
                "assignments": [a.pk for a in send_units(call, by, units, override=override, source=source, at=at)]
            },
        )
        return list(Assignment.objects.filter(pk__in=done["assignments"]).select_related("unit", "call"))
    return send_units(call, by, units, override=override, source=source, at=at)


def send_units(
    call: Call, by: Actor, units: Sequence[Unit], *, override: str = "", source: str = "", at: datetime | None = None
) -> list[Assignment]:
    """Send ``units`` within the action under way, which has asked whether ``by`` may (see :func:`assign`)."""
    locked, fresh, held = guard.lock(call.pk, by.department_id, unit_pks=[u.pk for u in units])
    _takes_units(fresh)
    if not fresh.is_open:
        raise Refused(f"{fresh.number} has ended ({fresh.status.replace('_', ' ')}); reopen it first.")
    engaged = crewing.engaged(by.department_id, [u.pk for u in locked])
    free = [] if override else [u.available_at for u in locked]
    moment = told.stamp(at, fresh.opened_at, *free, by=by)
    problems = [p for unit in locked if (p := _why_not(unit, fresh, held, engaged, moment, override))]
    if problems:
        raise Refused(" ".join(problems))
    sending = [_send(unit, fresh, held, override, source, moment) for unit in locked]
    sent = [assignment for assignment, _ in sending]
    _name_crews(fresh, locked)
    others = [a for a in held if a not in sent]
    told.changed(
        by,
        "call.assigned",
        fresh,
        units=locked,
        assignments=[*others, *sent],
        at=moment,
        also=[*(ask for _, ask in sending), *_take_up(fresh, moment)],
        names=", ".join(u.call_sign for u in locked),
        override=override or None,
    )
    for one in engaged:
        _pull(one, fresh, by, override, moment)
    return sent


def _name(one: Engaged) -> str:
    return Person.objects.values_list("call_name", flat=True).get(pk=one.person)


def _pull(one: Engaged, call: Call, by: Actor, reason: str, at: datetime) -> None:
    """Somebody held for a session is sent elsewhere: the session needs somebody else, and whoever books it is told."""
    Holding.objects.filter(pk=one.pk).update(released_at=at, pulled_at=at)
    booked = guard.call(one.call, by.department_id)
    told.changed(
        by, "holding.pulled", booked, assignments=[], at=at, person=_name(one),
        to=None if call.is_named else call.number, reason=reason,
    )  # fmt: skip


def _takes_units(call: Call) -> None:
    """Raises Refused for a call in its booked form: people are held for it."""
    if call.is_appointment:
        raise Refused(f"{call.in_a_refusal} is held by appointment: people are held for it, no unit is sent.")


def _why_not(
    unit: Unit, call: Call, held: Iterable[Assignment], engaged: Iterable[Engaged], at: datetime, override: str
) -> str:
    """Why ``unit`` cannot be sent now, as a sentence; empty when it can."""
    mine = [a for a in held if a.unit_id == unit.pk]
    live = next((a for a in mine if a.is_live), None)
    if live is not None and live.call_id == call.pk:
        return f"{unit.call_sign} is already on {call.number}."
    if override:
        return ""
    if live is not None and live.call.is_named:
        return f"{unit.call_sign} is assigned."
    if live is not None:
        return f"{unit.call_sign} is {live.status.replace('_', ' ')} on {live.call.number}."
    if not unit.is_on_duty:
        return f"{unit.call_sign} is not on duty."
    if unit.out_of_service:
        return f"{unit.call_sign} is out of service: {unit.out_of_service}."
    for a in mine:
        if (
            a.status == AssignmentStatus.RESERVED
            and a.call_id != call.pk
            and a.starts_at
            and a.ends_at
            and a.starts_at <= at < a.ends_at
        ):
            return f"{unit.call_sign} is reserved until {a.ends_at:%H:%M} UTC; send it with a reason to pull it."
    for one in engaged:
        if one.unit == unit.pk:
            until = told.clock_of(one.ends_at, call.department_id)
            what = "" if one.is_named else f" for {one.number}"
            return f"{unit.call_sign} has {_name(one)}, held{what} until {until}; send it with a reason to pull them."
    return ""


def _send(
    unit: Unit, call: Call, held: Iterable[Assignment], override: str, source: str, at: datetime
) -> tuple[Assignment, Ask]:
    waiting = next((a for a in held if a.unit_id == unit.pk and a.call_id == call.pk), None)
    if waiting is None:
        fresh = Assignment(call=call, unit=unit, assigned_at=at, override=override, source=source)
        return fresh, insert(fresh)
    waiting.status, waiting.is_stacked, waiting.assigned_at, waiting.override = (
        AssignmentStatus.ASSIGNED,
        False,
        at,
        override,
    )
    waiting.version += 1
    return waiting, save(waiting, "status", "is_stacked", "assigned_at", "override", "version")


def _take_up(call: Call, at: datetime) -> list[Ask]:
    """The call is being worked: active, off hold, and with its first dispatch kept."""
    changed = []
    if call.status != CallStatus.ACTIVE:
        call.status = CallStatus.ACTIVE
        changed.append("status")
    if call.dispatched_at is None or at < call.dispatched_at:
        call.dispatched_at = at
        changed.append("dispatched_at")
    if call.held_until is not None:
        call.held_until, call.hold_reason = None, ""
        changed += ["held_until", "hold_reason"]
    return [save(call, *changed)] if changed else []


def _name_crews(call: Call, units: Sequence[Unit]) -> None:
    """Who is sent to a call by name only must be able to see it."""
    if not call.is_named:
        return
    crews = Duty.objects.filter(unit__in=[u.subject for u in units], ended_at=None).values_list("person_id", flat=True)
    CallPerson.objects.bulk_create(
        [CallPerson(call=call, person=f"person:{pk}") for pk in crews], ignore_conflicts=True
    )


@action
def reserve(
    call: Call, *, by: Actor, unit: Unit, starts_at: datetime, ends_at: datetime, at: datetime | None = None
) -> Assignment:
    """Hold ``unit`` for ``call`` from ``starts_at`` to ``ends_at`` (half-open); it stays available until then.

    Raises Refused when the window overlaps another reservation of the unit, Invalid when it ends before it starts.
    """
    by.require(Permission.CALL_ASSIGN)
    if ends_at <= starts_at:
        raise Invalid("The window ends before it starts.", fields={"ends_at": ["before the start"]})
    fresh_unit = guard.unit(unit.pk, by.department_id, is_shown=not call.is_named)
    fresh = guard.call(call.pk, by.department_id)
    _takes_units(fresh)
    if not fresh.is_open:
        raise Refused(f"{fresh.number} has ended.")
    held = guard.open_assignments(calls=[fresh], units=[fresh_unit])
    for a in held:
        if a.unit_id == unit.pk and a.call_id == call.pk:
            raise Refused(f"{unit.call_sign} is already on {fresh.number}.")
        if a.unit_id == unit.pk and a.starts_at and a.ends_at and a.starts_at < ends_at and starts_at < a.ends_at:
            raise Refused(f"{unit.call_sign} is reserved from {a.starts_at:%H:%M} to {a.ends_at:%H:%M} UTC already.")
    moment = told.stamp(at)
    reserved = Assignment.objects.create(
        call=fresh,
        unit=fresh_unit,
        status=AssignmentStatus.RESERVED,
        reserved_at=moment,
        starts_at=starts_at,
        ends_at=ends_at,
    )
    soon, about = starts_at - timedelta(minutes=10), {timers.ABOUT: fresh.subject}
    timers.start(fresh.department_id, "assignment.starts", reserved.subject, soon, about)
    told.changed(
        by,
        "assignment.reserved",
        fresh,
        units=() if fresh.is_named else [fresh_unit],
        assignments=[*held, reserved],
        at=moment,
        unit=unit.call_sign,
        starts=starts_at.isoformat(),
        ends=ends_at.isoformat(),
    )
    return reserved


@action
def stack(call: Call, *, by: Actor, unit: Unit, at: datetime | None = None) -> Assignment:
    """Put ``call`` next in line for a busy ``unit``; it is not sent until it is free."""
    by.require(Permission.CALL_ASSIGN)
    fresh_unit = guard.unit(unit.pk, by.department_id, is_shown=not call.is_named)
    fresh = guard.call(call.pk, by.department_id)
    _takes_units(fresh)
    if not fresh.is_open:
        raise Refused(f"{fresh.number} has ended.")
    if not fresh_unit.is_on_duty:
        raise Refused(f"{unit.call_sign} is not on duty.")
    held = guard.open_assignments(calls=[fresh], units=[fresh_unit])
    if any(a.unit_id == unit.pk and a.call_id == call.pk for a in held):
        raise Refused(f"{unit.call_sign} is already on {fresh.number}.")
    stacked = Assignment.objects.create(call=fresh, unit=fresh_unit, is_stacked=True)
    told.changed(
        by,
        "assignment.stacked",
        fresh,
        units=() if fresh.is_named else [fresh_unit],
        assignments=[*held, stacked],
        at=at,
        unit=unit.call_sign,
    )
    return stacked


@action
def put_back(assignment: Assignment, *, by: Actor, reason: str, at: datetime | None = None) -> Assignment:
    """Take a unit off a call it has not reached; the call waits again when it was the last one."""
    by.require(Permission.CALL_ASSIGN)
    is_hidden = assignment.call.is_named and not assignment.is_live  # a place in wait, of which the board says nothing
    unit = guard.unit(assignment.unit_id, by.department_id, is_shown=not is_hidden)
    call = guard.call(assignment.call_id, by.department_id)
    held = guard.open_assignments(calls=[call], units=[unit])
    mine = next((a for a in held if a.pk == assignment.pk), None)
    if mine is None:
        raise Refused(f"{unit.call_sign} is no longer on {call.in_a_refusal}.")
    if mine.is_live and is_hidden:
        raise Refused(f"{unit.call_sign} was sent to {call.in_a_refusal} just now; look again.")
    if mine.on_scene_at is not None:
        raise Refused(f"{unit.call_sign} is on scene of {call.in_a_refusal}; clear it instead.")
    moment = told.stamp(at, last_stamp(mine), by=by)
    Assignment.objects.filter(pk=mine.pk).update(
        status=AssignmentStatus.CLEARED, cleared_at=moment, outcome="put_back", version=mine.version + 1
    )
    rest = [a for a in held if a.pk != mine.pk]
    if mine.is_live:
        Unit.objects.filter(pk=unit.pk).update(available_at=moment)
        unit.available_at = moment
    if not any(a.call_id == call.pk and a.is_live for a in rest) and call.status == CallStatus.ACTIVE:
        call.status = CallStatus.WAITING
        call.save(update_fields=["status"])
        told.watch_emergency(call, moment)
        promises.watch_raise(call)
    told.changed(
        by,
        "assignment.put_back",
        call,
        units=[] if is_hidden else [unit],
        assignments=rest,
        at=moment,
        unit=unit.call_sign,
        reason=reason,
    )
    assignment.refresh_from_db()
    return assignment
