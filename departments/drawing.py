"""Draws schematic buildings, streets and paths in meters and writes them as GeoJSON, one feature to a line.

Nothing here is surveyed. The same script and the same numbers give the same bytes.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from shapely import union_all
from shapely.geometry import LineString, Point
from shapely.ops import nearest_points

from watchkeeper.core.places.speeds import ELEVATOR_FLOOR_S, ELEVATOR_LEAVE_S, ELEVATOR_WAIT_S
from watchkeeper.kit.geometry import Plane

XY = tuple[float, float]
FLIGHT_M = 8.0  # along the slope of the two flights between floors about four meters apart
STEP_M = 32.0  # the longest stretch of street or path between two nodes


@dataclass
class Drawing:
    """A site being drawn; positions in meters east and north of ``plane``'s origin."""

    plane: Plane
    features: list[dict[str, Any]] = field(default_factory=list)
    at: dict[str, XY] = field(default_factory=dict)  # node key -> meters
    outdoors: list[tuple[str, LineString]] = field(default_factory=list)  # ("road" | "outdoor", line)
    door_number: int = 4200

    def add(self, kind: str, key: str, geometry: dict[str, Any], **about: Any) -> str:
        """Add one feature; empty properties are left out."""
        properties = {"kind": kind, **{name: value for name, value in about.items() if value not in ("", None, [])}}
        self.features.append({"type": "Feature", "id": key, "properties": properties, "geometry": geometry})
        return key

    def point(self, spot: XY) -> dict[str, Any]:
        """A GeoJSON point."""
        return {"type": "Point", "coordinates": list(self.plane.to_degrees(*spot))}

    def polygon(self, ring: list[XY]) -> dict[str, Any]:
        """A GeoJSON polygon of one ring, closed here."""
        return {"type": "Polygon", "coordinates": [[list(self.plane.to_degrees(*spot)) for spot in [*ring, ring[0]]]]}

    def node(self, key: str, spot: XY, *, level: int = 0, floor: str = "") -> str:
        """A node of the walking graph."""
        self.at[key] = spot
        return self.add("node", key, self.point(spot), level=level, floor=floor)

    def arc(self, a: str, b: str, way: str, **about: Any) -> str:
        """A way between two nodes, as long as the straight line unless ``meters`` says otherwise."""
        ends = [list(self.plane.to_degrees(*self.at[one])) for one in (a, b)]
        values = {"from": a, "to": b, "way": way, **about}
        return self.add("arc", f"{a}>{b}", {"type": "LineString", "coordinates": ends}, **values)

    def door(self, key: str, name: str, spot: XY, **about: Any) -> str:
        """A numbered door."""
        self.door_number += 1
        number = str(self.door_number)
        return self.add("fixture", key, self.point(spot), name=name, fixture="door", number=number, **about)

    def path(self, way: str, *spots: XY) -> None:
        """A street ("road") or path ("outdoor") through ``spots``; crossings become junctions in :meth:`lay_paths`."""
        self.outdoors.append((way, LineString(spots)))

    def spur(self, spot: XY) -> None:
        """A short path from ``spot`` to the nearest street or path drawn so far."""
        near = min((nearest_points(line, Point(spot))[0] for _, line in self.outdoors), key=Point(spot).distance)
        self.path("outdoor", spot, (near.x, near.y))

    def lay_paths(self, prefix: str) -> None:
        """Cut streets and paths at their crossings and into stretches, and add them as nodes and arcs."""
        whole = union_all([line for _, line in self.outdoors], grid_size=0.1)
        laid: set[frozenset[str]] = set()
        known = {_round(spot): key for key, spot in self.at.items() if key.endswith("/door")}
        for piece in getattr(whole, "geoms", [whole]):
            middle = piece.interpolate(0.5, normalized=True)
            way = min(self.outdoors, key=lambda one: (round(one[1].distance(middle), 3), one[0] != "road"))[0]
            parts = max(1, math.ceil(piece.length / STEP_M))
            stops = [piece.interpolate(i / parts, normalized=True) for i in range(parts + 1)]
            keys = [self._junction(prefix, _round((stop.x, stop.y)), known) for stop in stops]
            for a, b in pairwise(keys):
                if a != b and frozenset((a, b)) not in laid:
                    laid.add(frozenset((a, b)))
                    self.arc(a, b, way)

    def _junction(self, prefix: str, spot: XY, known: dict[XY, str]) -> str:
        if spot not in known:
            known[spot] = self.node(f"{prefix}/out/{len(known)}", spot)
        return known[spot]

    def nearest_out(self, spot: XY, prefix: str) -> str:
        """The outdoor node nearest to ``spot``."""
        out = {key: where for key, where in self.at.items() if key.startswith(f"{prefix}/out/")}
        return min(out, key=lambda key: math.dist(out[key], spot))

    def write(self, path: Path, **about: Any) -> None:
        """Write the collection: places before ways, one feature to a line."""
        lines = ",\n".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in self.features)
        head = "".join(f'"{name}":{json.dumps(value, ensure_ascii=False)},\n' for name, value in about.items())
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'{{"type":"FeatureCollection",\n{head}"features":[\n{lines}\n]}}\n', encoding="utf-8")


