"""Every place of a department as the search index wants it: a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.core.places.gazetteer import Entry
from watchkeeper.core.places.models import Area, Building, Fixture, Floor, Site


def entries(department_id: int) -> list[Entry]:
    """Sites, buildings, floors, areas and fixtures of a department, in that order (five queries)."""
    sites = {site.id: site for site in Site.objects.filter(department_id=department_id)}
    floors = list(Floor.objects.filter(department_id=department_id).select_related("building"))
    doors = _ground(floors)
    return [
        *_sites(sites, floors),
        *_buildings(department_id, sites, doors),
        *_floors(floors, sites),
        *_areas(department_id, sites),
        *_fixtures(department_id, sites),
    ]


def _ground(floors: list[Floor]) -> dict[int, int | None]:
    """By building, the node of its floor nearest to the street: where one stands who is only told the building."""
    best: dict[int, Floor] = {}
    for floor in floors:
        if floor.building_id not in best or abs(floor.level) < abs(best[floor.building_id].level):
            best[floor.building_id] = floor
    return {building: floor.node_id for building, floor in best.items()}


def _sites(sites: dict[int, Site], floors: list[Floor]) -> Iterator[Entry]:
    fronts: dict[int, int | None] = {}
    for floor in floors:
        if floor.level == 0:
            fronts.setdefault(floor.site_id, floor.node_id)
    for site in sites.values():
        short, front = (site.short_name, *site.aliases), fronts.get(site.id)
        yield Entry(f"site:{site.id}", site.name, "site", site.id, site.name, front, site.lon, site.lat, short, ())


def _buildings(department_id: int, sites: dict[int, Site], doors: dict[int, int | None]) -> Iterator[Entry]:
    for row in Building.objects.filter(department_id=department_id):
        above = (f"site:{row.site_id}",)
        yield _entry("building", row, sites, doors.get(row.id), tuple(row.aliases), above)


def _floors(floors: list[Floor], sites: dict[int, Site]) -> Iterator[Entry]:
    for row in floors:
        short = (*row.aliases, *(f"{alias} {row.number}" for alias in row.building.aliases))
        yield _entry("floor", row, sites, row.node_id, short, _above(None, row.building_id, row.site_id))


def _areas(department_id: int, sites: dict[int, Site]) -> Iterator[Entry]:
    for row in Area.objects.filter(department_id=department_id).select_related("floor"):
        above = _above(row.floor_id, row.floor.building_id if row.floor else None, row.site_id)
        short = (*row.aliases, f"{row.floor.name} {row.name}") if row.floor else tuple(row.aliases)
        yield _entry("area", row, sites, row.node_id, short, above)


def _fixtures(department_id: int, sites: dict[int, Site]) -> Iterator[Entry]:
    for row in Fixture.objects.filter(department_id=department_id):
        short = (*row.aliases, f"{row.get_kind_display()} {row.number}") if row.number else tuple(row.aliases)
        above = _above(row.floor_id, row.building_id, row.site_id)
        yield _entry("fixture", row, sites, row.node_id, short, above, kind=row.kind)


def _entry(
    subject: str,
    row: Building | Floor | Area | Fixture,
    sites: dict[int, Site],
    node_id: int | None,
    short: tuple[str, ...],
    above: tuple[str, ...],
    *,
    kind: str = "",
) -> Entry:
    return Entry(
        ref=f"{subject}:{row.id}",
        label=row.name,
        kind=kind or subject,
        site_id=row.site_id,
        site_name=sites[row.site_id].name,
        node_id=node_id,
        lon=row.lon,
        lat=row.lat,
        short=short,
        parents=above,
    )


def _above(floor_id: int | None, building_id: int | None, site_id: int) -> tuple[str, ...]:
    chain = [("floor", floor_id), ("building", building_id), ("site", site_id)]
    return tuple(f"{kind}:{one}" for kind, one in chain if one)
