"""What stands on the main campus, in meters from its middle: read `build.py` first."""

from __future__ import annotations

from departments.drawing import XY, Plan


def _floors(top: int, *, basement: bool = False) -> tuple[str, ...]:
    return (("B",) if basement else ()) + tuple(str(number) for number in range(1, top + 1))


def _at(x: float, y: float) -> XY:
    """Meters from a drawing whose middle is (535, 255) with south growing: the schematic was sketched on paper."""
    return round((x - 535) * 0.95, 1), round((255 - y) * 0.95, 1)


def _box(west: float, north: float, east: float, south: float) -> tuple[float, float, float, float]:
    (x0, y1), (x1, y0) = _at(west, north), _at(east, south)
    return x0, y0, x1, y1


def _plan(key: str, name: str, box: tuple[float, float, float, float], floors: tuple[str, ...], **more: object) -> Plan:
    return Plan(key, name, *_box(*box), floors, **more)  # type: ignore[arg-type]


PLANS: tuple[Plan, ...] = (
    _plan(
        "fruit",
        "Fruit Street garage",
        (305, 166, 401, 271),
        _floors(6),
        aliases=("garage B", "gb"),
        elevators=("31",),
        doors=(("s", "Fruit Street garage entry", ("garage B entry",)), ("n", "Fruit Street garage, Parkman side", ())),
        is_garage=True,
    ),
    _plan(
        "parkman",
        "Parkman Street garage",
        (305, 70, 404, 131),
        _floors(5),
        aliases=("garage A", "ga"),
        elevators=("33",),
        doors=(("s", "Parkman Street garage entry", ("garage A entry",)),),
        is_garage=True,
    ),
    _plan(
        "wang",
        "Wang",
        (424, 166, 492, 271),
        _floors(8, basement=True),
        elevators=("21", "22"),
        doors=(("s", "Wang front door", ("Exit 9", "Fruit Street door")), ("n", "Wang rear door", ())),
        notch=(14.0, 36.0),
    ),
    _plan(
        "lunder",
        "Lunder",
        (525, 70, 595, 131),
        _floors(10, basement=True),
        aliases=("T4", "tower 4"),
        elevators=("17", "18"),
        doors=(("s", "Lunder doors", ("Exit 8",)), ("e", "Ambulance bay", ("Exit 3", "ambulance entrance"))),
    ),
    _plan(
        "ellison",
        "Ellison",
        (525, 171, 583, 227),
        _floors(18, basement=True),
        aliases=("T3", "tower 3", "inpatient tower 3"),
        elevators=("5", "6"),
        doors=(("n", "Ellison doors", ("Exit 1",)),),
    ),
    _plan(
        "blake",
        "Blake",
        (601, 155, 691, 226),
        _floors(15, basement=True),
        aliases=("T2", "tower 2"),
        elevators=("9", "11"),
        stairs=4,
        doors=(("e", "Loading dock", ("Exit 5", "dock")),),
        notch=(9.0, 14.0),
    ),
    _plan(
        "founders",
        "Founders",
        (726, 152, 773, 224),
        _floors(6, basement=True),
        elevators=("13",),
        doors=(("e", "Founders door, Blossom side", ()),),
        notch=(20.0, 26.0),
    ),
    _plan(
        "white",
        "White",
        (525, 238, 611, 300),
        _floors(13, basement=True),
        aliases=("T1", "tower 1"),
        elevators=("1", "2"),
        doors=(("s", "White front door", ("Exit 2", "main entrance")), ("w", "White west door", ())),
    ),
    _plan(
        "gray",
        "Gray",
        (631, 238, 697, 300),
        _floors(8, basement=True),
        aliases=("T5", "tower 5"),
        elevators=("7",),
        doors=(("s", "Gray door", ()),),
    ),
    _plan(
        "jackson",
        "Jackson",
        (720, 250, 773, 304),
        _floors(13),
        elevators=("15",),
        doors=(("e", "Jackson door, Blossom side", ()),),
    ),
    _plan(
        "yawkey",
        "Yawkey",
        (305, 312, 388, 397),
        _floors(10),
        elevators=("25",),
        doors=(("n", "Yawkey front door", ()), ("e", "Yawkey east door", ())),
    ),
    _plan(
        "cox",
        "Cox",
        (436, 312, 498, 396),
        _floors(5, basement=True),
        elevators=("23",),
        doors=(("n", "Cox front door", ()), ("w", "Cox west door", ())),
    ),
    _plan(
        "bulfinch",
        "Bulfinch",
        (525, 333, 673, 368),
        _floors(4),
        elevators=("27",),
        doors=(("s", "Bulfinch portico", ()),),
    ),
    _plan(
        "warren",
        "Warren",
        (692, 325, 773, 399),
        _floors(13),
        elevators=("29",),
        doors=(("s", "Warren front door", ()), ("e", "Warren door, Blossom side", ())),
    ),
)

