"""Builders for tests: they use the actions, so that what they make is always legal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import Actor, system, with_roles
from watchkeeper.core.people.models import Person
from watchkeeper.core.people.permissions import Role
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Assignment, Call, Unit


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
