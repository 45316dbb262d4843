"""People, sign-ins, workstations and tokens: what ought to be mended is counted, and what is pressed is done."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client

from tests.world import a_department, the_house
from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal.models import ClientResult, Entry
from watchkeeper.core.people import tokens
from watchkeeper.core.people.actions import add_center, add_person, issue_token, open_account, plan_shift
from watchkeeper.core.people.cast import one
from watchkeeper.core.people.models import Account, ApiToken, Console, Person, Session
from watchkeeper.core.people.permissions import Permission, Role
from watchkeeper.core.people.sessions import CONSOLE_COOKIE
from watchkeeper.kit import clock
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Invalid
from watchkeeper.surfaces.console.desk import actions, registers
from watchkeeper.surfaces.console.desk.registers.accounts import ACCOUNTS
from watchkeeper.surfaces.console.menu import PAGES

pytestmark = pytest.mark.django_db
AsRole = Callable[[Role], Client]
LONG = "correct horse battery staple"


@pytest.fixture
def admin(as_role: AsRole) -> Client:
    return as_role(Role.ADMINISTRATOR)


@pytest.fixture
def officer(department: Department) -> Account:
    return one(department, the_house(department), Role.OFFICER)


def page(client: Client, at: str) -> str:
    answer = client.get(at)
    assert answer.status_code == 200, answer.content.decode()[-300:]
    return answer.content.decode()


def press(client: Client, at: str, **given: object) -> int:
    return client.post(at, {name: str(value) for name, value in given.items()}).status_code


def test_people_show_how_they_sign_in_and_who_plans_to_work_without(admin: Client, department: Department) -> None:
    by = the_house(department)
    person = add_person(department, by=by, call_name="Z9", title="Guard")
    center = add_center(department, by=by, key="main", name="Main")
    starts = clock.now() + timedelta(hours=1)
    ends = starts + timedelta(hours=8)
    plan_shift(department, by=by, person=person, center=center, starts_at=starts, ends_at=ends)
    shown = page(admin, "/console/people/")
    assert "1 on the roster without a sign-in" in shown
    assert "1 without a second factor" in shown
    assert "Roles nobody holds" in shown
    assert "Z9" in page(admin, "/console/people/?gap=planned")
    assert "On the roster without a sign-in" in page(admin, f"/console/people/{person.pk}/")
    assert "Z9" not in page(admin, "/console/people/?role=administrator")


def test_a_person_is_added_changed_and_given_a_sign_in(admin: Client) -> None:
    assert press(admin, "/console/people/new/", call_name="Z9", title="Guard") == 302
    person = Person.objects.get(call_name="Z9")
    at = f"/console/people/{person.pk}"
    assert press(admin, f"{at}/edit/", call_name="Z9", title="Lead", is_active="on") == 302
    assert Entry.objects.get(verb="person.edited").fields["changed"] == "title"
    assert press(admin, f"{at}/edit/", call_name="Z9", title="Lead", is_active="on", seen=10**9) == 409
    assert press(admin, f"{at}/open/", username="z9", role="officer", password="short") == 422
    assert not Account.objects.filter(username="z9").exists()
    assert press(admin, f"{at}/open/", username="z9", role="officer", password=LONG) == 302
    account = Account.objects.get(username="z9")
    assert account.check_password(LONG)
    assert [held.role for held in account.roles.all()] == ["officer"]
    shown = page(admin, f"{at}/")
    assert f'href="/console/accounts/{account.pk}/"' in shown
    assert LONG not in shown


def test_a_second_password_in_the_same_form_is_refused_and_not_said_to_be_set(admin: Client, officer: Account) -> None:
    at = f"/console/accounts/{officer.pk}/password/"
    for _ in range(2):
        assert press(admin, at, password=LONG, client_id="once") == 302
    answer = admin.post(at, {"password": f"{LONG} other", "client_id": "once"})
    assert answer.status_code == 422
    assert "already used for something else" in answer.content.decode()
    officer.refresh_from_db()
    assert officer.check_password(LONG)
    assert Entry.objects.filter(verb="account.password_set").count() == 1, "a form sent twice is done once"


def test_of_a_password_nothing_is_kept_that_words_could_be_tried_on(
    department: Department, officer: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def set_it() -> None:
        button, by = ACCOUNTS.button("password"), the_house(department)
        given = {"password": LONG}
        actions.press(button, by=by, register=ACCOUNTS, pk=officer.pk, given=given, seen=0, client_id="once")

    set_it()
    assert ClientResult.objects.get(client_id="once").result == {"pk": officer.pk}
    monkeypatch.setattr(settings, "SECRET_KEY", "another house's")
    with pytest.raises(Invalid, match="already used"):  # the same password, and another digest
        set_it()


def test_two_who_unlock_at_once_read_that_one_was_quicker(admin: Client, officer: Account) -> None:
    at = f"/console/accounts/{officer.pk}"
    assert press(admin, f"{at}/lock/", reason="left") == 302
    assert press(admin, f"{at}/unlock/") == 302
    answer = admin.post(f"{at}/unlock/")
    assert answer.status_code == 409
    assert "“Unlock” is not to be done any more: this was changed meanwhile." in answer.content.decode()


def test_roles_are_given_and_taken_but_not_the_last_administrators(admin: Client, officer: Account) -> None:
    at = f"/console/accounts/{officer.pk}"
    assert press(admin, f"{at}/grant/", role="supervisor") == 302
    assert press(admin, f"{at}/grant/", role="supervisor") == 422
    assert press(admin, f"{at}/revoke/", role="officer") == 302
    assert [held.role for held in officer.roles.all()] == ["supervisor"]
    mine = Account.objects.get(roles__role="administrator")
    for button, given in (("revoke", {"role": "administrator"}), ("lock", {"reason": "x"})):
        answer = admin.post(f"/console/accounts/{mine.pk}/{button}/", given)
        assert answer.status_code == 409
        assert "Somebody must be left who can manage accounts" in answer.content.decode()
    assert press(admin, f"/console/people/{mine.person_id}/edit/", call_name="ADM", title="x") == 409


def test_a_sign_in_is_locked_and_unlocked_and_its_sessions_end(
    admin: Client, as_role: AsRole, officer: Account
) -> None:
    theirs, at = as_role(Role.OFFICER), f"/console/accounts/{officer.pk}"
    assert theirs.get("/console/board/").status_code == 200
    shown = page(admin, f"{at}/")
    session = re.findall(r'<option value="([0-9a-f]{16})"', shown)[0]
    assert not any(key in shown for key in Session.objects.values_list("session_key", flat=True))
    assert press(admin, f"{at}/end/", session=session) == 302
    assert theirs.get("/console/board/").status_code == 302
    assert "ended a session of general-officer" in page(admin, f"{at}/")
    assert press(admin, f"{at}/lock/", reason="left the phone on a bus") == 302
    assert "left the phone on a bus" in page(admin, f"{at}/")
    assert press(admin, f"{at}/unlock/") == 302
    assert press(admin, f"{at}/unlock/") == 409


def test_all_sessions_end_however_many_there_are(admin: Client, as_role: AsRole, officer: Account) -> None:
    theirs, at = as_role(Role.OFFICER), f"/console/accounts/{officer.pk}"
    for number in range(55):
        Session.objects.create(
            session_key=f"phone-{number}",
            account=officer,
            expire_date=clock.now() + timedelta(days=1),
            last_seen_at=clock.now(),
            session_data="",
        )
    assert "All of them" in page(admin, f"{at}/")
    assert press(admin, f"{at}/end/", session="all") == 302
    assert not Session.objects.filter(account=officer).exists()
    assert theirs.get("/console/board/").status_code == 302
    assert "ended every session of general-officer (56)" in page(admin, f"{at}/")
    assert press(admin, f"{at}/end/", session="all") == 422


def test_a_workstation_is_registered_on_the_browser_at_hand(admin: Client) -> None:
    answer = admin.post("/console/consoles/new/", {"name": "Seat 1", "is_in_secure_room": "on"})
    console = Console.objects.get()
    assert answer.status_code == 302
    cookie = answer.cookies[CONSOLE_COOKIE]
    assert tokens.digest(cookie.value) == console.key_digest
    assert cookie["httponly"]
    assert press(admin, f"/console/consoles/{console.pk}/edit/", name="Seat 2") == 302
    console.refresh_from_db()
    assert (console.name, console.is_in_secure_room) == ("Seat 2", False)
    assert "Seat 1, in a secure room, to Seat 2, not in a secure room" in page(
        admin, f"/console/consoles/{console.pk}/"
    )
    assert press(admin, f"/console/consoles/{console.pk}/retire/") == 302
    assert press(admin, f"/console/consoles/{console.pk}/edit/", name="Seat 3") == 409


def test_a_token_is_shown_once_and_kept_nowhere(admin: Client, officer: Account) -> None:
    given = {"label": "Doors", "account": officer.pk, "days": "90", "scopes": ["call:read"], "client_id": "one"}
    answer = admin.post("/console/tokens/new/", given)
    raw = re.findall(r'<code id="once"[^>]*>(wk_[^<]+)</code>', answer.content.decode())[0]
    token = ApiToken.objects.get()
    assert token.digest == tokens.digest(raw)
    assert answer["Cache-Control"] == "no-store"
    assert raw not in str(list(ClientResult.objects.values())) + str(list(Entry.objects.values()))
    again = admin.post("/console/tokens/new/", given)
    assert again["Location"] == f"/console/tokens/{token.pk}/"
    assert raw not in page(admin, f"/console/tokens/{token.pk}/")
    assert ApiToken.objects.count() == 1


def test_tokens_that_end_soon_or_that_nobody_uses_are_counted(admin: Client, officer: Account) -> None:
    now, by = clock.now(), the_house()
    for label, days in (("soon", 5), ("later", 200)):
        issue_token(officer, by=by, label=label, scopes=[Permission.CALL_READ], expires_at=now + timedelta(days=days))
    ApiToken.objects.update(issued_at=now - timedelta(days=30))
    ApiToken.objects.filter(label="soon").update(last_used_at=now)
    shown = page(admin, "/console/tokens/")
    assert "1 end in 14 days" in shown
    assert "1 never used" in shown
    assert press(admin, f"/console/tokens/{ApiToken.objects.get(label='later').pk}/revoke/") == 302
    assert "never used</a>" not in page(admin, "/console/tokens/")


def test_the_use_of_a_token_is_kept_once_a_day(officer: Account) -> None:
    ends = clock.now() + timedelta(days=1)
    issued = issue_token(officer, by=the_house(), label="Doors", scopes=[Permission.BOARD_READ], expires_at=ends)
    client = Client(headers={"Authorization": f"Bearer {issued.raw}"})
    for _ in range(2):
        assert client.get("/api/v1/board").status_code == 200
    issued.token.refresh_from_db()
    assert issued.token.last_used_at is not None
    assert Entry.objects.filter(verb="token.used", subject=f"token:{issued.token.pk}").count() == 1


def test_whose_use_cannot_be_written_is_answered_and_noted_later(officer: Account, stepped: SteppedClock) -> None:
    ends = clock.now() + timedelta(days=1)
    issued = issue_token(officer, by=the_house(), label="Doors", scopes=[Permission.BOARD_READ], expires_at=ends)
    client = Client(headers={"Authorization": f"Bearer {issued.raw}"})

    def full(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith('UPDATE "people_apitoken"'):
            raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(full):
        for _ in range(2):
            assert client.get("/api/v1/board").status_code == 200
    stepped.advance(timedelta(minutes=1))
    assert client.get("/api/v1/board").status_code == 200
    issued.token.refresh_from_db()
    assert issued.token.last_used_at == clock.now()


@pytest.mark.parametrize("at", ["people", "accounts", "consoles", "tokens"])
def test_only_administrators_open_them(as_role: AsRole, at: str) -> None:
    assert as_role(Role.ADMINISTRATOR).get(f"/console/{at}/").status_code == 200
    for role in (Role.DISPATCHER, Role.SUPERVISOR, Role.AUDITOR):
        client = as_role(role)
        assert client.get(f"/console/{at}/").status_code == 403
        assert client.post(f"/console/{at}/new/", {}).status_code == 403


def test_another_departments_are_not_there(admin: Client) -> None:
    elsewhere = a_department("elsewhere")
    by = the_house(elsewhere)
    person = add_person(elsewhere, by=by, call_name="Zanzibar")
    account = open_account(elsewhere, by=by, username="zanzibar", person=person)
    for at in ("people", "accounts", "tokens"):
        assert "anzibar" not in page(admin, f"/console/{at}/")
    assert admin.get(f"/console/people/{person.pk}/").status_code == 404
    assert press(admin, f"/console/accounts/{account.pk}/password/", password=LONG) == 404
    given = {"label": "x", "account": str(account.pk), "days": "90", "scopes": ["call:read"]}
    assert admin.post("/console/tokens/new/", given).status_code == 422


def test_every_letter_of_the_rail_leads_to_one_page(as_role: AsRole) -> None:
    letters = [one.letter for one in registers.ALL if one.letter]
    letters += [page.letter for page in PAGES]
    assert sorted(letters) == sorted(set(letters))
