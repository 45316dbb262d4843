"""What is taken out of a department's folder goes, or is retired; what never was in it stays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.world import a_call, the_house
from watchkeeper.core.departments.actor import system
from watchkeeper.core.departments.models import Department, Division
from watchkeeper.core.places import find, lines
from watchkeeper.core.places.actions import add_line, load_department
from watchkeeper.core.places.models import Building, Floor, Line, MapLayer, Site
from watchkeeper.core.places.tests.conftest import collection, one, spot, square
from watchkeeper.core.places.tests.said import last
from watchkeeper.kit.errors import Invalid

pytestmark = pytest.mark.django_db

FOUNDER = system(0, "setup:departments")
SITES = ({"key": "main", "name": "Main", "lon": -71.0, "lat": 42.0, "is_main": True},
         {"key": "yard", "name": "Yard", "lon": -71.1, "lat": 42.0})  # fmt: skip
LINES = ({"key": "main", "site": "main", "purpose": "Desk", "number": "1"},
         {"key": "yard", "site": "yard", "purpose": "Yard desk", "number": "2"})  # fmt: skip
HOUSES = (one("building", "a", square(0, 0), name="Alder"), one("building", "b", square(0, 100), name="Birch"))


def written(
    folder: Path,
    *,
    sites: tuple[dict[str, Any], ...] = SITES,
    lines: tuple[dict[str, Any], ...] = LINES,
    places: tuple[dict[str, Any], ...] = HOUSES,
    layers: tuple[str, ...] = ("streets", "paths"),
) -> Department:
    """Load a small department with just these."""
    for name in ("places", "layers"):
        (folder / name).mkdir(exist_ok=True)
    about = {"key": "tiny", "name": "Tiny", "kind": "campus", "time_zone": "America/New_York", "sites": sites}
    (folder / "department.json").write_text(json.dumps(about))
    (folder / "lines.json").write_text(json.dumps(lines))
    (folder / "layers.json").write_text(json.dumps([{"key": key, "name": key, "site": "main"} for key in layers]))
    for key in layers:
        (folder / "layers" / f"{key}.geojson").write_text(json.dumps(collection()))
    (folder / "places" / "main.geojson").write_text(json.dumps(collection(*places)))
    return load_department(folder, by=FOUNDER)


def test_lines_sites_layers_and_places_taken_out_are_gone(tmp_path: Path) -> None:
    tiny = written(tmp_path)
    written(tmp_path, sites=SITES[:1], lines=LINES[:1], places=HOUSES[:1], layers=("streets",))
    assert [site.key for site in Site.every.all()] == ["main"]
    assert [line.key for line in Line.every.all()] == ["main"]
    assert [layer.key for layer in MapLayer.objects.all()] == ["streets"]
    assert [house.key for house in Building.objects.all()] == ["a"]
    assert find.search(tiny.pk, "birch") == []
    assert last()[0] == "department.loaded"


def test_what_a_call_names_is_retired_and_comes_back_with_its_files(tmp_path: Path) -> None:
    tiny = written(tmp_path)
    yard, desk = Site.objects.get(key="yard"), Line.objects.get(key="yard")
    call = a_call(by=the_house(tiny), site_id=yard.pk, line_id=desk.pk)
    written(tmp_path, sites=SITES[:1], lines=LINES[:1])
    assert not Site.objects.filter(key="yard").exists()
    assert lines.dialed(tiny.pk, "2") is None
    call.refresh_from_db()
    assert call.site is not None
    assert (call.site.name, str(call.line)) == ("Yard", "Yard desk: 2")
    written(tmp_path)
    assert (Site.objects.get(key="yard").pk, Line.objects.get(key="yard").pk) == (yard.pk, desk.pk)


def test_what_was_added_on_a_screen_stays(tmp_path: Path) -> None:
    tiny = written(tmp_path)
    by = the_house(tiny)
    add_line("screen", by=by, purpose="Added by hand", number="3")
    Division.objects.create(department=tiny, key="own", name="Own")
    written(tmp_path, lines=())
    assert [line.key for line in Line.objects.all()] == ["screen"]
    assert Division.objects.filter(key="own").exists()


def test_a_floor_whose_building_was_taken_out_is_a_fault_and_changes_nothing(tmp_path: Path) -> None:
    ground = one("floor", "b/0", spot(0, 100), name="Birch G", number="G", level=0, building="b")
    written(tmp_path, places=(*HOUSES, ground))
    with pytest.raises(Invalid, match="taken out that the floor b/0 still names"):
        written(tmp_path, places=(HOUSES[0], ground))
    assert Building.objects.count() == 2
    assert Floor.objects.count() == 1
