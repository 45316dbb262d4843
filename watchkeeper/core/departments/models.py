"""The department: the boundary of who sees what. Everything belongs to exactly one."""

from __future__ import annotations

from django.db import models


class Department(models.Model):
    """A hospital's or university's public-safety department; nothing crosses from one to another.

    ``fixes_kept_hours`` is how long the department keeps where its phones were; with 0 none of it is ever written.
    """

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=40, default="America/New_York")
    kind = models.CharField(max_length=20, choices=[("hospital", "Hospital"), ("campus", "Campus")])
    fixes_kept_hours = models.PositiveSmallIntegerField(default=72)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name


class Division(models.Model):
    """A part of a department with its own work: operations, systems and technology, emergency management."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="divisions")
    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["department", "key"]
        constraints = [models.UniqueConstraint(fields=["department", "key"], name="division_key_once")]

    def __str__(self) -> str:
        return self.name
