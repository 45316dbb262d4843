"""What the map draws: compact GeoJSON for a site or for one floor. A fixed number of queries, kept by version."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from typing import Any

from django.db.models import Q

from watchkeeper.core.places import versions
from watchkeeper.core.places.models import (
    Arc,
    ArcKind,
    Area,
    Beat,
    Building,
    Closure,
    Fixture,
    FixtureKind,
    Floor,
    MapLayer,
    Node,
    Site,
)
from watchkeeper.core.places.walking import open_closures
from watchkeeper.kit.errors import NotAllowed

Features = dict[str, Any]
KEPT = 64
AT_STREET = (FixtureKind.AED, FixtureKind.BLUE_PHONE)  # worth seeing on the map of a site, not only on its floor
_held: OrderedDict[tuple[int, int, int | None, str], dict[str, Any]] = OrderedDict()


def version(department_id: int) -> str:
    """The mark of all that is drawn here but what is closed: it changes with the registry and the graph (one query)."""
    marks = versions.current(department_id)
    return f"{marks.registry}.{marks.graph}"


def layers(department_id: int, site_id: int, *, floor_id: int | None = None, mark: str | None = None) -> dict[str, Any]:
    """What to draw for a site: ``site, bounds, buildings, floors, nodes, areas, ways, fixtures, beats, base, more``.

    Without a floor, ``areas`` are those outdoors, ``ways`` the corridors at street level and ``fixtures`` those
    outdoors, at outer doors and at street level; with ``floor_id`` (of that site) they are that floor's, and what
    belongs to the whole site is left out. ``nodes`` are the graph's by floor, so that who stands at one is on a floor.
    ``mark`` is :func:`version` where it is known already. Raises :class:`NotAllowed` (hidden) for another
    department's site, or a floor of another one.
    """
    key = (department_id, site_id, floor_id, version(department_id) if mark is None else mark)
    drawn = _held.get(key)
    if drawn is None:
        drawn = _draw(department_id, site_id, floor_id) | {"version": key[3]}
        _held[key] = drawn
        while len(_held) > KEPT:
            _held.popitem(last=False)
    return drawn


def layer(department_id: int, site_id: int, key: str) -> Features:
    """One of the layers drawn on demand (named in ``more``); raises :class:`NotAllowed` (hidden) for none such."""
    row = MapLayer.objects.filter(department_id=department_id, site_id=site_id, key=key).first()
    if row is None:
        raise NotAllowed("There is no such layer.", hidden=True)
    return row.geojson


def closures(department_id: int, site_id: int) -> Features:
    """What is closed at a site now, as points and lines with the way, its reason, end and floor (two queries).

    Raises :class:`NotAllowed` (hidden) for another department's site.
    """
    if not Site.objects.filter(pk=site_id, department_id=department_id).exists():
        raise NotAllowed("This site belongs to another department.", hidden=True)
    rows = Closure.objects.filter(open_closures(department_id)).select_related(
        "arc__start", "arc__end", "node", "fixture"
    )
    found = []
    for row in rows:
        spot = row.node or row.fixture or (row.arc.start if row.arc else None)
        if spot is None or spot.site_id != site_id:
            continue
        geometry = _line(row.arc) if row.arc else _point(spot.lon, spot.lat)
        until = row.until.isoformat() if row.until else None
        about = {"way": row.way, "floor": spot.floor_id, "since": row.closed_at.isoformat(), "until": until}
        found.append(_feature(geometry, id=row.pk, what=row.what, reason=row.reason, **about))
    return _collection(found)


def _draw(department_id: int, site_id: int, floor_id: int | None) -> dict[str, Any]:
    site = Site.objects.filter(pk=site_id, department_id=department_id).first()
    if site is None:
        raise NotAllowed("This site belongs to another department.", hidden=True)
    if floor_id is not None:
        return _draw_floor(site, floor_id)
    buildings = list(Building.objects.filter(site=site))
    return {
        "site": {"id": site.pk, "key": site.key, "name": site.name, "schematic": site.is_schematic},
        "center": [site.lon, site.lat],
        "bounds": _bounds(site, buildings),
        "floor": None,
        "buildings": _collection([_building(row) for row in buildings]),
        "floors": [
            {"id": row.pk, "b": row.building_id, "n": row.number, "level": row.level, "name": row.name}
            for row in Floor.objects.filter(site=site).order_by("building", "level")
        ],
        "nodes": _nodes(site),
        **_drawn_at(site, None),
        "beats": _collection([_beat(row) for row in Beat.objects.filter(site=site)]),
        "base": {row.key: row.geojson for row in MapLayer.objects.filter(site=site, is_base=True)},
        "more": list(MapLayer.objects.filter(site=site, is_base=False).values("key", "name")),
    }


def _draw_floor(site: Site, floor_id: int) -> dict[str, Any]:
    floor = Floor.objects.filter(pk=floor_id, site=site).select_related("building").first()
    if floor is None:
        raise NotAllowed("This floor belongs to another site.", hidden=True)
    return {
        "floor": {"id": floor.pk, "b": floor.building_id, "n": floor.number, "level": floor.level, "name": floor.name},
        "bounds": _bounds(site, [floor.building]),
        "buildings": _collection([_building(floor.building)]),
        **_drawn_at(site, floor_id),
    }


def _drawn_at(site: Site, floor_id: int | None) -> dict[str, Features]:
    return {
        "areas": _collection([_area(row) for row in _areas(site, floor_id)]),
        "ways": _ways(site, floor_id),
        "fixtures": _collection([_fixture(row) for row in _fixtures(site, floor_id)]),
    }


def _nodes(site: Site) -> dict[str, list[int]]:
    """The nodes of each floor, by its key."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for node, floor in Node.objects.filter(site=site).exclude(floor=None).order_by("pk").values_list("pk", "floor"):
        found[str(floor)].append(node)
    return dict(found)