def _round(spot: XY) -> XY:
    return round(spot[0], 1), round(spot[1], 1)


@dataclass(frozen=True)
class Plan:
    """A building to draw: a rectangle in meters, its floors from the lowest up, and what is special about it."""

    key: str
    name: str
    west: float
    south: float
    east: float
    north: float
    floors: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    elevators: tuple[str, ...] = ()
    stairs: int = 2
    doors: tuple[tuple[str, str, tuple[str, ...]], ...] = ()  # side, name, other names
    notch: XY = (0.0, 0.0)  # cut out of the north-east corner
    is_garage: bool = False
    cells: bool = True
    floor_prefix: str = ""  # what floors are called after, when not the building's name

    def spot(self, across: float, up: float) -> XY:
        """A point given as shares of width and depth, of what a large notch leaves."""
        share = self.notch[0] / (self.east - self.west)
        east = self.east - (self.notch[0] if 0.12 < share <= 0.3 else 0.0)
        north = self.north - (self.notch[1] if share > 0.3 else 0.0)
        return self.west + (east - self.west) * across, self.south + (north - self.south) * up

    @property
    def outline(self) -> list[XY]:
        """The footprint, counter-clockwise."""
        x, y = self.east - self.notch[0], self.north - self.notch[1]
        if not any(self.notch):
            return [(self.west, self.south), (self.east, self.south), (self.east, self.north), (self.west, self.north)]
        return [
            (self.west, self.south),
            (self.east, self.south),
            (self.east, y),
            (x, y),
            (x, self.north),
            (self.west, self.north),
        ]


# The ring corridor: eight stations as shares of width and depth, in order around.
RING: dict[str, XY] = {
    "nw": (0.2, 0.78),
    "n": (0.5, 0.78),
    "ne": (0.8, 0.78),
    "e": (0.8, 0.5),
    "se": (0.8, 0.22),
    "s": (0.5, 0.22),
    "sw": (0.2, 0.22),
    "w": (0.2, 0.5),
}
WALL: dict[str, XY] = {
    "n": (0.5, 1.0),
    "e": (1.0, 0.5),
    "s": (0.5, 0.0),
    "w": (0.0, 0.5),
    "se": (0.8, 0.0),
    "nw": (0.2, 1.0),
}
# What lies around the ring and within it: name and the corners of a rectangle as shares.
CELLS: dict[str, tuple[float, float, float, float]] = {
    "W1": (0.0, 0.84, 0.5, 1.0),
    "E1": (0.5, 0.84, 1.0, 1.0),
    "E2": (0.86, 0.16, 1.0, 0.84),
    "E3": (0.5, 0.0, 1.0, 0.16),
    "W3": (0.0, 0.0, 0.5, 0.16),
    "W2": (0.0, 0.16, 0.14, 0.84),
    "W4": (0.26, 0.28, 0.42, 0.72),
    "E4": (0.58, 0.28, 0.74, 0.72),
}
CORE = (0.42, 0.28, 0.58, 0.72)
CORNERS = ("nw", "se", "ne", "sw")
BESIDE = {"W1": "nw", "E1": "ne", "E2": "e", "E3": "se", "W3": "sw", "W2": "w", "W4": "w", "E4": "e"}


