"""The department's wall, and the one exception: what is one's own."""

from __future__ import annotations

from typing import Protocol

from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Account
from watchkeeper.core.people.permissions import Permission
from watchkeeper.kit.errors import NotAllowed


class Belonging(Protocol):
    """Anything that belongs to a department."""

    @property
    def department_id(self) -> int: ...


def inside(by: Actor, subject: Belonging) -> None:
    """Raise a 404 unless ``subject`` is of the actor's own department."""
    if subject.department_id != by.department_id:
        raise NotAllowed("This belongs to another department.", hidden=True)


def own_or(permission: Permission, by: Actor, account: Account) -> None:
    """One's own account, or ``permission`` over any other of the department."""
    if by.account_id != account.pk:
        by.require(permission)
    inside(by, account)
