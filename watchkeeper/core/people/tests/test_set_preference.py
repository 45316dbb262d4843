from __future__ import annotations

import pytest

from watchkeeper.core.people.actions import set_preference
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Account, Preference
from watchkeeper.core.people.permissions import Role
from watchkeeper.kit.errors import Invalid, NotAllowed


def test_a_setting_is_kept_and_replaced(accounts: dict[Role, Account], dispatcher: Actor) -> None:
    account = accounts[Role.DISPATCHER]
    set_preference(account, by=dispatcher, key="theme", value="dark")
    set_preference(account, by=dispatcher, key="theme", value={"name": "light"})
    assert Preference.objects.get().value == {"name": "light"}


def test_a_setting_is_small_and_ones_own(accounts: dict[Role, Account], dispatcher: Actor) -> None:
    with pytest.raises(Invalid):
        set_preference(accounts[Role.DISPATCHER], by=dispatcher, key="theme", value="x" * 5000)
    with pytest.raises(NotAllowed):
        set_preference(accounts[Role.OFFICER], by=dispatcher, key="theme", value="dark")
