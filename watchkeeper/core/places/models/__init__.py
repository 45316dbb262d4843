"""Where things are: sites, buildings, floors, areas, fixtures, lines, the walking graph, closures and cautions."""

from watchkeeper.core.places.models.classes import (
    ArcKind,
    AreaClass,
    BeatKind,
    CautionKind,
    FixtureKind,
    HoursKind,
    LineKind,
)
from watchkeeper.core.places.models.graph import Arc, Closure, Node
from watchkeeper.core.places.models.lines import Line
from watchkeeper.core.places.models.registry import Area, Beat, Building, Fixture, Floor, MapLayer, PlacesVersion, Site
from watchkeeper.core.places.models.warnings import Caution

__all__ = [
    "Arc",
    "ArcKind",
    "Area",
    "AreaClass",
    "Beat",
    "BeatKind",
    "Building",
    "Caution",
    "CautionKind",
    "Closure",
    "Fixture",
    "FixtureKind",
    "Floor",
    "HoursKind",
    "Line",
    "LineKind",
    "MapLayer",
    "Node",
    "PlacesVersion",
    "Site",
]
