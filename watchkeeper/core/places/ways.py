"""The graph in memory: arrays of nodes and arcs, what is closed, and shortest times over it. No database here."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
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
        self._seconds = seconds

    def __call__(self, node_id: int | None) -> float:
        position = self._ways.position(node_id)
        return float("inf") if position is None else float(self._seconds[position])

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
    _positions: dict[int, int] = field(default_factory=dict)
    _plans: dict[str, Plan] = field(default_factory=dict)
    _answers: OrderedDict[tuple[str, int], Times] = field(default_factory=OrderedDict)

    def position(self, node_id: int | None) -> int | None:
        """Where a node stands in the arrays, or None."""
        if node_id is None:
            return None
        if not self._positions:
            self._positions.update({one: i for i, one in enumerate(self.node_ids.tolist())})
        return self._positions.get(node_id)

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
            self._plans[key] = _vehicle_plan(self, VEHICLES[key]) if key in VEHICLES else _foot_plan(self)
        return self._plans[key]

    def times(self, to_node: int, mode: str = "foot") -> Times:
        """Seconds from every node to ``to_node``; nothing reaches an unknown node."""
        key = (mode, to_node)
        found = self._answers.get(key)
        if found is None:
            position = self.position(to_node)
            nowhere = np.full(len(self.node_ids), np.inf)
            found = Times(self, nowhere if position is None else self.plan(mode).seconds_to(position))
            self._answers[key] = found
            while len(self._answers) > KEPT:
                self._answers.pop(next(iter(self._answers)), None)
        return found

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
    """A matrix of seconds, turned round so that one run from the destination gives the way from everywhere.

    With a vehicle it has three storeys: walking to it, riding, walking on. ``starts`` are the rows a person
    at a node may begin in; a person beside the road is taken to sit on the vehicle already.
    """

    turned: Any  # csr_array of float64; scipy's own type says too little
    nodes: int
    riders: Ints  # node positions that have a riding storey
    layered: bool

    def _fold(self, seconds: Floats) -> Floats:
        if not self.layered:
            return seconds
        n, r = self.nodes, len(self.riders)
        best = np.minimum(seconds[:n], seconds[n + r :])
        best[self.riders] = np.minimum(best[self.riders], seconds[n : n + r])
        return best

    def _goal(self, position: int) -> int:
        return position + self.nodes + len(self.riders) if self.layered else position

    def seconds_to(self, position: int) -> Floats:
        """Seconds from every node to the one at ``position``."""
        return self._fold(np.asarray(dijkstra(self.turned, indices=np.array(self._goal(position)))))

    def path(self, start: int, end: int) -> tuple[float, list[int]]:
        """Seconds and node positions from ``start`` to ``end``."""
        goal = self._goal(end)
        seconds, after = dijkstra(self.turned, indices=np.array(goal), return_predecessors=True)
        here = min(self._rows(start), key=lambda row: float(seconds[row]))
        total = float(seconds[here])
        if total == float("inf"):
            return total, []
        steps = [self._node(here)]
        while here != goal:
            here = int(after[here])
            if self._node(here) != steps[-1]:
                steps.append(self._node(here))
        return total, steps

    def _rows(self, position: int) -> list[int]:
        if not self.layered:
            return [position]
        rows = [position, position + self.nodes + len(self.riders)]
        rider = int(np.searchsorted(self.riders, position))
        if rider < len(self.riders) and int(self.riders[rider]) == position:
            rows.append(self.nodes + rider)
        return rows

    def _node(self, row: int) -> int:
        if not self.layered or row < self.nodes:
            return row
        if row < self.nodes + len(self.riders):
            return int(self.riders[row - self.nodes])
        return row - self.nodes - len(self.riders)


def _walked(ways: Ways) -> tuple[Ints, Ints, Floats]:
    """Every open arc as a walker may use it, in both directions: tail, head, seconds. One-way roads bind no walker."""
    arcs, shown = ways.arcs, ways.is_open
    back = shown & (~arcs.one_way | (arcs.kind == ROAD))
    tail = np.concatenate([arcs.start[shown], arcs.end[back]])
    head = np.concatenate([arcs.end[shown], arcs.start[back]])
    meters = np.concatenate([arcs.meters[shown], arcs.meters[back]])
    own = np.concatenate([arcs.seconds[shown], arcs.seconds[back]])
    kind = np.concatenate([arcs.kind[shown], arcs.kind[back]])
    up = ways.level[head] > ways.level[tail]
    speed = np.where(kind == STAIR, np.where(up, STAIR_UP, STAIR_DOWN), WALK)
    return tail, head, np.where(np.isnan(own), meters / speed, own)


def _ridden(ways: Ways, vehicle: Vehicle) -> tuple[Ints, Ints, Floats]:
    arcs = ways.arcs
    speed = np.where(arcs.kind == ROAD, vehicle.road, np.where(arcs.kind == OUTDOOR, vehicle.outdoor, 0.0))
    there = ways.is_open & (speed > 0)
    back = there & ~arcs.one_way
    seconds = np.divide(arcs.meters, speed, out=np.zeros_like(speed), where=speed > 0)
    tail = np.concatenate([arcs.start[there], arcs.end[back]])
    head = np.concatenate([arcs.end[there], arcs.start[back]])
    return tail, head, np.concatenate([seconds[there], seconds[back]])


def _turned(tail: Ints, head: Ints, seconds: Floats, size: int) -> Any:
    """The reversed graph as a sparse matrix; of parallel arcs the quickest counts, and no arc is free."""
    cost = np.maximum(seconds, 1e-3)
    order = np.lexsort((tail, head))
    tail, head, cost = tail[order], head[order], cost[order]
    if len(tail):
        first = np.flatnonzero(np.r_[True, (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])])
        cost = np.minimum.reduceat(cost, first)
        tail, head = tail[first], head[first]
    return csr_array((cost, (head, tail)), shape=(size, size))


def _foot_plan(ways: Ways) -> Plan:
    tail, head, seconds = _walked(ways)
    n = len(ways.node_ids)
    return Plan(_turned(tail, head, seconds, n), n, np.empty(0, dtype=np.int64), layered=False)


def _vehicle_plan(ways: Ways, vehicle: Vehicle) -> Plan:
    n = len(ways.node_ids)
    tail, head, seconds = _walked(ways)
    ride_tail, ride_head, ride_seconds = _ridden(ways, vehicle)
    riders = np.unique(np.concatenate([ride_tail, ride_head]))
    r = len(riders)
    row = n + np.searchsorted(riders, np.arange(n))
    mount, park = np.full(r, vehicle.mount_s), np.full(r, vehicle.park_s)
    all_tail = np.concatenate([tail, row[ride_tail], tail + n + r, riders, row[riders]])
    all_head = np.concatenate([head, row[ride_head], head + n + r, row[riders], riders + n + r])
    cost = np.concatenate([seconds, ride_seconds, seconds, mount, park])
    return Plan(_turned(all_tail, all_head, cost, 2 * n + r), n, riders, layered=True)
