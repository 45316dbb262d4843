"""Draws the campus over the city's own layers: ``python -m departments.mit.build`` from the top of the repository.

Streets are the borders of the city's address blocks, paths the middle lines of its footpath surfaces; both are as good
as those layers. Buildings are schematic boxes near where the building of that number stands.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from shapely import transform, union_all
from shapely.geometry import LineString, Point, Polygon, box, mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from departments.drawing import Drawing, Plan, draw, spot_area, unit
from departments.mit.lines import joined, middle_lines
from watchkeeper.kit.geometry import Plane

HERE = Path(__file__).parent
CITY = HERE / "layers" / "cambridge"
NOTE = "Buildings schematic, made up for training and demonstration. Streets and paths from City of Cambridge layers."
PLANE = Plane(-71.0935, 42.3596)
WEST, SOUTH, EAST, NORTH = -71.1075, 42.3530, -71.0800, 42.3650
FRAME = box(WEST, SOUTH, EAST, NORTH)

# number, name, longitude, latitude, floors, width and depth in meters, other names
BUILDINGS: tuple[tuple[str, str, float, float, int, float, float, tuple[str, ...]], ...] = (
    ("W89", "W89, police station", -71.1044, 42.3562, 3, 40, 22, ("police station", "301 vassar", "station")),
    ("W79", "W79, Simmons Hall", -71.1015, 42.3571, 9, 90, 20, ("simmons",)),
    ("W71", "W71, Next House", -71.1020, 42.3548, 5, 60, 24, ("next house",)),
    ("W61", "W61, MacGregor House", -71.0996, 42.3551, 6, 44, 34, ("macgregor",)),
    ("W35", "W35, sports center", -71.0962, 42.3588, 3, 60, 40, ("z center", "gym")),
    ("W20", "W20, student center", -71.0947, 42.3591, 5, 50, 36, ("student center", "stud")),
    ("W16", "W16, Kresge auditorium", -71.0950, 42.3581, 2, 40, 34, ("kresge",)),
    ("7", "Building 7, main entrance", -71.0931, 42.3593, 5, 34, 44, ("lobby 7", "77 mass ave")),
    ("10", "Building 10, Great Dome", -71.0920, 42.3598, 5, 54, 30, ("great dome", "lobby 10")),
    ("14", "Building 14, library", -71.0890, 42.3592, 4, 48, 30, ("hayden",)),
    ("32", "Building 32, Stata Center", -71.0906, 42.3617, 8, 64, 46, ("stata",)),
    ("46", "Building 46, brain and cognitive sciences", -71.0915, 42.3625, 6, 60, 40, ("brain",)),
    ("E23", "E23, medical", -71.0867, 42.3611, 5, 44, 30, ("mit medical", "health services")),
    ("E51", "E51, Tang Center", -71.0843, 42.3606, 4, 44, 30, ("tang",)),
    ("E62", "E62, Sloan", -71.0832, 42.3611, 6, 56, 30, ("sloan",)),
)
CLASSES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "W89": (("1", "Police station lobby", "lobby"), ("2", "Dispatch", "general")),
    "E23": (
        ("1", "MIT Medical urgent care", "health_center"),
        ("2", "Pediatrics, E23", "pediatrics"),
        ("3", "Pharmacy, E23", "pharmacy"),
    ),
    "46": (("6", "Animal facility, 46", "animal"),),
    "7": (("1", "Lobby 7", "lobby"),),
    "10": (("1", "Lobby 10", "lobby"),),
    "32": (("1", "Stata lobby", "lobby"),),
    "W20": (("1", "Student center lobby", "lobby"),),
}
BEATS = (
    ("police_walking_routes", "WALK_RTE", "foot", "Foot beat"),
    ("police_car_routes", "CAR_RTE", "car", "Car route"),
    ("police_sectors", "SECTOR", "sector", "Sector"),
)
OUTSIDE = (("killian", "Killian Court", -71.0916, 42.3591), ("kendall", "Kendall/MIT station", -71.0862, 42.3624))
SOURCE = "City of Cambridge, public domain (ODC-PDDL)"
KEPT = ("SITE_NAME", "Name", "ADDRESS", "PHONE", "TYPE", "WALK_RTE", "CAR_RTE", "SECTOR", "HYDRANT_ID", "StreetName")
LAYERS: tuple[tuple[str, str, bool], ...] = (
    ("streets", "Streets", True),
    ("footpaths", "Footpaths", True),
    ("plazas", "Plazas", False),
    ("police_response_districts", "City response districts", False),
    ("police_stations", "City police stations", False),
    ("emergency_shelters", "Emergency shelters", False),
    ("fire_stations", "Fire stations", False),
    ("hospitals", "Hospitals", False),
    ("hydrants", "Hydrants", False),
    ("street_lights", "Street lights", False),
    ("parking_lots", "Parking lots", False),
)


def features(name: str) -> list[dict[str, Any]]:
    """The features of one of the city's layers."""
    found: list[dict[str, Any]] = json.loads((CITY / f"{name}.geojson").read_text(encoding="utf-8"))["features"]
    return found


