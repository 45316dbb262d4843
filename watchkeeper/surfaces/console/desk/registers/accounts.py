"""Every sign-in, also those of machines: what it allows, where it is used, and what ought to be mended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people import actions
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Account, AccountRole, Person, Session
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.notices.exceptions import unreviewed
from watchkeeper.surfaces.console.desk.cells import Band, Cell, Fact, Look, Notice, mono, muted
from watchkeeper.surfaces.console.desk.filters import Choice, YesNo
from watchkeeper.surfaces.console.desk.register import Button, Column, Register, Where
from watchkeeper.surfaces.console.desk.registers import sign_in_buttons as sign_in
from watchkeeper.surfaces.console.desk.registers.sign_in_forms import (
    MailForm,
    OpenForm,
    role_choices,
    session_words,
    sessions_of,
)


class NewForm(OpenForm):
    """A sign-in for somebody, or for a machine."""

    person = forms.ChoiceField(label="Person", required=False, help_text="A machine has none; it acts by token.")
    email = forms.EmailField(label="Mail", required=False, max_length=254)
    field_order = ("username", "person", "role", "email", "password")

    def prepare(self) -> None:
        """People of the department who have none yet."""
        super().prepare()
        free = Person.objects.filter(department_id=self.by.department_id, is_active=True, account=None)
        self.choose("person", [("", "None: a machine"), *((str(one.pk), str(one)) for one in free[:2000])])

    def clean(self) -> dict[str, Any]:
        """The person as a row."""
        given = dict(self.cleaned_data)
        pk, here = given.get("person"), self.by.department_id
        given["person"] = Person.objects.filter(department_id=here, pk=pk).first() if pk else None
        given["department"] = Department.objects.get(pk=here)
        return given


def _rows(by: Actor) -> QuerySet[Account]:
    accounts = Account.objects.filter(department_id=by.department_id).select_related("person", "department")
    factors = Authenticator.objects.filter(user=OuterRef("pk"))
    return accounts.prefetch_related("roles").annotate(has_factor=Exists(factors))


def _prepare(accounts: Sequence[Any], look: Look) -> None:
    open_ = Session.objects.filter(account__in=[one.pk for one in accounts], expire_date__gt=look.now)
    many = dict(open_.values_list("account_id").annotate(Count("pk")).order_by())
    for one in accounts:
        one.sessions_open = many.get(one.pk, 0)


def _new(row: Any, by: Actor, given: dict[str, Any]) -> Account:
    return sign_in.opened(by, given, person=given["person"])


def _edit(account: Any, by: Actor, given: dict[str, Any]) -> Account:
    return actions.edit_account(account, by=by, **given)


def _person(account: Account, look: Look) -> Cell | str:
    return mono(account.person.call_name) if account.person else muted("machine")


def _signed_in_now(look: Look) -> Q:
    open_ = Session.objects.filter(account__department_id=look.by.department_id, expire_date__gt=look.now)
    return Q(pk__in=open_.values("account_id"))


def _without_role(look: Look) -> Q:
    held = AccountRole.objects.filter(account__department_id=look.by.department_id)
    return ~Q(pk__in=held.values("account_id"))


def _without_factor(look: Look) -> Q:
    having = Authenticator.objects.filter(user__department_id=look.by.department_id)
    return Q(locked_at=None, person__is_active=True) & ~Q(pk__in=having.values("user_id"))


def _notices(account: Any, look: Look) -> Sequence[Notice]:
    found = []
    if account.locked_at is not None:
        why = f"Since {look.moment(account.locked_at)}: {account.locked_reason or 'no reason was given'}."
        found.append(Notice("Locked", why, tone="over", glyph="over"))
    if account.person is not None and not account.has_factor:
        found.append(Notice("No second factor", "Whoever learns the password is let in. They add one at My account."))
    return found


def _bands(look: Look) -> Sequence[Band]:
    found = unreviewed(look.by)
    return [Band("Roles:", [Cell(one.text, tone="over", glyph="over") for one in found])] if found else []


def _details(account: Any, look: Look) -> Sequence[Fact]:
    held = [
        Fact("Session", f"{session_words(one)}, last seen {look.moment(one.last_seen_at, 'never')}", True)
        for one in sessions_of(account)
    ]
    return [
        Fact("Person", _person(account, look), True),
        Fact("Roles", sign_in.roles(account, look), True),
        Fact("State", sign_in.state(account, look), True),
        Fact("Second factor", sign_in.factor(account, look), True),
        Fact("Last sign-in", sign_in.last_sign_in(account, look), True),
        Fact("Opened", look.moment(account.opened_at), True),
        *held,
    ]


ACCOUNTS = Register(
    key="accounts",
    title="Sign-ins",
    sentence="Every way in, of people and machines: what it allows, where it is used, whether it is locked.",
    one="sign-in",
    many="sign-ins",
    icon="key",
    read=Permission.ACCOUNT_MANAGE,
    write=Permission.ACCOUNT_MANAGE,
    rows=_rows,
    subject=lambda account: f"account:{account.pk}",
    name=lambda account: str(account.username),
    about=lambda account, look: f"of {account.person.call_name}" if account.person else "of a machine",
    order="username",
    bands=_bands,
    columns=(
        Column("username", "Sign-in", lambda account, look: mono(account.username), order="username"),
        Column("person", "Person", _person, order="person__call_name"),
        Column("roles", "Roles", sign_in.roles),
        Column("state", "State", sign_in.state, order="locked_at"),
        Column("factor", "Second factor", sign_in.factor),
        Column("sessions", "Signed in on", lambda account, look: Cell(str(account.sessions_open), "number")),
        Column(
            "last", "Last sign-in", sign_in.last_sign_in, order="last_login",
            take=lambda account, look: account.last_login,
        ),
        Column("email", "Mail", lambda account, look: account.email or muted("–"), order="email", is_usual=False),
        Column("language", "Language", lambda account, look: account.language, is_usual=False),
    ),
    search=("username", "person__call_name", "email"),
    search_words="Sign-in, person or mail",
    filters=(
        Choice("role", "Role", "roles__role", lambda look: role_choices()),
        YesNo("factor", "Second factor", lambda look: Q(has_factor=True)),
        YesNo("locked", "Locked", lambda look: sign_in.is_locked()),
    ),
    views=(
        Where("now", "Signed in now", _signed_in_now),
        Where("machines", "Machines", lambda look: Q(person=None)),
        Where("never", "Never signed in", lambda look: Q(last_login=None)),
    ),
    gaps=(
        Where("factor", "without a second factor", _without_factor),
        Where("role", "without a role", _without_role),
        Where("locked", "password locked", lambda look: Q(password_locked_until__gt=look.now)),
    ),
    prepare=_prepare,
    notices=_notices,
    details=_details,
    new=Button("new", "New sign-in", _new, NewForm, letter="n", said="The sign-in is open."),
    edit=Button("edit", "Save", _edit, MailForm, said="The sign-in is changed."),
    buttons=sign_in.BUTTONS,
)  # fmt: skip
