"""The middle lines of a surface, by the borders between the points of its rim (Voronoi)."""

from __future__ import annotations

from collections import Counter

from shapely import voronoi_polygons
from shapely.geometry import LineString, MultiLineString, MultiPoint, Polygon
from shapely.ops import linemerge, unary_union
from shapely.prepared import prep

STEP_M = 4.0
TWIG_M = 9.0  # a dead end shorter than this is an artifact of a corner


def middle_lines(surface: Polygon) -> list[LineString]:
    """Lines along the middle of ``surface`` (meters), without twigs; nothing for a surface too small to have any."""
    if surface.length < 4 * STEP_M:
        return []
    rims = [surface.exterior, *surface.interiors]
    spots = [rim.interpolate(step * STEP_M) for rim in rims for step in range(max(3, int(rim.length / STEP_M)))]
    edges = voronoi_polygons(MultiPoint(spots), only_edges=True)
    inside = prep(surface)
    lines = [edge for edge in getattr(edges, "geoms", [edges]) if inside.contains(edge)]
    for _ in range(3):
        lines = _without_twigs(lines)
    return [line.simplify(1.0) for line in lines]


def joined(lines: list[LineString]) -> list[LineString]:
    """Lines cut at every crossing and joined where only two meet."""
    pieces = unary_union(lines)
    merged = linemerge(pieces) if isinstance(pieces, MultiLineString) else pieces
    return [line for line in getattr(merged, "geoms", [merged]) if isinstance(line, LineString)]


def _without_twigs(lines: list[LineString]) -> list[LineString]:
    if not lines:
        return []
    whole = joined(lines)
    ends = Counter(_key(line.coords[i]) for line in whole for i in (0, -1))
    kept = [line for line in whole if line.length >= TWIG_M or all(ends[_key(line.coords[i])] > 1 for i in (0, -1))]
    return kept if kept or len(whole) > 1 else whole


def _key(spot: tuple[float, ...]) -> tuple[float, float]:
    return round(spot[0], 2), round(spot[1], 2)
