"""Where did they say? Places by what people type: prefixes, short forms, initials, numbers and slips of a key.

An index per department is kept in memory and made anew when the registry's mark changes.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from math import hypot

from watchkeeper.core.places import versions
from watchkeeper.core.places.gazetteer import Entry, Gazetteer
from watchkeeper.core.places.listing import entries
from watchkeeper.kit.geometry import Plane


@dataclass(frozen=True)
class Hit:
    """A place found: its subject ("area:12"), what to call it, and where one would stand (WGS 84)."""

    ref: str
    label: str
    site_id: int
    node_id: int | None
    lon: float
    lat: float
    site_name: str
    kind: str = ""
    parents: tuple[str, ...] = ()


_held: dict[int, tuple[str, Gazetteer]] = {}
_lock = threading.Lock()


def search(department_id: int, text: str, *, site_id: int | None = None, limit: int = 8) -> list[Hit]:
    """The places that ``text`` may mean, best first; the given site's before all others."""
    found = _index(department_id).search(text, site_id=site_id, limit=limit)
    return [_hit(entry) for entry in found]


def resolve(ref: str, department_id: int) -> Hit | None:
    """The place a subject such as "area:12" names, or None when this department has no such place."""
    entry = _index(department_id).by_ref.get(ref)
    return _hit(entry) if entry else None


def within(ref: str, department_id: int) -> tuple[str, ...]:
    """A place and all it lies in, itself first: ("area:12", "floor:3", "building:1", "site:1")."""
    entry = _index(department_id).by_ref.get(ref)
    return (entry.ref, *entry.parents) if entry else (ref,)


def inside(ref: str, department_id: int) -> tuple[str, ...]:
    """Every place that lies in a building, floor or area; nothing for a whole site, which would be everything."""
    return () if ref.startswith("site:") else tuple(_index(department_id).inside.get(ref, ()))


def around(department_id: int, lon: float, lat: float, *, within_m: float) -> Hit | None:
    """The building nearest to a position (WGS 84), or None when none is that near."""
    plane = Plane(lon, lat)
    near = [
        (hypot(*plane.to_meters(entry.lon, entry.lat)), entry)
        for entry in _index(department_id).by_ref.values()
        if entry.kind == "building"
    ]
    away, nearest = min(near, key=lambda one: one[0], default=(within_m + 1, None))
    return _hit(nearest) if nearest is not None and away <= within_m else None


def _index(department_id: int) -> Gazetteer:
    mark = versions.current(department_id).registry
    held = _held.get(department_id)
    if held is None or held[0] != mark:
        with _lock:
            held = _held.get(department_id)
            if held is None or held[0] != mark:
                held = (mark, Gazetteer(entries(department_id)))
                _held[department_id] = held
    return held[1]


def forget() -> None:
    """Drop every index this process holds: tests roll a database back under it."""
    _held.clear()


def _hit(entry: Entry) -> Hit:
    return Hit(
        ref=entry.ref,
        label=entry.label,
        site_id=entry.site_id,
        node_id=entry.node_id,
        lon=entry.lon,
        lat=entry.lat,
        site_name=entry.site_name,
        kind=entry.kind,
        parents=entry.parents,
    )
