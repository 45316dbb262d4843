"""Registered workstations: which stand in a secure room and so never lock themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people import actions
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Console, Session
from watchkeeper.core.people.naming import names
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.people.sessions import CONSOLE_COOKIE
from watchkeeper.surfaces.console.desk.cells import Cell, Fact, Look, muted
from watchkeeper.surfaces.console.desk.filters import YesNo
from watchkeeper.surfaces.console.desk.forms import DeskForm
from watchkeeper.surfaces.console.desk.register import Button, Column, Once, Register, Where


class ConsoleForm(DeskForm):
    """What is known of a workstation."""

    name = forms.CharField(label="Name", max_length=60)
    is_in_secure_room = forms.BooleanField(
        label="In a secure room", required=False, help_text="Then it does not lock itself when nobody is there."
    )


def _rows(by: Actor) -> QuerySet[Console]:
    return Console.objects.filter(department_id=by.department_id)


def _prepare(consoles: Sequence[Any], look: Look) -> None:
    held = Session.objects.filter(console__in=[one.pk for one in consoles], expire_date__gt=look.now)
    on = dict(held.order_by("last_seen_at").values_list("console_id", "account__username"))
    called = names(one.registered_by for one in consoles)
    for one in consoles:
        one.signed_in, one.by_name = on.get(one.pk, ""), called[one.registered_by]


def _register(row: Any, by: Actor, given: dict[str, Any]) -> Once:
    made = actions.register_console(Department.objects.get(pk=by.department_id), by=by, **given)
    return Once(made.console, "This workstation is registered.", made.key, cookie=CONSOLE_COOKIE)


def _room(console: Console, look: Look) -> Cell | str:
    return "secure room" if console.is_in_secure_room else "open room, locks itself"


def _state(console: Console, look: Look) -> Cell | str:
    return "in use" if console.retired_at is None else muted(f"retired {look.day(console.retired_at)}")


def _details(console: Any, look: Look) -> Sequence[Fact]:
    return [
        Fact("State", _state(console, look), True),
        Fact("Signed in now", console.signed_in or muted("nobody"), True),
        Fact("Registered", f"{look.moment(console.registered_at)} by {console.by_name}", True),
    ]


CONSOLES = Register(
    key="consoles",
    title="Workstations",
    sentence="Registered workstations. One in a secure room does not lock itself; every other one does.",
    one="workstation",
    many="workstations",
    icon="building",
    read=Permission.ACCOUNT_MANAGE,
    write=Permission.ACCOUNT_MANAGE,
    rows=_rows,
    subject=lambda console: f"console:{console.pk}",
    name=lambda console: str(console.name),
    about=lambda console, look: "in a secure room" if console.is_in_secure_room else "not in a secure room",
    order="name",
    columns=(
        Column("name", "Name", lambda console, look: Cell(console.name, "strong"), order="name"),
        Column("room", "Stands in", _room, order="is_in_secure_room"),
        Column("on", "Signed in now", lambda console, look: console.signed_in or muted("nobody")),
        Column("state", "State", _state, order="retired_at"),
        Column(
            "registered", "Registered", lambda console, look: look.moment(console.registered_at), order="registered_at"
        ),
        Column("by", "By", lambda console, look: console.by_name, is_usual=False),
    ),
    search=("name",),
    search_words="Name",
    filters=(YesNo("secure", "Secure room", lambda look: Q(is_in_secure_room=True)),),
    views=(
        Where("use", "In use", lambda look: Q(retired_at=None)),
        Where("retired", "Retired", lambda look: Q(retired_at__isnull=False)),
    ),
    prepare=_prepare,
    details=_details,
    new=Button(
        "new",
        "Register this workstation",
        _register,
        ConsoleForm,
        letter="n",
        said="This workstation is registered. It counts from the next sign-in on it.",
    ),
    edit=Button(
        "edit",
        "Save",
        lambda console, by, given: actions.edit_console(console, by=by, **given),
        ConsoleForm,
        fits=lambda console, look: console.retired_at is None,
        said="The workstation is changed.",
    ),
    buttons=(
        Button(
            "retire",
            "Retire",
            lambda console, by, given: actions.retire_console(console, by=by),
            fits=lambda console, look: console.retired_at is None,
            said="The workstation is retired.",
        ),
    ),
)