STREETS: tuple[tuple[str, tuple[XY, ...]], ...] = (
    ("Charles Street", (_at(280, 50), _at(280, 432))),
    ("Parkman Street", (_at(280, 148), _at(795, 148))),
    ("Fruit Street", (_at(280, 291), _at(508, 291))),
    ("North Grove Street", (_at(418, 291), _at(418, 418))),
    ("Blossom Street", (_at(795, 50), _at(795, 432))),
    ("Cambridge Street", (_at(258, 418), _at(818, 418))),
    ("Dock drive", (_at(795, 234), _at(709, 234))),
)
PATHS: tuple[tuple[XY, ...], ...] = (
    (_at(508, 148), _at(508, 316), _at(795, 316)),  # the alley east of Wang, and the walk before Bulfinch
    (_at(709, 148), _at(709, 316)),  # between Blake and Founders
    (_at(682, 316), _at(682, 418)),  # between Bulfinch and Warren
    (_at(508, 316), _at(508, 418)),  # between Cox and Bulfinch
    (_at(508, 378), _at(682, 378)),  # across the lawn
    (_at(412, 148), _at(412, 291)),  # between the Fruit Street garage and Wang
    (_at(606, 148), _at(606, 90)),  # to the ambulance bay
)
GREEN: list[XY] = [_at(520, 412), _at(674, 412), _at(674, 384), _at(520, 384)]

# building, side, building, side, floor, name, floor there
BRIDGES: tuple[tuple[str, ...], ...] = (
    ("wang", "e", "white", "w", "1", "Main corridor at Wang"),
    ("white", "e", "gray", "w", "1", "Main corridor at White"),
    ("gray", "e", "jackson", "w", "1", "Main corridor at Gray"),
    ("white", "n", "ellison", "s", "1", "Ellison corridor"),
    ("gray", "n", "blake", "s", "1", "Blake corridor"),
    ("ellison", "e", "blake", "w", "1", "Tower link"),
    ("blake", "e", "founders", "w", "1", "Founders corridor"),
    ("founders", "s", "jackson", "n", "1", "Jackson corridor"),
    ("ellison", "n", "lunder", "s", "2", "Lunder bridge"),
    ("wang", "w", "fruit", "e", "2", "Fruit Street garage bridge"),
    ("wang", "s", "cox", "n", "2", "Cox bridge"),
    ("cox", "w", "yawkey", "e", "3", "Yawkey bridge"),
    ("gray", "s", "bulfinch", "n", "1", "Bulfinch corridor"),
    ("jackson", "s", "warren", "n", "1", "Warren corridor"),
    ("white", "e", "gray", "w", "B", "Gray tunnel"),
    ("ellison", "s", "white", "n", "B", "Ellison tunnel"),
    ("blake", "s", "gray", "n", "B", "Blake tunnel"),
    ("lunder", "s", "ellison", "n", "B", "Lunder tunnel"),
    ("ellison", "e", "blake", "w", "6", "Tower link 6"),
    ("white", "n", "ellison", "s", "6", "Ellison link 6"),
    ("parkman", "e", "lunder", "w", "2", "Parkman garage bridge"),
)