def _areas(site: Site, floor_id: int | None) -> list[Area]:
    rows = Area.objects.filter(site=site).order_by("pk")
    return list(rows.filter(floor=None) if floor_id is None else rows.filter(floor_id=floor_id))


def _fixtures(site: Site, floor_id: int | None) -> list[Fixture]:
    rows = Fixture.objects.filter(site=site).order_by("pk")
    if floor_id is not None:
        building = Floor.objects.filter(pk=floor_id).values_list("building_id", flat=True)
        return list(rows.filter(floor_id=floor_id) | rows.filter(floor=None, building__in=building))
    at_street = Q(floor__level=0, kind__in=AT_STREET)
    return list(rows.filter(Q(floor=None, building=None) | Q(kind=FixtureKind.DOOR, key__endswith="-out") | at_street))


def _ways(site: Site, floor_id: int | None) -> Features:
    """The ways of a floor, or corridors at street level, outdoor paths and roads: one feature of many lines each."""
    arcs = Arc.objects.filter(start__site=site).select_related("start", "end").order_by("pk")
    flat = (ArcKind.CORRIDOR, ArcKind.ROAD, ArcKind.OUTDOOR)
    if floor_id is not None:
        inside = arcs.filter(start__floor_id=floor_id, end__floor_id=floor_id)
        found = [(kind, inside.filter(kind=kind)) for kind in flat]
    else:
        outside = arcs.filter(start__floor=None, end__floor=None)
        found = [(kind, outside.filter(kind=kind)) for kind in flat[1:]]
        found.insert(0, (ArcKind.CORRIDOR, arcs.filter(kind=ArcKind.CORRIDOR, start__level=0, end__level=0)))
    return _collection([_many(way, list(rows)) for way, rows in found])


def _many(way: ArcKind, arcs: list[Arc]) -> Features:
    lines = [_line(arc)["coordinates"] for arc in arcs]
    return _feature({"type": "MultiLineString", "coordinates": lines}, way=str(way), ids=[arc.pk for arc in arcs])


def _bounds(site: Site, buildings: list[Building]) -> list[list[float]]:
    """South-west and north-east corner as Leaflet wants them: latitude first."""
    spots = [spot for row in buildings for ring in row.outline.get("coordinates", []) for spot in _flat(ring)]
    spots = spots or [[site.lon - 0.002, site.lat - 0.002], [site.lon + 0.002, site.lat + 0.002]]
    lons, lats = [spot[0] for spot in spots], [spot[1] for spot in spots]
    return [[min(lats), min(lons)], [max(lats), max(lons)]]


def _flat(ring: list[Any]) -> list[list[float]]:
    return [spot for part in ring for spot in _flat(part)] if ring and isinstance(ring[0][0], list) else ring


def _building(row: Building) -> Features:
    return _feature(row.outline, id=row.pk, name=row.name, ref=f"building:{row.pk}", at=[row.lon, row.lat])


def _area(row: Area) -> Features:
    geometry = row.outline or _point(row.lon, row.lat)
    return _feature(geometry, id=row.pk, name=row.name, ref=f"area:{row.pk}", cls=row.area_class)


def _fixture(row: Fixture) -> Features:
    ref = f"fixture:{row.pk}"
    return _feature(_point(row.lon, row.lat), id=row.pk, name=row.name, ref=ref, fx=row.kind, no=row.number)


def _beat(row: Beat) -> Features:
    short = row.aliases[0] if row.aliases else row.name
    return _feature(row.outline, id=row.pk, name=row.name, short=short, of=row.kind)


def _line(arc: Arc) -> Features:
    ends = [[round(node.lon, 6), round(node.lat, 6)] for node in (arc.start, arc.end)]
    return {"type": "LineString", "coordinates": ends}


def _point(lon: float, lat: float) -> Features:
    return {"type": "Point", "coordinates": [lon, lat]}


def _feature(geometry: Features, **about: Any) -> Features:
    return {"type": "Feature", "geometry": geometry, "properties": about}


def _collection(features: list[Features]) -> Features:
    return {"type": "FeatureCollection", "features": features}
