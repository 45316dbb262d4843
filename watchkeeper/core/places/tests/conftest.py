"""A small house: two towers joined by a corridor, a stair and an elevator in each, a street outside."""

from __future__ import annotations

from typing import Any

import pytest

from watchkeeper.core.departments.actor import Actor, system, with_roles
from watchkeeper.core.departments.models import Department
from watchkeeper.core.departments.permissions import Role
from watchkeeper.core.places.actions import import_geojson
from watchkeeper.core.places.models import Site

LON, LAT = -71.07, 42.36
STEP = 0.0001


def spot(x: float, y: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [LON + x * STEP, LAT + y * STEP]}


def square(x: float, y: float, side: float = 4) -> dict[str, Any]:
    ring = [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)]
    return {"type": "Polygon", "coordinates": [[[LON + a * STEP, LAT + b * STEP] for a, b in ring]]}


def one(kind: str, key: str, geometry: dict[str, Any], **about: Any) -> dict[str, Any]:
    return {"type": "Feature", "id": key, "properties": {"kind": kind, **about}, "geometry": geometry}


def arc(a: str, b: str, way: str, **about: Any) -> dict[str, Any]:
    line = {"type": "LineString", "coordinates": [NODES[a][0]["coordinates"], NODES[b][0]["coordinates"]]}
    return one("arc", f"{a}>{b}", line, **{"from": a, "to": b}, way=way, **about)


NODES: dict[str, tuple[dict[str, Any], int, str]] = {
    "a1": (spot(1, 1), 0, "a/1"),
    "a2": (spot(1, 1), 1, "a/2"),
    "a1car": (spot(1.1, 1), 0, "a/1"),
    "a2car": (spot(1.1, 1), 1, "a/2"),
    "b1": (spot(8, 1), 0, "b/1"),
    "gate": (spot(1, -3), 0, ""),
    "corner": (spot(8, -3), 0, ""),
}


def a_house() -> list[dict[str, Any]]:
    """Features in no useful order: the import has to sort out what needs what."""
    return [
        arc("a1", "b1", "corridor", fixture="door-1"),
        arc("a1", "a2", "stair", meters=8.0, fixture="stair-1"),
        arc("a1", "a1car", "elevator", seconds=30.0, one_way=True, fixture="car-1"),
        arc("a1car", "a1", "elevator", seconds=5.0, one_way=True, fixture="car-1"),
        arc("a2", "a2car", "elevator", seconds=30.0, one_way=True, fixture="car-1"),
        arc("a2car", "a2", "elevator", seconds=5.0, one_way=True, fixture="car-1"),
        arc("a1car", "a2car", "elevator", seconds=2.5, fixture="car-1"),
        arc("a1", "gate", "outdoor"),
        arc("b1", "corner", "outdoor"),
        arc("gate", "corner", "road"),
        *(one("node", key, at, level=level, floor=floor) for key, (at, level, floor) in NODES.items()),
        one("fixture", "door-1", spot(4, 1), name="Link door", fixture="door", number="4412", node="a1"),
        one("fixture", "stair-1", spot(1, 1), name="Alder stair 1", fixture="stair", building="a"),
        one("fixture", "car-1", spot(1, 1), name="Alder elevator 1", fixture="elevator", number="1", building="a"),
        one("area", "lobby", square(0, 0), name="Alder lobby", floor="a/1", node="a1", **{"class": "lobby"}),
        one("floor", "a/1", spot(1, 1), name="Alder 1", number="1", level=0, building="a", node="a1"),
        one("floor", "a/2", spot(1, 1), name="Alder 2", number="2", level=1, building="a", node="a2"),
        one("floor", "b/1", spot(8, 1), name="Birch 1", number="1", level=0, building="b", node="b1"),
        one("building", "a", square(0, 0), name="Alder", aliases=["T1", "tower 1"]),
        one("building", "b", square(7, 0), name="Birch Street garage", aliases=["gb", "garage B"]),
        one("beat", "beat-a", square(-1, -5, 12), name="Main", aliases=["A"]),
    ]


def collection(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


@pytest.fixture
def department(db: None) -> Department:
    return Department.objects.create(key="north", name="North", kind="hospital")


@pytest.fixture
def elsewhere(db: None) -> Department:
    return Department.objects.create(key="south", name="South", kind="campus")


@pytest.fixture
def house(department: Department) -> Actor:
    return system(department.pk, "setup")


@pytest.fixture
def stranger(elsewhere: Department) -> Actor:
    return system(elsewhere.pk, "setup")


@pytest.fixture
def officer(department: Department) -> Actor:
    return with_roles(department_id=department.pk, key="person:9", name="A12", roles=frozenset({Role.OFFICER}))


@pytest.fixture
def dispatcher(department: Department) -> Actor:
    return with_roles(department_id=department.pk, key="person:8", name="D01", roles=frozenset({Role.DISPATCHER}))


@pytest.fixture
def site(department: Department) -> Site:
    return Site.objects.create(department=department, key="main", name="Main Campus", lon=LON, lat=LAT, is_main=True)


@pytest.fixture
def campus(site: Site, house: Actor) -> Site:
    """The site with the small house on it."""
    import_geojson(collection(*a_house()), by=house, site="main")
    return site
