"""Draws the hospital's nine sites: ``python -m departments.massgeneral.build`` from the top of the repository.

A schematic, in the spirit of the public visitors' map: which building stands beside which, what connects them, how
many floors there are to climb. Sizes, floors, rooms, doors and numbers are made up; no plan was used or should be
read out of it.
"""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

from departments.drawing import RING, Drawing, draw, floor_name, level_of, spot_area, unit
from departments.massgeneral.campus import BEATS, BRIDGES, GREEN, NAMED_UNITS, OUTSIDE, PATHS, PLANS, STREETS
from departments.massgeneral.small import SMALL, small_site
from watchkeeper.kit.geometry import Plane

HERE = Path(__file__).parent
NOTE = "Schematic: made up for training and demonstration. Not a plan of any building."
MAIN = Plane(-71.0686, 42.3629)
BY_KEY = {plan.key: plan for plan in PLANS}


def main_campus() -> Drawing:
    """The main campus: fourteen buildings, their streets and what connects them."""
    drawing = Drawing(MAIN)
    for _, spots in STREETS:
        drawing.path("road", *spots)
    for spots in PATHS:
        drawing.path("outdoor", *spots)
    for plan in PLANS:
        draw(drawing, "main", plan)
    for number, (name, ring) in BEATS.items():
        drawing.add("beat", f"main/beat-{number.lower()}", drawing.polygon(ring), name=name, aliases=[number])
    drawing.lay_paths("main")
    for bridge in BRIDGES:
        _bridge(drawing, *bridge)
    for key, number, name, area_class, others in NAMED_UNITS:
        unit(drawing, "main", BY_KEY[key], number, name, area_class, *others)
    _named_spots(drawing)
    _fixtures(drawing)
    return drawing


def _bridge(
    drawing: Drawing, a: str, side_a: str, b: str, side_b: str, number: str, name: str, other: str = ""
) -> None:
    """A corridor, bridge or tunnel from one building to another on a floor."""
    start, end = f"main/{a}/{number}/{side_a}", f"main/{b}/{other or number}/{side_b}"
    (x0, y0), (x1, y1) = drawing.at[start], drawing.at[end]
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    turns = [(x, y0), (x, y1)] if side_a in "ew" else [(x0, y), (x1, y)]
    key, level = f"main/{a}/{number}/{side_a}-bridge", level_of(number)
    nodes = [
        drawing.node(f"{key}/{i}", spot, level=level) for i, spot in enumerate(turns) if i == 0 or spot != turns[0]
    ]
    for one, other_end in pairwise([start, *nodes, end]):
        drawing.arc(one, other_end, "corridor")
    spot_area(drawing, key, name, turns[0], nodes[0])


def _named_spots(drawing: Drawing) -> None:
    lunder = BY_KEY["lunder"]
    for bay in range(1, 21):
        station = list(RING)[bay % 8]
        spot = lunder.spot(0.04 + 0.046 * bay, 0.9)
        name = f"Emergency, bay {bay}"
        node, short = f"main/lunder/1/{station}", (f"ED bay {bay}",)
        key = f"main/lunder/1/bay-{bay}"
        spot_area(drawing, key, name, spot, node, floor="main/lunder/1", area_class="emergency", others=short)
    for key in ("fruit", "parkman"):
        plan = BY_KEY[key]
        for number in plan.floors:
            name = f"{floor_name(plan, number)} elevators"
            node = f"main/{key}/{number}/lobby"
            spot_area(drawing, f"{node}/elevators", name, plan.spot(0.5, 0.4), node, floor=f"main/{key}/{number}")
    for key, name, spot, others in OUTSIDE:
        spot_area(drawing, f"main/{key}", name, spot, drawing.nearest_out(spot, "main"), others=others)
    drawing.add(
        "area",
        "main/bulfinch-lawn",
        drawing.polygon(GREEN),
        name="Bulfinch lawn",
        node=drawing.nearest_out(GREEN[2], "main"),
    )


def _fixtures(drawing: Drawing) -> None:
    cameras, defibrillators, phones = 100, 0, 0
    for plan in PLANS:
        key = f"main/{plan.key}"
        for index, number in enumerate(plan.floors):
            floor, name = f"{key}/{number}", floor_name(plan, number)
            about = {"floor": floor, "building": key}
            if level_of(number) == 0 or index % 3 == 0 or plan.is_garage:
                cameras += 1
                where = drawing.point(plan.spot(0.5, 0.28))
                camera = {"name": f"{name} camera {cameras}", "fixture": "camera", "number": str(cameras)}
                drawing.add("fixture", f"{floor}/camera", where, node=f"{floor}/lobby", **camera, **about)
            if level_of(number) == 0 or index % 4 == 2:
                defibrillators += 1
                where = drawing.point(plan.spot(0.42, 0.25))
                aed = {"name": f"{name} AED", "fixture": "aed", "number": f"{defibrillators:03}"}
                drawing.add("fixture", f"{floor}/aed", where, node=f"{floor}/s", **aed, **about)
            if plan.is_garage:
                phones += 1
                where = drawing.point(plan.spot(0.8, 0.3))
                phone = {"name": f"{name} blue phone", "fixture": "blue_phone", "number": str(phones)}
                drawing.add("fixture", f"{floor}/phone", where, node=f"{floor}/se", **phone, **about)
    for key, name, spot, _ in OUTSIDE:
        phones += 1
        node = drawing.nearest_out(spot, "main")
        phone = {"name": f"{name} blue phone", "fixture": "blue_phone", "number": str(phones)}
        drawing.add("fixture", f"main/{key}/phone", drawing.point(spot), node=node, **phone)


def streets() -> dict[str, Any]:
    """The named streets of the main campus and its lawn, to be drawn under the buildings."""
    rows: list[dict[str, Any]] = []
    for name, spots in STREETS:
        line = {"type": "LineString", "coordinates": [list(MAIN.to_degrees(*spot)) for spot in spots]}
        rows.append({"type": "Feature", "properties": {"name": name, "kind": "street"}, "geometry": line})
    for path in PATHS:
        line = {"type": "LineString", "coordinates": [list(MAIN.to_degrees(*spot)) for spot in path]}
        rows.append({"type": "Feature", "properties": {"kind": "path"}, "geometry": line})
    lawn = {"type": "Polygon", "coordinates": [[list(MAIN.to_degrees(*spot)) for spot in [*GREEN, GREEN[0]]]]}
    rows.append({"type": "Feature", "properties": {"name": "Bulfinch lawn", "kind": "green"}, "geometry": lawn})
    return {"type": "FeatureCollection", "name": "streets", "note": NOTE, "features": rows}


def build() -> None:
    """Write every site's places and the main campus's streets."""
    text = json.dumps(streets(), separators=(",", ":")).replace('{"type":"Feature",', '\n{"type":"Feature",')
    (HERE / "layers" / "streets.geojson").write_text(text + "\n", encoding="utf-8")
    main_campus().write(HERE / "places" / "main.geojson", name="main", note=NOTE)
    for key, name, lon, lat, houses in SMALL:
        small_site(key, name, lon, lat, houses).write(HERE / "places" / f"{key}.geojson", name=key, note=NOTE)


if __name__ == "__main__":
    build()
