"""The units and crews of a simulated shift: enough of them, spread over the department's own places."""

from __future__ import annotations

from dataclasses import dataclass

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actions import add_person
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Person
from watchkeeper.core.places.models import Area
from watchkeeper.engines.calls import actions as calls
from watchkeeper.engines.calls.models import Unit
from watchkeeper.kit import chance


@dataclass(frozen=True)
class Squad:
    """Units of one beat: call signs are its letter and a number."""

    letter: str
    count: int
    first: int = 10
    mode: str = "foot"
    kind: str = "officer"
    capabilities: tuple[str, ...] = ("officer", "restraint")
    vehicle: str = ""


FORCE: dict[str, tuple[Squad, ...]] = {
    "hospital": (
        Squad("A", 8, first=11),
        Squad("B", 8, first=1),
        Squad("C", 6, first=1),
        Squad("E", 5, first=1),
        Squad("K", 4, first=1, mode="cruiser", vehicle="cruiser"),
        Squad("W", 3, first=1, mode="bicycle"),
        Squad("S", 2, first=2, capabilities=("officer", "supervisor", "restraint"), kind="supervisor"),
        Squad("M", 3, first=1, kind="medic", capabilities=("medic", "ambulance"), mode="cruiser", vehicle="ambulance"),
    ),
    "campus": (
        Squad("N", 4, first=1, capabilities=("officer", "sworn"), mode="cruiser", vehicle="cruiser"),
        Squad("F", 4, first=1, capabilities=("officer", "sworn")),
        Squad("Y", 2, first=1, capabilities=("officer", "sworn"), mode="bicycle"),
        Squad("S", 1, first=2, capabilities=("officer", "sworn", "supervisor"), kind="supervisor"),
        Squad("M", 1, first=1, kind="medic", capabilities=("medic", "ambulance"), mode="cruiser", vehicle="ambulance"),
    ),
}


def raise_force(department: Department, by: Actor) -> dict[int, Person]:
    """Make the units that do not exist yet and give each a person. Returns the person by unit key."""
    units = {unit.call_sign: unit for unit in Unit.objects.filter(department=department)}
    people = {person.call_name: person for person in Person.objects.filter(department=department)}
    crews: dict[int, Person] = {}
    for squad in FORCE[department.kind]:
        for number in range(squad.first, squad.first + squad.count):
            sign = f"{squad.letter}{number:02d}"
            unit = units.get(sign) or calls.add_unit(
                by=by, call_sign=sign, kind=squad.kind, capabilities=squad.capabilities, beat=squad.letter,
                mode=squad.mode, vehicle=f"{squad.vehicle} {number}".strip() if squad.vehicle else "",
            )  # fmt: skip
            crews[unit.pk] = people.get(sign) or add_person(
                department, by=by, call_name=sign, title=squad.kind.capitalize()
            )
    return crews


def posts(department: Department) -> list[str]:
    """The places units start from, as references: areas one can stand in, main site first."""
    areas = Area.objects.filter(department=department, node__isnull=False).order_by("-site__is_main", "id")
    return [f"area:{pk}" for pk in areas.values_list("pk", flat=True)]


def somewhere(places: list[str]) -> str:
    """One of ``places``, more often an early one; empty when there is none."""
    if not places:
        return ""
    return places[min(int(abs(chance.rng().gauss(0, 0.45)) * len(places)), len(places) - 1)]
