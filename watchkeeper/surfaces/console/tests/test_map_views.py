"""What the map asks the server for: kept by version, live where it must be, and closed to strangers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import world
from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.models import Preference
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.places import find
from watchkeeper.core.places.actions import import_geojson
from watchkeeper.core.places.models import Arc, Closure, Fixture, Floor, MapLayer, Site
from watchkeeper.core.places.tests.conftest import LAT, LON, a_house, collection, one, spot
from watchkeeper.kit import clock

SignIn = Callable[..., Client]


@pytest.fixture
def site(department: Department) -> Iterator[Site]:
    made = Site.objects.create(department=department, key="main", name="Main", lon=LON, lat=LAT, is_main=True)
    import_geojson(collection(*a_house()), by=world.the_house(department), site="main")
    yield made
    find.forget()


def test_layers_are_asked_again_by_their_mark_and_kept_for_ever_by_version(site: Site, at_desk: SignIn) -> None:
    client, address = at_desk(), f"/console/places/layers/{site.pk}/"
    first = client.get(address)
    assert first["Cache-Control"] == "private, no-cache"
    assert client.get(address, headers={"If-None-Match": f"W/{first['ETag']}"}).status_code == 304
    floor = Floor.objects.get(key="a/1")
    plan = client.get(f"{address}floors/{floor.pk}/", {"v": first.json()["version"]})
    assert plan["Cache-Control"] == "private, max-age=31536000, immutable"
    assert plan.json()["floor"]["name"] == "Alder 1"
    assert "immutable" not in client.get(f"{address}floors/{floor.pk}/", {"v": "old"})["Cache-Control"]
    import_geojson(
        collection(one("fixture", "aed", spot(1, 1), name="AED", fixture="aed")), by=world.the_house(), site="main"
    )
    changed = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (changed.status_code, changed["ETag"] == first["ETag"]) == (200, False)


def test_what_the_browser_holds_already_costs_a_question_or_two(site: Site, at_desk: SignIn) -> None:
    client, address = at_desk(), f"/console/places/layers/{site.pk}/"
    mark = client.get(address)["ETag"]
    with CaptureQueriesContext(connection) as asked:
        client.get(address, headers={"If-None-Match": mark})
    assert len(asked) <= 2, [query["sql"] for query in asked]


def test_a_layer_on_demand_is_fetched_apart(site: Site, at_desk: SignIn) -> None:
    shape = {"type": "FeatureCollection", "features": []}
    MapLayer.objects.create(
        department=site.department, site=site, key="lots", name="Lots", is_base=False, geojson=shape
    )
    first = at_desk().get(f"/console/places/layers/{site.pk}/more/lots/")
    assert first.json() == shape
    again = at_desk().get(f"/console/places/layers/{site.pk}/more/lots/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert at_desk().get(f"/console/places/layers/{site.pk}/more/none/").status_code == 404


def test_a_way_is_closed_and_opened_again_from_the_map(site: Site, at_desk: SignIn) -> None:
    client, stair = at_desk(), Fixture.objects.get(key="stair-1")
    given = {"way": f"fixture:{stair.pk}", "reason": "wet paint", "until": "90"}
    assert client.post("/console/places/close", given).json()["said"].startswith("Closed Alder stair 1")
    closure = Closure.objects.get()
    assert closure.until is not None
    assert timedelta(minutes=89) < closure.until - clock.now() <= timedelta(minutes=90)
    [shown] = client.get(f"/console/places/closures/{site.pk}/").json()["closures"]["features"]
    assert (shown["properties"]["way"], shown["properties"]["reason"]) == (given["way"], "wet paint")
    again = client.post("/console/places/close", given)
    assert (again.status_code, Closure.objects.count()) == (409, 1)
    assert client.post(f"/console/places/open/{closure.pk}").status_code == 200
    assert client.get(f"/console/places/closures/{site.pk}/").json()["closures"]["features"] == []
    assert list(Entry.objects.filter(verb__startswith="way.").order_by("id").values_list("verb", flat=True)) == [
        "way.closed",
        "way.opened",
    ]


@pytest.mark.parametrize(
    "wrong",
    [{"reason": ""}, {"way": "call:1"}, {"way": "arc:x"}, {"until": "25:00"}, {"until": "soon"}, {"reason": "x" * 201}],
)
def test_a_closure_that_cannot_be_read_changes_nothing(wrong: dict[str, str], site: Site, at_desk: SignIn) -> None:
    given = {"way": f"arc:{Arc.objects.all()[0].pk}", "reason": "spill", "until": ""} | wrong
    assert at_desk().post("/console/places/close", given).status_code == 422
    assert Closure.objects.count() == 0


def test_who_may_not_close_ways_is_refused(site: Site, at_desk: SignIn) -> None:
    given = {"way": f"arc:{Arc.objects.all()[0].pk}", "reason": "spill"}
    assert at_desk(Role.DIRECTOR).post("/console/places/close", given).status_code == 403
    assert at_desk(Role.DIRECTOR).get(f"/console/places/closures/{site.pk}/").status_code == 200
    assert Closure.objects.count() == 0


def test_nothing_of_the_map_is_there_for_another_department(site: Site, at_desk: SignIn) -> None:
    client = at_desk(at=world.a_department("elsewhere"))
    floor, stair, call = Floor.objects.get(key="a/1"), Fixture.objects.get(key="stair-1"), world.a_call()
    at_desk().post("/console/places/close", {"way": f"fixture:{stair.pk}", "reason": "x"})
    for address in (
        f"places/layers/{site.pk}/", f"places/layers/{site.pk}/floors/{floor.pk}/",
        f"places/closures/{site.pk}/", f"calls/{call.pk}/way",
    ):  # fmt: skip
        assert client.get(f"/console/{address}").status_code == 404, address
    assert client.post("/console/places/close", {"way": f"fixture:{stair.pk}", "reason": "x"}).status_code == 404
    assert client.post(f"/console/places/open/{Closure.objects.get().pk}").status_code == 404
    assert Closure.objects.get().opened_at is None


def test_the_layers_somebody_likes_are_kept_for_the_account(site: Site, at_desk: SignIn) -> None:
    client, address = at_desk(), f"/console/places/closures/{site.pk}/"
    assert client.get(address).json()["shown"] == {}
    assert client.post("/console/places/shown", {"layers": '{"beats": true, "door": false}'}).status_code == 200
    assert client.get(address).json()["shown"] == {"beats": True, "door": False}
    assert at_desk(Role.SUPERVISOR).get(address).json()["shown"] == {}
    assert client.post("/console/places/shown", {"layers": "[1]"}).status_code == 422
    assert Preference.objects.count() == 1


def test_the_way_to_a_covert_call_is_told_to_those_named_on_it_alone(site: Site, at_desk: SignIn) -> None:
    floor = Floor.objects.get(key="a/2")
    covert = world.a_call("standby_covert", by=world.a_supervisor(), place="Alder 2", place_ref=f"floor:{floor.pk}")
    answer = at_desk().get(f"/console/calls/{covert.pk}/way")
    assert answer.status_code == 404
    assert "Alder" not in answer.content.decode()
