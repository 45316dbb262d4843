from __future__ import annotations

import json
from typing import Any

import pytest

from watchkeeper.core.departments.actor import Actor
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.places import find, versions
from watchkeeper.core.places.actions import import_geojson
from watchkeeper.core.places.models import Arc, Area, Building, Fixture, Floor, Node, Site
from watchkeeper.core.places.tests.conftest import a_house, collection, one, spot, square
from watchkeeper.core.places.tests.said import last
from watchkeeper.kit.errors import Invalid, NotAllowed

BOW = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
FEET = {"type": "Point", "coordinates": [760123.4, 2954321.0]}


def faults(features: list[dict[str, Any]], by: Actor) -> dict[str, list[str]]:
    with pytest.raises(Invalid) as refusal:
        import_geojson(collection(*features), by=by, site="main")
    assert "nothing was imported" in refusal.value.sentence
    assert not Building.objects.exists()
    assert not Node.objects.exists()
    assert not Entry.objects.exists()
    return refusal.value.fields


def test_a_file_is_laid_whole_whatever_its_order(site: Site, house: Actor) -> None:
    counts = import_geojson(collection(*a_house()), by=house, site="main", source="plan.geojson")
    assert counts == {"building": 2, "floor": 3, "node": 7, "area": 1, "fixture": 3, "arc": 10, "beat": 1}
    lobby = Area.objects.get(key="lobby")
    assert (lobby.name, lobby.area_class) == ("Alder lobby", "lobby")
    assert lobby.floor == Floor.objects.get(key="a/1")
    assert lobby.node == Node.objects.get(key="a1")
    assert Floor.objects.get(key="a/2").node == Node.objects.get(key="a2")
    assert Arc.objects.get(key="a1>b1").fixture == Fixture.objects.get(key="door-1")
    assert Arc.objects.get(key="gate>corner").meters == pytest.approx(57.5, abs=0.5)
    verb, _, sentence = last()
    assert verb == "places.imported"
    assert sentence.startswith("imported 27 features: 2 buildings, 3 floors")


def test_importing_again_changes_rows_and_doubles_none(campus: Site, house: Actor) -> None:
    before = {row.key: row.pk for row in Node.objects.all()}
    features = a_house()
    features[-3]["properties"]["name"] = "Alder House"
    import_geojson(json.dumps(collection(*features)), by=house, site="main")
    assert Building.objects.get(key="a").name == "Alder House"
    assert {row.key: row.pk for row in Node.objects.all()} == before
    assert Floor.objects.get(key="a/1").node_id == before["a1"]


def test_every_fault_of_every_feature_is_named_at_once(site: Site, house: Actor) -> None:
    found = faults(
        [
            one("building", "ok", square(0, 0), name="Fine"),
            one("building", "feet", FEET, name="In feet"),
            one("building", "bow", BOW, name="Bow tie"),
            one("building", "far", square(0, 0), name="Far", site="mars"),
            one("building", "", square(0, 0), name="Nameless"),
            one("building", "dot", spot(0, 0), name="Dot"),
            one("castle", "keep", square(0, 0)),
            one("floor", "f", spot(0, 0), name="F", number="1", level="up", building="nowhere"),
            one("area", "x", square(0, 0), name="X", **{"class": "secret"}),
            one("building", "ok", square(0, 0), name="Twice"),
            {"type": "Feature", "geometry": spot(0, 0)},
            one("building", "none", {}, name="No shape"),
        ],
        house,
    )
    text = {where: " ".join(why) for where, why in found.items()}
    assert "features[0]" not in text
    assert "wrong projection" in text["features[1]"]
    assert "self-intersection" in text["features[2]"]
    assert "unknown site “mars”" in text["features[3]"]
    assert "has no id" in text["features[4]"]
    assert "is a Point; a building is a Polygon" in text["features[5]"]
    assert "no known kind “castle”" in text["features[6]"]
    assert "level that is no number" in text["features[7]"]
    assert "unknown class “secret”" in text["features[8]"]
    assert "already features[0]" in text["features[9]"]
    assert "properties" in text["features[10]"]
    assert "has no geometry" in text["features[11]"]
    assert len(found) == 11


@pytest.mark.parametrize(("kind", "name"), [("arc", "way"), ("area", "class"), ("fixture", "fixture"), ("beat", "of")])
@pytest.mark.parametrize("value", [False, 0, [], {}])
def test_a_value_that_is_false_is_in_no_closed_list(
    site: Site, house: Actor, kind: str, name: str, value: object
) -> None:
    features = a_house()
    place = next(i for i, feature in enumerate(features) if feature["properties"]["kind"] == kind)
    features[place]["properties"][name] = value
    assert f"unknown {name}" in faults(features, house)[f"features[{place}]"][0]


def test_what_lies_far_from_its_site_is_a_fault(site: Site, house: Actor) -> None:
    swapped = one("area", "x", {"type": "Point", "coordinates": [42.36, -71.07]}, name="X")
    near = one("area", "y", {"type": "Point", "coordinates": [-71.4, 42.5]}, name="Y")
    found = faults([swapped, near], house)
    assert list(found) == ["features[0]"]
    assert "more than 50 km from its site" in found["features[0]"][0]


def test_what_names_something_unknown_is_a_fault(site: Site, house: Actor) -> None:
    line = {"type": "LineString", "coordinates": [[-71.07, 42.36], [-71.071, 42.36]]}
    found = faults([one("arc", "x", line, **{"from": "a", "to": "b"}, way="corridor")], house)
    assert found == {"features[0]": ["Arc “x” names an unknown node “a”", "Arc “x” names an unknown node “b”"]}


def test_features_may_lean_on_what_was_imported_before(campus: Site, house: Actor) -> None:
    import_geojson(collection(one("area", "office", spot(1, 1), name="Office", floor="a/2")), by=house, site="main")
    assert Area.objects.get(key="office").floor == Floor.objects.get(key="a/2")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "file"),
        ("[]", "file"),
        ('{"type":"FeatureCollection"}', "file"),
        (
            '{"type":"FeatureCollection","features":[],"crs":{"properties":{"name":"urn:ogc:def:crs:EPSG::2249"}}}',
            "file",
        ),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(site: Site, house: Actor, text: str, why: str) -> None:
    with pytest.raises(Invalid) as refusal:
        import_geojson(text, by=house, site="main")
    assert why in refusal.value.fields


def test_the_index_and_the_graph_are_told(campus: Site, house: Actor) -> None:
    before = versions.current(campus.department_id)
    assert [hit.label for hit in find.search(campus.department_id, "alder lob")] == ["Alder lobby"]
    import_geojson(collection(one("area", "n", spot(1, 1), name="New ward", floor="a/2")), by=house, site="main")
    after = versions.current(campus.department_id)
    assert before.registry != after.registry
    assert before.graph != after.graph
    assert [hit.label for hit in find.search(campus.department_id, "new w")] == ["New ward"]


def test_a_site_of_another_department_is_unknown(campus: Site, stranger: Actor) -> None:
    with pytest.raises(Invalid) as refusal:
        import_geojson(collection(one("building", "b", square(0, 0), name="B")), by=stranger, site="main")
    assert "unknown site" in refusal.value.fields["features[0]"][0]


def test_who_may_not_manage_places_may_not_import(site: Site, officer: Actor) -> None:
    with pytest.raises(NotAllowed):
        import_geojson(collection(), by=officer, site="main")
