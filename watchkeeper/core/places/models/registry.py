"""Sites and what stands on them. Outlines are GeoJSON geometries in WGS 84 (longitude, latitude)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from watchkeeper.core.departments.models import Department
from watchkeeper.core.places.models.classes import AreaClass, BeatKind, FixtureKind


class Standing(models.Manager[Any]):
    """The rows that were not retired; what calls of the past name is found through them all the same."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """Without the retired."""
        return super().get_queryset().filter(retired_at=None)


class Site(models.Model):
    """A place of its own with its own desk: the main campus, a health center."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="sites")
    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=200, blank=True)
    aliases = models.JSONField[list[str], list[str]](default=list)
    lon = models.FloatField()
    lat = models.FloatField()
    order = models.PositiveIntegerField(default=0)
    is_main = models.BooleanField(default=False)
    is_schematic = models.BooleanField(default=False)
    retired_at = models.DateTimeField(null=True, blank=True)  # taken out of the folder, but calls name it

    objects: ClassVar[models.Manager[Site]] = Standing()
    every: ClassVar[models.Manager[Site]] = models.Manager()

    class Meta:
        ordering = ["department", "order", "key"]
        constraints = [models.UniqueConstraint(fields=["department", "key"], name="site_key_once")]

    def __str__(self) -> str:
        return self.name


class Placed(models.Model):
    """What every place of a site has: its boundary, a natural key that imports go by, names, a point."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="%(class)ss")
    key = models.CharField(max_length=120)
    name = models.CharField(max_length=120)
    aliases = models.JSONField[list[str], list[str]](default=list)
    lon = models.FloatField()
    lat = models.FloatField()

    class Meta:
        abstract = True
        ordering = ["department", "key"]
        constraints = [models.UniqueConstraint(fields=["department", "key"], name="%(class)s_key_once")]

    def __str__(self) -> str:
        return self.name


class Building(Placed):
    """A building or a garage, with its outline."""

    outline = models.JSONField[dict[str, Any], dict[str, Any]](default=dict)
    is_schematic = models.BooleanField(default=False)


class Floor(Placed):
    """One floor of a building; ``level`` orders them (0 is the street), ``name`` is what people say ("Blake 13")."""

    building = models.ForeignKey(Building, on_delete=models.CASCADE, related_name="floors")
    number = models.CharField(max_length=20)
    level = models.IntegerField()
    node = models.ForeignKey("places.Node", on_delete=models.SET_NULL, related_name="+", null=True, blank=True)

    class Meta(Placed.Meta):
        ordering = ["building", "level"]


class Area(Placed):
    """A named part of a floor or of the ground, with its class; the ten high-risk classes are surveyed apart."""

    floor = models.ForeignKey(Floor, on_delete=models.CASCADE, related_name="areas", null=True, blank=True)
    area_class = models.CharField(max_length=20, choices=AreaClass.choices, default=AreaClass.GENERAL)
    outline = models.JSONField[dict[str, Any], dict[str, Any]](default=dict)
    node = models.ForeignKey("places.Node", on_delete=models.SET_NULL, related_name="+", null=True, blank=True)


class Fixture(Placed):
    """A door, camera, AED, blue phone, elevator or stair; ``number`` is what its label says."""

    floor = models.ForeignKey(Floor, on_delete=models.CASCADE, related_name="fixtures", null=True, blank=True)
    building = models.ForeignKey(Building, on_delete=models.CASCADE, related_name="fixtures", null=True, blank=True)
    kind = models.CharField(max_length=20, choices=FixtureKind.choices)
    number = models.CharField(max_length=20, blank=True)
    node = models.ForeignKey("places.Node", on_delete=models.SET_NULL, related_name="+", null=True, blank=True)


class Beat(Placed):
    """A piece of ground one unit answers for."""

    kind = models.CharField(max_length=10, choices=BeatKind.choices, default=BeatKind.BEAT)
    outline = models.JSONField[dict[str, Any], dict[str, Any]](default=dict)


class MapLayer(models.Model):
    """GeoJSON drawn under everything else: streets, footpaths (base), or on demand; no rule reads it."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="layers")
    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    source = models.CharField(max_length=200, blank=True)
    is_base = models.BooleanField(default=True)
    geojson = models.JSONField[dict[str, Any], dict[str, Any]](default=dict)

    class Meta:
        ordering = ["site", "key"]
        constraints = [models.UniqueConstraint(fields=["site", "key"], name="map_layer_key_once")]

    def __str__(self) -> str:
        return self.name


class PlacesVersion(models.Model):
    """Marks that change with each change, so that every process knows when what it holds in memory is old.

    Unguessable marks, not counters: two databases, or one that was rolled back, never agree by accident.
    """

    department = models.OneToOneField(Department, on_delete=models.CASCADE, related_name="+", primary_key=True)
    registry = models.CharField(max_length=24, blank=True)
    graph = models.CharField(max_length=24, blank=True)
    closures = models.CharField(max_length=24, blank=True)
    source = models.CharField(max_length=64, blank=True)  # digest of the folder last loaded
    laid = models.JSONField[dict[str, list[str]], dict[str, list[str]]](default=dict)  # what it brought, by kind

    def __str__(self) -> str:
        return f"{self.department_id}: {self.registry}.{self.graph}.{self.closures}"
