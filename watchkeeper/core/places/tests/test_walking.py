from __future__ import annotations

from dataclasses import fields, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import settings as search
from hypothesis import strategies as st

from watchkeeper.core.departments.actor import Actor
from watchkeeper.core.places import synthetic, walking
from watchkeeper.core.places.actions import import_geojson
from watchkeeper.core.places.models import Node, Site
from watchkeeper.core.places.ways import Ways

INF = float("inf")
TOWN = walking.synthetic(1500)
IDS = TOWN.node_ids.tolist()
nodes = st.sampled_from(IDS)
modes = st.sampled_from(["foot", "bicycle", "motorcycle", "cruiser", "post"])
closed = st.fixed_dictionaries(
    {
        "arcs": st.sets(st.sampled_from(TOWN.arcs.ids.tolist()), max_size=60),
        "nodes": st.sets(nodes, max_size=10),
        "fixtures": st.sets(st.integers(1, 3), max_size=2),
    }
)


def test_a_made_up_campus_has_the_size_asked_for() -> None:
    assert len(walking.synthetic(10_000).node_ids) == 10_000
    assert len(walking.synthetic(700).node_ids) >= 700


@pytest.mark.property
@search(max_examples=150)
@given(nodes, nodes, nodes)
def test_going_by_way_of_a_third_place_is_never_quicker(a: int, b: int, c: int) -> None:
    direct, detour = TOWN.times(c)(a), TOWN.times(b)(a) + TOWN.times(c)(b)
    assert direct <= detour + 1e-6
    assert TOWN.times(a)(a) == 0


@pytest.mark.property
@search(max_examples=150)
@given(nodes, nodes, closed)
def test_closing_ways_never_makes_a_walk_shorter(a: int, b: int, shut: dict[str, Any]) -> None:
    # With a vehicle it may: the driver's own way to the street, and with it where the vehicle stands, changes too.
    assert TOWN.closing(**shut).times(b)(a) >= TOWN.times(b)(a) - 1e-6


@pytest.mark.property
@search(max_examples=50)
@given(nodes, modes, closed)
def test_what_is_closed_is_as_if_it_had_never_been_built(to: int, mode: str, shut: dict[str, Any]) -> None:
    closing = TOWN.closing(**shut)
    rest = replace(TOWN.arcs, **{f.name: getattr(TOWN.arcs, f.name)[closing.is_open] for f in fields(TOWN.arcs)})
    without = Ways(TOWN.node_ids, TOWN.lon, TOWN.lat, TOWN.level, TOWN.site, rest, np.ones(len(rest.ids), dtype=bool))
    assert np.allclose(closing.times(to, mode).seconds, without.times(to, mode).seconds, equal_nan=True)


@pytest.mark.property
@search(max_examples=150)
@given(nodes, nodes, modes, closed)
def test_a_vehicle_is_never_slower_than_walking(a: int, b: int, mode: str, shut: dict[str, Any]) -> None:
    ways = TOWN.closing(**shut)
    assert ways.times(b, mode)(a) <= ways.times(b)(a) + 1e-6


@pytest.mark.property
@search(max_examples=150)
@given(nodes, nodes, modes, closed)
def test_a_route_takes_the_time_it_says_and_uses_open_ways(a: int, b: int, mode: str, shut: dict[str, Any]) -> None:
    ways = TOWN.closing(**shut)
    seconds, steps = ways.path(a, b, mode)
    assert seconds == pytest.approx(ways.times(b, mode)(a))
    if seconds == INF:
        assert steps == []
        return
    assert (steps[0], steps[-1]) == (a, b)
    usable = open_pairs(ways)
    assert all(frozenset(pair) in usable for pair in pairwise(steps) if pair[0] != pair[1])


def open_pairs(ways: Ways) -> set[frozenset[int]]:
    ends = zip(ways.arcs.start[ways.is_open].tolist(), ways.arcs.end[ways.is_open].tolist(), strict=True)
    return {frozenset((int(ways.node_ids[a]), int(ways.node_ids[b]))) for a, b in ends}


def test_going_down_a_stair_is_quicker_than_up(campus: Site) -> None:
    a1, a2 = (Node.objects.get(key=key).pk for key in ("a1", "a2"))
    assert walking.times(campus.department_id, a1)(a2) < walking.times(campus.department_id, a2)(a1)


def test_a_vehicle_rides_the_road_and_walks_the_rest(campus: Site) -> None:
    gate, corner, upstairs = (Node.objects.get(key=key).pk for key in ("gate", "corner", "a2"))
    foot, cruiser = (walking.times(campus.department_id, corner, mode=mode)(gate) for mode in ("foot", "cruiser"))
    assert cruiser < foot
    assert walking.times(campus.department_id, upstairs, mode="cruiser")(corner) < INF
    assert walking.times(campus.department_id, upstairs, mode="post")(corner) == walking.times(
        campus.department_id, upstairs
    )(corner)


def test_a_route_names_its_points_and_levels(campus: Site) -> None:
    start, end = (Node.objects.get(key=key).pk for key in ("b1", "a2"))
    route = walking.route(start, end)
    keys = [Node.objects.get(pk=node).key for node in route.nodes]
    assert keys == ["b1", "a1", "a2"]
    assert [point[2] for point in route.points] == [0, 0, 1]
    assert route.seconds == pytest.approx(walking.times(campus.department_id, end)(start))


def test_what_is_unknown_is_out_of_reach(campus: Site) -> None:
    here = Node.objects.get(key="a1").pk
    assert walking.times(campus.department_id, None)(here) == INF
    assert walking.times(campus.department_id, 10**9)(here) == INF
    assert walking.times(campus.department_id, here).many([None, 10**9, here]) == [INF, INF, 0.0]
    assert walking.route(here, 10**9).nodes == []
    assert walking.route(10**9, here).nodes == []
    assert walking.times(10**9, here)(here) == INF


def test_the_nearest_node_is_found_by_place_and_level(campus: Site) -> None:
    node = Node.objects.get(key="a2")
    found = walking.nearest(campus.department_id, node.lon, node.lat, level=1, site_id=campus.pk)
    assert found == node.pk
    assert walking.nearest(campus.department_id, node.lon, node.lat, level=9) is None


def test_a_graph_that_has_not_changed_costs_one_query(campus: Site) -> None:
    here = Node.objects.get(key="a1").pk
    walking.times(campus.department_id, here)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        walking.times(campus.department_id, here)
    assert len(asked) == 1


def test_a_made_up_campus_goes_through_the_real_import(site: Site, house: Actor) -> None:
    import_geojson(synthetic.collection(600, site="main"), by=house)
    ways = walking.live(site.department_id)
    assert len(ways.node_ids) == len(walking.synthetic(600).node_ids)
    first = Node.objects.get(key="town/1").pk
    reached = walking.times(site.department_id, first).all()
    made = walking.synthetic(600).times(1).all()
    assert sorted(reached.values()) == pytest.approx(sorted(made.values()))
