from __future__ import annotations

import pytest

from watchkeeper.core.people.actions import grant_role, revoke_role
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Account, AccountRole
from watchkeeper.core.people.permissions import Permission, Role
from watchkeeper.core.people.rights import actor_of
from watchkeeper.core.people.tests.said import said
from watchkeeper.kit import clock
from watchkeeper.kit.errors import NotAllowed, Refused


def test_a_granted_role_is_held_at_once(accounts: dict[Role, Account], administrator: Actor) -> None:
    account = accounts[Role.OFFICER]
    assert not actor_of(account).may(Permission.CALL_ASSIGN)

    grant_role(account, by=administrator, role=Role.DISPATCHER)

    assert actor_of(account).may(Permission.CALL_ASSIGN)
    assert said("account.role_granted")[-1].fields == {"role": "dispatcher", "username": account.username}


def test_a_revoked_role_is_gone_at_once(accounts: dict[Role, Account], administrator: Actor) -> None:
    account = accounts[Role.DISPATCHER]
    before = account.rights_version
    revoke_role(account, by=administrator, role=Role.DISPATCHER)
    assert account.rights_version == before + 1
    assert actor_of(account).permissions == frozenset()


def test_a_role_is_held_once_and_taken_once(accounts: dict[Role, Account], administrator: Actor) -> None:
    with pytest.raises(Refused):
        grant_role(accounts[Role.OFFICER], by=administrator, role=Role.OFFICER)
    with pytest.raises(Refused):
        revoke_role(accounts[Role.OFFICER], by=administrator, role=Role.AUDITOR)


def test_the_last_administrator_stays(accounts: dict[Role, Account], administrator: Actor) -> None:
    with pytest.raises(Refused):
        revoke_role(accounts[Role.ADMINISTRATOR], by=administrator, role=Role.ADMINISTRATOR)
    grant_role(accounts[Role.SUPERVISOR], by=administrator, role=Role.ADMINISTRATOR)
    revoke_role(accounts[Role.ADMINISTRATOR], by=administrator, role=Role.ADMINISTRATOR)


def test_nobody_grants_roles_across_departments(accounts: dict[Role, Account], stranger: Actor) -> None:
    with pytest.raises(NotAllowed) as caught:
        grant_role(accounts[Role.OFFICER], by=stranger, role=Role.AUDITOR)
    assert caught.value.hidden


def test_a_dispatcher_may_not_grant_roles(accounts: dict[Role, Account], dispatcher: Actor) -> None:
    with pytest.raises(NotAllowed):
        grant_role(accounts[Role.OFFICER], by=dispatcher, role=Role.AUDITOR)


def test_a_role_of_a_newer_release_gives_nothing_and_breaks_nothing(accounts: dict[Role, Account]) -> None:
    account = accounts[Role.OFFICER]
    AccountRole.objects.create(account=account, role="stargazer", granted_at=clock.now(), granted_by="system:setup")
    account.bump_rights()
    assert actor_of(account).roles == {Role.OFFICER}
