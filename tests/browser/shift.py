"""A shift under way on the main campus, for browser tests and pictures: made through the actions, like any other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import Actor, system
from watchkeeper.core.people.cast import cast, one
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.people.rights import actor_of
from watchkeeper.core.places import actions as places
from watchkeeper.core.places import find
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Call, Unit
from watchkeeper.kit import clock

# Call sign, beat, mode, where.
UNITS = [
    *(
        (f"A{n}", "A", "foot", place)
        for n, place in zip(
            range(12, 28, 2),
            ("Blake 13", "Ellison lobby", "White lobby", "Gray 2", "Wang lobby", "Founders", "Blake lobby", "Jackson"),
            strict=True,
        )
    ),
    *(
        (f"B{n:02}", "B", "cruiser", place)
        for n, place in zip(
            (3, 5, 7, 9, 11, 12),
            ("Parkman garage", "Fruit Street garage", "Yawkey lobby", "Yawkey 4", "Warren", "Cox"),
            strict=True,
        )
    ),
    *(
        (f"C{n}", "C", "foot", place)
        for n, place in zip((11, 12, 15, 17), ("Emergency", "Lunder", "Bulfinch", "White 2"), strict=True)
    ),
    ("N41", "N", "cruiser", "navy yard"),
    ("S02", "S", "foot", "Bulfinch"),
]
EMPTY_CREW = ["A40", "A41"]


def lay_department() -> Department:
    """The hospital's department with its people and units on duty, and nothing happening."""
    house = system(0, "demo:setup")
    department = places.load_department("massgeneral", by=house)
    since = clock.now() - timedelta(hours=2)
    by = system(department.pk, "demo:setup")
    cast(department, by)
    one(department, by, Role.DISPATCHER)
    for sign, beat, mode, place in UNITS:
        unit = actions.add_unit(
            by=by, call_sign=sign, beat=beat, mode=mode, capabilities=["officer", "sworn", "restraint"]
        )
        hit = find.search(department.pk, place, limit=1)
        actions.log_on(
            unit, by=by, mode=mode, place_ref=hit[0].ref if hit else "", place="" if hit else place, at=since
        )
    for sign in EMPTY_CREW:
        actions.add_unit(by=by, call_sign=sign, beat="A")
    return department


def desk(department: Department, role: Role = Role.DISPATCHER) -> Actor:
    """The cast's dispatcher (or another role), acting."""
    return actor_of(one(department, system(department.pk, "demo:setup"), role))


def lay_shift(department: Department) -> list[Call]:
    """Calls waiting and active, from an hour ago until now."""
    by = desk(department)
    now = clock.now()
    made = []
    for ago, service, place, to, signs, steps, more in WORK:
        at = now - timedelta(minutes=ago)
        hit = next(iter(find.search(department.pk, place, limit=1)), None)
        call = actions.open_call(
            by=by,
            service=service,
            place=hit.label if hit else place,
            place_ref=hit.ref if hit else "",
            destination=to,
            callback="617-555-0101",
            at=at,
            **more,
        )
        for sign in signs:
            held = actions.assign(
                call,
                by=by,
                units=[Unit.objects.get(department=department, call_sign=sign)],
                at=at + timedelta(seconds=40),
            )[0]
            for i, step in enumerate(steps):
                actions.move(held, by=by, to=step, at=at + timedelta(seconds=80 + 45 * i))
        made.append(call)
    actions.note(made[0], by=by, text="Caller says the east door is propped open. Two staff stay with the patient.")
    places.add_caution(
        made[0].place_ref,
        by=by,
        text="Stair 4 opens by itself after 15 s, hold it",
        source="Systems",
        expires=now + timedelta(days=30),
    ) if made[0].place_ref else None
    actions.out_of_service(
        Unit.objects.get(department=department, call_sign="A26"),
        by=by,
        reason="meal break",
        until=now + timedelta(minutes=20),
    )
    actions.post_bolo(
        by=by,
        kind="vehicle",
        text="Gray sedan, partial plate 4KX, near Parkman garage",
        expires_at=now + timedelta(hours=4),
    )
    return made


# Minutes ago, service, place, destination, units, statuses, anything else.
WORK: list[tuple[float, str, str, str, tuple[str, ...], tuple[str, ...], dict[str, Any]]] = [
    (
        6.2,
        "suspicious_person",
        "Wang lobby",
        "",
        ("A20", "B09"),
        ("acknowledged", "en_route", "on_scene"),
        {"details": "Pulls on office doors along the corridor"},
    ),
    (3.7, "patient_standby", "Blake 13", "", ("A12", "A14"), ("en_route", "on_scene"), {}),
    (32.2, "standby_visible", "Wang 6", "", ("A16",), ("acknowledged", "en_route", "on_scene"), {}),
    (9.8, "unauthorized_person", "Cox 1", "", ("C17",), ("acknowledged", "en_route", "on_scene"), {}),
    (21.1, "crime_report", "Warren", "", ("B11",), ("acknowledged", "en_route"), {}),
    (4.1, "security_escort", "Yawkey lobby", "Fruit Street garage", ("B07",), ("acknowledged", "en_route"), {}),
    (
        7.6,
        "security_escort",
        "Ellison lobby",
        "Charles station",
        ("A18",),
        ("en_route", "on_scene", "transporting"),
        {},
    ),
    (1.1, "generic_assistance", "Bulfinch", "", ("C15",), ("acknowledged",), {}),
    (0.7, "patient_standby", "Emergency", "", (), (), {}),
    (16.3, "security_escort", "Cox 2", "Parkman Street garage", (), (), {}),
    (2.2, "security_escort", "Yawkey lobby", "Charles station", (), (), {}),
]