BEATS: dict[str, tuple[str, list[XY]]] = {
    "A": ("Main towers", [_at(508, 308), _at(712, 308), _at(712, 60), _at(508, 60)]),
    "B": ("Perimeter, garages", [_at(262, 430), _at(412, 430), _at(412, 55), _at(262, 55)]),
    "C": (
        "Emergency, front doors",
        [
            _at(412, 430),
            _at(812, 430),
            _at(812, 60),
            _at(712, 60),
            _at(712, 308),
            _at(508, 308),
            _at(508, 60),
            _at(412, 60),
        ],
    ),
}

# building, floor, name, class, other names
NAMED_UNITS: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    ("white", "1", "White lobby", "lobby", ("main lobby", "t1 lobby")),
    ("ellison", "1", "Ellison lobby", "lobby", ("t3 lobby", "inpatient tower 3 lobby")),
    ("wang", "1", "Wang lobby", "lobby", ()),
    ("yawkey", "1", "Yawkey lobby", "lobby", ()),
    ("gray", "1", "Gray lobby", "lobby", ()),
    ("cox", "1", "Cox lobby", "lobby", ()),
    ("jackson", "1", "Jackson lobby", "lobby", ()),
    ("warren", "1", "Warren lobby", "lobby", ()),
    ("founders", "1", "Founders lobby", "lobby", ()),
    ("lunder", "1", "Emergency department", "emergency", ("ED", "ER")),
    ("blake", "11", "Psychiatry, Blake 11", "psychiatry", ("psych",)),
    ("gray", "B", "HAZMAT storage", "hazmat", ("hazmat",)),
    ("cox", "B", "Irradiator suite", "irradiator", ("irradiator room",)),
    ("jackson", "13", "Animal facility", "animal", ()),
    ("blake", "13", "Mother and baby unit", "womens_health", ("maternity", "mother & baby", "women’s health")),
    ("founders", "4", "Women’s health clinic", "womens_health", ("obgyn",)),
    ("ellison", "17", "Pediatrics, Ellison 17", "pediatrics", ("peds",)),
    ("ellison", "18", "Pediatrics, Ellison 18", "pediatrics", ("peds",)),
    ("wang", "B", "Outpatient pharmacy", "pharmacy", ("pharmacy",)),
    ("white", "B", "Central pharmacy", "pharmacy", ("pharmacy",)),
    ("wang", "2", "Wang health center", "health_center", ("internal medicine",)),
    ("blake", "12", "Intensive care, Blake 12", "general", ("ICU",)),
    ("ellison", "7", "Surgical unit, Ellison 7", "general", ()),
    ("cox", "1", "Cox 1 waiting room", "general", ("cox waiting",)),
    ("cox", "2", "Radiation oncology", "general", ()),
    ("warren", "2", "Police and Security desk", "general", ("command center", "dispatch", "security")),
)

# key, name, where, other names
OUTSIDE: tuple[tuple[str, str, XY, tuple[str, ...]], ...] = (
    ("charles-mgh", "Charles/MGH station", _at(270, 424), ("red line", "subway", "T station")),
    ("fruit-charles", "Fruit Street at Charles", _at(286, 297), ()),
    ("fruit-grove", "Fruit Street at North Grove", _at(424, 297), ()),
    ("fruit-gate", "Fruit Street gate, Blossom side", _at(504, 296), ("fruit gate",)),
    ("parkman-charles", "Parkman Street at Charles", _at(286, 154), ()),
    ("parkman-blossom", "Parkman Street at Blossom", _at(789, 154), ()),
    ("blossom-dock", "Dock drive at Blossom", _at(789, 240), ()),
    ("blossom-cambridge", "Blossom Street at Cambridge", _at(789, 412), ()),
    ("grove-cambridge", "North Grove at Cambridge", _at(424, 412), ()),
    ("bulfinch-walk", "Bulfinch walk", _at(600, 318), ()),
    ("founders-walk", "Founders walk", _at(712, 190), ()),
    ("cambridge-walk", "Warren walk at Cambridge", _at(686, 412), ()),
)
