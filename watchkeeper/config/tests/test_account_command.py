from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from watchkeeper.config.cli.account import ROLES, command
from watchkeeper.config.cli.output import Output
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actions import lock_account
from watchkeeper.core.people.actor import system
from watchkeeper.core.people.models import Account
from watchkeeper.core.people.permissions import Role

PASSWORD = "a long quiet corridor"


@pytest.fixture
def department(db: None) -> Department:
    return Department.objects.create(key="north", name="North", kind="hospital")


def run(*words: str, password: str = PASSWORD) -> Any:
    given = [*words, "--department", "north", "--password-from-stdin"]
    return CliRunner().invoke(command, given, obj=Output(as_json=False), input=f"{password}\n", standalone_mode=False)


def test_the_first_administrator_opens_the_door_for_all_others(department: Department, client: Client) -> None:
    assert run("chief", "--role", "administrator", "--call-name", "ADM").exception is None
    account = Account.objects.get(username="chief")
    assert [held.role for held in account.roles.all()] == ["administrator"]
    assert str(account) == "ADM"
    assert client.post("/sign-in/", {"login": "chief", "password": PASSWORD}).status_code == 302


def test_a_locked_sign_in_is_mended_and_missing_roles_are_granted(department: Department) -> None:
    run("chief", "--role", "administrator")
    run("second", "--role", "administrator")
    account = Account.objects.get(username="chief")
    lock_account(account, by=system(department.pk, "setup"), reason="lost badge")
    assert (
        run("chief", "--role", "auditor", "--role", "administrator", password="seven green bicycles").exception is None
    )
    account.refresh_from_db()
    assert account.locked_at is None
    assert account.check_password("seven green bicycles")
    assert {held.role for held in account.roles.all()} == {"administrator", "auditor"}


def test_a_weak_password_and_an_unknown_department_are_told(department: Department) -> None:
    assert "password" in str(run("chief", password="short").exception).lower()
    department.key = "elsewhere"
    department.save()
    assert "no department" in str(run("chief").exception)


def test_the_roles_are_all_there_are() -> None:
    assert sorted(ROLES) == sorted(role.value for role in Role)
