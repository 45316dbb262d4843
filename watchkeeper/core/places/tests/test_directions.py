from __future__ import annotations

from math import inf

from watchkeeper.core.departments.actor import Actor
from watchkeeper.core.places import directions, walking
from watchkeeper.core.places.actions import close_way
from watchkeeper.core.places.models import Arc, Fixture, Node, Site
from watchkeeper.kit.clock import SteppedClock


def _node(key: str) -> int:
    return Node.objects.get(key=key).pk


def test_a_way_tells_houses_stairs_and_floors_in_words(campus: Site, house: Actor) -> None:
    way = directions.walked(campus.department_id, _node("b1"), _node("a2"))
    assert way.words == ["into Alder", "stair to floor 2"]
    assert way.seconds == walking.route(_node("b1"), _node("a2")).seconds
    assert [spot.number for spot in way.spots] == ["1", "1", "2"]
    assert directions.walked(campus.department_id, _node("gate"), _node("a2")).words == [
        "into Alder",
        "stair to floor 2",
    ]


def test_closing_the_stair_leads_by_the_elevator(campus: Site, house: Actor, stepped: SteppedClock) -> None:
    close_way(Fixture.objects.get(key="stair-1"), by=house, reason="wet paint")
    way = directions.walked(campus.department_id, _node("gate"), _node("a2"))
    assert way.words == ["into Alder", "elevator 1 to floor 2"]


def test_a_way_by_the_street_says_the_house_it_ends_in(campus: Site, house: Actor, stepped: SteppedClock) -> None:
    close_way(Arc.objects.get(key="a1>b1"), by=house, reason="spill")
    assert directions.walked(campus.department_id, _node("a1"), _node("b1")).words == ["into Birch Street garage"]
    assert directions.walked(campus.department_id, _node("a1"), _node("gate")).words == ["outside"]


def test_houses_gone_through_are_named_together(campus: Site, house: Actor, stepped: SteppedClock) -> None:
    close_way(Arc.objects.get(key="gate>corner"), by=house, reason="dig")
    assert directions.walked(campus.department_id, _node("gate"), _node("b1")).words == [
        "through Alder",
        "into Birch Street garage",
    ]


def test_a_place_that_is_cut_off_has_no_way(campus: Site, house: Actor, stepped: SteppedClock) -> None:
    close_way(Node.objects.get(key="b1"), by=house, reason="gas")
    way = directions.walked(campus.department_id, _node("a1"), _node("b1"))
    assert (way.seconds, way.spots, way.words) == (inf, [], [])
