from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import world
from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal.feed import View
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.places import find
from watchkeeper.core.places.actions import close_way, import_geojson, open_way
from watchkeeper.core.places.models import Arc, Closure, Fixture, Floor, Node, Site
from watchkeeper.core.places.tests.conftest import LAT, LON, a_house, collection, one, spot
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.approach import approach
from watchkeeper.engines.calls.board import board
from watchkeeper.engines.calls.models import Call, Unit
from watchkeeper.engines.calls.recommend import recommend
from watchkeeper.kit.errors import NotAllowed


@pytest.fixture
def ground(db: None) -> Iterator[Department]:
    """The department with the small house of two towers on it, and an AED in the far one."""
    department = world.a_department()
    Site.objects.create(department=department, key="main", name="Main Campus", lon=LON, lat=LAT, is_main=True)
    heart = one("fixture", "aed", spot(8, 1), name="Birch AED", fixture="aed", node="b1", floor="b/1")
    import_geojson(collection(*a_house(), heart), by=world.the_house(), site="main")
    yield department
    find.forget()


@pytest.fixture
def call(ground: Department) -> Call:
    floor = Floor.objects.get(key="a/2")
    return world.a_call(place="Alder 2", place_ref=f"floor:{floor.pk}")


def a_unit_at(key: str, sign: str, by: Actor) -> Unit:
    floor = Floor.objects.get(key=key)
    return actions.place_unit(world.a_unit(sign), by=by, place_ref=f"floor:{floor.pk}")


def test_nobody_sent_yet_shows_the_way_of_the_unit_that_would_be_recommended(call: Call) -> None:
    by = world.a_dispatcher()
    a_unit_at("b/1", "B07", by)
    a_unit_at("a/1", "A12", by)
    told = approach(call, by)
    assert [(route["unit"], route["status"], route["words"]) for route in told["routes"]] == [
        ("A12", "", ["stair to floor 2"])
    ]
    best = recommend(call, by=by)[0]
    assert best.seconds is not None
    assert (told["routes"][0]["k"], told["routes"][0]["seconds"]) == (best.unit.subject, round(best.seconds))
    assert told["floor"] == Floor.objects.get(key="a/2").pk
    assert ("Birch AED", "aed") in [(near["name"], near["kind"]) for near in told["close"]]


def test_those_on_their_way_are_shown_and_those_who_arrived_are_not(call: Call) -> None:
    by = world.a_dispatcher()
    far, near = a_unit_at("b/1", "B07", by), a_unit_at("a/1", "A12", by)
    going, there = actions.assign(call, by=by, units=[far, near])
    actions.move(there, by=by, to="on_scene")
    actions.move(going, by=by, to="en_route")
    [route] = approach(Call.objects.get(pk=call.pk), by)["routes"]
    assert (route["unit"], route["status"]) == ("B07", "en_route")
    assert route["words"] == ["into Alder", "stair to floor 2"]
    assert [one[2] for one in route["spots"]] == [Floor.objects.get(key=key).pk for key in ("b/1", "a/1", "a/2")]


def test_a_closure_changes_the_way_and_opening_it_changes_it_back(call: Call) -> None:
    by = world.a_dispatcher()
    a_unit_at("a/1", "A12", by)
    [before] = approach(call, by)["routes"]
    close_way(Fixture.objects.get(key="stair-1"), by=by, reason="wet paint")
    [after] = approach(call, by)["routes"]
    assert (before["words"], after["words"]) == (["stair to floor 2"], ["elevator 1 to floor 2"])
    assert after["seconds"] > before["seconds"]
    open_way(Closure.objects.get(), by=by)
    assert approach(call, by)["routes"] == [before]
    for arc in Arc.objects.filter(kind__in=("stair", "elevator"), fixture__key__in=("stair-1", "car-1")):
        close_way(arc, by=by, reason="fire")
    assert approach(call, by)["routes"] == []


def test_a_place_told_in_words_alone_has_no_way(ground: Department) -> None:
    told = approach(world.a_call(place="somewhere"), world.a_dispatcher())
    assert (told["floor"], told["routes"], told["close"]) == (None, [], [])


def test_the_cost_does_not_grow_with_units_or_history(call: Call) -> None:
    by = world.a_dispatcher()

    def once() -> int:
        with CaptureQueriesContext(connection) as asked:
            approach(call, by)
        return len(asked)

    def cost() -> int:
        return min(once() for _ in range(3))  # what a process remembers for a second may lapse in between

    a_unit_at("a/1", "A12", by)
    few = cost()
    for number in range(6):
        unit = a_unit_at("b/1", f"B{number}", by)
        done = world.a_call(place="Alder 1", place_ref=f"floor:{Floor.objects.get(key='a/1').pk}")
        actions.clear(world.sent(done, unit, by=by), by=by, outcome="arrived_safe")
    assert cost() <= few <= 10


def test_a_covert_call_tells_its_node_to_nobody_on_the_board(ground: Department) -> None:
    owner, node = world.a_supervisor(), Node.objects.get(key="a2")
    floor = Floor.objects.get(key="a/2")
    covert = world.a_call("standby_covert", by=owner, place="Alder 2", place_ref=f"floor:{floor.pk}")
    unit = a_unit_at("a/2", "A12", owner)
    shown = View(ground.pk, 2, "en")
    assert [row["nd"] for row in board(shown)] == [node.pk]
    world.sent(covert, unit, by=owner)
    assert [(row["k"], row["nd"], row["lon"]) for row in board(shown)] == [(unit.subject, None, None)]


def test_a_unit_on_covert_work_is_nobodys_nearest(call: Call) -> None:
    owner, other = world.a_supervisor(), world.a_dispatcher()
    unit = a_unit_at("a/1", "A12", owner)
    world.sent(world.a_call("standby_covert", by=owner, place="Alder 1"), unit, by=owner)
    assert approach(call, other)["routes"] == []


def test_who_may_not_see_calls_asks_in_vain(call: Call) -> None:
    nobody = Actor(department_id=call.department_id, key="person:0", name="X", roles=frozenset())
    with pytest.raises(NotAllowed):
        approach(call, nobody)
