"""The eight smaller sites: a house or two, a lot, a street; approximate positions, made-up plans."""

from __future__ import annotations

from departments.drawing import XY, Drawing, Plan, draw, unit
from watchkeeper.kit.geometry import Plane

House = tuple[str, str, int, tuple[str, ...]]  # key, name, floors, other names

SMALL: tuple[tuple[str, str, float, float, tuple[House, ...]], ...] = (
    (
        "cny",
        "Charlestown Navy Yard",
        -71.0500,
        42.3783,
        (("149", "Building 149", 8, ("b149", "navy yard 149")), ("114", "Building 114", 4, ("b114",))),
    ),
    (
        "charlestown_hc",
        "Charlestown Health Center",
        -71.0625,
        42.3789,
        (("chc", "Charlestown Health Center", 3, ("chc",)),),
    ),
    ("chelsea_hc", "Chelsea Health Center", -71.0385, 42.3942, (("chelsea", "Chelsea Health Center", 4, ()),)),
    ("danvers", "MGH Danvers", -70.9660, 42.5560, (("danvers", "MGH Danvers", 3, ()),)),
    ("revere_hc", "Revere Health Center", -71.0060, 42.4090, (("revere", "Revere Health Center", 3, ()),)),
    (
        "waltham",
        "MGH Waltham",
        -71.2660,
        42.3960,
        (("waltham", "MGH Waltham", 4, ()), ("annex", "Waltham annex", 2, ())),
    ),
    ("assembly_row", "Assembly Row", -71.0790, 42.3930, (("assembly", "Assembly Row tower", 10, ("ar",)),)),
    ("salem_nh", "MGB Salem (NH)", -71.2290, 42.7760, (("salem", "MGB Salem", 2, ()),)),
)


def small_site(key: str, name: str, lon: float, lat: float, houses: tuple[House, ...]) -> Drawing:
    """A site of one or two buildings with lobby, rear entrance, lot and street."""
    drawing = Drawing(Plane(lon, lat), door_number=1000)
    drawing.path("road", (-110.0, -42.0), (150.0, -42.0))
    drawing.path("outdoor", (-40.0, -42.0), (-40.0, 48.0), (40.0, 48.0))
    drawing.path("road", (75.0, -42.0), (75.0, 40.0), (40.0, 48.0))
    for place, house in enumerate(houses):
        _house(drawing, key, place, house, is_clinic="Center" in name or key == "danvers")
    drawing.lay_paths(key)
    _lot(drawing, key, name)
    ring = [(-110.0, -55.0), (155.0, -55.0), (155.0, 60.0), (-110.0, 60.0)]
    called, short = ("Navy Yard", "N") if key == "cny" else (name, name)
    drawing.add("beat", f"{key}/beat", drawing.polygon(ring), name=called, aliases=[short])
    return drawing


def _house(drawing: Drawing, key: str, place: int, house: House, *, is_clinic: bool) -> None:
    short, called, floors, others = house
    west = -30.0 + 135.0 * place
    doors = (
        ("s", f"{called} front door", ("main entrance",)),
        ("n", f"{called} rear entrance", ("rear entrance",)),
    )
    numbers = tuple(str(number) for number in range(1, floors + 1))
    plan = Plan(short, called, west, -25.0, west + 48.0, 15.0, numbers, others, ("1",), 2, doors, cells=False)
    draw(drawing, key, plan)
    unit(drawing, key, plan, "1", f"{called} lobby", "lobby", "lobby")
    if floors > 1:
        unit(drawing, key, plan, "2", f"{called} clinics", "health_center" if is_clinic else "general")
    floor = f"{key}/{short}/1"
    about = {"floor": floor, "building": f"{key}/{short}"}
    aed = {"name": f"{called} AED", "fixture": "aed", "number": f"{place + 1}", "node": f"{floor}/s"}
    drawing.add("fixture", f"{floor}/aed", drawing.point(plan.spot(0.4, 0.3)), **aed, **about)
    camera = {"name": f"{called} camera 1", "fixture": "camera", "number": "1", "node": f"{floor}/lobby"}
    drawing.add("fixture", f"{floor}/camera", drawing.point(plan.spot(0.5, 0.3)), **camera, **about)


def _lot(drawing: Drawing, key: str, name: str) -> None:
    lot: list[XY] = [(34.0, -15.0), (66.0, -15.0), (66.0, 35.0), (34.0, 35.0)]
    others = ["street lot", "lot", "parking lot"]
    node = drawing.nearest_out((66.0, 10.0), key)
    drawing.add("area", f"{key}/lot", drawing.polygon(lot), name=f"{name} lot", node=node, aliases=others)
    spot = (70.0, -38.0)
    phone = {"name": f"{name} blue phone", "fixture": "blue_phone", "number": "1"}
    node = drawing.nearest_out(spot, key)
    drawing.add("fixture", f"{key}/phone", drawing.point(spot), node=node, **phone)
