from __future__ import annotations

from datetime import timedelta

import pytest

from watchkeeper.core.departments.actor import Actor
from watchkeeper.core.places import maps, walking
from watchkeeper.core.places.actions import close_way
from watchkeeper.core.places.models import Arc, Fixture, Node, Site
from watchkeeper.core.places.tests.said import last
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused


def seconds(a: str, b: str) -> float:
    start, end = Node.objects.get(key=a), Node.objects.get(key=b)
    return walking.times(start.department_id, end.pk)(start.pk)


def test_a_closed_stair_sends_people_to_the_elevator(campus: Site, dispatcher: Actor, stepped: SteppedClock) -> None:
    assert seconds("a1", "a2") == pytest.approx(8.0 / 0.55)
    close_way(Fixture.objects.get(key="stair-1"), by=dispatcher, reason="wet floor")
    assert seconds("a1", "a2") == pytest.approx(37.5)
    verb, subject, sentence = last()
    assert (verb, sentence) == ("way.closed", "closed Alder stair 1: wet floor")
    assert subject == f"fixture:{Fixture.objects.get(key='stair-1').pk}"


def test_an_elevator_out_of_service_leaves_the_stair(campus: Site, dispatcher: Actor, stepped: SteppedClock) -> None:
    close_way(Fixture.objects.get(key="stair-1"), by=dispatcher, reason="wet floor")
    close_way(Fixture.objects.get(key="car-1"), by=dispatcher, reason="out of service")
    assert seconds("a1", "a2") == float("inf")


def test_a_closed_arc_is_walked_around(campus: Site, dispatcher: Actor, stepped: SteppedClock) -> None:
    near = seconds("a1", "b1")
    close_way(Arc.objects.get(key="a1>b1"), by=dispatcher, reason="spill")
    assert near < seconds("a1", "b1") < float("inf")


def test_a_closed_node_closes_all_its_ways(campus: Site, dispatcher: Actor, stepped: SteppedClock) -> None:
    close_way(Node.objects.get(key="gate"), by=dispatcher, reason="crane")
    assert seconds("gate", "b1") == float("inf")
    assert seconds("a1", "b1") < float("inf")


def test_a_closure_ends_by_itself(campus: Site, dispatcher: Actor, stepped: SteppedClock) -> None:
    until = stepped.now() + timedelta(hours=1)
    close_way(Fixture.objects.get(key="stair-1"), by=dispatcher, reason="wet floor", until=until)
    assert seconds("a1", "a2") == pytest.approx(37.5)
    stepped.advance(timedelta(hours=1))
    assert seconds("a1", "a2") == pytest.approx(8.0 / 0.55)
    close_way(Fixture.objects.get(key="stair-1"), by=dispatcher, reason="wet again")


def test_the_map_shows_what_is_closed(campus: Site, dispatcher: Actor, stepped: SteppedClock) -> None:
    close_way(Arc.objects.get(key="a1>b1"), by=dispatcher, reason="spill")
    shown = maps.closures(campus.department_id, campus.pk)["features"]
    assert [(row["properties"]["what"], row["properties"]["reason"]) for row in shown] == [
        ("Alder 1, corridor", "spill")
    ]
    assert shown[0]["geometry"]["type"] == "LineString"


def test_closing_twice_is_refused(campus: Site, dispatcher: Actor, stepped: SteppedClock) -> None:
    close_way(Node.objects.get(key="gate"), by=dispatcher, reason="crane")
    with pytest.raises(Refused, match="closed already"):
        close_way(Node.objects.get(key="gate"), by=dispatcher, reason="crane")


def test_a_reason_and_an_end_to_come_are_asked_for(campus: Site, dispatcher: Actor, stepped: SteppedClock) -> None:
    with pytest.raises(Invalid) as refusal:
        close_way(Node.objects.get(key="gate"), by=dispatcher, reason=" ")
    assert "reason" in refusal.value.fields
    with pytest.raises(Invalid) as refusal:
        close_way(Node.objects.get(key="gate"), by=dispatcher, reason="crane", until=stepped.now())
    assert "until" in refusal.value.fields


def test_only_its_own_department_closes_a_way(campus: Site, officer: Actor, stranger: Actor) -> None:
    with pytest.raises(NotAllowed):
        close_way(Node.objects.get(key="gate"), by=officer, reason="crane")
    with pytest.raises(NotAllowed) as refusal:
        close_way(Node.objects.get(key="gate"), by=stranger, reason="crane")
    assert refusal.value.status == 404
