"""Everybody who works here: call name, title, division, how they sign in and what that allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from watchkeeper.core.departments.models import Department, Division
from watchkeeper.core.people import actions
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import AccountRole, Duty, Person, RosterSlot
from watchkeeper.core.people.permissions import Permission, Role
from watchkeeper.kit.errors import Refused
from watchkeeper.surfaces.console.desk.cells import Band, Cell, Fact, Look, Notice, gap, mono, muted
from watchkeeper.surfaces.console.desk.filters import Choice, Options, YesNo
from watchkeeper.surfaces.console.desk.forms import DeskForm
from watchkeeper.surfaces.console.desk.register import Button, Column, Register, Where
from watchkeeper.surfaces.console.desk.registers import sign_in_buttons as sign_in
from watchkeeper.surfaces.console.desk.registers.sign_in_forms import role_choices, role_words

_HALF = {"data-width": "half"}


class PersonForm(DeskForm):
    """What is known of a person. Names are not kept: the radio's call name is."""

    call_name = forms.CharField(label="Call name", max_length=20, widget=forms.TextInput(attrs=_HALF))
    division = forms.ChoiceField(label="Division", required=False, widget=forms.Select(attrs=_HALF))
    title = forms.CharField(label="Title", max_length=80, required=False)
    is_active = forms.BooleanField(
        label="Works here", required=False, help_text="Whoever left cannot sign in; what they did stays."
    )

    def prepare(self) -> None:
        """The divisions of the department; a new person works here."""
        self.choose("division", [("", "None"), *_divisions(self.by.department_id)])
        if self.row is None:
            del self.fields["is_active"]

    def first(self, row: Any) -> dict[str, Any]:
        """The division by key."""
        return super().first(row) | {"division": row.division_id or ""}

    def clean(self) -> dict[str, Any]:
        """The division as a row."""
        given = dict(self.cleaned_data)
        pk = given.get("division")
        here = Division.objects.filter(department_id=self.by.department_id)
        given["division"] = here.filter(pk=pk).first() if pk else None
        return given


def _divisions(department_id: int) -> list[tuple[str, str]]:
    rows = Division.objects.filter(department_id=department_id).values_list("pk", "name")
    return [(str(pk), name) for pk, name in rows]


def _rows(by: Actor) -> QuerySet[Person]:
    people = Person.objects.filter(department_id=by.department_id)
    factors = Authenticator.objects.filter(user__person=OuterRef("pk"))
    joined = people.select_related("department", "division", "account").prefetch_related("account__roles")
    return joined.annotate(has_factor=Exists(factors))


def _add(row: Any, by: Actor, given: dict[str, Any]) -> Person:
    here = Department.objects.get(pk=by.department_id)
    return actions.add_person(
        here, by=by, call_name=given["call_name"], title=given["title"], division=given["division"]
    )


def _edit(person: Any, by: Actor, given: dict[str, Any]) -> Person:
    different = {name: value for name, value in given.items() if getattr(person, name) != value}
    if not different:
        raise Refused("Nothing is different from before.")
    return actions.edit_person(person, by=by, **different)


def _state(person: Person, look: Look) -> Cell | str:
    return "works here" if person.is_active else muted("left")


def _account(person: Person, look: Look) -> Cell | str:
    account = getattr(person, "account", None)
    if account is None:
        return muted("none") if not getattr(person, "is_planned", False) else gap("none")
    return Cell(account.username, "mono")


def _prepare(people: Sequence[Any], look: Look) -> None:
    planned = set(_planned(look).filter(person__in=[one.pk for one in people]).values_list("person_id", flat=True))
    for one in people:
        one.is_planned = one.is_active and one.pk in planned


def _planned(look: Look) -> QuerySet[RosterSlot]:
    slots = RosterSlot.objects.filter(department_id=look.by.department_id, canceled_at=None, ends_at__gt=look.now)
    return slots.exclude(person=None)


def _planned_without(look: Look) -> Q:
    return Q(is_active=True, account=None, pk__in=_planned(look).values("person_id"))


def _without_factor(look: Look) -> Q:
    having = Authenticator.objects.filter(user__department_id=look.by.department_id)
    return Q(is_active=True, account__isnull=False) & ~Q(account__in=having.values("user_id"))


