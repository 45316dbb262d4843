"""The booked form of a call: its appointment, the times proposed, the people held, and who enrolled."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.models import Person
from watchkeeper.engines.calls.models.call import Call, Requester


class Appointment(models.Model):
    """What a call in its booked form knows besides; its window is the call's ``starts_at`` and ``ends_at``.

    ``expected`` and ``attended`` count heads, ``seats`` is how many may enroll (0: nobody enrolls one by one).
    ``wished_from`` and ``wished_until`` are the window asked for, where one was. ``material`` is the version of what
    was shown. ``uid`` names it in calendars, ``sequence`` counts its changes there.
    """

    call = models.OneToOneField(Call, on_delete=models.CASCADE, primary_key=True, related_name="appointment")
    expected = models.PositiveIntegerField(default=0)
    attended = models.PositiveIntegerField(null=True)
    seats = models.PositiveIntegerField(default=0)
    wished_from = models.DateTimeField(null=True)
    wished_until = models.DateTimeField(null=True)
    material = models.CharField(max_length=60, default="")
    unanswered = models.TextField(default="")
    uid = models.CharField(max_length=40, unique=True)
    sequence = models.PositiveIntegerField(default=0)
    moved = models.PositiveSmallIntegerField(default=0)
    quoted_cents = models.PositiveIntegerField(null=True)
    proposed_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)


class Slot(models.Model):
    """One window proposed to those who asked; ``taken_at`` when they took it, ``withdrawn_at`` when it is no more."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    proposed_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="slot_is_forward")]


class Holding(models.Model):
    """A person held for a booked window, from ``starts_at`` to ``ends_at`` (half-open, the way there included).

    Nobody is held twice at one time: on PostgreSQL an exclusion constraint says so besides. It is ``is_tentative``
    while its time is only proposed. ``pulled_at`` is when the dispatcher took the person away for something else.
    """

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="holdings")
    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, null=True, related_name="holdings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    qualification = models.CharField(max_length=30)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_tentative = models.BooleanField(default=False)
    pulled_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="holding_is_forward")
        ]
        indexes = [
            models.Index(fields=["department", "ends_at"], name="holding_live", condition=Q(released_at=None)),
            models.Index(fields=["person", "ends_at"], name="holding_of_person", condition=Q(released_at=None)),
            models.Index(fields=["department", "starts_at"], name="holding_all"),
        ]


class Enrollment(models.Model):
    """A requester's seat in a session, or place in line for one (``seated_at`` is empty then).

    ``attended`` is None until somebody says whether they came.
    """

    requester = models.OneToOneField(Requester, on_delete=models.CASCADE, primary_key=True, related_name="enrollment")
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="enrollments")
    at = models.DateTimeField()
    seated_at = models.DateTimeField(null=True)
    canceled_at = models.DateTimeField(null=True)
    attended = models.BooleanField(null=True)

    class Meta:
        ordering = ["at", "requester_id"]
        indexes = [models.Index(fields=["call", "at"], name="enrollment_standing", condition=Q(canceled_at=None))]