def forms(name: str) -> list[BaseGeometry]:
    """The geometries of a layer inside the frame, made valid, in degrees."""
    found = (shape(one["geometry"]).buffer(0) for one in features(name))
    return [form.intersection(FRAME) for form in found if form.intersects(FRAME)]


def in_meters(form: BaseGeometry) -> BaseGeometry:
    """A geometry in meters on the campus's plane."""
    return transform(form, lambda spots: np.array([PLANE.to_meters(*spot) for spot in spots]).reshape(-1, 2))


def streets() -> list[LineString]:
    """Where address blocks meet: the city draws them to the middle of the street."""
    blocks = [in_meters(block) for block in forms("address_blocks")]
    rims = [block.exterior for block in blocks if isinstance(block, Polygon)]
    shared = [a.intersection(b) for i, a in enumerate(rims) for b in rims[:i] if a.intersects(b)]
    lines = [one for form in shared for one in getattr(form, "geoms", [form]) if one.geom_type == "LineString"]
    whole = [line.simplify(2.0) for line in joined(lines)]
    return sorted((line for line in whole if isinstance(line, LineString)), key=lambda line: line.bounds)


def paths(roads: list[LineString]) -> list[LineString]:
    """Middle lines of the footpaths, each cluster tied to the street at its nearest point."""
    network = union_all(roads)
    found: list[LineString] = []
    for surface in forms("footpaths"):
        for part in getattr(surface, "geoms", [surface]):
            flat = in_meters(part)
            if isinstance(flat, Polygon) and flat.area > 0:
                lines = middle_lines(flat)
                found += lines
                found += [_tie(group, network) for group in _groups(lines)]
    return [line for line in found if line.length > 0.5]


def _groups(lines: list[LineString]) -> list[BaseGeometry]:
    """Lines that hang together, each group as one geometry."""
    around = union_all([line.buffer(0.2) for line in lines])
    parts = [part for part in getattr(around, "geoms", [around]) if not part.is_empty]
    return [union_all([line for line in lines if part.intersects(line)]) for part in parts]


def _tie(lines: BaseGeometry, network: BaseGeometry) -> LineString:
    a, b = nearest_points(lines, network)
    return LineString([(a.x, a.y), (b.x, b.y)])


def campus() -> Drawing:
    """Streets, paths and buildings as one graph."""
    drawing = Drawing(PLANE, door_number=700)
    roads = streets()
    for line in roads:
        drawing.path("road", *line.coords)
    for line in paths(roads):
        drawing.path("outdoor", *line.coords)
    for plan in map(_plan, BUILDINGS):
        draw(drawing, "campus", plan)
        for number, name, area_class in CLASSES.get(plan.key.upper(), ()):
            unit(drawing, "campus", plan, number, name, area_class)
    drawing.lay_paths("campus")
    _keep_connected(drawing)
    _fixtures(drawing)
    for layer, field, kind, called in BEATS:
        _beats(drawing, layer, field, kind, called)
    return drawing


def _plan(row: tuple[str, str, float, float, int, float, float, tuple[str, ...]]) -> Plan:
    number, name, lon, lat, floors, width, depth, others = row
    east, north = PLANE.to_meters(lon, lat)
    box_ = (east - width / 2, north - depth / 2, east + width / 2, north + depth / 2)
    doors = (("s", f"{number} front door", ()), ("n", f"{number} rear door", ()))
    floors_up = tuple(str(one) for one in range(1, floors + 1))
    short = number if number[0].isalpha() else f"Building {number}"
    aliases = (number, f"building {number}", *others)
    return Plan(number.lower(), name, *box_, floors_up, aliases, ("1",), 2, doors, cells=False, floor_prefix=short)


