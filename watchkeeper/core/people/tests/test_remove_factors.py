from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator

from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal import journal
from watchkeeper.core.people.actions import remove_factors
from watchkeeper.core.people.actor import Actor, system
from watchkeeper.core.people.models import Account, Session
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.people.tests.said import said
from watchkeeper.kit.errors import NotAllowed, Refused


@pytest.fixture
def lost(accounts: dict[Role, Account]) -> Account:
    account = accounts[Role.DISPATCHER]
    for kind in ("totp", "webauthn", "recovery_codes"):
        Authenticator.objects.create(user=account, type=kind, data={})
    return account


def test_every_factor_goes_with_every_session_and_the_journal_says_so(lost: Account, house: Actor) -> None:
    other = Authenticator.objects.create(user=Account.objects.exclude(pk=lost.pk)[0], type="totp", data={})
    Session.objects.create(session_key="s", account=lost, expire_date="2030-01-01T00:00:00Z", session_data="")
    before = lost.rights_version
    remove_factors(lost, by=house)
    assert list(Authenticator.objects.all()) == [other]
    assert not Session.objects.filter(account=lost).exists()
    assert Account.objects.get(pk=lost.pk).rights_version > before
    entry = said("account.factors_changed")[-1]
    assert journal.sentence(entry) == f"changed how {lost.username} signs in: every second factor was removed"


def test_without_any_factor_there_is_nothing_to_remove(accounts: dict[Role, Account], house: Actor) -> None:
    with pytest.raises(Refused):
        remove_factors(accounts[Role.OFFICER], by=house)


def test_nobody_removes_them_but_who_manages_accounts_here(
    lost: Account, officer: Actor, elsewhere: Department
) -> None:
    for by in (officer, system(elsewhere.pk, "setup")):
        with pytest.raises(NotAllowed):
            remove_factors(lost, by=by)
    assert Authenticator.objects.filter(user=lost).count() == 3