def level_of(number: str) -> int:
    """The level of a floor by what it is called: "B" is one below the street, "1" is at it."""
    return -1 if number == "B" else int(number) - 1


def floor_name(plan: Plan, number: str) -> str:
    """ "Blake 13", "Gray basement", "Fruit Street garage, level 2", "Building 149, floor 3"."""
    if plan.is_garage:
        return f"{plan.name}, level {number}"
    called = plan.floor_prefix or plan.name
    if called[-1].isdigit():
        return f"{called}, floor {number}"
    return f"{plan.name} basement" if number == "B" else f"{plan.name} {number}"


def draw(drawing: Drawing, site: str, plan: Plan) -> None:
    """Draw a building with all its floors, stairs, elevators and outer doors."""
    key = f"{site}/{plan.key}"
    about = {"name": plan.name, "aliases": list(plan.aliases), "schematic": True}
    drawing.add("building", key, drawing.polygon(plan.outline), **about)
    for car in plan.elevators:
        spot = plan.spot(0.5, 0.6)
        name = f"{plan.name} elevator {car}"
        drawing.add(
            "fixture",
            f"{key}/elevator-{car}",
            drawing.point(spot),
            name=name,
            fixture="elevator",
            number=car,
            building=key,
        )
    for stair in range(1, plan.stairs + 1):
        spot = plan.spot(*RING[CORNERS[stair - 1]])
        name = f"{plan.name} stair {stair}"
        drawing.add(
            "fixture",
            f"{key}/stair-{stair}",
            drawing.point(spot),
            name=name,
            fixture="stair",
            number=str(stair),
            building=key,
        )
    for below, number in zip((None, *plan.floors), plan.floors, strict=False):
        _floor(drawing, key, plan, number, below)
    for side, name, others in plan.doors:
        _outer_door(drawing, key, plan, side, name, others)


def _floor(drawing: Drawing, key: str, plan: Plan, number: str, below: str | None) -> None:
    floor, level = f"{key}/{number}", level_of(number)
    name = floor_name(plan, number)
    aliases = [f"{alias} level {number}" for alias in plan.aliases] if plan.is_garage else []
    center = drawing.point(plan.spot(0.5, 0.5))
    drawing.add(
        "floor",
        floor,
        center,
        name=name,
        number=number,
        level=level,
        building=key,
        node=f"{floor}/lobby",
        aliases=aliases,
    )
    for station, share in RING.items():
        drawing.node(f"{floor}/{station}", plan.spot(*share), level=level, floor=floor)
    drawing.node(f"{floor}/lobby", plan.spot(0.5, 0.36), level=level, floor=floor)
    doors = {} if plan.is_garage else _unit_doors(drawing, key, plan, floor, name)
    around = list(RING)
    for a, b in zip(around, [*around[1:], around[0]], strict=True):
        fixture = doors.get((a, b), "")
        drawing.arc(f"{floor}/{a}", f"{floor}/{b}", "road" if plan.is_garage else "corridor", fixture=fixture)
    drawing.arc(f"{floor}/s", f"{floor}/lobby", "corridor")
    drawing.arc(f"{floor}/n", f"{floor}/lobby", "corridor")
    _climb(drawing, key, plan, number, below)
    if plan.cells and not plan.is_garage:
        _cells(drawing, plan, floor, name)


def _unit_doors(drawing: Drawing, key: str, plan: Plan, floor: str, name: str) -> dict[tuple[str, str], str]:
    """Two doors across the ring, west and east, so that a unit can be shut off and still be left by the other side."""
    doors = {}
    for side, pair, share in (("west", ("sw", "w"), (0.2, 0.36)), ("east", ("e", "se"), (0.8, 0.36))):
        fixture = f"{floor}/door-{side}"
        node = f"{floor}/{pair[0]}"
        drawing.door(fixture, f"{name}, {side} door", plan.spot(*share), floor=floor, building=key, node=node)
        doors[pair] = fixture
    return doors


