"""Units and their assignments: one resource calendar for now and for booked windows."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.places.models import Site
from watchkeeper.engines.calls.models.call import Call
from watchkeeper.engines.calls.states import AssignmentStatus
from watchkeeper.kit.errors import NotAllowed


class UnitQuerySet(models.QuerySet["Unit"]):
    """Sentences about units."""

    def of(self, actor: Actor) -> UnitQuerySet:
        """The units of the actor's department."""
        return self.filter(department_id=actor.department_id)

    def one(self, actor: Actor, pk: int) -> Unit:
        """The unit ``pk``; raises a hidden :class:`NotAllowed` for strangers."""
        found = self.of(actor).filter(pk=pk).first()
        if found is None:
            raise NotAllowed("", hidden=True)
        return found

    def seen_by(self, actor: Actor) -> list[Unit]:
        """These units as ``actor`` may see them; to be read, never saved. One query.

        Where a unit is stays unsaid while it is on a call that the actor may not know of and only named people may.
        """
        live = Assignment.objects.filter(unit=OuterRef("pk"), cleared_at=None, is_stacked=False)
        apart = live.filter(call__level__gt=Level.L2).exclude(status=AssignmentStatus.RESERVED)
        unseen = apart.exclude(call__in=Call.objects.visible_to(actor))
        found = list(self.annotate(is_apart=Exists(unseen)))
        for unit in found:
            if unit.is_apart:  # type: ignore[attr-defined]
                unit.place, unit.node, unit.lon, unit.lat = "", None, None, None
        return found

    def called(self, actor: Actor, call_sign: str) -> Unit | None:
        """The unit with ``call_sign`` (any case), or None."""
        return self.of(actor).filter(call_sign=call_sign.upper()).first()


class Unit(models.Model):
    """A dispatchable resource with a call sign; never the same row as a person.

    ``guard`` is bumped first by every action that assigns, moves or frees the unit; ``version`` counts only what the
    board shows of it. ``placed_at`` is the moment its place is of: nothing older overrules it.
    """

    department = models.ForeignKey(Department, on_delete=models.PROTECT)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True)
    call_sign = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, default="officer")
    capabilities: models.JSONField[Any, Any] = models.JSONField(default=list)
    beat = models.CharField(max_length=20, default="")
    mode = models.CharField(max_length=20, default="foot")
    vehicle = models.CharField(max_length=40, default="")
    place = models.TextField(default="")
    node = models.BigIntegerField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    placed_at = models.DateTimeField(null=True)
    is_on_duty = models.BooleanField(default=False)
    on_duty_at = models.DateTimeField(null=True)
    duty_until = models.DateTimeField(null=True)
    out_of_service = models.CharField(max_length=120, default="")
    out_until = models.DateTimeField(null=True)
    available_at = models.DateTimeField(null=True)
    emergency_at = models.DateTimeField(null=True)
    emergency_by = models.CharField(max_length=80, default="")
    emergency_place = models.TextField(default="")
    guard = models.PositiveIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)

    objects = UnitQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["department", "call_sign"], name="unit_call_sign_once")]
        indexes = [models.Index(fields=["department"], name="unit_on_duty", condition=Q(is_on_duty=True))]

    def __str__(self) -> str:
        return self.call_sign

    @property
    def subject(self) -> str:
        """How the journal and the feed name this unit."""
        return f"unit:{self.pk}"


class Assignment(models.Model):
    """One unit on one call, with its own status and times."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assignments")
    status = models.CharField(max_length=20, default=AssignmentStatus.ASSIGNED)
    reserved_at = models.DateTimeField(null=True)
    assigned_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    en_route_at = models.DateTimeField(null=True)
    staged_at = models.DateTimeField(null=True)
    on_scene_at = models.DateTimeField(null=True)
    transporting_at = models.DateTimeField(null=True)
    at_destination_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    is_stacked = models.BooleanField(default=False)
    override = models.CharField(max_length=200, default="")
    outcome = models.CharField(max_length=40, default="")
    destination = models.TextField(default="")
    welfare_due_at = models.DateTimeField(null=True)
    welfare_overdue_at = models.DateTimeField(null=True)
    source = models.CharField(max_length=80, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            # No double dispatch: one live assignment a unit. Reserved and stacked ones wait; an override is flagged.
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(cleared_at=None, is_stacked=False, override="") & ~Q(status="reserved"),
                name="one_live_assignment_a_unit",
            )
        ]
        indexes = [
            models.Index(fields=["unit"], name="assignment_open_unit", condition=Q(cleared_at=None)),
            models.Index(fields=["call"], name="assignment_open_call", condition=Q(cleared_at=None)),
            models.Index(fields=["unit", "-assigned_at"], name="assignment_unit"),
        ]

    @property
    def subject(self) -> str:
        """How the journal names this assignment."""
        return f"assignment:{self.pk}"

    @property
    def is_live(self) -> bool:
        """Whether the unit is committed now (not reserved for later, not stacked, not cleared)."""
        return self.cleared_at is None and not self.is_stacked and self.status != AssignmentStatus.RESERVED
