"""What an account likes its own way, read back; it is kept by `actions.set_preference`."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Account, Preference
from watchkeeper.kit.errors import NotAllowed


def liked(by: Actor, key: str) -> Any:
    """What the actor's own account keeps under ``key``, or None (one query, or none for an actor without account)."""
    return liked_of(by, [key]).get(key)


def liked_of(by: Actor, keys: Collection[str]) -> dict[str, Any]:
    """What the actor's own account keeps, by key; keys under which nothing is kept are left out. As :func:`liked`."""
    if by.account_id is None:
        return {}
    return dict(Preference.objects.filter(account=by.account_id, key__in=keys).values_list("key", "value"))


def own_account(by: Actor) -> Account:
    """The account the actor acts through. Raises NotAllowed for a timer, an import or a token without one."""
    found = Account.objects.filter(pk=by.account_id).first() if by.account_id is not None else None
    if found is None:
        raise NotAllowed("Only somebody signed in has preferences.")
    return found
