"""A department, its sites and its lines as the files of its folder state them, checked before they are written.

A file states a row whole: what it leaves out has the table's own default, so that what was taken out is out of force.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db.models import Model

from watchkeeper.core.departments.models import Department
from watchkeeper.core.places.actions.lines import divert_faults, faults_of
from watchkeeper.core.places.models import Line, Site
from watchkeeper.kit.errors import Invalid

Row = dict[str, Any]
_SITE = ("name", "short_name", "address", "aliases", "lon", "lat", "is_main", "is_schematic")
_LINE = (
    "purpose",
    "kind",
    "number",
    "short_number",
    "owner",
    "hours",
    "weekly",
    "is_desk",
    "is_emergency",
    "source",
)
_UNCHECKED = {"id", "department", "site", "divert_to", "weekly", "aliases", "tested_at", "tested_answered"}


def require(row: Any, file: str, *fields: str) -> None:
    """Raise :class:`Invalid` unless ``row`` of ``file`` holds ``fields``."""
    missing = [field for field in fields if not isinstance(row, dict) or row.get(field) in (None, "")]
    if missing:
        raise Invalid(f"{file} is not complete.", fields={f"{file} {row!s:.80}": [f"{', '.join(missing)}: required"]})


def lay_department(department: Department, about: Row) -> Department:
    """Write what ``department.json`` says of the department itself. Raises :class:`Invalid`, also for its time zone."""
    _state(department, ("name", "kind", "time_zone", "fixes_kept_hours"), about)
    faults = _faults(department)
    if not _is_zone(department.time_zone):
        faults["time_zone"] = ["no time zone, such as America/New_York"]
    _refuse(faults, "department.json", about["key"])
    department.save()
    return department


def lay_sites(department: Department, rows: Iterable[Row]) -> dict[str, Site]:
    """Write the sites in their order and return them by key. Raises :class:`Invalid` for what is no site."""
    return {site.key: site for site in [_site(department, order, row) for order, row in enumerate(rows)]}


def lay_lines(department: Department, rows: list[Row], sites: Mapping[str, Site]) -> None:
    """Write the lines, then whom each is diverted to. Raises :class:`Invalid` for what ``update_line`` would refuse."""
    made = {}
    for row in rows:
        line = _line(department, row, sites)
        made[line.key] = line
    for row in rows:
        target = row.get("divert_to")
        if target and target not in made:
            raise Invalid("lines.json diverts to an unknown line.", fields={row["key"]: [target]})
        made[row["key"]].divert_to = made[target] if target else None
    for line in made.values():
        _refuse(divert_faults(line), "lines.json", line.key)
        line.save(update_fields=["divert_to"])


def _site(department: Department, order: int, row: Row) -> Site:
    require(row, "department.json", "key", "name", "lon", "lat")
    site = Site.every.filter(department=department, key=row["key"]).first() or Site(
        department=department, key=row["key"]
    )
    _state(site, _SITE, row)
    site.order, site.retired_at = order, None
    faults = _faults(site)
    if not faults.keys() & {"lon", "lat"} and not (-180 <= site.lon <= 180 and -90 <= site.lat <= 90):
        faults["lon, lat"] = ["not in WGS 84 longitude and latitude"]
    if not _is_texts(site.aliases):
        faults["aliases"] = ["no list of texts"]
    _refuse(faults, "department.json", site.key)
    site.save()
    return site


def _line(department: Department, row: Row, sites: Mapping[str, Site]) -> Line:
    require(row, "lines.json", "key", "purpose")
    if row.get("site") and row["site"] not in sites:
        raise Invalid("lines.json names an unknown site.", fields={row["key"]: [row["site"]]})
    line = Line.every.filter(department=department, key=row["key"]).first() or Line(
        department=department, key=row["key"]
    )
    _state(line, _LINE, row)
    line.site, line.divert_to, line.retired_at = sites.get(row.get("site") or ""), None, None
    _refuse(_faults(line) | faults_of(line), "lines.json", line.key)
    line.save()
    return line


def _state(into: Model, names: Iterable[str], row: Row) -> None:
    columns = {one.name: one for one in into._meta.concrete_fields}
    for name in names:
        said = row.get(name)
        setattr(into, name, columns[name].get_default() if said is None else said)


def _faults(row: Model) -> dict[str, list[str]]:
    """What the columns of ``row`` cannot hold: too long, of no known kind, no number."""
    try:
        row.clean_fields(exclude=_UNCHECKED)
    except ValidationError as error:
        return dict(error.message_dict)
    return {}


def _refuse(faults: Mapping[str, list[str]], file: str, key: str) -> None:
    if faults:
        said = [f"{name}: {why}" for name, reasons in faults.items() for why in reasons]
        raise Invalid(f"{file}: “{key}” cannot be so.", fields={f"{file} {key}": said})


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, no name at all, or a folder of names
        return False
    return True
