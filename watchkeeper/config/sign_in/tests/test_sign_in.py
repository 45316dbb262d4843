from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user
from django.test import Client

from watchkeeper.config.sign_in.tests.conftest import PASSWORD
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.actions import edit_person, grant_role, lock_account, unlock_account
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Account, Session, SignInFailure
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.people.sessions import reader_for_session, rights_changed_since
from watchkeeper.kit.clock import SteppedClock

HTML = {"Accept": "text/html"}


def verbs() -> list[str]:
    return list(Entry.objects.filter(verb__startswith="session.").order_by("id").values_list("verb", flat=True))


def key_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def sign_in(client: Client, account: Account, password: str = PASSWORD) -> Any:
    return client.post("/sign-in/", {"login": account.username, "password": password})


def test_name_and_password_open_the_door_and_the_journal_says_so(browser: Client, dispatcher: Account) -> None:
    assert browser.get("/me/", headers=HTML).status_code == 200
    entry = Entry.objects.get(verb="session.signed_in")
    assert (entry.actor, entry.subject) == (f"person:{dispatcher.person_id}", f"account:{dispatcher.pk}")
    assert entry.fields["method"] == "password"
    assert browser.cookies["watchkeeper_device"]["httponly"]


def test_signing_in_is_the_default_for_every_page(client: Client, dispatcher: Account) -> None:
    answer = client.get("/me/?x=1", headers=HTML)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in/?next=%2Fme%2F%3Fx%3D1")
    answer = client.get("/me/", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")


def test_a_wrong_password_is_refused_in_the_same_words_as_an_unknown_name(client: Client, dispatcher: Account) -> None:
    wrong = sign_in(client, dispatcher, "wrong")
    unknown = client.post("/sign-in/", {"login": "nobody", "password": "wrong"})
    assert wrong.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()
    assert [entry.subject for entry in Entry.objects.filter(verb="session.refused").order_by("id")] == [
        f"account:{dispatcher.pk}",
        "account:unknown",
    ]
    assert "nobody" not in Entry.objects.get(subject="account:unknown").data


def test_repeated_failures_lock_the_password_in_every_process(
    client: Client, dispatcher: Account, stepped: SteppedClock
) -> None:
    for _ in range(settings.SIGN_IN_FAILURES_ALLOWED):
        sign_in(client, dispatcher, "wrong")
    assert sign_in(Client(), dispatcher).status_code == 200  # the right password, from another browser: still locked
    assert Entry.objects.filter(verb="account.locked").count() == 1

    stepped.advance(timedelta(minutes=settings.SIGN_IN_LOCK_MINUTES, seconds=1))
    assert sign_in(Client(), dispatcher).status_code == 302
    assert not SignInFailure.objects.exists()


def test_unknown_names_are_locked_alike(client: Client, dispatcher: Account, stepped: SteppedClock) -> None:
    for _ in range(settings.SIGN_IN_FAILURES_ALLOWED):
        client.post("/sign-in/", {"login": "nobody", "password": "wrong"})
    unknown = client.post("/sign-in/", {"login": "nobody", "password": "wrong"})
    for _ in range(settings.SIGN_IN_FAILURES_ALLOWED):
        sign_in(client, dispatcher, "wrong")
    known = sign_in(client, dispatcher, "wrong")
    assert known.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()


def test_an_administrator_unlocks(client: Client, dispatcher: Account, house: Actor, stepped: SteppedClock) -> None:
    for _ in range(settings.SIGN_IN_FAILURES_ALLOWED):
        sign_in(client, dispatcher, "wrong")
    unlock_account(dispatcher, by=house)
    assert sign_in(client, dispatcher).status_code == 302


def test_a_locked_account_is_signed_out_and_kept_out(browser: Client, dispatcher: Account, house: Actor) -> None:
    key = key_of(browser)
    lock_account(dispatcher, by=house, reason="lost badge")
    assert browser.get("/me/", headers=HTML).status_code == 302
    assert reader_for_session(key) is None
    answer = sign_in(Client(), dispatcher)
    assert answer.headers.get("Location") != settings.LOGIN_REDIRECT_URL


def test_one_address_trying_many_names_is_stopped(
    client: Client, dispatcher: Account, settings: Any, stepped: SteppedClock
) -> None:
    settings.SIGN_IN_FAILURES_PER_ADDRESS = 4
    for i in range(4):
        client.post("/sign-in/", {"login": f"guess{i}", "password": "wrong"})
    assert sign_in(client, dispatcher).status_code == 200
    assert (
        client.post(
            "/sign-in/", {"login": dispatcher.username, "password": PASSWORD}, REMOTE_ADDR="10.0.0.9"
        ).status_code
        == 302
    )


def test_signing_out_ends_the_session_and_the_stream(browser: Client, dispatcher: Account) -> None:
    key = key_of(browser)
    held = {key: dispatcher.rights_version}
    assert reader_for_session(key) is not None
    browser.post("/sign-out/")
    assert reader_for_session(key) is None
    assert rights_changed_since(held) == {key: None}
    assert not Session.objects.filter(account=dispatcher).exists()
    assert verbs()[-1] == "session.signed_out"


def test_a_change_of_role_changes_the_stream_s_reader(
    browser: Client, dispatcher: Account, house: Actor, django_assert_num_queries: Any
) -> None:
    key = key_of(browser)
    reader = reader_for_session(key)
    assert reader is not None
    held = {key: reader.rights_version}
    with django_assert_num_queries(1):
        assert rights_changed_since(held) == {}
    grant_role(dispatcher, by=house, role=Role.AUDITOR)
    changed = rights_changed_since(held)[key]
    assert changed is not None
    assert Role.AUDITOR in changed.actor.roles


def test_a_warm_request_costs_one_query(browser: Client, django_assert_max_num_queries: Any) -> None:
    browser.get("/sign-in/alive/")
    with django_assert_max_num_queries(1):
        assert browser.get("/sign-in/alive/").json()["name"] == "D01"


def test_a_request_that_notes_a_person_costs_two_reads_and_writes_at_most(
    browser: Client, django_capture_on_commit_callbacks: Any, django_assert_max_num_queries: Any
) -> None:
    Session.objects.update(last_seen_at="2026-03-02T14:00:00Z")
    settings_minutes = settings.IDLE_LOCK_MINUTES
    settings.IDLE_LOCK_MINUTES = 0
    with django_assert_max_num_queries(4):  # the session, its mark, and the transaction's own two
        browser.get("/sign-in/alive/")
    settings.IDLE_LOCK_MINUTES = settings_minutes


def test_nobody_signs_themselves_up(client: Client, department: Any) -> None:
    for address in ("/accounts/signup/", "/sign-up/"):
        assert client.get(address, headers=HTML).status_code == 404


def test_next_never_leads_to_another_site(client: Client, dispatcher: Account) -> None:
    answer = client.post(
        "/sign-in/", {"login": dispatcher.username, "password": PASSWORD, "next": "https://evil.example/"}
    )
    assert answer.headers["Location"] == settings.LOGIN_REDIRECT_URL


def test_changing_the_password_keeps_this_device_and_signs_out_the_others(browser: Client, dispatcher: Account) -> None:
    other = Client()
    sign_in(other, dispatcher)
    new = "seven green bicycles"
    answer = browser.post("/me/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.status_code == 302
    assert browser.get("/me/", headers=HTML).status_code == 200
    assert get_user(browser).is_authenticated
    assert other.get("/me/", headers=HTML).status_code == 302


def test_my_account_lists_my_devices_and_signs_one_out(browser: Client, dispatcher: Account) -> None:
    other = Client()
    sign_in(other, dispatcher)
    page = browser.get("/me/", headers=HTML)
    (ref,) = [d["ref"] for d in page.context["devices"] if not d["is_here"]]
    assert key_of(other) not in page.content.decode()
    assert browser.post(f"/me/devices/{ref}/sign-out/").status_code == 302
    assert other.get("/me/", headers=HTML).status_code == 302
    assert browser.post(f"/me/devices/{ref}/sign-out/").status_code == 404


def test_forged_and_expired_session_cookies_are_nobody(client: Client, browser: Client, stepped: SteppedClock) -> None:
    forged = Client()
    forged.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    assert forged.get("/me/", headers=HTML).status_code == 302
    stepped.advance(timedelta(days=400))
    assert browser.get("/me/", headers=HTML).status_code == 302


@pytest.mark.parametrize("address", ["/sign-in/", "/sign-in/locked/", "/alive"])
def test_the_pages_before_signing_in_are_open(client: Client, address: str, db: None) -> None:
    assert client.get(address, headers=HTML).status_code == 200


def test_whoever_no_longer_works_here_does_not_sign_in_and_is_signed_out(
    browser: Client, dispatcher: Account, house: Actor
) -> None:
    assert dispatcher.person is not None
    edit_person(dispatcher.person, by=house, is_active=False)
    assert browser.get("/me/", headers=HTML).headers["Location"].startswith("/sign-in/")
    again = Client()
    answer = again.post("/sign-in/", {"login": dispatcher.username, "password": PASSWORD})
    assert again.get("/me/", headers=HTML).status_code == 302, answer.content
