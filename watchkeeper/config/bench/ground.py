"""The ground a bench stands on: a department, its cast, forty units on duty, and a token to call with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from watchkeeper.config.simulate.force import posts, raise_force
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actions import issue_token
from watchkeeper.core.people.actor import Actor, system
from watchkeeper.core.people.cast import cast
from watchkeeper.core.people.models import Account
from watchkeeper.core.people.permissions import GRANTED, Role
from watchkeeper.core.people.rights import actor_of
from watchkeeper.core.places.actions import load_department
from watchkeeper.engines.calls import actions as calls
from watchkeeper.engines.calls.models import Call, Unit
from watchkeeper.kit import clock

FORTY = 40


@dataclass(frozen=True)
class Ground:
    """What the benches act with."""

    department: Department
    dispatcher: Actor
    account: Account
    units: list[str]  # call signs of those on duty
    places: list[str]  # references


def lay() -> Ground:
    """Lay it, or find what was laid before in this database."""
    department = load_department("massgeneral", by=system(0, "bench"))
    by = system(department.pk, "bench")
    account = cast(department, by)[Role.DISPATCHER]
    raise_force(department, by)
    places = posts(department)
    for number, unit in enumerate(Unit.objects.filter(department=department).order_by("pk")):
        if not unit.is_on_duty and number < FORTY:
            calls.log_on(unit, by=by, mode=unit.mode, place_ref=places[number * 7 % len(places)])
    on = Unit.objects.filter(department=department, is_on_duty=True).order_by("pk")
    return Ground(department, actor_of(account), account, list(on.values_list("call_sign", flat=True)), places)


def token(ground: Ground) -> str:
    """A token with everything a dispatcher may do, good for a day."""
    issued = issue_token(
        ground.account,
        by=system(ground.department.pk, "bench"),
        label="bench",
        scopes=GRANTED[Role.DISPATCHER],
        expires_at=clock.now() + timedelta(days=1),
    )
    return issued.raw


def open_calls(ground: Ground, many: int) -> None:
    """Have ``many`` calls stand open if none does, worked through the actions: half waiting, half with a unit."""
    if Call.objects.filter(department=ground.department).open().exists():
        return
    services = ("generic_assistance", "security_escort", "patient_standby", "suspicious_person", "standby_visible")
    for number in range(many):
        call = calls.open_call(
            by=ground.dispatcher,
            service=services[number % len(services)],
            place_ref=ground.places[number * 11 % len(ground.places)],
            callback=f"617-555-{100 + number:04d}",
        )
        if number % 2:
            unit = Unit.objects.get(department=ground.department, call_sign=ground.units[number % len(ground.units)])
            [assignment] = calls.assign(call, by=ground.dispatcher, units=[unit])
            calls.move(assignment, by=ground.dispatcher, to="en_route")
