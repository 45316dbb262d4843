"""What is asked before something is done to a sign-in, on the page of people and on the page of sign-ins alike."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from watchkeeper.core.people.models import Account, AccountRole, Session
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.people.sessions import session_ref
from watchkeeper.kit import clock
from watchkeeper.surfaces.console.desk.forms import DeskForm

LANGUAGES = [(key, str(words)) for key, words in settings.LANGUAGES]
MOST_SESSIONS = 50


def account_of(row: Any) -> Account | None:
    """The sign-in a row is, or has."""
    found: Account | None = row if isinstance(row, Account) else getattr(row, "account", None)
    return found


def role_words(role: str) -> str:
    """A role as people say it: "Records clerk"."""
    return role.replace("_", " ").capitalize()


def role_choices() -> list[tuple[str, str]]:
    """Every role there is."""
    return [(role.value, role_words(role.value)) for role in Role]


def sessions_of(row: Any) -> list[Session]:
    """Sessions of the row's sign-in that are not over, newest first."""
    account = account_of(row)
    if account is None:
        return []
    held = Session.objects.filter(account=account, expire_date__gt=clock.now()).select_related("console", "account")
    return list(held.order_by("-last_seen_at")[:MOST_SESSIONS])


def session_words(one: Session) -> str:
    """Where a session is: "Seat 1, 10.0.0.7"."""
    return f"{one.console.name if one.console else one.browser or 'A browser'}, {one.address or 'address unknown'}"


def a_password(label: str, **more: Any) -> forms.CharField:
    """A field for a new password."""
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, max_length=200, strip=False, widget=widget, **more)


class GrantForm(DeskForm):
    """One more role."""

    role = forms.ChoiceField(label="Role")

    def prepare(self) -> None:
        """Only what is not held yet."""
        held = set(_roles(self.row))
        self.choose("role", [one for one in role_choices() if one[0] not in held])


class RevokeForm(DeskForm):
    """One role less."""

    role = forms.ChoiceField(label="Role")

    def prepare(self) -> None:
        """Only what is held."""
        self.choose("role", [(role, role_words(role)) for role in _roles(self.row)])


class LockForm(DeskForm):
    """Why nobody may sign in with it."""

    reason = forms.CharField(label="Reason", max_length=200, help_text="It stands in the journal.")


class PasswordForm(DeskForm):
    """A new password, told to its owner in person."""

    secrets = frozenset({"password"})
    password = a_password("New password", help_text="Every session of theirs ends. They change it under My account.")


class EndForm(DeskForm):
    """Which session ends."""

    session = forms.ChoiceField(label="Session")

    def prepare(self) -> None:
        """Those that are not over."""
        held = [(session_ref(one.session_key), session_words(one)) for one in sessions_of(self.row)]
        self.choose("session", [*held, ("all", "All of them")] if len(held) > 1 else held)


class MailForm(DeskForm):
    """What is known of a sign-in besides its name."""

    email = forms.EmailField(label="Mail", required=False, max_length=254)
    language = forms.ChoiceField(label="Language", choices=LANGUAGES)


class OpenForm(DeskForm):
    """A sign-in for somebody who has none."""

    secrets = frozenset({"password"})
    username = forms.CharField(label="Sign-in name", max_length=60)
    role = forms.ChoiceField(label="Role", required=False)
    password = a_password("First password", required=False, help_text="Without one it opens only by passkey.")

    def prepare(self) -> None:
        """Any role, or none yet."""
        self.choose("role", [("", "None yet"), *role_choices()])

    def first(self, row: Any) -> dict[str, Any]:
        """Department and call name, as a beginning."""
        return {"username": f"{row.department.key}-{row.call_name}".lower()}


def _roles(row: Any) -> list[str]:
    account = account_of(row)
    return list(AccountRole.objects.filter(account=account).values_list("role", flat=True)) if account else []
