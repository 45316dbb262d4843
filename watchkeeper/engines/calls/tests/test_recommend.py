"""Whom to send: by the way there, with every reason said and every refusal named."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.world import a_call, a_department, a_dispatcher, a_unit, sent, the_house
from watchkeeper.core.people.actor import with_roles
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.places.actions import close_way
from watchkeeper.core.places.models import Arc, Node, PlacesVersion, Site
from watchkeeper.core.services.spec import Capability, Send
from watchkeeper.engines.calls import actions, standing
from watchkeeper.engines.calls.models import Call, Unit
from watchkeeper.engines.calls.recommend import Option, minutes, picks, recommend
from watchkeeper.kit import clock
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def street(stepped: SteppedClock) -> list[Node]:
    """Six nodes in a row, 140 m (100 s on foot) apart."""
    department = a_department()
    site = Site.objects.create(department=department, key="main", name="Main", lon=-71.07, lat=42.36)
    nodes = [
        Node.objects.create(department=department, site=site, lon=-71.07 + n * 0.0017, lat=42.36, level=0, key=f"n{n}")
        for n in range(6)
    ]
    for a, b in pairwise(nodes):
        Arc.objects.create(department=department, start=a, end=b, kind="outdoor", meters=140.0, key=f"{a.pk}-{b.pk}")
    PlacesVersion.objects.update_or_create(
        pk=department.pk, defaults={"registry": str(nodes[0].pk), "graph": str(nodes[0].pk), "closures": ""}
    )
    return nodes


def at(unit: Unit, node: Node) -> Unit:
    return actions.place_unit(unit, by=the_house(), node=node.pk, lon=node.lon, lat=node.lat, place=f"node {node.key}")


def a_call_at(node: Node, service: str = "suspicious_person", **more: Any) -> Call:
    call = a_call(service, **more)
    Call.objects.filter(pk=call.pk).update(node=node.pk, lon=node.lon, lat=node.lat)
    call.refresh_from_db()
    return call


def ranked(call: Call, **more: Any) -> dict[str, Option]:
    return {option.unit.call_sign: option for option in recommend(call, by=a_dispatcher(), **more)}


def test_the_nearest_by_the_way_there_comes_first_with_its_reasons(street: list[Node]) -> None:
    at(a_unit("A1"), street[3])
    at(a_unit("A2"), street[1])
    found = ranked(a_call_at(street[0]))
    assert list(found) == ["A2", "A1"]
    assert found["A2"].seconds == pytest.approx(100, rel=0.01)
    assert found["A1"].reasons[0] == "5 min on foot"
    assert "free for 0 s" in found["A1"].reasons


def test_a_closed_way_is_walked_around_or_refused(street: list[Node]) -> None:
    at(a_unit("A1"), street[1])
    at(a_unit("A2"), street[0])
    call = a_call_at(street[3])
    closed = close_way(Arc.objects.get(start=street[0], end=street[1]), by=the_house(), reason="ice")
    assert closed.pk
    found = ranked(call)
    assert list(found) == ["A1", "A2"]
    assert found["A2"].refused == "no way there on foot"


def test_each_refusal_has_its_name(street: list[Node], stepped: SteppedClock) -> None:
    by = a_dispatcher()
    call = a_call_at(street[0], "suspicious_person", priority=2)
    a_unit("OFF", is_on_duty=False)
    actions.out_of_service(a_unit("OOS"), by=by, reason="fuel")
    a_unit("AMB", capabilities=["ambulance"])
    actions.press_emergency(a_unit("EMG"), by=by)
    busy = a_call("suspicious_person", priority=2)
    sent(busy, a_unit("SAME"))
    sent(call, a_unit("HERE"))
    worse = a_call("suspicious_person", priority=1)
    sent(worse, a_unit("WORSE"))
    late = at(a_unit("LATE"), street[5])
    Unit.objects.filter(pk=late.pk).update(duty_until=stepped.now() + timedelta(seconds=300))
    booked = at(a_unit("BOOK"), street[5])
    standby = a_call("standby_visible", starts_at=stepped.now() + timedelta(minutes=5))
    actions.reserve(
        standby,
        by=by,
        unit=booked,
        starts_at=stepped.now() + timedelta(minutes=5),
        ends_at=stepped.now() + timedelta(hours=1),
    )
    moving = a_call("generic_assistance", priority=3)
    actions.move(sent(moving, a_unit("MOVE")), by=by, to="transporting")
    assert {sign: option.refused for sign, option in ranked(call).items()} == {
        "OFF": "off duty",
        "OOS": "out of service: fuel",
        "AMB": "not qualified: needs officer",
        "EMG": "its emergency button is pressed",
        "SAME": f"assigned on {busy.number} (P2), as urgent as this",
        "HERE": "on this call already",
        "WORSE": f"assigned on {worse.number} (P1), more urgent",
        "LATE": "shift ends 09:05, before it would be there",
        "BOOK": "reserved from 09:05",
        "MOVE": f"transporting on {moving.number}",
    }


def test_routine_work_is_given_up_for_something_urgent_only(street: list[Node]) -> None:
    escort = a_call("security_escort")
    at(a_unit("A1"), street[0])
    sent(escort, Unit.objects.get(call_sign="A1"))
    at(a_unit("A2"), street[5])
    urgent = ranked(a_call_at(street[0], priority=1))
    assert list(urgent) == ["A1", "A2"]
    assert f"pulled from {escort.number} (P3), assigned" in urgent["A1"].reasons
    routine = ranked(a_call_at(street[0], "generic_assistance", priority=3))
    assert routine["A1"].refused == f"assigned on {escort.number} (P3), as urgent as this"


def test_other_duties_weigh_when_nobody_is_in_danger(street: list[Node], stepped: SteppedClock) -> None:
    by = a_dispatcher()
    near, far = at(a_unit("NEAR", beat="A"), street[1]), at(a_unit("FAR", beat="B"), street[2])
    at(a_unit("MORE", beat="B"), street[5])
    for _ in range(3):
        job = a_call()
        actions.clear(sent(job, near, by=by), by=by, outcome="arrived_safe")
    Unit.objects.filter(pk=near.pk).update(duty_until=stepped.now() + timedelta(minutes=15))
    actions.stack(a_call(), by=by, unit=near)
    call = a_call_at(street[0], priority=3)
    found = ranked(call)
    assert next(iter(found)) == "FAR"
    assert set(found["NEAR"].reasons) == {
        "2 min on foot",
        "free for 0 s",
        "1 stacked on it",
        "shift ends 09:15",
        "3 calls in 8 h",
        "leaves beat A without a free unit",
    }
    assert far.pk == found["FAR"].unit.pk
    assert next(iter(ranked(a_call_at(street[0], priority=1)))) == "NEAR"


def test_a_unit_of_unknown_place_comes_last_and_says_so(street: list[Node]) -> None:
    at(a_unit("FAR"), street[5])
    a_unit("LOST")
    found = ranked(a_call_at(street[0]))
    assert list(found) == ["FAR", "LOST"]
    assert found["LOST"].reasons[0] == "its way is not known"
    assert found["LOST"].seconds is None


def test_off_the_graph_the_crow_flies_and_it_is_said(street: list[Node]) -> None:
    unit = at(a_unit("A1"), street[1])
    Unit.objects.filter(pk=unit.pk).update(node=None)
    option = ranked(a_call_at(street[0]))["A1"]
    assert option.reasons[0].endswith("as the crow flies")
    assert option.seconds == pytest.approx(140, rel=0.05)


def test_secret_work_is_not_told_to_those_not_named(street: list[Node]) -> None:
    covert = a_call("standby_covert", by=a_dispatcher(name="D02"))
    sent(covert, at(a_unit("A1"), street[1]), by=a_dispatcher(name="D02"))
    option = ranked(a_call_at(street[0], priority=0))["A1"]
    assert option.refused == "assigned"
    assert option.seconds is None
    assert covert.number not in str(option)


def test_other_departments_units_are_not_ranked(street: list[Node]) -> None:
    a_unit("X1", department=a_department("other"))
    assert ranked(a_call_at(street[0])) == {}
    stranger = with_roles(department_id=a_department().pk, key="p", name="p", roles=frozenset({Role.ADMINISTRATOR}))
    with pytest.raises(NotAllowed):
        recommend(a_call_at(street[0]), by=stranger)


def test_what_a_service_sends_is_picked_from_the_best(street: list[Node]) -> None:
    at(a_unit("M1", capabilities=["ambulance", "officer"]), street[1])
    at(a_unit("A1"), street[2])
    at(a_unit("A2"), street[5])
    call = a_call_at(street[0], "medical_response", priority=0)
    options = recommend(call, by=a_dispatcher())
    sends = (Send(1), Send(1, Capability.AMBULANCE))
    assert [option.unit.call_sign for option in picks(options, sends)] == ["M1", "A1"]
    assert [option.unit.call_sign for option in picks(options, [Send(1, every=True)])] == ["M1", "A1", "A2"]


def test_the_number_of_queries_is_fixed(street: list[Node]) -> None:
    by = a_dispatcher()
    call = a_call_at(street[0])
    at(a_unit("A1"), street[1])
    recommend(call, by=by)
    with CaptureQueriesContext(connection) as few:
        recommend(call, by=by)
    for number in range(5):
        unit = at(a_unit(f"B{number}"), street[number])
        sent(a_call(), unit)
    with CaptureQueriesContext(connection) as more:
        recommend(call, by=by)
    assert len(few) == len(more) <= 6


@pytest.mark.parametrize(("seconds", "said"), [(-1, "0 s"), (40, "40 s"), (239, "4 min"), (7_500, "2 h 5 min")])
def test_spans_are_said_as_at_the_desk(seconds: float, said: str) -> None:
    assert minutes(seconds) == said


@pytest.mark.django_db(transaction=True)
def test_a_unit_that_moved_since_the_last_look_is_where_it_is_now(street: list[Node]) -> None:
    a1, a2 = at(a_unit("A1"), street[3]), at(a_unit("A2"), street[1])
    call = a_call_at(street[0])
    assert list(ranked(call)) == ["A2", "A1"]
    at(a2, street[5])
    assert list(ranked(call)) == ["A1", "A2"]
    actions.out_of_service(a1, by=a_dispatcher(), reason="fuel")
    a_unit("A3")
    found = ranked(call)
    assert list(found) == ["A2", "A3", "A1"]
    assert found["A1"].refused == "out of service: fuel"


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_took_back_is_not_remembered(street: list[Node]) -> None:
    a1, a2 = at(a_unit("A1"), street[3]), at(a_unit("A2"), street[1])
    call = a_call_at(street[0])
    with transaction.atomic():
        at(a2, street[5])
        assert list(ranked(call)) == ["A1", "A2"]
        transaction.set_rollback(True)
    assert list(ranked(call)) == ["A2", "A1"]
    at(a1, street[2])
    assert list(ranked(call)) == ["A2", "A1"]


@pytest.mark.django_db(transaction=True)
def test_only_units_that_changed_are_read_again(street: list[Node]) -> None:
    at(a_unit("A1"), street[3])
    at(a_unit("A2"), street[1])
    department, now = a_department().pk, clock.now()
    first = standing.read(department, now)[0]
    [again, *_] = standing.read(department, now)
    assert [one is other for one, other in zip(first, again, strict=True)] == [True, True]
    at(Unit.objects.get(call_sign="A2"), street[2])
    [moved, *_] = standing.read(department, now)
    assert [one is other for one, other in zip(first, moved, strict=True)] == [True, False]
