"""How long it takes to get there, and by which way: the live graph, its closures, kept in memory by version."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db.models import Q

from watchkeeper.core.places import versions
from watchkeeper.core.places.models import Arc, Closure, Node
from watchkeeper.core.places.synthetic import town
from watchkeeper.core.places.versions import Marks
from watchkeeper.core.places.ways import KINDS, Arcs, Times, Ways
from watchkeeper.kit import clock


@dataclass(frozen=True)
class Route:
    """The quickest way: seconds, node ids, and (longitude, latitude, level) of each. Unreachable: ``inf`` and empty."""

    seconds: float
    nodes: list[int]
    points: list[tuple[float, float, int]]


@dataclass(frozen=True)
class _Held:
    marks: Marks
    bare: Ways  # nothing closed
    ways: Ways
    good_until: datetime | None  # the first moment a closure ends by itself


_held: dict[int, _Held] = {}
_lock = threading.Lock()


def times(department_id: int, to_node: int | None, *, mode: str = "foot") -> Times:
    """Seconds from every node to ``to_node`` in ``mode``, closures honored; ``times(…)(node_id)``, ``inf`` if cut off.

    Vehicles are left where their road ends and the rest is walked. A post ("post") walks when pulled.
    """
    return live(department_id).times(-1 if to_node is None else to_node, mode)


def route(a: int, b: int, mode: str = "foot", *, department_id: int | None = None) -> Route:
    """The quickest way from node ``a`` to node ``b``; giving the department saves a query."""
    if department_id is None:
        department_id = Node.objects.filter(pk=a).values_list("department_id", flat=True).first()
    if department_id is None:
        return Route(float("inf"), [], [])
    ways = live(department_id)
    seconds, nodes = ways.path(a, b, mode)
    at = [ways.position(node) or 0 for node in nodes]
    points = [(float(ways.lon[i]), float(ways.lat[i]), int(ways.level[i])) for i in at]
    return Route(seconds, nodes, points)


def nearest(
    department_id: int, lon: float, lat: float, *, site_id: int | None = None, level: int | None = None
) -> int | None:
    """The node nearest to a position (WGS 84), on a site and level when given; None where there is no graph."""
    return live(department_id).nearest(lon, lat, site=site_id, level=level)


def live(department_id: int, *, marks: Marks | None = None) -> Ways:
    """The department's graph as it stands at this moment: one query when nothing has changed, none with its marks."""
    marks = marks or versions.current(department_id)
    held = _held.get(department_id)
    if held is None or held.marks.graph != marks.graph:
        with _lock:
            held = _held.get(department_id)
            if held is None or held.marks.graph != marks.graph:
                held = _close(department_id, marks, _read(department_id))
                _held[department_id] = held
    if held.marks.closures != marks.closures or (held.good_until and clock.now() >= held.good_until):
        held = _close(department_id, marks, held.bare)
        _held[department_id] = held
    return held.ways


def open_closures(department_id: int) -> Q:
    """The closures of a department in force now."""
    now = clock.now()
    return Q(department_id=department_id, opened_at=None, closed_at__lte=now) & (Q(until=None) | Q(until__gt=now))


def _close(department_id: int, marks: Marks, bare: Ways) -> _Held:
    rows = list(Closure.objects.filter(open_closures(department_id)).values_list("arc", "node", "fixture", "until"))
    if not rows:
        return _Held(marks, bare, bare, None)
    ways = bare.closing(
        arcs={row[0] for row in rows if row[0]},
        nodes={row[1] for row in rows if row[1]},
        fixtures={row[2] for row in rows if row[2]},
    )
    return _Held(marks, bare, ways, min((row[3] for row in rows if row[3]), default=None))


def _read(department_id: int) -> Ways:
    nodes = list(
        Node.objects.filter(department_id=department_id)
        .order_by("id")
        .values_list("id", "lon", "lat", "level", "site_id")
    )
    arcs = list(
        Arc.objects.filter(department_id=department_id)
        .order_by("id")
        .values_list("id", "start_id", "end_id", "kind", "meters", "seconds", "is_one_way", "fixture_id")
    )
    return assemble(nodes, arcs)


def assemble(
    nodes: Sequence[tuple[int, float, float, int, int]],
    arcs: Sequence[tuple[int, int, int, str, float, float | None, bool, int | None]],
) -> Ways:
    """A graph from rows: nodes (id, lon, lat, level, site) by ascending id, and arcs between them."""
    ids = np.array([row[0] for row in nodes], dtype=np.int64)
    kinds = {kind: code for code, kind in enumerate(KINDS)}
    columns = Arcs(
        ids=np.array([row[0] for row in arcs], dtype=np.int64),
        start=np.searchsorted(ids, np.array([row[1] for row in arcs], dtype=np.int64)),
        end=np.searchsorted(ids, np.array([row[2] for row in arcs], dtype=np.int64)),
        kind=np.array([kinds[row[3]] for row in arcs], dtype=np.int64),
        meters=np.array([row[4] for row in arcs], dtype=np.float64),
        seconds=np.array([np.nan if row[5] is None else row[5] for row in arcs], dtype=np.float64),
        one_way=np.array([row[6] for row in arcs], dtype=bool),
        fixture=np.array([row[7] or 0 for row in arcs], dtype=np.int64),
    )
    return Ways(
        node_ids=ids,
        lon=np.array([row[1] for row in nodes], dtype=np.float64),
        lat=np.array([row[2] for row in nodes], dtype=np.float64),
        level=np.array([row[3] for row in nodes], dtype=np.int64),
        site=np.array([row[4] for row in nodes], dtype=np.int64),
        arcs=columns,
        is_open=np.ones(len(arcs), dtype=bool),
    )


def synthetic(nodes: int = 10_000) -> Ways:
    """A made-up campus in memory (towers, stairs, elevators, streets), for benches; nothing touches the database."""
    made = town(nodes)
    return assemble(made.nodes, made.arcs)
