"""The journal's tables: entries and their head, timers, cursors, client results, reads, snapshots, personal values."""

from __future__ import annotations

from typing import Any

import orjson
from django.db import models

from watchkeeper.core.departments.models import Department

LONGEST_CLIENT_ID = 120
# Entries that clearance alone does not open to anybody.
APART = models.Q(named=True) | models.Q(level__gt=2)


def _department() -> models.ForeignKey[Department, Department]:
    # No constraint: its check would lock the department's row in every action of every process.
    return models.ForeignKey(
        Department, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )


class Entry(models.Model):
    """Who did what when. Append-only: triggers refuse every change but the sealing of a row not yet sealed."""

    id = models.BigAutoField(primary_key=True)
    department = _department()
    recorded_at = models.TextField()
    at = models.TextField()
    actor = models.TextField()
    verb = models.TextField()
    subject = models.TextField()
    place = models.TextField(default="")
    level = models.SmallIntegerField()
    named = models.BooleanField(default=False)
    client_id = models.TextField(default="")
    nonce = models.TextField()
    data = models.TextField()
    digest = models.BinaryField()
    position = models.BigIntegerField(null=True, db_index=True)  # not unique: a copy must be a finding, not a refusal
    chain = models.BinaryField(null=True)

    class Meta:
        db_table = "journal_entry"
        indexes = [
            models.Index(fields=["subject", "id"], name="journal_subject"),
            # For the audit. They do not begin with the department, or SQLite would sort a department's rows by them.
            models.Index(fields=["actor", "id"], name="journal_actor"),
            models.Index(fields=["verb", "id"], name="journal_verb"),
            models.Index(fields=["subject"], name="journal_apart", condition=APART),
            models.Index(fields=["id"], name="journal_unsealed", condition=models.Q(position__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.at} {self.actor} {self.verb} {self.subject}"

    @property
    def fields(self) -> dict[str, Any]:
        """The data as a dict, parsed anew at each look."""
        parsed: dict[str, Any] = orjson.loads(self.data)
        return parsed


class Head(models.Model):
    """The one row that makes a deleted last entry visible: how many entries are sealed and the chain's end."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    count = models.BigIntegerField(default=0)
    chain = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "journal_head"


class Personal(models.Model):
    """A personal value outside the hashed text; value and salt go together when it must be destroyed.

    The entry's text holds only ``digest``, the SHA-256 of salt and value, which tells nothing without the salt.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    department = _department()
    subject = models.TextField(db_index=True)
    field = models.TextField()
    salt = models.BinaryField(null=True)
    value = models.TextField(null=True)
    purged_at = models.TextField(default="")

    class Meta:
        db_table = "journal_personal"


class Timer(models.Model):
    """A promise with a due time, so that none is lost by a restart. One per kind and subject."""

    id = models.BigAutoField(primary_key=True)
    department = _department()
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    due_at = models.DateTimeField()
    data = models.JSONField(default=dict)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "journal_timer"
        constraints = [models.UniqueConstraint(fields=["kind", "subject"], name="timer_once")]
        indexes = [models.Index(fields=["due_at"], name="timer_due")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject} at {self.due_at:%H:%M:%S}"


class Cursor(models.Model):
    """How far a follower has read the journal, by position."""

    follower = models.CharField(max_length=80, primary_key=True)
    position = models.BigIntegerField(default=0)

    class Meta:
        db_table = "journal_cursor"


class Parked(models.Model):
    """An entry a follower failed on, set beside to be tried again while the follower goes on with the next."""

    id = models.BigAutoField(primary_key=True)
    follower = models.CharField(max_length=80)
    position = models.BigIntegerField()
    attempts = models.PositiveIntegerField(default=1)
    retry_at = models.DateTimeField()
    error = models.TextField()

    class Meta:
        db_table = "journal_parked"
        constraints = [models.UniqueConstraint(fields=["follower", "position"], name="parked_once")]


class ClientResult(models.Model):
    """The first result of a client-made id, kept 90 days, so that a retry changes nothing."""

    id = models.BigAutoField(primary_key=True)
    department = _department()
    actor = models.CharField(max_length=80)
    device = models.CharField(max_length=80, default="")
    client_id = models.CharField(max_length=LONGEST_CLIENT_ID)
    input_digest = models.CharField(max_length=64)
    result = models.JSONField(null=True)
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "journal_client_result"
        constraints = [
            models.UniqueConstraint(fields=["department", "actor", "device", "client_id"], name="client_id_once")
        ]


class ReadEvent(models.Model):
    """Who read what, when and why: reads of level L2 and up, exports and searches. Sealed once a minute."""

    id = models.BigAutoField(primary_key=True)
    department = _department()
    at = models.TextField()
    actor = models.TextField()
    what = models.TextField()
    subject = models.TextField()
    why = models.TextField(default="")
    sealed_in = models.BigIntegerField(null=True)  # the entry that holds the digest over this event

    class Meta:
        db_table = "journal_read"
        indexes = [
            models.Index(fields=["id"], name="read_unsealed", condition=models.Q(sealed_in__isnull=True)),
            models.Index(fields=["sealed_in", "id"], name="read_sealed"),
            models.Index(fields=["subject", "id"], name="read_subject"),
            models.Index(fields=["actor", "id"], name="read_actor"),
            models.Index(fields=["what", "id"], name="read_what"),
        ]


class Snapshot(models.Model):
    """The open boards of all departments as of one position: derived, and checked against the journal."""

    position = models.BigIntegerField(primary_key=True)
    recorded_at = models.TextField()
    boards = models.BinaryField()  # zlib over JSON: {department: {subject: [row, level, named]}}

    class Meta:
        db_table = "journal_snapshot"
