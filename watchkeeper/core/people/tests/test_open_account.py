from __future__ import annotations

import pytest

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actions import add_person, open_account, set_password
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Account
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.people.tests.said import said
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused


def test_an_account_opens_with_or_without_a_password(department: Department, house: Actor) -> None:
    with_one = open_account(department, by=house, username="night-desk", password="a long quiet corridor")
    without = open_account(department, by=house, username="key-only")

    assert with_one.check_password("a long quiet corridor")
    assert not without.has_usable_password()
    assert len(said("account.opened")) == 2
    assert "corridor" not in said("account.opened")[0].data


def test_a_sign_in_name_is_taken_whatever_its_case(department: Department, house: Actor) -> None:
    open_account(department, by=house, username="Desk")
    with pytest.raises(Invalid):
        open_account(department, by=house, username="dESK")


def test_a_weak_password_is_refused_with_reasons(department: Department, house: Actor) -> None:
    with pytest.raises(Invalid) as caught:
        open_account(department, by=house, username="desk", password="password123")
    assert caught.value.fields["password"]
    assert not Account.objects.filter(username="desk").exists()


def test_a_person_has_one_sign_in(department: Department, house: Actor) -> None:
    person = add_person(department, by=house, call_name="B7")
    open_account(department, by=house, username="b7", person=person)
    with pytest.raises(Refused):
        open_account(department, by=house, username="b7-again", person=person)


def test_a_person_of_another_department_gets_no_account_here(
    department: Department, elsewhere: Department, house: Actor
) -> None:
    other = Actor(department_id=elsewhere.pk, key="setup", name="setup", is_system=True)
    person = add_person(elsewhere, by=other, call_name="B7")
    with pytest.raises(NotAllowed):
        open_account(department, by=house, username="b7", person=person)


def test_one_sets_ones_own_password_but_not_anothers(accounts: dict[Role, Account], officer: Actor) -> None:
    own = set_password(accounts[Role.OFFICER], by=officer, password="seven green bicycles")
    assert own.check_password("seven green bicycles")
    with pytest.raises(NotAllowed):
        set_password(accounts[Role.DISPATCHER], by=officer, password="seven green bicycles")
