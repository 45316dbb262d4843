"""The graph in memory: arrays of nodes and arcs, what is closed, and shortest times over it. No database here."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from copy import copy
from dataclasses import dataclass, field, replace
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from watchkeeper.core.places.models.classes import ArcKind
from watchkeeper.core.places.speeds import STAIR_DOWN, STAIR_UP, VEHICLES, WALK, Vehicle

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

KINDS = tuple(kind.value for kind in ArcKind)
STAIR, ROAD, OUTDOOR = (KINDS.index(kind.value) for kind in (ArcKind.STAIR, ArcKind.ROAD, ArcKind.OUTDOOR))
KEPT = 256  # answers kept per graph: as many destinations as a busy day has open calls, several times over


@dataclass(frozen=True)
class Arcs:
    """Every arc as written down, one position each: ids, ends (as node positions), kind, length, own time."""

    ids: Ints
    start: Ints
    end: Ints
    kind: Ints
    meters: Floats
    seconds: Floats  # NaN: by speed
    one_way: Bools
    fixture: Ints  # 0: none


class Times:
    """Seconds from any node to one place; ``times(node_id)`` is ``inf`` for an unknown or cut-off node."""

    def __init__(self, ways: Ways, seconds: Floats) -> None:
        self._ways = ways
        self._positions = ways.positions()
        self._seconds = seconds

    @property
    def seconds(self) -> Floats:
        """By position in the graph; not to be changed."""
        return self._seconds

    def __call__(self, node_id: int | None) -> float:
        position = self._positions.get(node_id)
        return inf if position is None else self._seconds.item(position)

    __getitem__ = __call__

    def many(self, node_ids: Iterable[int | None]) -> list[float]:
        """Seconds from each of ``node_ids``, in their order."""
        return [self(node_id) for node_id in node_ids]

    def all(self) -> dict[int, float]:
        """Seconds by node id, reachable nodes only."""
        ids = self._ways.node_ids.tolist()
        return {one: value for one, value in zip(ids, self._seconds.tolist(), strict=True) if value != float("inf")}


@dataclass(frozen=True)
class Ways:
    """A department's graph under one set of closures; values never change, :meth:`closing` makes another."""

    node_ids: Ints  # ascending
    lon: Floats
    lat: Floats
    level: Ints
    site: Ints
    arcs: Arcs
    is_open: Bools  # by arc
    _positions: dict[int | None, int] = field(default_factory=dict)
    _laid: dict[str, _Laid] = field(default_factory=dict)  # shared with those that :meth:`closing` makes
    _plans: dict[str, Plan] = field(default_factory=dict)
    _answers: OrderedDict[tuple[str, int], Times] = field(default_factory=OrderedDict)

    def position(self, node_id: int | None) -> int | None:
        """Where a node stands in the arrays, or None."""
        return self.positions().get(node_id)

    def positions(self) -> dict[int | None, int]:
        """Where every node stands, by its id; None stands nowhere. Not to be changed."""
        if not self._positions:
            self._positions.update({one: i for i, one in enumerate(self.node_ids.tolist())})
        return self._positions

    def closing(
        self, *, arcs: Collection[int] = (), nodes: Collection[int] = (), fixtures: Collection[int] = ()
    ) -> Ways:
        """The same graph with exactly these arcs, nodes and fixtures (database ids) closed."""
        shut = np.isin(self.arcs.ids, list(arcs)) | np.isin(self.arcs.fixture, list(fixtures))
        closed_nodes = np.isin(self.node_ids, list(nodes))
        shut |= closed_nodes[self.arcs.start] | closed_nodes[self.arcs.end]
        return replace(self, is_open=~shut, _plans={}, _answers=OrderedDict())

    def plan(self, mode: str) -> Plan:
        """The matrix for ``mode``, made once."""
        key = mode if mode in VEHICLES else "foot"
        if key not in self._plans:
            self._plans[key] = _vehicle_plan(self, VEHICLES[key], key) if key in VEHICLES else _foot_plan(self)
        return self._plans[key]

    def laid(self, mode: str, lay: Callable[[], _Laid]) -> _Laid:
        """The arcs as ``mode`` uses them, open or not: laid once for this graph and all that closures make of it."""
        if mode not in self._laid:
            self._laid[mode] = lay()
        return self._laid[mode]

    def times(self, to_node: int, mode: str = "foot") -> Times:
        """Seconds from every node to ``to_node``; nothing reaches an unknown node."""
        key = (mode if mode in VEHICLES else "foot", to_node)
        found = self._answers.get(key)
        if found is None:
            found = Times(self, self._seconds_to(to_node, mode))
            self._answers[key] = found
            while len(self._answers) > KEPT:
                self._answers.popitem(last=False)
        return found

    def _seconds_to(self, to_node: int, mode: str) -> Floats:
        position = self.position(to_node)
        if position is None:
            return np.full(len(self.node_ids), np.inf)
        if mode in VEHICLES:
            return self.plan(mode).seconds_from(self.times(to_node).seconds)
        return self.plan("foot").seconds_to(position)

    def path(self, start: int, end: int, mode: str = "foot") -> tuple[float, list[int]]:
        """Seconds and node ids of the quickest way; ``(inf, [])`` when there is none."""
        a, b = self.position(start), self.position(end)
        if a is None or b is None:
            return float("inf"), []
        seconds, steps = self.plan(mode).path(a, b)
        return seconds, [int(self.node_ids[i]) for i in steps]

    def nearest(self, lon: float, lat: float, *, site: int | None = None, level: int | None = None) -> int | None:
        """The node nearest to a position, on ``site`` and ``level`` when given."""
        allowed = np.ones(len(self.node_ids), dtype=bool)
        allowed &= True if site is None else self.site == site
        allowed &= True if level is None else self.level == level
        if not allowed.any():
            return None
        squared = ((self.lon - lon) * np.cos(np.radians(lat))) ** 2 + (self.lat - lat) ** 2
        return int(self.node_ids[np.where(allowed, squared, np.inf).argmin()])


