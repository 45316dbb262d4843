"""Where phones on duty were: appended in batches, gone when the department's hours are over."""

from __future__ import annotations

from django.db import models

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.models import Person
from watchkeeper.engines.calls.models.unit import Unit


class Fix(models.Model):
    """One reading of a phone's position (WGS 84), shared by whoever carried it for the unit they were on."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    lon = models.FloatField()
    lat = models.FloatField()
    accuracy_m = models.FloatField()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "at"], name="fix_of_unit"),
            models.Index(fields=["department", "received_at"], name="fix_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.at:%Y-%m-%d %H:%M:%S}"
