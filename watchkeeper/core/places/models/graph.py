"""The walking graph: nodes on floors and streets, arcs between them, and what is closed just now."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from watchkeeper.core.departments.models import Department
from watchkeeper.core.places.models.classes import ArcKind
from watchkeeper.core.places.models.registry import Fixture, Floor, Site


class Node(models.Model):
    """A point one can stand at. ``level`` is the floor's (0 is the street, also outdoors)."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="nodes")
    floor = models.ForeignKey(Floor, on_delete=models.CASCADE, related_name="nodes", null=True, blank=True)
    key = models.CharField(max_length=120)
    lon = models.FloatField()
    lat = models.FloatField()
    level = models.IntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["department", "key"], name="node_key_once")]

    def __str__(self) -> str:
        return self.key


class Arc(models.Model):
    """A way from one node to another, both ways unless ``is_one_way``.

    ``meters`` is its length along the way; ``seconds`` overrides walking speed where length says little
    (waiting for an elevator). ``fixture`` is the door, stair or elevator whose closing closes the arc.
    """

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=120)
    start = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="+")
    end = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=ArcKind.choices)
    meters = models.FloatField()
    seconds = models.FloatField(null=True, blank=True)
    is_one_way = models.BooleanField(default=False)
    fixture = models.ForeignKey(Fixture, on_delete=models.SET_NULL, related_name="arcs", null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["department", "key"], name="arc_key_once"),
            models.CheckConstraint(condition=Q(meters__gte=0), name="arc_meters_not_negative"),
        ]

    def __str__(self) -> str:
        return self.key


class Closure(models.Model):
    """A way that cannot be used: one arc, node or fixture, from ``closed_at`` to ``until`` or until opened."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    arc = models.ForeignKey(Arc, on_delete=models.CASCADE, related_name="closures", null=True, blank=True)
    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="closures", null=True, blank=True)
    fixture = models.ForeignKey(Fixture, on_delete=models.CASCADE, related_name="closures", null=True, blank=True)
    what = models.CharField(max_length=160)
    reason = models.CharField(max_length=200)
    closed_at = models.DateTimeField()
    closed_by = models.CharField(max_length=80)
    until = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["-closed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(arc__isnull=False, node__isnull=True, fixture__isnull=True)
                    | Q(arc__isnull=True, node__isnull=False, fixture__isnull=True)
                    | Q(arc__isnull=True, node__isnull=True, fixture__isnull=False)
                ),
                name="closure_of_one_thing",
            )
        ]
        indexes = [models.Index(fields=["department"], condition=Q(opened_at__isnull=True), name="closure_open")]

    def __str__(self) -> str:
        return f"{self.what}: {self.reason}"

    @property
    def way(self) -> str:
        """What is closed, as a subject: "arc:7", "node:3" or "fixture:12"."""
        keys = (("arc", self.arc_id), ("node", self.node_id), ("fixture", self.fixture_id))
        return next(f"{kind}:{key}" for kind, key in keys if key)
