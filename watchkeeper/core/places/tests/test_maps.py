from __future__ import annotations

import pytest

from watchkeeper.core.departments.models import Department
from watchkeeper.core.places import maps
from watchkeeper.core.places.models import Arc, Floor, MapLayer, Node, Site
from watchkeeper.kit.errors import NotAllowed


def test_a_site_is_drawn_with_what_stands_on_it(campus: Site) -> None:
    drawn = maps.layers(campus.department_id, campus.pk)
    assert {row["properties"]["name"] for row in drawn["buildings"]["features"]} == {"Alder", "Birch Street garage"}
    assert [row["name"] for row in drawn["floors"]] == ["Alder 1", "Alder 2", "Birch 1"]
    assert [row["properties"]["short"] for row in drawn["beats"]["features"]] == ["A"]
    assert {row["properties"]["way"] for row in drawn["ways"]["features"]} == {"corridor", "road", "outdoor"}
    assert drawn["areas"]["features"] == []
    (south, west), (north, east) = drawn["bounds"]
    assert south < north
    assert west < east


def test_a_floor_is_drawn_with_its_areas_and_fixtures(campus: Site) -> None:
    floor = Floor.objects.get(key="a/1")
    drawn = maps.layers(campus.department_id, campus.pk, floor_id=floor.pk)
    assert [row["properties"]["name"] for row in drawn["areas"]["features"]] == ["Alder lobby"]
    assert {row["properties"]["fx"] for row in drawn["fixtures"]["features"]} == {"stair", "elevator"}


def test_another_departments_site_is_not_there(campus: Site, elsewhere: Department) -> None:
    with pytest.raises(NotAllowed):
        maps.layers(elsewhere.pk, campus.pk)
    with pytest.raises(NotAllowed):
        maps.layer(elsewhere.pk, campus.pk, "lots")


def test_layers_on_demand_are_named_and_fetched_apart(campus: Site) -> None:
    shape = {"type": "FeatureCollection", "features": []}
    for key, is_base in (("streets", True), ("lots", False)):
        MapLayer.objects.create(
            department_id=campus.department_id, site=campus, key=key, name=key, is_base=is_base, geojson=shape
        )
    drawn = maps.layers(campus.department_id, campus.pk)
    assert list(drawn["base"]) == ["streets"]
    assert drawn["more"] == [{"key": "lots", "name": "lots"}]
    assert maps.layer(campus.department_id, campus.pk, "lots") == shape


def test_who_stands_at_a_node_is_on_its_floor(campus: Site) -> None:
    drawn = maps.layers(campus.department_id, campus.pk)
    floor, node = Floor.objects.get(key="a/2"), Node.objects.get(key="a2")
    assert node.pk in drawn["nodes"][str(floor.pk)]
    assert Node.objects.get(key="gate").pk not in [pk for held in drawn["nodes"].values() for pk in held]


def test_each_line_drawn_names_the_way_it_is(campus: Site) -> None:
    for floor in (None, Floor.objects.get(key="a/1").pk):
        for feature in maps.layers(campus.department_id, campus.pk, floor_id=floor)["ways"]["features"]:
            lines, ids = feature["geometry"]["coordinates"], feature["properties"]["ids"]
            assert len(lines) == len(ids)
            assert {arc.kind for arc in Arc.objects.filter(pk__in=ids)} <= {feature["properties"]["way"]}


def test_a_floor_of_another_site_is_not_there(campus: Site) -> None:
    other = Site.objects.create(department_id=campus.department_id, key="far", name="Far", lon=-71.0, lat=42.0)
    with pytest.raises(NotAllowed):
        maps.layers(campus.department_id, other.pk, floor_id=Floor.objects.get(key="a/1").pk)


def test_closures_of_another_department_are_not_there(campus: Site, elsewhere: Department) -> None:
    with pytest.raises(NotAllowed):
        maps.closures(elsewhere.pk, campus.pk)
