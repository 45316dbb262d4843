"""Workstations are registered, and those in a secure room do not lock themselves."""

from __future__ import annotations

from dataclasses import dataclass

from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal import journal
from watchkeeper.core.journal.action import action
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.boundary import inside
from watchkeeper.core.people.models import Console
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.people.tokens import digest
from watchkeeper.kit import clock, ids
from watchkeeper.kit.errors import NotAllowed, Refused


@dataclass(frozen=True)
class Registered:
    """A console and its key, which is shown once and kept in the workstation's cookie."""

    console: Console
    key: str


@action
def register_console(department: Department, *, by: Actor, name: str, is_in_secure_room: bool = False) -> Registered:
    """Register this workstation; in a secure room it is exempt from the idle lock (CJIS AC-11)."""
    by.require(Permission.ACCOUNT_MANAGE)
    if department.pk != by.department_id:
        raise NotAllowed("This belongs to another department.", hidden=True)
    key = ids.token(24)
    console = Console.objects.create(
        department=department,
        key_digest=digest(key),
        name=name,
        is_in_secure_room=is_in_secure_room,
        registered_at=clock.now(),
        registered_by=by.key,
    )
    data = {"name": name, "is_in_secure_room": is_in_secure_room}
    journal.write(by, "console.registered", f"console:{console.pk}", data=data)
    return Registered(console, key)


@action
def retire_console(console: Console, *, by: Actor) -> Console:
    """Take a workstation out of the register; sessions on it lock when idle from now on."""
    by.require(Permission.ACCOUNT_MANAGE)
    inside(by, console)
    now = clock.now()
    if not Console.objects.filter(pk=console.pk, retired_at__isnull=True).update(retired_at=now):
        raise Refused("This console is retired already.")
    console.retired_at = now
    journal.write(by, "console.retired", f"console:{console.pk}", data={"name": console.name})
    return console