def _climb(drawing: Drawing, key: str, plan: Plan, number: str, below: str | None) -> None:
    floor, level = f"{key}/{number}", level_of(number)
    for stair in range(1, plan.stairs + 1):
        fixture, corner = f"{key}/stair-{stair}", CORNERS[stair - 1]
        if below is not None:
            drawing.arc(
                f"{key}/{below}/{corner}", f"{floor}/{corner}", "stair", meters=_flight(below, number), fixture=fixture
            )
    for place, car in enumerate(plan.elevators):
        fixture, cabin = f"{key}/elevator-{car}", f"{floor}/car-{car}"
        drawing.node(cabin, plan.spot(0.46 + 0.08 * place, 0.5), level=level, floor=floor)
        drawing.arc(f"{floor}/lobby", cabin, "elevator", seconds=ELEVATOR_WAIT_S, one_way=True, fixture=fixture)
        drawing.arc(cabin, f"{floor}/lobby", "elevator", seconds=ELEVATOR_LEAVE_S, one_way=True, fixture=fixture)
        if below is not None:
            drawing.arc(f"{key}/{below}/car-{car}", cabin, "elevator", seconds=ELEVATOR_FLOOR_S, fixture=fixture)
    if plan.is_garage and below is not None:
        drawing.arc(f"{key}/{below}/e", f"{floor}/ne", "road", meters=70.0)


def _flight(below: str, number: str) -> float:
    return FLIGHT_M * (level_of(number) - level_of(below))


def _cells(drawing: Drawing, plan: Plan, floor: str, name: str) -> None:
    for cell, (west, south, east, north) in CELLS.items():
        if cell == "E1" and any(plan.notch):
            limit = min(east, 1 - plan.notch[0] / (plan.east - plan.west) - 0.01)
        else:
            limit = east
        ring = [plan.spot(west, south), plan.spot(limit, south), plan.spot(limit, north), plan.spot(west, north)]
        node = f"{floor}/{BESIDE[cell]}"
        drawing.add(
            "area", f"{floor}/{cell.lower()}", drawing.polygon(ring), name=f"{name} {cell}", floor=floor, node=node
        )


def whole_floor(plan: Plan) -> list[XY]:
    """The outline of a unit that fills a floor."""
    return plan.outline


def _outer_door(drawing: Drawing, key: str, plan: Plan, side: str, name: str, others: tuple[str, ...]) -> None:
    ground = next(number for number in plan.floors if level_of(number) == 0)
    floor, wall = f"{key}/{ground}", plan.spot(*WALL[side])
    node = drawing.node(f"{floor}/{side}/door", _round(wall))
    about = {"floor": floor, "building": key, "node": node, "aliases": list(others)}
    fixture = drawing.door(f"{floor}/door-{side}-out", name, wall, **about)
    drawing.arc(f"{floor}/{side}", node, "road" if plan.is_garage else "corridor", fixture=fixture)
    drawing.spur(_round(wall))


def unit(drawing: Drawing, site: str, plan: Plan, number: str, name: str, area_class: str, *others: str) -> None:
    """A named unit with its class, filling one floor of a building."""
    floor = f"{site}/{plan.key}/{number}"
    slug = "".join(letter if letter.isalnum() else "-" for letter in name.lower())
    about = {"name": name, "class": area_class, "floor": floor, "node": f"{floor}/lobby", "aliases": list(others)}
    drawing.add("area", f"{floor}/{slug}"[:120], drawing.polygon(plan.outline), **about)


def spot_area(
    drawing: Drawing,
    key: str,
    name: str,
    spot: XY,
    node: str,
    *,
    floor: str = "",
    area_class: str = "",
    others: tuple[str, ...] = (),
) -> None:
    """A named place without an outline."""
    about = {"name": name, "floor": floor, "node": node, "class": area_class, "aliases": list(others)}
    drawing.add("area", key, drawing.point(spot), **about)
