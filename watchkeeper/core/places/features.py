"""What a GeoJSON feature of a place must hold, and every reason one is turned away. No database here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from watchkeeper.core.places.models.classes import ArcKind, AreaClass, BeatKind, FixtureKind
from watchkeeper.kit.geometry import Point, fault, meters_between, positions

FLAT = ("Polygon", "MultiPolygon")
UPRIGHT = (ArcKind.STAIR, ArcKind.ELEVATOR)  # may stand on one spot of the map
WGS84 = ("4326", "CRS84")


@dataclass(frozen=True)
class Shape:
    """What one kind of feature needs: geometries, properties of its own, and properties that name other features."""

    geometries: tuple[str, ...]
    required: tuple[str, ...] = ()
    refers: Mapping[str, str] = field(default_factory=dict)  # property -> kind of feature it names
    choices: Mapping[str, frozenset[str]] = field(default_factory=dict)


SHAPES: dict[str, Shape] = {
    "building": Shape(FLAT, ("name",)),
    "floor": Shape(("Point",), ("name", "number", "level", "building"), {"building": "building", "node": "node"}),
    "area": Shape(
        (*FLAT, "Point"),
        ("name",),
        {"floor": "floor", "node": "node"},
        {"class": frozenset(AreaClass.values)},
    ),
    "fixture": Shape(
        ("Point",),
        ("name", "fixture"),
        {"floor": "floor", "building": "building", "node": "node"},
        {"fixture": frozenset(FixtureKind.values)},
    ),
    "node": Shape(("Point",), (), {"floor": "floor"}),
    "arc": Shape(
        ("LineString",),
        ("from", "to", "way"),
        {"from": "node", "to": "node", "fixture": "fixture"},
        {"way": frozenset(ArcKind.values)},
    ),
    "beat": Shape(FLAT, ("name",), {}, {"of": frozenset(BeatKind.values)}),
}
NUMBERS = ("level", "meters", "seconds")
LONGEST = {"name": 120, "number": 20, "alias": 80, "id": 120}
HIGHEST = 500  # floors above or below the street
FARTHEST = 100_000.0  # meters or seconds of one arc
OFF_SITE = 50_000.0  # meters; what lies farther off was drawn elsewhere, or its coordinates are swapped


@dataclass(frozen=True)
class Feature:
    """A feature found good: its place in the file, kind, natural key, site key, properties and geometry."""

    index: int
    kind: str
    key: str
    site: str
    about: Mapping[str, Any]
    geometry: dict[str, Any]

    def text(self, name: str) -> str:
        """A property as text, "" when absent."""
        value = self.about.get(name)
        return "" if value is None else str(value)


@dataclass
class Reading:
    """The outcome of reading a collection: what is good and what is wrong, by "features[3]"."""

    features: list[Feature] = field(default_factory=list)
    faults: dict[str, list[str]] = field(default_factory=dict)

    def blame(self, index: int, name: str, reason: str) -> None:
        """Note what is wrong with the feature at ``index``."""
        said = f"{name} {reason}".strip()
        self.faults.setdefault(f"features[{index}]", []).append(said[0].upper() + said[1:])


Known = Mapping[str, Iterable[str]]  # kind -> keys that are already in the registry
Sites = Mapping[str, Point]  # site key -> where it lies


def read(collection: Any, *, known: Known, sites: Sites, site: str = "") -> Reading:
    """Read a FeatureCollection; features without a ``site`` belong to ``site``. Never raises: faults are listed."""
    reading = Reading()
    wrong = _collection_fault(collection)
    if wrong:
        reading.faults["file"] = [wrong]
        return reading
    seen: dict[tuple[str, str], int] = {}
    for index, raw in enumerate(collection["features"]):
        feature = _feature(reading, index, raw, sites, site)
        if feature is None:
            continue
        first = seen.setdefault((feature.kind, feature.key), index)
        if first != index:
            reading.blame(index, _named(feature.kind, feature.key), f"is already features[{first}] of this file")
        reading.features.append(feature)
    _check_references(reading, known)
    return reading


def _collection_fault(collection: Any) -> str:
    if not isinstance(collection, Mapping) or collection.get("type") != "FeatureCollection":
        return "This is not a GeoJSON FeatureCollection."
    if not isinstance(collection.get("features"), list):
        return "The collection has no list of features."
    crs = collection.get("crs")
    if crs and not any(name in str(crs) for name in WGS84):
        return "Wrong projection: positions must be longitude and latitude in WGS 84 (EPSG:4326)."
    return ""


def _feature(reading: Reading, index: int, raw: Any, sites: Sites, default: str) -> Feature | None:
    """The feature if it stands on its own feet; else None, with every reason noted."""
    if not isinstance(raw, Mapping) or not isinstance(raw.get("properties"), Mapping):
        reading.blame(index, "", "is not a GeoJSON feature with properties")
        return None
    about: Mapping[str, Any] = raw["properties"]
    kind, key = _word(about.get("kind")), _word(raw.get("id") or about.get("key"))
    site = _word(about.get("site")) or default
    reasons = list(_reasons(about, kind, key, site, sites))
    wrong = fault(raw.get("geometry"), vertical=_word(about.get("way")) in UPRIGHT)
    if wrong:
        reasons.append(wrong)
    elif kind in SHAPES and raw["geometry"]["type"] not in SHAPES[kind].geometries:
        wanted = " or ".join(SHAPES[kind].geometries)
        reasons.append(f"is a {raw['geometry']['type']}; a {kind} is a {wanted}")
    elif site in sites and _is_far(raw["geometry"], sites[site]):
        reasons.append(f"lies more than {OFF_SITE / 1000:g} km from its site: are longitude and latitude swapped?")
    for reason in reasons:
        reading.blame(index, _named(kind, key), reason)
    if reasons:
        return None
    return Feature(index, kind, key, site, about, dict(raw["geometry"]))


def _is_far(geometry: Mapping[str, Any], site: Point) -> bool:
    return any(meters_between(site, spot) > OFF_SITE for spot in positions(geometry["coordinates"]))


def _reasons(about: Mapping[str, Any], kind: str, key: str, site: str, sites: Sites) -> Iterable[str]:
    if not key:
        yield "has no id"
    elif len(key) > LONGEST["id"] or "\x00" in key:
        yield f"has an id that is no plain text of at most {LONGEST['id']} characters"
    if not site:
        yield "names no site"
    elif site not in sites:
        yield f"names an unknown site “{site}”"
    if kind not in SHAPES:
        yield f"is of no known kind “{kind}”: one of {', '.join(SHAPES)}"
        return
    shape = SHAPES[kind]
    for name in shape.required:
        if about.get(name) in (None, ""):
            yield f"has no {name}"
    for name, allowed in shape.choices.items():
        if about.get(name) not in (None, "") and _word(about[name]) not in allowed:
            yield f"has an unknown {name} “{about[name]}”: one of {', '.join(sorted(allowed))}"
    yield from _text_faults(about, shape)
    yield from _number_faults(about)


def _text_faults(about: Mapping[str, Any], shape: Shape) -> Iterable[str]:
    for name in ("name", "number", *shape.refers):
        value = about.get(name)
        if value is not None and not _is_text(value, LONGEST.get(name, 120)):
            yield f"has a {name} that is no plain text of at most {LONGEST.get(name, 120)} characters"
    aliases = about.get("aliases")
    if aliases and not (isinstance(aliases, list) and all(_is_text(one, LONGEST["alias"]) for one in aliases)):
        yield "has aliases that are no list of short texts"


def _is_text(value: Any, longest: int) -> bool:
    return isinstance(value, str) and len(value) <= longest and "\x00" not in value


def _word(value: Any) -> str:
    """A value as the text it stands for; nothing for what is none."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _number_faults(about: Mapping[str, Any]) -> Iterable[str]:
    for name in NUMBERS:
        value = about.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            yield f"has a {name} that is no number: “{value}”"
        elif value is not None and name == "level" and not (abs(value) <= HIGHEST and value == int(value)):
            yield f"has a level that is no floor: {value}"
        elif value is not None and name != "level" and not 0 <= value <= FARTHEST:
            yield f"has a {name} below zero or beyond all measure: {value}"


def _check_references(reading: Reading, known: Known) -> None:
    held = {(kind, key) for kind, keys in known.items() for key in keys}
    held |= {(feature.kind, feature.key) for feature in reading.features}
    for feature in reading.features:
        for name, kind in SHAPES[feature.kind].refers.items():
            wanted = feature.text(name)
            if wanted and (kind, wanted) not in held:
                reading.blame(feature.index, _named(feature.kind, feature.key), f"names an unknown {kind} “{wanted}”")


def _named(kind: str, key: str) -> str:
    return f"{kind or 'feature'} “{key}”" if key else (kind or "feature")
