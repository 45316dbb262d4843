"""On duty, off duty, and how one gets about meanwhile."""

from __future__ import annotations

from datetime import datetime

from watchkeeper.core.journal import journal
from watchkeeper.core.journal.action import action
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.boundary import inside
from watchkeeper.core.people.models import Duty, Mode, Person
from watchkeeper.core.people.permissions import Permission
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Invalid, Refused


@action
def start_duty(
    person: Person,
    *,
    by: Actor,
    unit: str = "",
    seat: str = "",
    mode: str = Mode.FOOT,
    at: datetime | None = None,
    ends_at: datetime | None = None,
    where: str = "",
) -> Duty:
    """Put a person on duty on a unit ("unit:12") or at a dispatch seat ("main/1"); ``where`` is the unit's call sign.

    ``at`` is when it began (default now), ``ends_at`` when it is planned to end; both aware. Raises ``Refused`` if
    the person is on duty already.
    """
    _may(by, person)
    if bool(unit) == bool(seat) or mode not in Mode.values:
        raise Invalid("On duty means on one unit or at one seat, in a known mode.", fields={"unit": ["or a seat"]})
    Person.objects.select_for_update().only("pk").get(pk=person.pk)
    if not person.is_active:
        raise Refused(f"{person.call_name} no longer works here.")
    held = Duty.objects.filter(person=person, ended_at__isnull=True).first()
    if held is not None:
        raise Refused(f"{person.call_name} is on duty already ({held.unit or held.seat}).")
    started = at or clock.now()
    duty = Duty.objects.create(
        department_id=person.department_id,
        person=person,
        unit=unit,
        seat=seat,
        mode=mode,
        started_at=started,
        ends_at=ends_at,
    )
    data = {
        "call_name": person.call_name,
        "where": where or unit or seat,
        "unit": unit,
        "seat": seat,
        "mode": str(mode),
        "ends_at": ends_at.isoformat() if ends_at else None,
    }
    journal.write(by, "duty.started", f"person:{person.pk}", at=started, data=data)
    return duty


@action
def end_duty(duty: Duty, *, by: Actor, at: datetime | None = None) -> Duty:
    """Take a person off duty as of ``at`` (default now). Raises ``Refused`` if it ended already."""
    _may(by, duty.person)
    ended = at or clock.now()
    if ended < duty.started_at:
        raise Invalid("Duty cannot end before it began.", fields={"at": ["is before the start"]})
    if not Duty.objects.filter(pk=duty.pk, ended_at__isnull=True).update(ended_at=ended):
        raise Refused(f"{duty.person.call_name} is off duty already.")
    duty.ended_at = ended
    data = {"call_name": duty.person.call_name, "unit": duty.unit, "seat": duty.seat}
    journal.write(by, "duty.ended", f"person:{duty.person_id}", at=ended, data=data)
    return duty


@action
def change_mode(duty: Duty, *, by: Actor, mode: str) -> Duty:
    """Switch between foot, bicycle, motorcycle, cruiser and post while on duty."""
    _may(by, duty.person)
    if mode not in Mode.values:
        raise Invalid("That is no way to get about.", fields={"mode": [f"one of {', '.join(Mode.values)}"]})
    old = duty.mode
    if not Duty.objects.filter(pk=duty.pk, ended_at__isnull=True, mode=old).exclude(mode=mode).update(mode=mode):
        raise Refused("Nothing to change: the mode is that already, or the duty has ended.")
    duty.mode = mode
    data = {"call_name": duty.person.call_name, "old": str(old), "new": str(mode)}
    journal.write(by, "duty.mode_changed", f"person:{duty.person_id}", data=data)
    return duty


def _may(by: Actor, person: Person) -> None:
    by.require(Permission.DUTY_SELF if by.person_id == person.pk else Permission.DUTY_MANAGE)
    inside(by, person)
