"""A way in words a dispatcher says aloud: through which houses, into which, by which stair to which floor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from watchkeeper.core.places import walking
from watchkeeper.core.places.models import ArcKind, Fixture, Node
from watchkeeper.core.places.ways import KINDS, Ways

UPRIGHT = (KINDS.index(ArcKind.ELEVATOR.value), KINDS.index(ArcKind.STAIR.value))


class Spot(NamedTuple):
    """A point of the way: WGS 84, the floor it is on (None outdoors), that floor's number and building."""

    lon: float
    lat: float
    floor: int | None
    number: str
    building: str


@dataclass(frozen=True)
class Walked:
    """A way from one node to another: seconds (``inf``: none), its points, and its turns in words."""

    seconds: float
    spots: list[Spot]
    words: list[str]


def walked(department_id: int, start: int, end: int, *, mode: str = "foot", ways: Ways | None = None) -> Walked:
    """The quickest way in ``mode`` on the live graph, as `recommend` reckons it (two queries, and the graph's mark)."""
    live = ways or walking.live(department_id)
    seconds, nodes = live.path(start, end, mode)
    if not nodes:
        return Walked(seconds, [], [])
    rows = Node.objects.filter(pk__in=set(nodes))
    known = {
        pk: Spot(lon, lat, floor, number or "", building or "")
        for pk, lon, lat, floor, number, building in rows.values_list(
            "pk", "lon", "lat", "floor", "floor__number", "floor__building__name"
        )
    }
    spots = [known[node] for node in nodes]
    return Walked(seconds, spots, _words(spots, _lifts(live, nodes)))


def _lifts(ways: Ways, nodes: Sequence[int]) -> list[str]:
    """For each step of the way the elevator or stair it takes ("elevator 2"), "" for any other."""
    arcs = ways.arcs
    found: list[tuple[int, int] | None] = []
    places = [ways.position(node) for node in nodes]
    for a, b in pairwise(places):
        either = ((arcs.start == a) & (arcs.end == b)) | ((arcs.start == b) & (arcs.end == a))
        index = np.flatnonzero(either & ways.is_open)
        kinds = [(int(arcs.kind[i]), int(arcs.fixture[i])) for i in index if int(arcs.kind[i]) in UPRIGHT]
        found.append(kinds[0] if kinds else None)
    keys = {one[1] for one in found if one and one[1]}
    numbers = dict(Fixture.objects.filter(pk__in=keys).values_list("pk", "number")) if keys else {}
    return [f"{KINDS[one[0]]} {numbers.get(one[1], '')}".strip() if one else "" for one in found]


def _words(spots: Sequence[Spot], lifts: Sequence[str]) -> list[str]:
    """The turns worth saying: houses gone through are named once, and on the way only where one goes in."""
    said: list[str] = []
    houses: list[str] = []
    for i, (here, there) in enumerate(pairwise(spots)):
        if lifts[i]:
            if here.floor == there.floor:
                continue  # waiting for the car, or leaving it
            if i + 1 < len(lifts) and lifts[i + 1] == lifts[i] and spots[i + 2].floor != there.floor:
                continue  # on it goes
            said += _entered(houses)
            houses = []
            said.append(f"{lifts[i]} to floor {there.number}")
        elif there.building and here.building != there.building:
            houses.append(there.building)
    said += _entered(houses)
    if spots[0].building and not spots[-1].building:
        said.append("outside")
    return said


def _entered(houses: Sequence[str]) -> list[str]:
    if not houses:
        return []
    *passed, last = houses
    return [*([f"through {' and '.join(passed)}"] if passed else []), f"into {last}"]
