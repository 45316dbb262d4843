"""Warnings that stand over a place: dated, sourced, and never for ever."""

from __future__ import annotations

from django.db import models

from watchkeeper.core.departments.models import Department
from watchkeeper.core.places.models.classes import CautionKind
from watchkeeper.core.places.models.registry import Site


class Caution(models.Model):
    """A premise caution: what to know before going there, who says so, and until when it holds.

    ``text`` and ``source`` are empty once they were purged.
    """

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="cautions")
    ref = models.CharField(max_length=60)
    place = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=CautionKind.choices, default=CautionKind.HAZARD)
    text = models.CharField(max_length=240)
    source = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["-starts_at", "-id"]
        indexes = [
            models.Index(fields=["department", "ref"], name="caution_ref"),
            models.Index(fields=["department", "starts_at"], name="caution_since"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("starts_at")), name="caution_expires_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"

    @property
    def subject(self) -> str:
        """The journal's name for it."""
        return f"caution:{self.pk}"
