from __future__ import annotations

from datetime import timedelta

import pytest

from watchkeeper.core.departments.models import Department, Division
from watchkeeper.core.people import tokens
from watchkeeper.core.people.actions import add_person, edit_person, issue_token
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Account, Person, Session
from watchkeeper.core.people.permissions import Permission, Role
from watchkeeper.core.people.sessions import reader_for_session, rights_changed_since
from watchkeeper.core.people.tests.said import said
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused


def test_a_person_is_added_under_a_call_name_and_the_journal_says_so(department: Department, house: Actor) -> None:
    person = add_person(department, by=house, call_name=" B7 ", title="Officer")

    assert person.call_name == "B7"
    (entry,) = said("person.added")
    assert (entry.subject, entry.actor) == (f"person:{person.pk}", "setup")


def test_a_call_name_is_unique_in_its_department_only(
    department: Department, elsewhere: Department, house: Actor
) -> None:
    add_person(department, by=house, call_name="B7")
    with pytest.raises(Invalid) as caught:
        add_person(department, by=house, call_name="B7")
    assert "call_name" in caught.value.fields

    other = Actor(department_id=elsewhere.pk, key="setup", name="setup", is_system=True)
    add_person(elsewhere, by=other, call_name="B7")
    assert Person.objects.filter(call_name="B7").count() == 2


def test_a_person_needs_a_call_name_of_1_to_20_characters(department: Department, house: Actor) -> None:
    for bad in ("  ", "x" * 21):
        with pytest.raises(Invalid):
            add_person(department, by=house, call_name=bad)


def test_nobody_adds_people_to_another_department(elsewhere: Department, house: Actor) -> None:
    with pytest.raises(NotAllowed) as caught:
        add_person(elsewhere, by=house, call_name="B7")
    assert caught.value.status == 404


def test_an_officer_may_not_add_people(department: Department, officer: Actor) -> None:
    with pytest.raises(NotAllowed):
        add_person(department, by=officer, call_name="B7")


def test_a_division_of_another_department_is_refused(
    department: Department, elsewhere: Department, house: Actor
) -> None:
    foreign = Division.objects.create(department=elsewhere, key="ops", name="Operations")
    with pytest.raises(Invalid):
        add_person(department, by=house, call_name="B7", division=foreign)
    assert not Person.objects.filter(call_name="B7").exists()


def test_an_edit_is_noted_and_takes_effect_on_rights(accounts: dict[Role, Account], house: Actor) -> None:
    account = accounts[Role.OFFICER]
    person = account.person
    assert person is not None

    edit_person(person, by=house, call_name="A13", title="Sergeant")

    before = account.rights_version
    account.refresh_from_db()
    assert account.rights_version == before + 1
    assert said("person.edited")[0].fields == {"call_name": "A13", "changed": "call_name, title"}


def test_an_edit_of_something_else_is_invalid(accounts: dict[Role, Account], house: Actor) -> None:
    person = accounts[Role.OFFICER].person
    assert person is not None
    with pytest.raises(Invalid):
        edit_person(person, by=house, department=7)


def test_whoever_no_longer_works_here_is_nobody_to_sessions_tokens_and_streams(
    accounts: dict[Role, Account], administrator: Actor, house: Actor
) -> None:
    account = accounts[Role.DISPATCHER]
    ends = clock.now() + timedelta(days=1)
    raw = issue_token(account, by=administrator, label="door", scopes={Permission.CALL_READ}, expires_at=ends).raw
    Session.objects.create(session_key="s", account=account, expire_date=ends, last_seen_at=clock.now())
    held = {"s": account.rights_version}
    assert reader_for_session("s")
    assert rights_changed_since(held) == {}

    assert account.person is not None
    edit_person(account.person, by=house, is_active=False)

    assert not Account.objects.get(pk=account.pk).may_enter
    assert reader_for_session("s") is None
    assert rights_changed_since(held) == {"s": None}
    account.refresh_from_db()
    assert rights_changed_since({"s": account.rights_version}) == {"s": None}
    assert tokens.token_actor(raw) is None


def test_the_last_who_manages_accounts_does_not_leave(accounts: dict[Role, Account], house: Actor) -> None:
    person = accounts[Role.ADMINISTRATOR].person
    assert person is not None
    with pytest.raises(Refused, match="Somebody must be left"):
        edit_person(person, by=house, is_active=False)
