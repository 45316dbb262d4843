"""The drawer beside a list: what is known of one row, what can be done, and what happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from watchkeeper.core.journal import reads
from watchkeeper.core.people.permissions import Permission
from watchkeeper.surfaces.console.desk import past
from watchkeeper.surfaces.console.desk.cells import Fact, Look, Notice
from watchkeeper.surfaces.console.desk.forms import DeskForm
from watchkeeper.surfaces.console.desk.pressing import Pressed, form_of, new_id
from watchkeeper.surfaces.console.desk.register import Button, Once, Register


@dataclass(frozen=True)
class Pressable:
    """A button with its form and where it goes; ``is_open`` when it was refused just now."""

    button: Button
    form: DeskForm
    address: str
    refusal: str = ""

    @property
    def has_fields(self) -> bool:
        """Whether anything is asked before it is done."""
        return bool(self.form.fields)

    @property
    def client_id(self) -> str:
        """A fresh id for one submit."""
        return new_id()


@dataclass(frozen=True)
class Drawer:
    """Everything the drawer shows."""

    title: str
    about: str
    close: str
    address: str = ""
    pk: int | None = None
    seen: int = 0
    refusal: str = ""
    notices: Sequence[Notice] = ()
    facts: Sequence[Fact] = ()
    edit: Pressable | None = None
    buttons: Sequence[Pressable] = ()
    told: Sequence[past.Told] = ()
    link: str = ""
    once: Once | None = None
    audit: str = ""

    @property
    def shown_facts(self) -> list[Fact]:
        """The details; beside the form only what the form does not hold."""
        return [one for one in self.facts if self.edit is None or one.is_always]


def of_row(register: Register, row: Any, look: Look, *, state: str, refused: Pressed | None = None) -> Drawer:
    """The drawer of ``row``; that it was read is kept from L2 on."""
    subject, entries = register.subject(row), register.past(row, look.by)
    if noted := register.noted([row]):
        reads.note(look.by, "register", noted, why=register.key)
    register.prepare([row], look)
    edit = register.edit if register.edit and register.may(register.edit, look.by) else None
    edit = edit if edit and edit.fits(row, look) else None
    fitting = [one for one in register.buttons if register.may(one, look.by) and one.fits(row, look)]
    is_gone = refused is not None and refused.button is not edit and refused.button not in fitting
    return Drawer(
        title=register.name(row),
        about=register.about(row, look),
        close=register.address(state),
        address=register.address(state, pk=row.pk),
        pk=row.pk,
        seen=past.newest(entries),
        refusal=refused.refusal if refused is not None and is_gone else "",
        notices=register.notices(row, look),
        facts=register.details(row, look),
        edit=_pressable(register, edit, row, look, state, refused) if edit else None,
        buttons=[_pressable(register, one, row, look, state, refused) for one in fitting],
        told=past.history(entries, look),
        link=register.link(row) if register.link else "",
        audit=f"{reverse('audit')}?{urlencode({'subject': subject})}" if look.by.may(Permission.AUDIT_READ) else "",
    )


def of_new(register: Register, look: Look, *, state: str, refused: Pressed | None = None) -> Drawer:
    """The drawer of a row that is not there yet."""
    assert register.new is not None
    form = refused.form if refused else form_of(register.new, look, None)
    refusal = refused.above if refused else ""
    made = Pressable(register.new, form, register.address(state, then="new"), refusal)
    return Drawer(title=register.new.words, about="", close=register.address(state), edit=made)


def _pressable(
    register: Register, button: Button, row: Any, look: Look, state: str, refused: Pressed | None
) -> Pressable:
    is_this = refused is not None and refused.button is button
    form = refused.form if refused is not None and is_this else form_of(button, look, row)
    address = register.address(state, pk=row.pk, then=f"press:{button.key}")
    return Pressable(button, form, address, refused.above if refused is not None and is_this else "")
