"""Passkeys on localhost, with a device that Chromium plays: made, used to sign in, used to unlock, removed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.actions import set_password
from watchkeeper.core.people.actor import system
from watchkeeper.core.people.cast import one
from watchkeeper.core.people.models import Account, Session
from watchkeeper.core.people.permissions import Role
from watchkeeper.kit import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a long quiet corridor"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}

# Playwright's loop runs in the test's own thread, where Django would otherwise refuse to speak to the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture
def dispatcher(transactional_db: None) -> Account:
    department = Department.objects.create(key="north", name="North", kind="hospital")
    house = system(department.pk, "setup")
    return set_password(one(department, house, Role.DISPATCHER), by=house, password=PASSWORD)


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context()
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, live_server: Any, dispatcher: Account, settings: Any) -> Page:
    settings.LOGIN_REDIRECT_URL = "/me/"
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto(f"{live_server.url}/sign-in/")
    page.get_by_label("Name").fill(dispatcher.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="D01")).to_be_visible()
    return page


def make_passkey(page: Page) -> None:
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("button", name="Make the passkey").click()
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("Master key")).to_be_visible()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_passkey_is_made_and_signs_in_without_a_password(page: Page) -> None:
    make_passkey(page)
    sign_out(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="D01")).to_be_visible()
    assert [e.fields["method"] for e in Entry.objects.filter(verb="session.signed_in").order_by("id")] == [
        "password",
        "passkey",
    ]
    whats = [e.fields["what"] for e in Entry.objects.filter(verb="account.factors_changed").order_by("id")]
    assert "a passkey was added" in whats


def test_a_passkey_still_opens_when_passwords_are_locked(page: Page, dispatcher: Account) -> None:
    make_passkey(page)
    sign_out(page)
    for _ in range(6):
        page.get_by_label("Name").fill(dispatcher.username)
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("alert").first).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="D01")).to_be_visible()


def test_a_locked_screen_keeps_what_is_half_typed_and_opens_by_password(page: Page, live_server: Any) -> None:
    page.evaluate("document.querySelector('main').append(document.createElement('textarea'))")
    page.locator("main textarea").fill("caller says second flo")
    Session.objects.update(locked_at=clock.now())
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.get_by_role("heading", name="This screen is locked")).to_be_visible()

    page.get_by_role("dialog").get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Unlock").click()
    expect(page.get_by_text("This is not your password.")).to_be_visible()
    page.get_by_role("dialog").get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Unlock").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.locator("main textarea").input_value() == "caller says second flo"


def test_the_lock_over_a_page_opens_by_passkey(page: Page, live_server: Any) -> None:
    make_passkey(page)
    Session.objects.update(locked_at=clock.now())
    page.evaluate("dispatchEvent(new Event('focus'))")
    page.get_by_role("dialog").get_by_role("button", name="Use your passkey").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert Entry.objects.get(verb="session.unlocked").fields["method"] == "passkey"


def test_a_locked_page_opens_by_passkey(page: Page, live_server: Any) -> None:
    make_passkey(page)
    page.get_by_role("button", name="Lock this screen").click()
    expect(page.get_by_role("heading", name="this screen is locked")).to_be_visible()
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.get_by_role("heading", name="D01", exact=True)).to_be_visible()
    assert Entry.objects.get(verb="session.unlocked").fields["method"] == "passkey"


def test_a_session_that_ended_meanwhile_keeps_the_page_and_asks_to_sign_in(page: Page, context: BrowserContext) -> None:
    Session.objects.all().delete()
    # The window comes to the front again and again: the page's script may still be on its way the first time.
    page.wait_for_function(
        "() => document.querySelector('dialog.lock') !== null || !dispatchEvent(new Event('focus'))", polling=300
    )
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    with context.expect_page() as opened:
        page.get_by_role("link", name="Sign in, in a new window").click()
    second = opened.value
    second.get_by_label("Name").fill("north-dispatcher")
    second.get_by_label("Password").fill(PASSWORD)
    second.get_by_role("button", name="Sign in", exact=True).click()
    expect(second.get_by_role("heading", name="D01")).to_be_visible()
    page.get_by_role("button", name="I have signed in").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    sign_out(page)  # the form of the old page carries the new token


def test_a_removed_passkey_opens_nothing_and_says_so(page: Page) -> None:
    make_passkey(page)
    page.get_by_role("link", name="Remove", exact=True).first.click()
    page.get_by_role("button", name="Remove it").click()
    sign_out(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("This passkey opens no account here.")).to_be_visible()
    assert Entry.objects.filter(verb="session.signed_in").count() == 1


def test_the_pages_obey_their_own_policy(page: Page, live_server: Any) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    for address in ("/me/", "/me/passkeys/new/", "/sign-in/again/", "/sign-out/", "/sign-in/unlock/"):
        page.goto(f"{live_server.url}{address}")
        page.wait_for_load_state("networkidle")
    assert [text for text in said if "Content Security Policy" in text or "Refused" in text] == []
