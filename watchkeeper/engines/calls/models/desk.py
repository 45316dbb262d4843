"""The desk's papers: notes, attachments, corrections, look-outs, messages, drafts and seats."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, Q

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Duty
from watchkeeper.engines.calls.models.call import Call
from watchkeeper.engines.calls.models.unit import Unit


class Note(models.Model):
    """A line of the narrative: typed, from the radio, or kept by the house. ``call`` is empty for a bare radio line."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, null=True, related_name="notes")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True)
    kind = models.CharField(max_length=10, default="note")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=80)
    text = models.TextField()
    struck_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["department", "-at"], name="note_recent")]


class Attachment(models.Model):
    """A file on a call; it is locked exactly as the call is."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="attachments")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()


class Correction(models.Model):
    """A time that was put right: the old value stays beside the new one, with who and why."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="corrections")
    subject = models.CharField(max_length=40)
    field = models.CharField(max_length=40)
    old = models.DateTimeField(null=True)
    new = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()


class Bolo(models.Model):
    """A look-out notice (be on the look-out), with an end."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT)
    kind = models.CharField(max_length=20)
    text = models.TextField()
    level = models.PositiveSmallIntegerField(default=2)
    posted_at = models.DateTimeField()
    posted_by = models.CharField(max_length=80)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["department", "expires_at"], name="bolo_live", condition=Q(ended_at=None))]

    @property
    def subject(self) -> str:
        """How the journal and the feed name this look-out."""
        return f"bolo:{self.pk}"


class Message(models.Model):
    """A message from the desk to one unit, several, or all on duty."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT)
    sent_at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=80)
    text = models.TextField()
    is_to_all = models.BooleanField(default=False)

    @property
    def subject(self) -> str:
        """How the journal and the feed name this message."""
        return f"message:{self.pk}"


class MessageRead(models.Model):
    """One unit a message went to, and when it was read there."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="reads")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    read_at = models.DateTimeField(null=True)
    read_by = models.CharField(max_length=80, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "unit"], name="message_unit_once")]


class Draft(models.Model):
    """A half-typed call, kept on the server so that a seat changes hands without losing it."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT)
    seat = models.CharField(max_length=40)
    text = models.TextField(default="")
    fields: models.JSONField[Any, Any] = models.JSONField(default=dict)
    answered_at = models.DateTimeField(null=True)
    saved_at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["department", "seat"], name="draft_seat_once")]


class Seat(models.Model):
    """A dispatch position ("D01"), and who sits there now."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT)
    key = models.CharField(max_length=40)
    held_by = models.CharField(max_length=80, default="")
    held_by_name = models.CharField(max_length=80, default="")
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["department", "key"], name="seat_key_once")]


def at_desk(actor: Actor) -> Q:
    """Whether ``actor`` is on duty at a dispatch seat: rostered there, or sitting at one."""
    sits = Q(Exists(Seat.objects.filter(department_id=actor.department_id, held_by=actor.key)))
    if actor.person_id is None:
        return sits
    on_duty = Duty.objects.filter(department_id=actor.department_id, person_id=actor.person_id, ended_at=None)
    return sits | Q(Exists(on_duty.exclude(seat="")))