@dataclass(frozen=True)
class Plan:
    """Sparse matrices of seconds, turned round: one run from the destination gives the way from everywhere.

    On foot that is all. A vehicle stands where its driver's shortest walk meets the road: one walks there, rides to
    where one gets off, and walks the rest. Who is beside the road is taken to sit on the vehicle already.
    """

    walk: Any  # csr_array of float64; scipy's own type says too little
    ride: Any = None  # :func:`_startable`: a row for each of the riders, and the one that all of them are entered from
    riders: Ints | None = None  # node positions one can ride at, ascending
    vehicle: Vehicle | None = None
    to_vehicle: Floats | None = None  # seconds on foot from every node to the vehicle
    stands: Ints | None = None  # the row of `riders` where it stands
    toward: Ints | None = None  # the next node on that walk

    def seconds_to(self, position: int) -> Floats:
        """Seconds on foot, or by the vehicle where that is quicker, from every node to the one at ``position``."""
        return self.seconds_from(np.asarray(dijkstra(self.walk, indices=np.array(position))))

    def seconds_from(self, walking: Floats) -> Floats:
        """The same from what the way on foot takes from every node; the long run is not made again."""
        if self.vehicle is None or self.riders is None or self.to_vehicle is None:
            return walking
        riding = _entered(self.ride, walking[self.riders] + self.vehicle.park_s)
        best = np.minimum(walking, self.to_vehicle + self.vehicle.mount_s + riding[self.stands])
        best[self.riders] = np.minimum(best[self.riders], riding)
        return best

    def path(self, start: int, end: int) -> tuple[float, list[int]]:
        """Seconds and node positions from ``start`` to ``end``; ``(inf, [])`` when cut off."""
        walking, after = _run(self.walk, end)
        on_foot = float(walking[start]), lambda: _follow(after, start)
        if self.vehicle is None or self.riders is None or self.to_vehicle is None or self.stands is None:
            return _taken([on_foot])
        riders, toward, stand = self.riders, self.toward, int(self.stands[start])
        riding, ride_after = _entered_by(self.ride, walking[riders] + self.vehicle.park_s)

        def ride_from(row: int) -> list[int]:
            ridden = [int(riders[one]) for one in _follow(ride_after, row)]
            return ridden + _follow(after, ridden[-1])[1:]

        def mount_from(spot: int) -> list[int]:
            assert toward is not None
            return _follow(toward, spot) + ride_from(stand)[1:]

        mounting = float(self.to_vehicle[start] + self.vehicle.mount_s + riding[stand])
        ways = [on_foot, (mounting, lambda: mount_from(start))]
        row = int(np.searchsorted(riders, start))
        if row < len(riders) and int(riders[row]) == start:
            ways.append((float(riding[row]), lambda: ride_from(row)))
        return _taken(ways)


def _taken(ways: list[tuple[float, Callable[[], list[int]]]]) -> tuple[float, list[int]]:
    """The quickest of several ways, spelled out."""
    seconds, spell = min(ways, key=lambda way: way[0])
    return (seconds, spell()) if seconds != float("inf") else (seconds, [])


def _run(matrix: Any, source: int) -> tuple[Floats, Ints]:
    """Seconds from ``source`` over a turned matrix, and each row's next one on its way there (negative: none)."""
    seconds, after = dijkstra(matrix, indices=np.array(source), return_predecessors=True)
    return np.asarray(seconds), np.asarray(after)


def _startable(matrix: Any) -> Any:
    """``matrix`` with one row more, from which every other is entered; how late each is, is filled in when it is known.

    Laying the rows anew for each destination costs more than the run over them.
    """
    size = matrix.shape[0]
    indices = np.concatenate([matrix.indices, np.arange(size, dtype=matrix.indices.dtype)])
    ends = np.append(matrix.indptr, len(indices)).astype(matrix.indptr.dtype)
    return csr_array((np.concatenate([matrix.data, np.zeros(size)]), indices, ends), shape=(size + 1, size + 1))


