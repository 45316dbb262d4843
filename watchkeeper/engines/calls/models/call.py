"""The call: any one thing the department was asked, alerted or scheduled to do; and those who asked."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, Value

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.places.models import Line, Site
from watchkeeper.engines.calls.states import BOOKED, ENDED_OTHERWISE, OPEN, CallStatus
from watchkeeper.kit.errors import NotAllowed
from watchkeeper.kit.prepared import Prepared


class NumberSeries(models.Model):
    """The last number given in a series; calls of level L3 and L4 count apart, so that gaps tell no tales."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT)
    key = models.CharField(max_length=20)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["department", "key"], name="number_series_once")]


class _Written(Value):
    """A constant of ours written into the SQL itself: only then does SQLite see that a partial index serves."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        """The word in quotes, and no parameter."""
        return f"'{self.value}'", ()


class CallQuerySet(models.QuerySet["Call"]):
    """Sentences about calls."""

    def visible_to(self, actor: Actor) -> CallQuerySet:
        """The calls this actor may know of: its department's, by clearance to L2, by name above.

        A covert call that was opened to the desk is seen there while it is open, by those on duty at it.
        """
        from watchkeeper.engines.calls.models.desk import at_desk  # which needs the call first

        inside = self.filter(department_id=actor.department_id)
        if actor.is_system:
            return inside
        cleared = Q(level__lte=min(actor.clearance, Level.L2)) if actor.may(Permission.CALL_READ) else Q(pk__in=[])
        if actor.may(Permission.EMERGENCY_RELEASE):
            cleared |= Q(is_exposed=True, status__in=OPEN) & at_desk(actor)
        if actor.person_id is None:
            return inside.filter(cleared)
        named = CallPerson.objects.filter(call=OuterRef("pk"), person=f"person:{actor.person_id}")
        return inside.filter(cleared | Exists(named))

    def open(self) -> CallQuerySet:
        """Those something may still have to be done about."""
        return self.filter(status__in=[_Written(status) for status in OPEN])

    def standing(self, status: str) -> CallQuerySet:
        """Those with ``status``, found by the small index that holds it; only the closed are read through."""
        held = next((some for some in (OPEN, BOOKED, ENDED_OTHERWISE) if status in some), (status,))
        return self.filter(status__in=[_Written(one) for one in held], status=status)

    def booked(self) -> CallQuerySet:
        """Those in the booked form something may still have to be done about."""
        return self.filter(status__in=[_Written(status) for status in BOOKED])

    def unfinished(self) -> CallQuerySet:
        """Those something may still have to be done about, in either form."""
        return self.filter(status__in=[_Written(status) for status in (*OPEN, *BOOKED)])

    def one(self, actor: Actor, pk: int) -> Call:
        """The call ``pk`` as ``actor`` may see it; raises a hidden :class:`NotAllowed` for strangers."""
        plain = _ONE(pk=pk) if pk < 1 << 60 else []
        if plain and plain[0].is_plainly_visible_to(actor):
            return plain[0]
        found = self.visible_to(actor).filter(pk=pk).first()
        if found is None:
            raise NotAllowed("", hidden=True)
        return found


class Call(models.Model):
    """One job. Its askers are requesters; the units sent are assignments with statuses of their own."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, null=True)
    number = models.CharField(max_length=20)
    service = models.CharField(max_length=60)
    status = models.CharField(max_length=20, default=CallStatus.WAITING)
    priority = models.PositiveSmallIntegerField()
    base_priority = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField(default=1)
    is_covert = models.BooleanField(default=False)
    is_exposed = models.BooleanField(default=False)
    is_test = models.BooleanField(default=False)
    is_appointment = models.BooleanField(default=False)  # the booked form: people are held for it, no unit is sent
    origin = models.CharField(max_length=20, default="phone")
    place = models.TextField(default="")
    place_ref = models.CharField(max_length=40, default="")
    node = models.BigIntegerField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    destination = models.TextField(default="")
    destination_ref = models.CharField(max_length=40, default="")
    callback = models.CharField(max_length=60, default="")
    details = models.TextField(default="")
    answers: models.JSONField[Any, Any] = models.JSONField(default=dict)
    outcome = models.CharField(max_length=40, default="")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged_calls")
    split_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="split_calls")
    handed_to = models.CharField(max_length=120, default="")
    held_until = models.DateTimeField(null=True)
    hold_reason = models.CharField(max_length=200, default="")
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    rung_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True)
    on_scene_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    quote_median_s = models.PositiveIntegerField(null=True)
    quote_worst_s = models.PositiveIntegerField(null=True)
    opened_by = models.CharField(max_length=80)
    source = models.CharField(max_length=80, default="")
    flags: models.JSONField[Any, Any] = models.JSONField(default=list)
    salt = models.CharField(max_length=32, default="")  # of what the journal keeps apart of it, see `apart`
    version = models.PositiveIntegerField(default=1)

    objects = CallQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["department", "number"], name="call_number_once")]
        indexes = [
            # The board reads only open calls: this index stays as small as the board, whatever the history.
            models.Index(fields=["department", "status", "-opened_at"], name="call_open", condition=Q(status__in=OPEN)),
            models.Index(
                fields=["department", "status", "-opened_at"],
                name="call_ended_otherwise",
                condition=Q(status__in=ENDED_OTHERWISE),
            ),
            models.Index(
                fields=["department", "-escalated_at"], name="call_escalated", condition=Q(escalated_at__isnull=False)
            ),
            # The season: what is asked for, proposed and booked, whatever the history.
            models.Index(
                fields=["department", "status", "starts_at"], name="call_booked", condition=Q(status__in=BOOKED)
            ),
            models.Index(
                fields=["department", "-opened_at"], name="call_appointment_new", condition=Q(is_appointment=True)
            ),
            models.Index(
                fields=["department", "due_at"], name="call_appointment_due", condition=Q(is_appointment=True)
            ),
            models.Index(fields=["department", "service", "-opened_at"], name="call_service"),
            models.Index(fields=["department", "-opened_at"], name="call_opened"),
            models.Index(fields=["department", "place_ref", "-opened_at"], name="call_place"),
            models.Index(
                fields=["department", "callback", "-opened_at"], name="call_callback", condition=~Q(callback="")
            ),
            models.Index(fields=["department", "site", "service", "-opened_at"], name="call_site_service"),
        ]

    def __str__(self) -> str:
        return self.number

    def is_plainly_visible_to(self, actor: Actor) -> bool:
        """Whether department and clearance alone show it; those named on it may see more (`visible_to`)."""
        if self.department_id != actor.department_id:
            return False
        return actor.is_system or (actor.may(Permission.CALL_READ) and self.level <= min(actor.clearance, Level.L2))

    @property
    def subject(self) -> str:
        """How the journal and the feed name this call."""
        return f"call:{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether something may still have to be done about it."""
        return self.status in OPEN

    @property
    def is_booked(self) -> bool:
        """Whether it is in the booked form, and something may still have to be done about it."""
        return self.status in BOOKED

    @property
    def is_emergency(self) -> bool:
        """P0 and P1: life at risk, or may become so (services.md, section 2)."""
        return self.priority <= 1

    @property
    def is_named(self) -> bool:
        """Whether only named people may know of it."""
        return self.level > Level.L2

    @property
    def in_a_refusal(self) -> str:
        """What a refusal about one of its units calls it: who joined the crew need not be named on it."""
        return "its call" if self.is_named else self.number


