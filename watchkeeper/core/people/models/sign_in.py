"""What the sign-in desk remembers: open sessions, registered consoles, failed tries."""

from __future__ import annotations

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.models.account import Account


class Console(models.Model):
    """A registered workstation. In a secure room (the dispatch center) it is exempt from the idle lock."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="consoles")
    key_digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=60)
    is_in_secure_room = models.BooleanField(default=False)
    registered_at = models.DateTimeField()
    registered_by = models.CharField(max_length=60)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["department", "name"]

    def __str__(self) -> str:
        return self.name


class Session(AbstractBaseSession):
    """A browser's session. Once someone signed in on it, it carries the account, so that one query answers who this is.

    ``last_seen_at`` is the last sign of a person (kept to the minute); ``locked_at`` is set when nobody was there for
    longer than the idle limit, and cleared by password or passkey.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, blank=True, related_name="sessions")
    console = models.ForeignKey(Console, on_delete=models.SET_NULL, null=True, blank=True, related_name="sessions")
    device = models.CharField(max_length=40, blank=True)
    browser = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=45, blank=True)
    signed_in_at = models.DateTimeField(null=True, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """The store that reads and writes these rows."""
        from watchkeeper.core.people.session_store import SessionStore

        return SessionStore


class SignInFailure(models.Model):
    """One failed try, for known and unknown names alike, so that the answer never tells which names exist."""

    name_key = models.CharField(max_length=64)
    address = models.CharField(max_length=45, blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["name_key", "at"]), models.Index(fields=["address", "at"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"
