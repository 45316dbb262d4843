"""What stands close to a place, by walking time: who needs an AED must not have to search for it."""

from __future__ import annotations

from typing import NamedTuple

from watchkeeper.core.places import versions, walking
from watchkeeper.core.places.models import Fixture, FixtureKind

# In the order they are told; how many of each are enough to know.
TOLD = (FixtureKind.AED, FixtureKind.DOOR, FixtureKind.BLUE_PHONE, FixtureKind.CAMERA, FixtureKind.PANEL)
EACH = 3
FARTHEST_S = 600.0


class Thing(NamedTuple):
    """A fixture as the reckoning knows it."""

    pk: int
    kind: str
    name: str
    number: str
    floor: int | None
    node: int | None
    lon: float
    lat: float
    site: int


class Near(NamedTuple):
    """A fixture and the seconds it takes from it to the place on foot."""

    thing: Thing
    seconds: float


_held: dict[int, tuple[str, list[Thing]]] = {}


def nearby(department_id: int, node: int, *, marks: versions.Marks | None = None) -> list[Near]:
    """The nearest fixtures of each kind told, within ten minutes on foot, kind by kind and nearest first.

    One query when the registry has changed, besides the marks'; closed ways are honored.
    """
    marks = marks or versions.current(department_id)
    times = walking.live(department_id, marks=marks).times(node)
    found: dict[str, list[Near]] = {kind: [] for kind in TOLD}
    for thing in _things(department_id, marks.registry):
        seconds = times(thing.node)
        if seconds < FARTHEST_S and thing.kind in found:
            found[thing.kind].append(Near(thing, seconds))
    return [near for rows in found.values() for near in sorted(rows, key=lambda one: one.seconds)[:EACH]]


def _things(department_id: int, mark: str) -> list[Thing]:
    held = _held.get(department_id)
    if held is None or held[0] != mark:
        rows = Fixture.objects.filter(department_id=department_id, kind__in=TOLD).order_by("pk")
        columns = ("pk", "kind", "name", "number", "floor_id", "node_id", "lon", "lat", "site_id")
        held = (mark, [Thing(*row) for row in rows.values_list(*columns)])
        _held[department_id] = held
    return held[1]
