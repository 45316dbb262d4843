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
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

_ROOM = {True: "in a secure room", False: "not in a secure room"}


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
def edit_console(console: Console, *, by: Actor, name: str, is_in_secure_room: bool) -> Console:
    """Give a workstation another name, or say whether it stands in a secure room; the idle lock follows at once.

    Raises ``Invalid`` without a name and ``Refused`` for one that is retired or when nothing would be different.
    """
    by.require(Permission.ACCOUNT_MANAGE)
    inside(by, console)
    if not name.strip():
        raise Invalid("A workstation has a name.", fields={"name": ["required"]})
    fresh = Console.objects.select_for_update().get(pk=console.pk)
    if fresh.retired_at is not None:
        raise Refused("This console is retired.")
    old, new = (fresh.name, fresh.is_in_secure_room), (name.strip()[:60], is_in_secure_room)
    if old == new:
        raise Refused("Nothing is different from before.")
    fresh.name, fresh.is_in_secure_room = new
    fresh.save(update_fields=["name", "is_in_secure_room"])
    data = {"name": fresh.name, "old_name": old[0], "room": _ROOM[is_in_secure_room], "old_room": _ROOM[old[1]]}
    journal.write(by, "console.edited", f"console:{console.pk}", data=data)
    return fresh


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
