"""A made-up campus of any size, for benches and wide searches: towers on a street grid. Same size, same campus."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from watchkeeper.core.places.models.classes import ArcKind, FixtureKind
from watchkeeper.core.places.speeds import ELEVATOR_FLOOR_S, ELEVATOR_LEAVE_S, ELEVATOR_WAIT_S
from watchkeeper.kit.geometry import Plane

PLANE = Plane(-71.1, 42.36)
FLOORS = 20
SIDE = 5  # a floor is a grid of SIDE by SIDE nodes, 12 m apart
GAP_M = 12.0
BLOCK_M = 100.0
TOWER_NODES = FLOORS * (SIDE * SIDE + 1)

NodeRow = tuple[int, float, float, int, int]
ArcRow = tuple[int, int, int, str, float, float | None, bool, int | None]


@dataclass
class Town:
    """Rows of nodes and arcs, as the walking graph reads them; ``elevators`` counts the fixtures arcs go through."""

    nodes: list[NodeRow] = field(default_factory=list)
    arcs: list[ArcRow] = field(default_factory=list)
    elevators: int = 0

    def node(self, east: float, north: float, level: int) -> int:
        """Add a node and return its id."""
        lon, lat = PLANE.to_degrees(east, north)
        self.nodes.append((len(self.nodes) + 1, lon, lat, level, 1))
        return len(self.nodes)

    def arc(
        self, a: int, b: int, kind: str, meters: float, *, seconds: float | None = None, fixture: int | None = None
    ) -> None:
        """Add an arc both ways, or one way when it is a wait at an elevator."""
        one_way = seconds in (ELEVATOR_WAIT_S, ELEVATOR_LEAVE_S)
        self.arcs.append((len(self.arcs) + 1, a, b, kind, meters, seconds, one_way, fixture))


def town(nodes: int, *, is_open_plan: bool = False) -> Town:
    """A campus of about ``nodes`` nodes (never fewer): towers with stairs and an elevator, and the streets between.

    On an ``is_open_plan`` floor one may also cut across: 10,000 nodes have some 57,000 arcs then, each way counted.
    """
    made = Town()
    towers = max(1, round(nodes / (TOWER_NODES + 4)))
    width = max(1, int(towers**0.5))
    corners: dict[tuple[int, int], int] = {}
    for number in range(towers):
        column, row = number % width, number // width
        door = _tower(made, column * BLOCK_M, row * BLOCK_M, is_open_plan)
        _block(made, corners, column, row, door)
    spare = 0
    while len(made.nodes) < nodes:  # a long path to make up the number
        spare = made.node(-20.0 - len(made.nodes) % 50, -20.0, 0)
        made.arc(spare - 1, spare, ArcKind.OUTDOOR, 10.0)
    return made


def _tower(made: Town, east: float, north: float, is_open_plan: bool) -> int:
    """Draw a tower; returns its door on the ground floor."""
    made.elevators += 1
    below: list[int] = []
    door = cabin_below = 0
    for level in range(FLOORS):
        grid = [
            made.node(east + 20 + x * GAP_M, north + 20 + y * GAP_M, level) for y in range(SIDE) for x in range(SIDE)
        ]
        for i, here in enumerate(grid):
            if i % SIDE < SIDE - 1:
                made.arc(here, grid[i + 1], ArcKind.CORRIDOR, GAP_M)
            if i + SIDE < len(grid):
                made.arc(here, grid[i + SIDE], ArcKind.CORRIDOR, GAP_M)
        if is_open_plan:
            _cut_across(made, grid)
        cabin = made.node(east + 44, north + 46, level)
        made.arc(grid[12], cabin, ArcKind.ELEVATOR, 0, seconds=ELEVATOR_WAIT_S, fixture=made.elevators)
        made.arc(cabin, grid[12], ArcKind.ELEVATOR, 0, seconds=ELEVATOR_LEAVE_S, fixture=made.elevators)
        if below:
            made.arc(cabin_below, cabin, ArcKind.ELEVATOR, 0, seconds=ELEVATOR_FLOOR_S, fixture=made.elevators)
            made.arc(below[0], grid[0], ArcKind.STAIR, 8.0)
            made.arc(below[-1], grid[-1], ArcKind.STAIR, 8.0)
        else:
            door = grid[2]
        below, cabin_below = grid, cabin
    return door


def _cut_across(made: Town, grid: list[int]) -> None:
    for i in range(len(grid) - SIDE):
        if i % SIDE < SIDE - 1:
            made.arc(grid[i], grid[i + SIDE + 1], ArcKind.CORRIDOR, GAP_M * 2**0.5)
            made.arc(grid[i + 1], grid[i + SIDE], ArcKind.CORRIDOR, GAP_M * 2**0.5)


def _block(made: Town, corners: dict[tuple[int, int], int], column: int, row: int, door: int) -> None:
    """The four street corners around a tower and the roads between them."""
    around = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)]
    fresh = []
    for spot in around:
        if spot not in corners:
            corners[spot] = made.node(spot[0] * BLOCK_M, spot[1] * BLOCK_M, 0)
            fresh.append(spot)
    for a, b in zip(around, [*around[1:], around[0]], strict=True):
        if a in fresh or b in fresh:
            made.arc(corners[a], corners[b], ArcKind.ROAD, BLOCK_M)
    made.arc(door, corners[around[0]], ArcKind.OUTDOOR, 48.0)


def collection(nodes: int, *, site: str, is_open_plan: bool = False) -> dict[str, Any]:
    """The same campus as GeoJSON, for :func:`actions.import_geojson`; keys are "town/<id>"."""
    made = town(nodes, is_open_plan=is_open_plan)
    at = {row[0]: [row[1], row[2]] for row in made.nodes}
    rows = [_feature(f"town/lift-{n}", "fixture", "Point", at[1], _elevator(n)) for n in range(1, made.elevators + 1)]
    rows += [
        _feature(f"town/{one}", "node", "Point", [lon, lat], {"level": level}) for one, lon, lat, level, _ in made.nodes
    ]
    for one, a, b, kind, meters, seconds, one_way, fixture in made.arcs:
        about = {"from": f"town/{a}", "to": f"town/{b}", "way": str(kind), "meters": meters, "one_way": one_way}
        extra = {"seconds": seconds, "fixture": f"town/lift-{fixture}" if fixture else ""}
        rows.append(_feature(f"town/arc-{one}", "arc", "LineString", [at[a], at[b]], {**about, **extra}))
    for row in rows:
        row["properties"]["site"] = site
    return {"type": "FeatureCollection", "features": rows}


def _elevator(number: int) -> dict[str, Any]:
    return {"name": f"Tower {number} elevator", "fixture": FixtureKind.ELEVATOR.value, "number": str(number)}


def _feature(key: str, kind: str, form: str, coordinates: Any, about: dict[str, Any]) -> dict[str, Any]:
    geometry = {"type": form, "coordinates": coordinates}
    return {"type": "Feature", "id": key, "properties": {"kind": kind, **about}, "geometry": geometry}
