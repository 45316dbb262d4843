"""What a person signs in with, what it allows, and what they prefer."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.models.person import Person
from watchkeeper.core.people.permissions import Role
from watchkeeper.kit import chance


def first_rights_version() -> int:
    """Where ``rights_version`` begins: anywhere, so that no process mistakes an account for an earlier one."""
    return chance.rng().randrange(1, 2**30)


class Account(AbstractBaseUser):
    """A sign-in. It belongs to one department and, unless it is a machine's, to one person.

    ``rights_version`` rises with every change of role, password or lock: whoever keeps rights (the live feed, a
    process's memory) keeps them under this number. ``locked_at`` is an administrator's lock and stops everything;
    ``password_locked_until`` follows repeated wrong passwords and stops only password and code, so that a stranger
    typing nonsense cannot keep a dispatcher with a passkey from the desk.
    """

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="accounts")
    person = models.OneToOneField(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="account")
    username = models.CharField(max_length=60, unique=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=10, default="en")
    rights_version = models.PositiveIntegerField(default=first_rights_version)
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_reason = models.CharField(max_length=200, blank=True)
    password_locked_until = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = BaseUserManager()

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.person.call_name if self.person else self.username

    @property
    def may_enter(self) -> bool:
        """Whether anybody may act under this account: it is open, and its person, if it has one, still works here."""
        return self.is_active and self.locked_at is None and (self.person is None or self.person.is_active)

    def bump_rights(self) -> None:
        """Raise ``rights_version``, so that whoever holds this account's rights asks again."""
        Account.objects.filter(pk=self.pk).update(rights_version=models.F("rights_version") + 1)
        self.refresh_from_db()

    def hold(self) -> None:
        """Keep others from changing this account until the transaction ends."""
        Account.objects.select_for_update().only("pk").get(pk=self.pk)


class AccountRole(models.Model):
    """A role an account holds in its own department."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    granted_at = models.DateTimeField()
    granted_by = models.CharField(max_length=60)

    class Meta:
        ordering = ["role"]
        constraints = [models.UniqueConstraint(fields=["account", "role"], name="account_role_once")]

    def __str__(self) -> str:
        return self.role.replace("_", " ").capitalize()


class ApiToken(models.Model):
    """A program's key to the API. Only a digest is kept; ``scopes`` are permissions and only narrow the account's."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=80)
    scopes = models.JSONField(default=list)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)  # kept to the day, not to the request

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.label


class Preference(models.Model):
    """One thing an account likes its own way: theme, columns, sounds."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="preferences")
    key = models.CharField(max_length=60)
    value = models.JSONField()

    class Meta:
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="preference_key_once")]

    def __str__(self) -> str:
        return self.key
