from __future__ import annotations

from time import process_time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from watchkeeper.core.departments.models import Department
from watchkeeper.core.places import find
from watchkeeper.core.places.gazetteer import words
from watchkeeper.core.places.models import Area, Building, Floor, Site


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("alder lob", "Alder lobby"),
        ("LOBBY alder", "Alder lobby"),
        ("birch st g", "Birch Street garage"),
        ("birch st. garage", "Birch Street garage"),
        ("bg", "Birch Street garage"),
        ("bsg", "Birch Street garage"),
        ("gb", "Birch Street garage"),
        ("garage b", "Birch Street garage"),
        ("t1", "Alder"),
        ("tower 1", "Alder"),
        ("alder 2", "Alder 2"),
        ("alder2", "Alder 2"),
        ("a2", "Alder 2"),
        ("door 4412", "Link door"),
        ("4412", "Link door"),
        ("elev 1", "Alder elevator 1"),
        ("aldre", "Alder"),
        ("adler lobby", "Alder lobby"),
        ("birhc street g", "Birch Street garage"),
        ("the lobby of alder", "Alder lobby"),
        ("main campus", "Main Campus"),
    ],
)
def test_places_are_found_by_what_people_type(campus: Site, typed: str, label: str) -> None:
    assert [hit.label for hit in find.search(campus.department_id, typed)][:1] == [label]


@pytest.mark.parametrize("typed", ["", "  ", "...", "zzz", "alder garage", "’", "💡"])
def test_nothing_is_found_for_nothing(campus: Site, typed: str) -> None:
    assert find.search(campus.department_id, typed) == []


def test_a_hit_says_where_one_would_stand(campus: Site) -> None:
    floor = Floor.objects.get(key="a/2")
    hit = find.search(campus.department_id, "alder 2")[0]
    assert (hit.ref, hit.site_id, hit.node_id) == (f"floor:{floor.pk}", campus.pk, floor.node_id)
    building = Building.objects.get(key="a")
    whole = find.resolve(f"building:{building.pk}", campus.department_id)
    assert whole is not None
    assert whole.node_id == Floor.objects.get(key="a/1").node_id


def test_a_ref_is_resolved_only_at_home(campus: Site, elsewhere: Department) -> None:
    lobby = Area.objects.get(key="lobby")
    hit = find.resolve(f"area:{lobby.pk}", campus.department_id)
    assert hit is not None
    assert (hit.label, hit.site_name, hit.kind) == ("Alder lobby", "Main Campus", "area")
    assert find.resolve(f"area:{lobby.pk}", elsewhere.pk) is None
    assert find.search(elsewhere.pk, "lobby") == []
    assert find.resolve("area:banana", campus.department_id) is None


def test_the_asked_sites_places_come_first(campus: Site) -> None:
    other = Site.objects.create(department_id=campus.department_id, key="two", name="Two", lon=-71, lat=42)
    for number, site in enumerate((other, campus)):
        Building.objects.create(
            department_id=campus.department_id, site=site, key=f"x{number}", name="Cedar", lon=-71, lat=42
        )
    from watchkeeper.core.places.actions.marking import mark

    mark(campus.department_id, "registry")
    for site in (campus, other):
        assert find.search(campus.department_id, "cedar", site_id=site.pk)[0].site_id == site.pk


def test_a_search_costs_one_query_when_nothing_has_changed(campus: Site) -> None:
    find.search(campus.department_id, "alder")
    with CaptureQueriesContext(connection) as asked:
        find.search(campus.department_id, "birch")
    assert len(asked) == 1


@pytest.mark.parametrize(
    "typed", ["alder lobby " * 2000, "q" * 20_000, "".join(f"{n % 7}xy"[-2:] for n in range(10_000)), "a1" * 10_000]
)
def test_a_pasted_story_is_no_place_and_soon_done(campus: Site, typed: str) -> None:
    find.search(campus.department_id, "alder")
    started = process_time()
    assert find.search(campus.department_id, typed) == []
    assert process_time() - started < 0.5


def test_words_are_plain() -> None:
    assert words("Women’s Café, Bldg. #7-B") == ["womens", "cafe", "bldg", "7", "b"]