def _keep_connected(drawing: Drawing) -> None:
    """Drop nodes and arcs outside the largest connected part: path ends the layers leave hanging."""
    beside: dict[str, set[str]] = {}
    for one in drawing.features:
        if one["properties"]["kind"] == "arc":
            a, b = one["properties"]["from"], one["properties"]["to"]
            beside.setdefault(a, set()).add(b)
            beside.setdefault(b, set()).add(a)
    seen: set[str] = set()
    todo = ["campus/w89/1/lobby"]
    while todo:
        here = todo.pop()
        if here not in seen:
            seen.add(here)
            todo += beside.get(here, set()) - seen
    kept = {"node": lambda one: one["id"] in seen, "arc": lambda one: one["properties"]["from"] in seen}
    drawing.features = [one for one in drawing.features if kept.get(one["properties"]["kind"], lambda _: True)(one)]
    drawing.at = {key: spot for key, spot in drawing.at.items() if key in seen}


def _fixtures(drawing: Drawing) -> None:
    for count, row in enumerate(BUILDINGS, start=1):
        plan, number = _plan(row), row[0]
        key = f"campus/{plan.key}"
        about = {"floor": f"{key}/1", "building": key, "node": f"{key}/1/s"}
        aed = {"name": f"{number} AED", "fixture": "aed", "number": number}
        drawing.add("fixture", f"{key}/1/aed", drawing.point(plan.spot(0.42, 0.25)), **aed, **about)
        spot = plan.spot(0.5, -0.2)
        phone = {"name": f"{number} blue phone", "fixture": "blue_phone", "number": str(count)}
        drawing.add("fixture", f"{key}/phone", drawing.point(spot), node=drawing.nearest_out(spot, "campus"), **phone)
    for key, name, lon, lat in OUTSIDE:
        spot = PLANE.to_meters(lon, lat)
        spot_area(drawing, f"campus/{key}", name, spot, drawing.nearest_out(spot, "campus"))


def _beats(drawing: Drawing, layer: str, field: str, kind: str, called: str) -> None:
    """The city's beats that reach onto the campus; those without a number are left out."""
    named = [(str(one["properties"][field]), one) for one in features(layer) if one["properties"].get(field)]
    for short in sorted({number for number, _ in named}):
        form = union_all([shape(one["geometry"]).buffer(0) for number, one in named if number == short])
        if form.intersection(FRAME).area > 1e-7:
            about = {"name": f"{called} {short}", "of": kind, "aliases": [short]}
            geometry = rounded(mapping(form.simplify(0.00003)))
            drawing.add("beat", f"campus/{kind}-{short.lower()}", geometry, **about)


def rounded(geometry: Any) -> Any:
    """A geometry with six decimals (a decimeter)."""
    if isinstance(geometry, dict):
        return {"type": geometry["type"], "coordinates": rounded(geometry["coordinates"])}
    if isinstance(geometry, float):
        return round(geometry, 6)
    return [rounded(part) for part in geometry]


def write_layers() -> None:
    """The city's layers, clipped to the frame, beside the streets found in its blocks."""
    about = []
    for key, name, is_base in LAYERS:
        rows = _street_rows() if key == "streets" else [row for one in features(key) if (row := _clipped(one, key))]
        text = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
        path = HERE / "layers" / f"{key}.geojson"
        path.write_text(f'{{"type":"FeatureCollection","name":"{key}","features":[\n{text}\n]}}\n', encoding="utf-8")
        about.append({"key": key, "site": "campus", "name": name, "is_base": is_base, "source": SOURCE})
    (HERE / "layers.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


def _street_rows() -> list[dict[str, Any]]:
    lines = [[list(PLANE.to_degrees(*spot)) for spot in line.coords] for line in streets()]
    return [
        {"type": "Feature", "properties": {"kind": "street"}, "geometry": {"type": "LineString", "coordinates": line}}
        for line in lines
    ]


def _clipped(one: dict[str, Any], key: str) -> dict[str, Any] | None:
    form = shape(one["geometry"])
    form = form if isinstance(form, Point) else form.buffer(0)
    if not form.intersects(FRAME):
        return None
    kept = {name.lower(): one["properties"][name] for name in KEPT if one["properties"].get(name) not in (None, "")}
    geometry = rounded(mapping(form.intersection(FRAME).simplify(0.000005)))
    return {"type": "Feature", "properties": {"kind": key, **kept}, "geometry": geometry}


def build() -> None:
    """Write the campus and its layers."""
    campus().write(HERE / "places" / "campus.geojson", name="campus", note=NOTE)
    write_layers()


if __name__ == "__main__":
    build()
