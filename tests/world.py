"""Builders for tests: they use the actions, so that what they make is always legal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from watchkeeper.core.departments.models import Department
from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.people.actions import qualify
from watchkeeper.core.people.actor import Actor, system, with_roles
from watchkeeper.core.people.models import Person
from watchkeeper.core.people.permissions import Role
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.actions import Window
from watchkeeper.engines.calls.models import Assignment, Call, Unit
from watchkeeper.kit import clock


def a_department(key: str = "general", kind: str = "hospital") -> Department:
    """The department ``key``, made when it is not there yet."""
    return Department.objects.get_or_create(key=key, defaults={"name": key.title(), "kind": kind})[0]


def the_house(department: Department | None = None) -> Actor:
    """The house itself acting."""
    return system((department or a_department()).pk, "test:house")


def a_dispatcher(department: Department | None = None, name: str = "D01") -> Actor:
    """A dispatcher with a person of their own."""
    return _somebody(department, name, Role.DISPATCHER)


def a_supervisor(department: Department | None = None, name: str = "S01") -> Actor:
    """A supervisor with a person of their own."""
    return _somebody(department, name, Role.SUPERVISOR)


def an_officer(department: Department | None = None, name: str = "P01") -> Actor:
    """An officer with a person of their own."""
    return _somebody(department, name, Role.OFFICER)


def a_planner(department: Department | None = None, name: str = "PL1") -> Actor:
    """A planner, who is cleared no higher than what is inside the department."""
    return _somebody(department, name, Role.PLANNER)


def a_director(department: Department | None = None, name: str = "DIR") -> Actor:
    """A director, who reads and does nothing at the desk."""
    return _somebody(department, name, Role.DIRECTOR)


def a_coordinator(department: Department | None = None, name: str = "CO1") -> Actor:
    """A coordinator, who books."""
    return _somebody(department, name, Role.COORDINATOR)


def a_presenter(name: str = "CP1", *keys: str, department: Department | None = None) -> Person:
    """Somebody qualified to present, or for ``keys``."""
    person, _ = Person.objects.get_or_create(department=department or a_department(), call_name=name)
    for key in keys or ("presenter",):
        qualify(person, by=a_supervisor(department), key=key, since=date(2020, 1, 1))
    return person


def a_request(service: str = "talk_safe_workplace", *, by: Actor | None = None, **more: Any) -> Call:
    """A call in its booked form, asked for and not answered yet."""
    return actions.open_call(
        by=by or a_coordinator(), service=service, place=more.pop("place", "Blake 13"), callback="x4-1000", **more
    )


def on(day: int, hour: int, minute: int = 0, *, hours: float = 1, people: Sequence[Person] = ()) -> Window:
    """A window ``day`` days from today that begins at ``hour`` of the department's clock and lasts ``hours``."""
    zone = zone_of(a_department().pk)
    today = clock.now().astimezone(zone).date()
    starts = datetime.combine(today + timedelta(days=day), time(hour, minute), zone).astimezone(UTC)
    return Window(starts, starts + timedelta(hours=hours), [person.pk for person in people])


def confirmed(call: Call | None = None, window: Window | None = None, *, by: Actor | None = None) -> Call:
    """A booked call with its window; the day after tomorrow at ten unless told otherwise."""
    return actions.confirm(
        call or a_request(), by=by or a_coordinator(), window=window or on(2, 10), override="told so"
    )


def _somebody(department: Department | None, name: str, role: Role) -> Actor:
    place = department or a_department()
    person, _ = Person.objects.get_or_create(department=place, call_name=name)
    return with_roles(
        department_id=place.pk, key=f"person:{person.pk}", name=name, roles=frozenset({role}), person_id=person.pk
    )


def a_unit(sign: str = "A12", *, department: Department | None = None, is_on_duty: bool = True, **more: Any) -> Unit:
    """A unit, on duty unless told otherwise."""
    by = the_house(department)
    unit = actions.add_unit(by=by, call_sign=sign, **more)
    return actions.log_on(unit, by=by) if is_on_duty else unit


def a_call(
    service: str = "security_escort", *, by: Actor | None = None, at: datetime | None = None, **more: Any
) -> Call:
    """A call waiting for a unit."""
    return actions.open_call(
        by=by or a_dispatcher(), service=service, place=more.pop("place", "Main lobby"), at=at, **more
    )


def sent(call: Call, unit: Unit, *, by: Actor | None = None, at: datetime | None = None) -> Assignment:
    """``unit`` sent to ``call``."""
    return actions.assign(call, by=by or a_dispatcher(), units=[unit], at=at)[0]
