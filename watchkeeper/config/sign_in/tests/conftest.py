"""A department with its cast, a password each, and a browser."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actions import set_password
from watchkeeper.core.people.actor import Actor, system
from watchkeeper.core.people.cast import cast
from watchkeeper.core.people.models import Account
from watchkeeper.core.people.permissions import Role

PASSWORD = "a long quiet corridor"


@pytest.fixture(autouse=True)
def forgetful() -> None:
    cache.clear()


@pytest.fixture
def department(db: None) -> Department:
    return Department.objects.create(key="north", name="North", kind="hospital")


@pytest.fixture
def house(department: Department) -> Actor:
    return system(department.pk, "setup")


@pytest.fixture
def accounts(department: Department, house: Actor) -> dict[Role, Account]:
    found = cast(department, house)
    set_password(found[Role.DISPATCHER], by=house, password=PASSWORD)
    return found


@pytest.fixture
def dispatcher(accounts: dict[Role, Account]) -> Account:
    return accounts[Role.DISPATCHER]


@pytest.fixture
def browser(dispatcher: Account, client: Client) -> Client:
    """A browser the dispatcher has signed in on."""
    answer = client.post("/sign-in/", {"login": dispatcher.username, "password": PASSWORD})
    assert answer.status_code == 302
    return client
