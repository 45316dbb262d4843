"""Two departments, the house acting in one of them, and its cast."""

from __future__ import annotations

import pytest

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import Actor, system
from watchkeeper.core.people.cast import cast
from watchkeeper.core.people.models import Account
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.people.rights import actor_of


@pytest.fixture
def department(db: None) -> Department:
    return Department.objects.create(key="north", name="North", kind="hospital")


@pytest.fixture
def elsewhere(db: None) -> Department:
    return Department.objects.create(key="south", name="South", kind="campus")


@pytest.fixture
def house(department: Department) -> Actor:
    return system(department.pk, "setup")


@pytest.fixture
def accounts(department: Department, house: Actor) -> dict[Role, Account]:
    return cast(department, house)


@pytest.fixture
def administrator(accounts: dict[Role, Account]) -> Actor:
    return actor_of(accounts[Role.ADMINISTRATOR])


@pytest.fixture
def dispatcher(accounts: dict[Role, Account]) -> Actor:
    return actor_of(accounts[Role.DISPATCHER])


@pytest.fixture
def officer(accounts: dict[Role, Account]) -> Actor:
    return actor_of(accounts[Role.OFFICER])


@pytest.fixture
def supervisor(accounts: dict[Role, Account]) -> Actor:
    return actor_of(accounts[Role.SUPERVISOR])


@pytest.fixture
def stranger(elsewhere: Department) -> Actor:
    return actor_of(cast(elsewhere, system(elsewhere.pk, "setup"))[Role.ADMINISTRATOR])