def _on_duty(look: Look) -> Q:
    on = Duty.objects.filter(department_id=look.by.department_id, ended_at=None)
    return Q(pk__in=on.values("person_id"))


def _notices(person: Any, look: Look) -> Sequence[Notice]:
    found = []
    if person.is_planned and getattr(person, "account", None) is None:
        found.append(Notice("On the roster without a sign-in", "They can work, and nothing they do is theirs here."))
    if getattr(person, "account", None) is not None and not person.has_factor:
        found.append(Notice("No second factor", "Whoever learns the password is let in. They add one at My account."))
    return found


def _details(person: Any, look: Look) -> Sequence[Fact]:
    account = getattr(person, "account", None)
    facts = [Fact("Sign-in", _account(person, look), True), Fact("State", sign_in.state(person, look), True)]
    if account is not None:
        facts += [
            Fact("Roles", sign_in.roles(person, look), True),
            Fact("Last sign-in", sign_in.last_sign_in(person, look), True),
            Fact("Second factor", sign_in.factor(person, look), True),
            Fact("Mail", account.email or muted("none"), True),
        ]
    return facts


def _bands(look: Look) -> Sequence[Band]:
    here = AccountRole.objects.filter(account__department_id=look.by.department_id, account__locked_at=None)
    working = here.exclude(account__person__is_active=False).exclude(account__is_active=False)
    held = set(working.values_list("role", flat=True))
    missing = [role_words(role.value) for role in Role if role.value not in held]
    return [Band("Roles nobody holds", [gap(words) for words in missing])] if missing else []


def _division_choices(look: Look) -> Options:
    return _divisions(look.by.department_id)


def _link(person: Any) -> str:
    account = getattr(person, "account", None)
    return reverse("desk_accounts_one", kwargs={"pk": account.pk}) if account is not None else ""


PEOPLE = Register(
    key="people",
    title="People",
    sentence="Everybody who works here, how they sign in, and what that allows.",
    one="person",
    many="people",
    family="People",
    icon="users",
    letter="w",
    read=Permission.ACCOUNT_MANAGE,
    write=Permission.ACCOUNT_MANAGE,
    rows=_rows,
    subject=lambda person: f"person:{person.pk}",
    name=lambda person: str(person.call_name),
    about=lambda person, look: ", ".join(filter(None, [person.title, person.division and person.division.name])),
    order="call_name",
    columns=(
        Column("call_name", "Call name", lambda person, look: mono(person.call_name), order="call_name"),
        Column("title", "Title", lambda person, look: person.title or muted("–"), order="title"),
        Column(
            "division", "Division",
            lambda person, look: person.division.name if person.division else muted("–"), order="division__name",
        ),
        Column("account", "Sign-in", _account, order="account__username"),
        Column("roles", "Roles", sign_in.roles),
        Column(
            "last", "Last sign-in", sign_in.last_sign_in, order="account__last_login",
            take=lambda person, look: account.last_login if (account := getattr(person, "account", None)) else None,
        ),
        Column("factor", "Second factor", sign_in.factor),
        Column("state", "State", sign_in.state, is_usual=False),
        Column("active", "Works here", _state, order="is_active"),
    ),
    search=("call_name", "title", "account__username"),
    search_words="Call name, title or sign-in",
    filters=(
        Choice("role", "Role", "account__roles__role", lambda look: role_choices()),
        Choice("division", "Division", "division_id", _division_choices),
        YesNo("factor", "Second factor", lambda look: Q(has_factor=True)),
        YesNo("active", "Works here", lambda look: Q(is_active=True)),
    ),
    views=(
        Where("duty", "On duty now", _on_duty),
        Where("locked", "Locked", lambda look: sign_in.is_locked("account__")),
        Where("left", "Left", lambda look: Q(is_active=False)),
    ),
    gaps=(
        Where("planned", "on the roster without a sign-in", _planned_without),
        Where("factor", "without a second factor", _without_factor),
    ),
    prepare=_prepare,
    notices=_notices,
    details=_details,
    bands=_bands,
    link=_link,
    new=Button("new", "New person", _add, PersonForm, letter="n", said="The person is added."),
    edit=Button("edit", "Save", _edit, PersonForm, said="The person is changed."),
    buttons=(sign_in.OPEN, *sign_in.BUTTONS),
)  # fmt: skip
