"""Who is on, who comes next, and what one shift tells the next."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.models.person import Person


class Mode(models.TextChoices):
    """How someone on duty gets about."""

    FOOT = "foot"
    BICYCLE = "bicycle"
    MOTORCYCLE = "motorcycle"
    CRUISER = "cruiser"
    POST = "post"


class DispatchCenter(models.Model):
    """A communications center with seats that must never be empty, day or night."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="centers")
    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    required_seats = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["department", "key"]
        constraints = [models.UniqueConstraint(fields=["department", "key"], name="center_key_once")]

    def __str__(self) -> str:
        return self.name


class Duty(models.Model):
    """A person's time on: on which unit ("unit:12") or at which dispatch seat ("main/1"), since when, in which mode."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="duties")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="duties")
    unit = models.CharField(max_length=40, blank=True)
    seat = models.CharField(max_length=60, blank=True)
    mode = models.CharField(max_length=12, choices=Mode.choices, default=Mode.FOOT)
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at__isnull=True), name="duty_open_once"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("started_at")),
                name="duty_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["department", "unit"], condition=Q(ended_at__isnull=True), name="duty_open_by_unit"),
            models.Index(fields=["department", "started_at"], name="duty_since"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.unit or self.seat}"


class RosterSlot(models.Model):
    """A planned stretch of work at a dispatch center or on a unit; a slot with nobody in it fills nothing."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="roster")
    center = models.ForeignKey(DispatchCenter, on_delete=models.PROTECT, null=True, blank=True, related_name="slots")
    unit = models.CharField(max_length=40, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="slots")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    canceled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="slot_ends_after_start")
        ]
        indexes = [models.Index(fields=["department", "starts_at"])]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


class HandoverBrief(models.Model):
    """What one shift hands the next: built by itself from what is open, signed by whoever takes over."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="handovers")
    seat = models.CharField(max_length=60, blank=True)
    since = models.DateTimeField()
    built_at = models.DateTimeField()
    built_by = models.CharField(max_length=60)
    sections = models.JSONField(default=list)
    note = models.TextField(blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["-built_at", "-id"]

    def __str__(self) -> str:
        return f"{self.built_at:%Y-%m-%d %H:%M}"
