"""The people of a department, known by call sign."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from watchkeeper.core.departments.models import Department, Division


class Person(models.Model):
    """Someone who works for the department, whether or not they ever sign in.

    ``call_name`` is what the radio and every screen call them ("D01", "A12"); it is unique in the department.
    """

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="people")
    division = models.ForeignKey(Division, on_delete=models.PROTECT, null=True, blank=True, related_name="people")
    call_name = models.CharField(max_length=20)
    title = models.CharField(max_length=80, blank=True)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["department", "call_name"]
        constraints = [models.UniqueConstraint(fields=["department", "call_name"], name="person_call_name_once")]

    def __str__(self) -> str:
        return self.call_name


class PersonQualification(models.Model):
    """A qualification a person holds, from the day ``since`` through the day ``until`` (None: until it is ended)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="qualifications")
    key = models.CharField(max_length=30)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["person", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "key"], condition=Q(ended_at__isnull=True), name="qualification_held_once"
            )
        ]
        indexes = [models.Index(fields=["key"], condition=Q(ended_at__isnull=True), name="qualification_held")]

    def __str__(self) -> str:
        return self.key
