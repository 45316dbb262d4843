"""Units through a shift: logging on and off, out of service, where they are, the emergency button, welfare checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from watchkeeper.core.journal import timers
from watchkeeper.core.journal.action import action
from watchkeeper.core.people import actions as people
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.boundary import inside
from watchkeeper.core.people.models import Duty, Mode, Person
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.places import find
from watchkeeper.core.places.models import Site
from watchkeeper.core.services import registry
from watchkeeper.engines.calls import guard, told
from watchkeeper.engines.calls.actions.moves import require_unit
from watchkeeper.engines.calls.models import Assignment, Unit
from watchkeeper.kit import lengths
from watchkeeper.kit.errors import Invalid, Refused

CHANGEABLE = ("call_sign", "kind", "capabilities", "beat", "site", "mode", "vehicle")
MODES = tuple(Mode.values)


@action
def add_unit(
    *,
    by: Actor,
    call_sign: str,
    kind: str = "officer",
    capabilities: Sequence[str] = ("officer",),
    beat: str = "",
    site_id: int | None = None,
    mode: str = "foot",
    vehicle: str = "",
    at: datetime | None = None,
) -> Unit:
    """Give the department a new unit. Raises Refused when the call sign is taken."""
    by.require(Permission.UNIT_MANAGE)
    sign = call_sign.strip().upper()
    if not sign:
        raise Invalid("A unit needs a call sign.", fields={"call_sign": ["missing"]})
    columns = {"call_sign": sign, "kind": kind, "beat": beat, "mode": mode, "vehicle": vehicle}
    lengths.check(**{name: (text, Unit, name) for name, text in columns.items()})
    if Unit.objects.of(by).filter(call_sign=sign).exists():
        raise Refused(f"{sign} is taken.")
    unit = Unit.objects.create(
        department_id=by.department_id,
        call_sign=sign,
        kind=kind,
        capabilities=list(capabilities),
        beat=beat,
        site_id=site_id,
        mode=mode,
        vehicle=vehicle,
    )
    told.unit_changed(by, "unit.added", unit, [], at=at, kind=kind)
    return unit


@action
def edit_unit(unit: Unit, *, by: Actor, **changes: Any) -> Unit:
    """Change what a unit is (:data:`CHANGEABLE`) and return it fresh; both values stay in the journal.

    ``site`` is a site of the department or None. Raises Invalid for a field a unit does not have, a value that does not
    fit or when nothing changes, Refused when the call sign is taken.
    """
    by.require(Permission.UNIT_MANAGE)
    inside(by, unit)
    fresh = guard.unit(unit.pk, by.department_id)
    if "call_sign" in changes:
        changes["call_sign"] = str(changes["call_sign"]).strip().upper()
    before = {name: _plain(getattr(fresh, name)) for name in changes if name in CHANGEABLE}
    _require_fit(fresh, changes)
    for name, value in changes.items():
        setattr(fresh, name, value)
    changed = [name for name in changes if before[name] != _plain(getattr(fresh, name))]
    if not changed:
        raise Invalid("Nothing would change.")
    fresh.save(update_fields=changed)
    after = {name: _plain(getattr(fresh, name)) for name in changed}
    said = ", ".join(name.replace("_", " ") for name in changed)
    old = {name: before[name] for name in changed}
    told.unit_changed(by, "unit.edited", fresh, changed=said, before=old, after=after)
    return fresh


def _require_fit(unit: Unit, changes: Mapping[str, Any]) -> None:
    faults = {name: ["no such field of a unit"] for name in changes if name not in CHANGEABLE}
    texts = {name: value for name, value in changes.items() if name in CHANGEABLE and isinstance(value, str)}
    lengths.check(**{name: (value, Unit, name) for name, value in texts.items()})
    if "mode" in changes and changes["mode"] not in MODES:
        faults["mode"] = [f"one of {', '.join(MODES)}"]
    site = changes.get("site")
    if site is not None and site.department_id != unit.department_id:
        faults["site"] = ["no such site"]
    if not changes.get("capabilities", ["officer"]):
        faults["capabilities"] = ["at least one, or it is never sent"]
    if not changes.get("call_sign", unit.call_sign):
        faults["call_sign"] = ["missing"]
    if faults:
        raise Invalid("The unit cannot be changed so.", fields=faults)
    sign = changes.get("call_sign", unit.call_sign)
    if Unit.objects.filter(department_id=unit.department_id, call_sign=sign).exclude(pk=unit.pk).exists():
        raise Refused(f"{sign} is taken.")


def _plain(value: Any) -> Any:
    return value.key if isinstance(value, Site) else value


@action
def log_on(
    unit: Unit,
    *,
    by: Actor,
    persons: Sequence[Person] = (),
    vehicle: str = "",
    mode: str = "foot",
    place: str = "",
    place_ref: str = "",
    until: datetime | None = None,
    at: datetime | None = None,
) -> Unit:
    """Put a unit on duty with its crew, vehicle and mode. Raises Refused when it is on duty already."""
    if not (persons and _is_self(by, persons)):
        by.require(Permission.DUTY_MANAGE)
    if mode not in MODES:
        raise Invalid("Not a way to patrol.", fields={"mode": list(MODES)})
    lengths.check(vehicle=(vehicle, Unit, "vehicle"))
    fresh = guard.unit(unit.pk, by.department_id)
    if fresh.is_on_duty:
        raise Refused(f"{fresh.call_sign} is on duty already.")
    moment = told.stamp(at)
    fresh.is_on_duty, fresh.on_duty_at, fresh.available_at, fresh.duty_until = True, moment, moment, until
    fresh.mode, fresh.vehicle, fresh.out_of_service, fresh.out_until = mode, vehicle or fresh.vehicle, "", None
    _put_at(fresh, place, place_ref)
    fresh.save()
    for person in persons:
        people.start_duty(person, by=by, unit=fresh.subject, where=fresh.call_sign, mode=mode, ends_at=until, at=moment)
    told.unit_changed(
        by,
        "unit.logged_on",
        fresh,
        at=moment,
        mode=mode,
        vehicle=vehicle or None,
        persons=[p.call_name for p in persons],
        until=until and until.isoformat(),
    )
    return fresh


def _is_self(by: Actor, persons: Sequence[Person]) -> bool:
    return by.may(Permission.DUTY_SELF) and all(p.pk == by.person_id for p in persons)


def _put_at(unit: Unit, place: str, place_ref: str) -> None:
    where = find.resolve(place_ref, unit.department_id) if place_ref else None
    if where is not None:
        unit.node, unit.lon, unit.lat, unit.site_id = where.node_id, where.lon, where.lat, where.site_id
    if place or where:
        unit.place = place or (where.label if where else "")


@action
def log_off(unit: Unit, *, by: Actor, at: datetime | None = None) -> Unit:
    """Take a unit off duty. Raises Refused while it is on a call, so that no call is stranded."""
    require_unit(by, unit, Permission.DUTY_MANAGE)
    fresh = guard.unit(unit.pk, by.department_id)
    if not fresh.is_on_duty:
        raise Refused(f"{fresh.call_sign} is not on duty.")
    held = guard.open_assignments(units=[fresh])
    if any(a.is_live for a in held):
        raise Refused(f"{fresh.call_sign} is on a call; clear it first.")
    stacked = next((a.call for a in held if a.is_stacked), None)
    if stacked:
        what = "A call" if stacked.is_named else stacked.number
        raise Refused(f"{what} is stacked on {fresh.call_sign}; put it back first.")
    if fresh.emergency_at:
        raise Refused(f"{fresh.call_sign}'s emergency is not released.")
    moment = told.stamp(at)
    fresh.is_on_duty, fresh.on_duty_at, fresh.duty_until, fresh.out_of_service, fresh.out_until = (
        False,
        None,
        None,
        "",
        None,
    )
    fresh.save()
    for duty in Duty.objects.filter(unit=fresh.subject, ended_at=None):
        people.end_duty(duty, by=by, at=moment)
    told.unit_changed(by, "unit.logged_off", fresh, held, at=moment)
    return fresh


@action
def out_of_service(
    unit: Unit, *, by: Actor, reason: str, until: datetime | None = None, at: datetime | None = None
) -> Unit:
    """Take a unit out of service with a reason (break, fuel, report). It keeps the call it is on."""
    require_unit(by, unit, Permission.UNIT_MOVE)
    if not reason.strip():
        raise Invalid("Say why.", fields={"reason": ["missing"]})
    fresh = guard.unit(unit.pk, by.department_id)
    if not fresh.is_on_duty:
        raise Refused(f"{fresh.call_sign} is not on duty.")
    fresh.out_of_service, fresh.out_until, fresh.available_at = reason[:120], until, told.stamp(at)
    fresh.save()
    told.unit_changed(
        by, "unit.out_of_service", fresh, at=at, reason=fresh.out_of_service, until=until and until.isoformat()
    )
    return fresh


@action
def in_service(unit: Unit, *, by: Actor, at: datetime | None = None) -> Unit:
    """Bring a unit back into service."""
    require_unit(by, unit, Permission.UNIT_MOVE)
    fresh = guard.unit(unit.pk, by.department_id)
    if not fresh.out_of_service:
        raise Refused(f"{fresh.call_sign} is in service.")
    fresh.out_of_service, fresh.out_until, fresh.available_at = "", None, told.stamp(at)
    fresh.save()
    told.unit_changed(by, "unit.in_service", fresh, at=at)
    return fresh


@action
def set_mode(unit: Unit, *, by: Actor, mode: str, at: datetime | None = None) -> Unit:
    """Change how a unit gets about (foot, bicycle, cruiser …), and with it the duty of whoever acts, if on this unit.

    Raises Refused when it is not on duty or gets about so already.
    """
    require_unit(by, unit, Permission.UNIT_MOVE)
    if mode not in MODES:
        raise Invalid("Not a way to patrol.", fields={"mode": list(MODES)})
    fresh = guard.unit(unit.pk, by.department_id)
    if not fresh.is_on_duty:
        raise Refused(f"{fresh.call_sign} is not on duty.")
    if fresh.mode == mode:
        raise Refused(f"{fresh.call_sign} is on {mode} already.")
    fresh.mode = mode
    fresh.save()
    crew = Duty.objects.filter(unit=fresh.subject, ended_at=None).exclude(mode=mode).select_related("person")
    for duty in crew:
        if duty.person_id == by.person_id:
            people.change_mode(duty, by=by, mode=mode)
    told.unit_changed(by, "unit.changed", fresh, at=at, change=f"goes by {mode} now")
    return fresh


@action
def place_unit(
    unit: Unit,
    *,
    by: Actor,
    place: str = "",
    place_ref: str = "",
    node: int | None = None,
    lon: float | None = None,
    lat: float | None = None,
    at: datetime | None = None,
) -> Unit:
    """Note where a unit is: a place of the registry, a point of the walking graph, or a position (WGS 84).

    Where one on covert work is, only those named on its call are told.
    """
    require_unit(by, unit, Permission.UNIT_MOVE)
    fresh = guard.unit(unit.pk, by.department_id, is_shown=False)
    _put_at(fresh, place, place_ref)
    if node is not None or lon is not None:
        fresh.node, fresh.lon, fresh.lat = node, lon, lat
    held = guard.open_assignments(units=[fresh])
    covert = next((a.call for a in held if a.is_live and a.call.is_named), None)
    if covert is None:
        fresh.version += 1
    fresh.save()
    if covert is None:
        told.unit_changed(by, "unit.placed", fresh, held, at=at, place=fresh.place)
    else:
        call = guard.call(covert.pk, by.department_id)
        told.changed(by, "unit.placed", call, at=at, unit=fresh.call_sign, place=fresh.place)
    return fresh


@action
def press_emergency(unit: Unit, *, by: Actor, place: str = "", place_ref: str = "", at: datetime | None = None) -> Unit:
    """The officer's emergency button: latched until a second person releases it. Pressing twice changes nothing more.

    Said to be elsewhere than the unit is known to be, it is there on the map too: nobody shall run to the old place.

    A covert call of the unit is opened to every dispatcher on duty at once, and its owner is told.
    """
    require_unit(by, unit, Permission.UNIT_MOVE)
    fresh = guard.unit(unit.pk, by.department_id)
    if fresh.emergency_at is None:
        fresh.emergency_at, fresh.emergency_by = told.stamp(at), by.key
        if place and place != fresh.place:
            fresh.node, fresh.lon, fresh.lat = None, None, None
            _put_at(fresh, place, place_ref)
        fresh.emergency_place = fresh.place
        fresh.save()
    held = guard.open_assignments(units=[fresh])
    told.unit_changed(by, "unit.emergency_pressed", fresh, held, at=at, place=fresh.emergency_place or "unknown place")
    expose(fresh, held, by=by, reason=f"{fresh.call_sign} pressed the emergency button", at=at)
    return fresh


def expose(unit: Unit, held: Sequence[Assignment], *, by: Actor, reason: str, at: datetime | None = None) -> None:
    """Open the covert call ``unit`` is on, if any, to every dispatcher on duty (called inside an action)."""
    live = next((a for a in held if a.is_live and a.call.is_named and not a.call.is_exposed), None)
    if live is None:
        return
    call = guard.call(live.call_id, unit.department_id)
    call.is_exposed = True
    call.save(update_fields=["is_exposed"])
    told.changed(by, "call.exposed", call, at=at, reason=reason, told=[call.opened_by])


@action
def release_emergency(unit: Unit, *, by: Actor, at: datetime | None = None) -> Unit:
    """Release a latched emergency; only a second person may. Raises Refused for the one who pressed it."""
    by.require(Permission.EMERGENCY_RELEASE)
    fresh = guard.unit(unit.pk, by.department_id)
    if fresh.emergency_at is None:
        raise Refused(f"{fresh.call_sign} has no emergency.")
    if fresh.emergency_by == by.key:
        raise Refused("A second person must release it.")
    crew = Duty.objects.filter(unit=fresh.subject, ended_at=None, person_id=by.person_id) if by.person_id else None
    if crew is not None and crew.exists():
        raise Refused("A second person must release it, not one of the crew.")
    pressed_by = fresh.emergency_by
    fresh.emergency_at, fresh.emergency_by, fresh.emergency_place = None, "", ""
    fresh.save()
    told.unit_changed(by, "unit.emergency_released", fresh, at=at, pressed_by=pressed_by)
    return fresh


@action
def answer_welfare(assignment: Assignment, *, by: Actor, at: datetime | None = None) -> Assignment:
    """The crew is all right; the next check is due after the service's own interval."""
    require_unit(by, assignment.unit, Permission.UNIT_MOVE)
    unit = guard.unit(assignment.unit_id, by.department_id, is_shown=not assignment.call.is_named)
    call = guard.call(assignment.call_id, by.department_id)
    held = guard.open_assignments(calls=[call], units=[unit])
    mine = next((a for a in held if a.pk == assignment.pk and a.is_live), None)
    if mine is None:
        raise Refused(f"{unit.call_sign} is no longer on {call.number}.")
    every = registry.get(call.service, call.department_id).welfare_every
    mine.welfare_overdue_at = None
    mine.welfare_due_at = told.stamp(at) + every if every else None
    mine.save(update_fields=["welfare_overdue_at", "welfare_due_at"])
    if mine.welfare_due_at:
        about = {timers.ABOUT: call.subject}
        timers.start(call.department_id, "assignment.welfare", mine.subject, mine.welfare_due_at, about)
    told.changed(
        by,
        "assignment.welfare_answered",
        call,
        units=() if call.is_named else [unit],
        assignments=held,
        at=at,
        unit=unit.call_sign,
    )
    return mine