def _filled(startable: Any, seconds: Floats) -> Any:
    """A copy with ``seconds`` on the clock of each row when it is entered; infinite where it never is."""
    found = copy(startable)  # the rows are shared: several threads fill in their own seconds
    found.data = np.concatenate([startable.data[: -len(seconds)], seconds])
    return found


def _entered(startable: Any, seconds: Floats) -> Floats:
    """Seconds from several rows at once, each with ``seconds`` already on the clock."""
    size = len(seconds)
    return np.asarray(dijkstra(_filled(startable, seconds), indices=np.array(size)))[:size]


def _entered_by(startable: Any, seconds: Floats) -> tuple[Floats, Ints]:
    """As :func:`_entered`, with each row's next one on its way (negative: none)."""
    size = len(seconds)
    reached, after = _run(_filled(startable, seconds), size)
    return reached[:size], np.where(after[:size] == size, -1, after[:size])


def _follow(after: Ints, row: int) -> list[int]:
    """Rows from ``row`` on, until there is no next."""
    rows = [row]
    while after[rows[-1]] >= 0:
        rows.append(int(after[rows[-1]]))
    return rows


@dataclass(frozen=True)
class _Laid:
    """Every arc as one may use it, open or not: tail, head, seconds and whose arc it is; by head, tail and seconds.

    Laid once for all that a day's closures make of the graph: sorting costs more than the rest of it together.
    """

    tail: Ints
    head: Ints
    seconds: Floats
    arc: Ints

    @classmethod
    def by(cls, tail: Ints, head: Ints, seconds: Floats, arc: Ints) -> _Laid:
        """In order; no arc is free."""
        cost = np.maximum(seconds, 1e-3)
        order = np.lexsort((cost, tail, head))
        return cls(tail[order], head[order], cost[order], arc[order])

    def turned(self, is_open: Bools, nodes: Ints) -> Any:
        """The reversed graph of what is open, a row for each of ``nodes``; of parallel arcs the quickest counts."""
        size, shown = len(nodes), is_open[self.arc]
        tail, head, cost = self.tail[shown], self.head[shown], self.seconds[shown]
        first = np.ones(len(tail), dtype=bool)
        first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
        rows = np.zeros(int(nodes[-1]) + 1 if size else 0, dtype=np.int32)
        rows[nodes] = np.arange(size)
        ends = np.zeros(size + 1, dtype=np.int32)
        np.cumsum(np.bincount(rows[head[first]], minlength=size), out=ends[1:])
        return csr_array((cost[first], rows[tail[first]], ends), shape=(size, size))


def _walked(ways: Ways) -> _Laid:
    """Every arc as a walker may use it, in both directions. One-way roads bind no walker."""
    arcs = ways.arcs
    back = ~arcs.one_way | (arcs.kind == ROAD)
    tail = np.concatenate([arcs.start, arcs.end[back]])
    head = np.concatenate([arcs.end, arcs.start[back]])
    arc = np.concatenate([np.arange(len(arcs.ids)), np.flatnonzero(back)])
    up = ways.level[head] > ways.level[tail]
    speed = np.where(arcs.kind[arc] == STAIR, np.where(up, STAIR_UP, STAIR_DOWN), WALK)
    own = arcs.seconds[arc]
    return _Laid.by(tail, head, np.where(np.isnan(own), arcs.meters[arc] / speed, own), arc)


def _ridden(ways: Ways, vehicle: Vehicle) -> _Laid:
    """Every arc ``vehicle`` may use."""
    arcs = ways.arcs
    speed = np.where(arcs.kind == ROAD, vehicle.road, np.where(arcs.kind == OUTDOOR, vehicle.outdoor, 0.0))
    there, back = np.flatnonzero(speed > 0), np.flatnonzero((speed > 0) & ~arcs.one_way)
    arc = np.concatenate([there, back])
    tail = np.concatenate([arcs.start[there], arcs.end[back]])
    head = np.concatenate([arcs.end[there], arcs.start[back]])
    return _Laid.by(tail, head, arcs.meters[arc] / speed[arc], arc)


def _foot_plan(ways: Ways) -> Plan:
    laid = ways.laid("foot", lambda: _walked(ways))
    return Plan(laid.turned(ways.is_open, np.arange(len(ways.node_ids))))


def _vehicle_plan(ways: Ways, vehicle: Vehicle, mode: str) -> Plan:
    walk = ways.plan("foot").walk
    laid = ways.laid(mode, lambda: _ridden(ways, vehicle))
    shown = ways.is_open[laid.arc]
    riders = np.unique(np.concatenate([laid.tail[shown], laid.head[shown]]))
    if not len(riders):
        return Plan(walk)
    ride = _startable(laid.turned(ways.is_open, riders))
    near, toward, source = dijkstra(walk, indices=riders, min_only=True, return_predecessors=True)
    # Where nobody can walk to the road (source -9999), the seconds are infinite and any row will do.
    stands = np.searchsorted(riders, np.maximum(source, riders[0]))
    return Plan(walk, ride, riders, vehicle, np.asarray(near), stands, np.asarray(toward))
