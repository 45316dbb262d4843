"""From an account to an actor, remembered per process under the account's rights version."""

from __future__ import annotations

from dataclasses import replace

from watchkeeper.core.people.actor import Actor, with_roles
from watchkeeper.core.people.models import Account, AccountRole
from watchkeeper.core.people.permissions import Role

_MOST = 5_000
_ROLES = frozenset(role.value for role in Role)  # one that a newer release gave means nothing here yet
_held: dict[tuple[int, int], Actor] = {}


def actor_of(account: Account, *, device: str = "") -> Actor:
    """Who ``account`` is when it acts. Costs no query while its ``rights_version`` stands.

    ``account`` must come with its ``person`` loaded; ``device`` scopes client ids.
    """
    held = _held.get((account.pk, account.rights_version))
    if held is None:
        held = _build(account)
        if len(_held) >= _MOST:
            _held.clear()
        _held[(account.pk, account.rights_version)] = held
    return replace(held, device=device) if device else held


def _build(account: Account) -> Actor:
    held = AccountRole.objects.filter(account=account).values_list("role", flat=True)
    person = account.person
    return with_roles(
        department_id=account.department_id,
        key=f"person:{person.pk}" if person else f"account:{account.pk}",
        name=person.call_name if person else account.username,
        roles=frozenset(Role(role) for role in held if role in _ROLES),
        person_id=person.pk if person else None,
        account_id=account.pk,
        language=account.language,
    )
