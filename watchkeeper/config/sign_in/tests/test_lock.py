from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from watchkeeper.config.sign_in.tests.conftest import PASSWORD
from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.actions import register_console, retire_console
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Account, Session
from watchkeeper.core.people.sessions import CONSOLE_COOKIE, reader_for_session
from watchkeeper.kit.clock import SteppedClock

HTML = {"Accept": "text/html"}
JSON = {"Accept": "application/json"}
IDLE = timedelta(minutes=31)


@pytest.fixture
def signed_in(stepped: SteppedClock, dispatcher: Account, client: Client) -> Client:
    client.post("/sign-in/", {"login": dispatcher.username, "password": PASSWORD})
    return client


def test_an_idle_screen_locks_for_pages_forms_and_the_stream(signed_in: Client, stepped: SteppedClock) -> None:
    key = signed_in.cookies[settings.SESSION_COOKIE_NAME].value
    reader = reader_for_session(key)
    assert reader is not None

    stepped.advance(IDLE)

    assert reader_for_session(key) is None
    assert signed_in.get("/me/", headers=HTML).headers["Location"] == "/sign-in/unlock/?next=%2Fme%2F"
    answer = signed_in.post("/me/devices/x/sign-out/", headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (423, "locked")
    entry = Entry.objects.get(verb="session.locked")
    assert entry.fields["why"] == "idle"
    assert entry.at < entry.recorded_at


def test_work_keeps_the_screen_open_and_automatic_refetches_do_not(signed_in: Client, stepped: SteppedClock) -> None:
    for _ in range(4):
        stepped.advance(timedelta(minutes=20))
        assert signed_in.get("/sign-in/alive/").status_code == 200
    for _ in range(2):
        stepped.advance(timedelta(minutes=16))
        answer = signed_in.get("/sign-in/alive/", headers={"X-Passive": "1", **JSON})
    assert answer.status_code == 423


def test_the_password_opens_it_again_for_the_same_session(signed_in: Client, stepped: SteppedClock) -> None:
    key = signed_in.cookies[settings.SESSION_COOKIE_NAME].value
    stepped.advance(IDLE)
    wrong = signed_in.post("/sign-in/unlock/", {"password": "wrong"}, headers=JSON)
    assert (wrong.status_code, list(wrong.json()["errors"])) == (422, ["password"])
    assert signed_in.post("/sign-in/unlock/", {"password": PASSWORD}, headers=JSON).status_code == 204
    assert signed_in.get("/me/", headers=HTML).status_code == 200
    assert signed_in.cookies[settings.SESSION_COOKIE_NAME].value == key
    assert reader_for_session(key) is not None
    assert Entry.objects.get(verb="session.unlocked").fields["method"] == "password"


def test_unlocking_by_page_leads_back_and_nowhere_else(signed_in: Client, stepped: SteppedClock) -> None:
    stepped.advance(IDLE)
    page = signed_in.get("/sign-in/unlock/?next=/me/", headers=HTML)
    assert b"D01" in page.content
    answer = signed_in.post("/sign-in/unlock/", {"password": PASSWORD, "next": "//evil.example/"}, headers=HTML)
    assert answer.headers["Location"] == "/me/"


def test_failed_unlocks_are_counted_like_failed_sign_ins(signed_in: Client, stepped: SteppedClock) -> None:
    stepped.advance(IDLE)
    for _ in range(settings.SIGN_IN_FAILURES_ALLOWED):
        signed_in.post("/sign-in/unlock/", {"password": "wrong"}, headers=JSON)
    assert signed_in.post("/sign-in/unlock/", {"password": PASSWORD}, headers=JSON).status_code == 422


def test_a_screen_is_locked_by_hand_and_signed_out_while_locked(signed_in: Client, dispatcher: Account) -> None:
    assert signed_in.post("/sign-in/lock/").status_code == 302
    assert signed_in.get("/me/", headers=HTML).status_code == 302
    signed_in.post("/sign-out/")
    assert not Session.objects.filter(account=dispatcher).exists()


def test_a_console_in_a_secure_room_never_locks_until_it_is_retired(
    stepped: SteppedClock, dispatcher: Account, department: Department, house: Actor, client: Client
) -> None:
    registered = register_console(department, by=house, name="Seat 1", is_in_secure_room=True)
    client.cookies[CONSOLE_COOKIE] = registered.key
    client.post("/sign-in/", {"login": dispatcher.username, "password": PASSWORD})
    stepped.advance(timedelta(hours=5))
    assert client.get("/me/", headers=HTML).status_code == 200
    assert Entry.objects.get(verb="session.signed_in").fields["console"] == "Seat 1"
    retire_console(registered.console, by=house)
    stepped.advance(IDLE)
    assert client.get("/me/", headers=HTML).status_code == 302


def test_a_registered_console_outside_a_secure_room_locks(
    stepped: SteppedClock, dispatcher: Account, department: Department, house: Actor, client: Client
) -> None:
    client.cookies[CONSOLE_COOKIE] = register_console(department, by=house, name="Lobby").key
    client.post("/sign-in/", {"login": dispatcher.username, "password": PASSWORD})
    stepped.advance(IDLE)
    assert client.get("/me/", headers=HTML).status_code == 302


def test_the_minutes_are_configurable_and_zero_is_never(
    settings: Any, signed_in: Client, stepped: SteppedClock
) -> None:
    settings.IDLE_LOCK_MINUTES = 0
    stepped.advance(timedelta(hours=11))
    assert signed_in.get("/me/", headers=HTML).status_code == 200


def test_nobody_unlocks_a_session_that_is_not_there(client: Client, db: None) -> None:
    assert client.get("/sign-in/unlock/", headers=JSON).status_code == 401
