"""A place looked up before going in: cautions first, within the department, and the look is kept."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import orjson
import pytest
from django.test import Client

from tests import world
from tests.signing_in import a_browser
from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal import reads
from watchkeeper.core.journal.models import ReadEvent
from watchkeeper.core.people.actor import system
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.places import find
from watchkeeper.core.places.actions import add_caution, load_department
from watchkeeper.engines.calls import actions
from watchkeeper.kit import clock

HOSPITAL = Path(__file__).parents[4] / "departments" / "massgeneral"


@pytest.fixture
def hospital(db: None) -> Department:
    return load_department(HOSPITAL, by=system(0, "test:load"))


@pytest.fixture
def browser(hospital: Department) -> Client:
    return a_browser(Role.OFFICER, hospital)


def test_a_place_comes_with_its_cautions_what_is_close_and_its_calls(browser: Client, hospital: Department) -> None:
    hits = orjson.loads(browser.get("/field/places", {"q": "yawkey lobby"}).content)["hits"]
    ref = hits[0]["ref"]
    by = world.the_house(hospital)
    add_caution(ref, by=by, text="Magnet always on", source="Systems", expires=clock.now() + timedelta(days=1))
    actions.open_call(by=by, service="generic_assistance", place_ref=ref)
    covert = actions.open_call(by=by, service="standby_covert", place_ref=ref)
    told = orjson.loads(browser.get("/field/place", {"ref": ref}).content)
    assert [one["text"] for one in told["cautions"]] == ["Magnet always on"]
    assert told["calls"] == 1, covert.number
    assert "AED" in {one["words"] for one in told["close"]}
    reads.flush()
    assert ReadEvent.objects.filter(what="premise", subject=ref).count() == 1


def test_nothing_is_found_for_nothing_and_a_strange_place_is_not_there(browser: Client, hospital: Department) -> None:
    assert orjson.loads(browser.get("/field/places", {"q": "  "}).content)["hits"] == []
    for ref in ("area:999999", "", "building:1;--", "x"):
        assert browser.get("/field/place", {"ref": ref}).status_code in (404, 422)
    elsewhere = a_browser(Role.OFFICER, world.a_department("elsewhere", "campus"))
    ours = find.search(hospital.pk, "yawkey")[0].ref
    assert elsewhere.get("/field/place", {"ref": ours}).status_code == 404
    assert orjson.loads(elsewhere.get("/field/places", {"q": "yawkey"}).content)["hits"] == []
