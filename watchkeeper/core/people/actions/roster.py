"""The plan of who comes when, at the dispatch seats above all."""

from __future__ import annotations

from datetime import datetime

from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal import journal
from watchkeeper.core.journal.action import action
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.boundary import inside
from watchkeeper.core.people.models import DispatchCenter, Person, RosterSlot
from watchkeeper.core.people.permissions import Permission
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused


@action
def add_center(department: Department, *, by: Actor, key: str, name: str, required_seats: int = 1) -> DispatchCenter:
    """Add a communications center with ``required_seats`` seats that must be filled at every minute."""
    by.require(Permission.ROSTER_MANAGE)
    if department.pk != by.department_id:
        raise NotAllowed("This belongs to another department.", hidden=True)
    if DispatchCenter.objects.filter(department=department, key=key).exists():
        raise Invalid(f"{key} exists already.", fields={"key": ["exists already"]})
    center = DispatchCenter.objects.create(department=department, key=key, name=name, required_seats=required_seats)
    data = {"name": name, "required_seats": required_seats}
    journal.write(by, "center.added", f"center:{center.pk}", data=data)
    return center


@action
def plan_shift(
    department: Department,
    *,
    by: Actor,
    starts_at: datetime,
    ends_at: datetime,
    person: Person | None = None,
    center: DispatchCenter | None = None,
    unit: str = "",
) -> RosterSlot:
    """Plan a stretch at a center or on a unit, with or (still) without a person.

    Times are aware. Raises ``Refused`` if the person is planned elsewhere at the time.
    """
    by.require(Permission.ROSTER_MANAGE)
    for subject in (person, center):
        if subject is not None:
            inside(by, subject)
    if department.pk != by.department_id:
        raise NotAllowed("This belongs to another department.", hidden=True)
    if ends_at <= starts_at or (center is None) == (not unit):
        raise Invalid("A shift ends after it begins, at one center or on one unit.", fields={"ends_at": ["too early"]})
    if person is not None:
        _is_free(person, starts_at, ends_at)
    slot = RosterSlot.objects.create(
        department=department, center=center, unit=unit, person=person, starts_at=starts_at, ends_at=ends_at
    )
    data = {
        "call_name": person.call_name if person else "nobody yet",
        "where": center.name if center else unit,
        "starts_at": starts_at.isoformat(),
        "ends_at": ends_at.isoformat(),
    }
    journal.write(by, "shift.planned", f"shift:{slot.pk}", data=data)
    return slot


@action
def fill_shift(slot: RosterSlot, *, by: Actor, person: Person | None) -> RosterSlot:
    """Put somebody in a planned shift, somebody else, or nobody (None) any more.

    Raises ``Refused`` if the shift is off the roster or the person is planned elsewhere, ``Invalid`` when nothing
    changes.
    """
    by.require(Permission.ROSTER_MANAGE)
    inside(by, slot)
    held = RosterSlot.objects.select_for_update(of=("self",)).select_related("person").get(pk=slot.pk)
    if held.canceled_at is not None:
        raise Refused("This shift is off the roster.")
    if person == held.person:
        raise Invalid("Nothing would change.", fields={"person": ["is planned already"]})
    if person is not None:
        inside(by, person)
        _is_free(person, held.starts_at, held.ends_at)
    before, held.person = held.person, person
    held.save(update_fields=["person"])
    data = {
        "old": before.call_name if before else "nobody",
        "new": person.call_name if person else "nobody",
        "starts_at": held.starts_at.isoformat(),
    }
    journal.write(by, "shift.filled", f"shift:{slot.pk}", data=data)
    return held


@action
def cancel_shift(slot: RosterSlot, *, by: Actor, reason: str) -> RosterSlot:
    """Take a shift off the roster. Raises ``Refused`` if it is off already."""
    by.require(Permission.ROSTER_MANAGE)
    inside(by, slot)
    now = clock.now()
    if not RosterSlot.objects.filter(pk=slot.pk, canceled_at__isnull=True).update(canceled_at=now):
        raise Refused("This shift is off the roster already.")
    slot.canceled_at = now
    journal.write(by, "shift.canceled", f"shift:{slot.pk}", data={"reason": reason})
    return slot


def _is_free(person: Person, starts_at: datetime, ends_at: datetime) -> None:
    Person.objects.select_for_update().only("pk").get(pk=person.pk)
    if not person.is_active:
        raise Refused(f"{person.call_name} no longer works here.")
    planned = RosterSlot.objects.filter(person=person, canceled_at__isnull=True)
    if planned.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise Refused(f"{person.call_name} is planned elsewhere at that time.")
