"""What a department made of the catalog: policies, extra questions, its own services; and who asked how often."""

from __future__ import annotations

from typing import Any

from django.db import models

from watchkeeper.core.departments.models import Department


class Policy(models.Model):
    """A department's overrides of one service. Every column may be empty: then the declaration holds."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    service = models.CharField(max_length=60)
    is_on = models.BooleanField(null=True)
    name = models.CharField(max_length=80, null=True)
    label = models.CharField(max_length=24, null=True)
    invite = models.CharField(max_length=60, null=True)
    about = models.CharField(max_length=240, null=True)
    next_step = models.CharField(max_length=240, null=True)
    priority = models.PositiveSmallIntegerField(null=True)
    targets = models.JSONField[Any, Any](null=True)
    tells = models.JSONField[Any, Any](null=True)
    sends = models.JSONField[Any, Any](null=True)

    class Meta:
        verbose_name_plural = "policies"
        constraints = [models.UniqueConstraint(fields=["department", "service"], name="policy_once")]

    def __str__(self) -> str:
        return self.service


class Question(models.Model):
    """A question added on a screen: to a service of the catalog, or making up one of the house's own.

    It is retired, never deleted: old calls still hold answers to it.
    """

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    service = models.CharField(max_length=60)
    key = models.CharField(max_length=60)
    words = models.CharField(max_length=160)
    kind = models.CharField(max_length=12)
    hint = models.CharField(max_length=160, default="", blank=True)
    choices = models.JSONField[Any, Any](default=list)
    fills = models.CharField(max_length=20, default="", blank=True)
    is_starting = models.BooleanField(default=False)
    is_required = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["service", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["department", "service", "key"], name="question_key_once")]

    def __str__(self) -> str:
        return f"{self.service}.{self.key}"


class HouseService(models.Model):
    """A service made on a screen. With its questions it becomes the same value as one declared in code."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=80)
    label = models.CharField(max_length=24)
    topic = models.CharField(max_length=12)
    about = models.CharField(max_length=240, default="", blank=True)
    invite = models.CharField(max_length=60, default="", blank=True)
    priority = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField(default=1)
    doors = models.JSONField[Any, Any](default=list)
    sends = models.JSONField[Any, Any](default=list)
    targets = models.JSONField[Any, Any](default=list)
    outcomes = models.JSONField[Any, Any](default=list)
    short = models.JSONField[Any, Any](default=list)
    flow = models.CharField(max_length=20, default="respond")
    booked = models.JSONField[Any, Any](null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["department", "key"], name="house_service_key_once")]

    def __str__(self) -> str:
        return self.name


class PolicyMark(models.Model):
    """A mark that changes with every change of what the department offers, so that every process knows.

    Unguessable, not a counter: two databases, or one that was rolled back, never agree by accident.
    """

    department = models.OneToOneField(
        Department, on_delete=models.CASCADE, related_name="policy_mark", primary_key=True
    )
    mark = models.CharField(max_length=24)


class Asking(models.Model):
    """One use of a public form by one source, kept for a day and only as a digest: enough to see "many from here"."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=60)
    source_digest = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["department", "form", "source_digest", "at"], name="asking_source"),
            models.Index(fields=["at"], name="asking_old"),
        ]
