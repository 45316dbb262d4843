"""Lengths, points and outlines on the ground. Positions are WGS 84 (longitude, latitude) unless called meters."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from shapely import is_valid_reason
from shapely.errors import ShapelyError
from shapely.geometry import shape

EARTH_RADIUS_M = 6_371_008.8  # mean radius, IUGG
Point = tuple[float, float]


@dataclass(frozen=True)
class Plane:
    """A flat map around a point, in meters east and north; good to a few centimeters within five kilometers."""

    lon: float
    lat: float

    @property
    def _per_degree(self) -> Point:
        per_lat = math.radians(1) * EARTH_RADIUS_M
        return per_lat * math.cos(math.radians(self.lat)), per_lat

    def to_meters(self, lon: float, lat: float) -> Point:
        """Meters east and north of the plane's origin."""
        x, y = self._per_degree
        return (lon - self.lon) * x, (lat - self.lat) * y

    def to_degrees(self, east: float, north: float) -> Point:
        """Longitude and latitude of a point given in meters, to seven decimals (about a centimeter)."""
        x, y = self._per_degree
        return round(self.lon + east / x, 7), round(self.lat + north / y, 7)


def meters_between(a: Point, b: Point) -> float:
    """Meters between two positions, on the plane between them (campus distances)."""
    east, north = Plane((a[0] + b[0]) / 2, (a[1] + b[1]) / 2).to_meters(b[0], b[1])
    east0, north0 = Plane((a[0] + b[0]) / 2, (a[1] + b[1]) / 2).to_meters(a[0], a[1])
    return math.hypot(east - east0, north - north0)


def length_m(line: Sequence[Sequence[float]]) -> float:
    """Meters along a line of positions."""
    return sum(meters_between((a[0], a[1]), (b[0], b[1])) for a, b in pairwise(line))


def positions(coordinates: Any) -> Iterator[Point]:
    """Every position of a GeoJSON geometry's coordinates, however deeply nested."""
    if isinstance(coordinates, Sequence) and not isinstance(coordinates, str):
        if len(coordinates) >= 2 and all(isinstance(one, int | float) for one in coordinates[:2]):
            yield float(coordinates[0]), float(coordinates[1])
        else:
            for part in coordinates:
                yield from positions(part)


def middle(geometry: Mapping[str, Any]) -> Point:
    """A point surely on a GeoJSON geometry: itself for a point, inside for a polygon, half-way for a line."""
    if geometry.get("type") == "Point":
        return next(positions(geometry["coordinates"]))
    form = shape(dict(geometry))
    spot = form.interpolate(0.5, normalized=True) if form.geom_type == "LineString" else form.representative_point()
    return round(spot.x, 7), round(spot.y, 7)


def fault(geometry: Any, *, vertical: bool = False) -> str:
    """What is wrong with a GeoJSON geometry, in words, or "" when nothing is.

    Longitude and latitude out of range mean that the file is in another projection (meters or feet).
    A ``vertical`` line may stand on one spot.
    """
    if not isinstance(geometry, Mapping) or "type" not in geometry or "coordinates" not in geometry:
        return "has no geometry"
    spots = list(positions(geometry["coordinates"]))
    if not spots or not all(math.isfinite(value) for spot in spots for value in spot):
        return "has no coordinates"
    for lon, lat in spots:
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            return f"is not in WGS 84 longitude and latitude ({lon:g}, {lat:g}): wrong projection"
    if vertical and len(spots) >= 2 and len(set(spots)) == 1:
        return ""
    try:
        form = shape(dict(geometry))
        reason = is_valid_reason(form)
    except (ShapelyError, ValueError, TypeError, AttributeError, IndexError) as error:
        return f"cannot be read as {geometry['type']}: {error}"
    return "" if reason == "Valid Geometry" else reason[0].lower() + reason[1:]