_ONE = Prepared(lambda pk: Call.objects.filter(pk=pk))


class CallPerson(models.Model):
    """One who is named on a call of level L3 or L4 and so may see it."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="named")
    person = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "person"], name="call_person_once")]


class Requester(models.Model):
    """One asker's entry on a call. Several may share one call; none is ever lost."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="requesters")
    name = models.CharField(max_length=120, default="")
    role = models.CharField(max_length=40, default="")
    callback = models.CharField(max_length=60, default="")
    place = models.TextField(default="")
    place_ref = models.CharField(max_length=40, default="")
    destination = models.TextField(default="")
    details = models.TextField(default="")
    answers: models.JSONField[Any, Any] = models.JSONField(default=dict)
    door = models.CharField(max_length=20, default="phone")
    language = models.CharField(max_length=10, default="en")
    token = models.CharField(max_length=40, unique=True)
    asked_at = models.DateTimeField()
    quote_median_s = models.PositiveIntegerField(null=True)
    quote_worst_s = models.PositiveIntegerField(null=True)
    quoted_at = models.DateTimeField(null=True)
    reached_at = models.DateTimeField(null=True)
    canceled_at = models.DateTimeField(null=True)
    arrived_safe_at = models.DateTimeField(null=True)
    went = models.CharField(max_length=10, default="")
    recommends = models.BooleanField(null=True)
    is_anonymous = models.BooleanField(default=False)
    is_many_from_source = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["callback", "-asked_at"], name="requester_callback", condition=~Q(callback=""))]

    @property
    def subject(self) -> str:
        """How the journal names this asker."""
        return f"requester:{self.pk}"


class Quote(models.Model):
    """One delay told to one asker: a median and a worst case (nine in ten), kept beside what happened."""

    requester = models.ForeignKey(Requester, on_delete=models.PROTECT, related_name="quotes")
    at = models.DateTimeField()
    median_s = models.PositiveIntegerField()
    worst_s = models.PositiveIntegerField()
    reason = models.CharField(max_length=120, default="")
