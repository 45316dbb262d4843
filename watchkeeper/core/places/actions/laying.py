"""Good features turned into rows: each kind in one bulk statement, found again by natural key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from watchkeeper.core.places.features import Feature
from watchkeeper.core.places.models import Arc, Area, AreaClass, Beat, BeatKind, Building, Fixture, Floor, Node
from watchkeeper.kit.geometry import length_m, middle

BATCH = 500
Ids = dict[str, dict[str, int]]  # kind -> key -> primary key
TABLES: dict[str, type[Model]] = {
    "building": Building,
    "floor": Floor,
    "node": Node,
    "area": Area,
    "fixture": Fixture,
    "arc": Arc,
    "beat": Beat,
}


@dataclass(frozen=True)
class Ground:
    """Where features are laid: the department and its sites by key."""

    department_id: int
    sites: Mapping[str, int]


def known_keys(department_id: int) -> dict[str, set[str]]:
    """The natural keys already in the registry by kind (one query each)."""
    return {kind: set(_ids(department_id, kind)) for kind in TABLES}


def lay(ground: Ground, features: Sequence[Feature]) -> Counter[str]:
    """Write features in the order they need one another; rows with a known key are changed, not doubled."""
    by_kind: dict[str, list[Feature]] = {kind: [] for kind in TABLES}
    for feature in features:
        by_kind[feature.kind].append(feature)
    ids: Ids = {}
    for kind, rows in by_kind.items():
        if rows:
            _upsert(kind, [_row(ground, feature, ids) for feature in rows])
        if kind != "arc":
            ids[kind] = _ids(ground.department_id, kind)
    _stand_floors(ground, by_kind["floor"], ids)
    return Counter({kind: len(rows) for kind, rows in by_kind.items() if rows})


def _ids(department_id: int, kind: str) -> dict[str, int]:
    rows = TABLES[kind]._default_manager.filter(department_id=department_id)
    return dict(rows.values_list("key", "pk"))


def _upsert(kind: str, rows: list[Model]) -> None:
    table = TABLES[kind]
    fixed = {"id", "department", "key", "node"} if kind == "floor" else {"id", "department", "key"}
    changing = [one.name for one in table._meta.concrete_fields if one.name not in fixed]
    table._default_manager.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["department", "key"], update_fields=changing
    )


def _row(ground: Ground, feature: Feature, ids: Ids) -> Model:
    return _ROWS[feature.kind](ground, feature, ids)


def _common(ground: Ground, feature: Feature) -> dict[str, Any]:
    lon, lat = middle(feature.geometry)
    return {
        "department_id": ground.department_id,
        "site_id": ground.sites[feature.site],
        "key": feature.key,
        "name": feature.text("name"),
        "aliases": list(feature.about.get("aliases") or []),
        "lon": lon,
        "lat": lat,
    }


def _building(ground: Ground, feature: Feature, ids: Ids) -> Model:
    schematic = bool(feature.about.get("schematic"))
    return Building(**_common(ground, feature), outline=feature.geometry, is_schematic=schematic)


def _floor(ground: Ground, feature: Feature, ids: Ids) -> Model:
    return Floor(
        **_common(ground, feature),
        building_id=ids["building"][feature.text("building")],
        number=feature.text("number"),
        level=int(feature.about["level"]),
    )


def _node(ground: Ground, feature: Feature, ids: Ids) -> Model:
    common = _common(ground, feature)
    return Node(
        **{name: common[name] for name in ("department_id", "site_id", "key", "lon", "lat")},
        floor_id=ids["floor"].get(feature.text("floor")),
        level=int(feature.about.get("level") or 0),
    )


def _area(ground: Ground, feature: Feature, ids: Ids) -> Model:
    flat = feature.geometry["type"] != "Point"
    return Area(
        **_common(ground, feature),
        floor_id=ids["floor"].get(feature.text("floor")),
        node_id=ids["node"].get(feature.text("node")),
        area_class=feature.text("class") or AreaClass.GENERAL,
        outline=feature.geometry if flat else {},
    )


def _fixture(ground: Ground, feature: Feature, ids: Ids) -> Model:
    return Fixture(
        **_common(ground, feature),
        floor_id=ids["floor"].get(feature.text("floor")),
        building_id=ids["building"].get(feature.text("building")),
        node_id=ids["node"].get(feature.text("node")),
        kind=feature.text("fixture"),
        number=feature.text("number"),
    )


def _arc(ground: Ground, feature: Feature, ids: Ids) -> Model:
    meters = feature.about.get("meters")
    return Arc(
        department_id=ground.department_id,
        key=feature.key,
        start_id=ids["node"][feature.text("from")],
        end_id=ids["node"][feature.text("to")],
        kind=feature.text("way"),
        meters=round(length_m(feature.geometry["coordinates"]), 2) if meters is None else float(meters),
        seconds=feature.about.get("seconds"),
        is_one_way=bool(feature.about.get("one_way")),
        fixture_id=ids["fixture"].get(feature.text("fixture")),
    )


def _beat(ground: Ground, feature: Feature, ids: Ids) -> Model:
    return Beat(**_common(ground, feature), kind=feature.text("of") or BeatKind.BEAT, outline=feature.geometry)


_ROWS = {
    "building": _building,
    "floor": _floor,
    "node": _node,
    "area": _area,
    "fixture": _fixture,
    "arc": _arc,
    "beat": _beat,
}


def _stand_floors(ground: Ground, floors: Sequence[Feature], ids: Ids) -> None:
    """Give each floor the node one stands at who is only told the floor; nodes are written after floors."""
    if not floors:
        return
    changed = [Floor(pk=ids["floor"][feature.key], node_id=ids["node"].get(feature.text("node"))) for feature in floors]
    Floor.objects.bulk_update(changed, ["node"], batch_size=BATCH)
