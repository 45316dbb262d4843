"""Telephone lines, mail boxes and desks, with what is known of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from watchkeeper.core.departments.models import Department
from watchkeeper.core.places.models.classes import HoursKind, LineKind
from watchkeeper.core.places.models.registry import Site, Standing

Weekly = list[list[list[str]]]


class Line(models.Model):
    """A way in: what it is for, where it rings, when somebody answers it.

    ``number`` may be empty (a purpose can be published without one) and hours may be unknown; both are
    counted as gaps. ``weekly`` holds seven lists (Monday first) of ``["08:00", "17:30"]`` spans in the
    department's time zone. A call to a closed or unknown desk goes to ``divert_to``.
    """

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="lines")
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="lines", null=True, blank=True)
    key = models.SlugField(max_length=60)
    purpose = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=LineKind.choices, default=LineKind.PHONE)
    number = models.CharField(max_length=80, blank=True)
    short_number = models.CharField(max_length=20, blank=True)
    owner = models.CharField(max_length=80, blank=True)
    hours = models.CharField(max_length=10, choices=HoursKind.choices, default=HoursKind.UNKNOWN)
    weekly = models.JSONField[Weekly, Weekly](default=list)
    is_desk = models.BooleanField(default=False)
    is_emergency = models.BooleanField(default=False)
    divert_to = models.ForeignKey("self", on_delete=models.SET_NULL, related_name="diverted", null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)
    tested_at = models.DateTimeField(null=True, blank=True)
    tested_answered = models.BooleanField(null=True)
    retired_at = models.DateTimeField(null=True, blank=True)  # taken out of the folder, but calls name it

    objects: ClassVar[models.Manager[Line]] = Standing()
    every: ClassVar[models.Manager[Line]] = models.Manager()

    class Meta:
        ordering = ["department", "id"]
        constraints = [models.UniqueConstraint(fields=["department", "key"], name="line_key_once")]
        indexes = [models.Index(fields=["department", "number"], name="line_number")]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.number or 'no number'}"
