from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
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


def test_who_lost_the_second_factor_comes_in_again_by_password_alone(department: Department, client: Client) -> None:
    run("chief", "--role", "administrator")
    account = Account.objects.get(username="chief")
    totp.TOTP.activate(account, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    answer = client.post("/sign-in/", {"login": "chief", "password": PASSWORD})
    assert answer.headers["Location"] != "/console/", "a code is asked for"
    client = Client()
    assert run("chief").exception is None
    assert Authenticator.objects.filter(user=account).exists(), "only when it is asked for"
    assert run("chief", "--without-second-factor").exception is None
    assert not Authenticator.objects.filter(user=account).exists()
    assert client.post("/sign-in/", {"login": "chief", "password": PASSWORD}).headers["Location"] == "/console/"
    assert run("chief", "--without-second-factor").exception is None, "there is nothing left to remove"


def test_a_weak_password_and_an_unknown_department_are_told(department: Department) -> None:
    assert "password" in str(run("chief", password="short").exception).lower()
    department.key = "elsewhere"
    department.save()
    assert "no department" in str(run("chief").exception)


def test_the_roles_are_all_there_are() -> None:
    assert sorted(ROLES) == sorted(role.value for role in Role)
