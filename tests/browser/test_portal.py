"""The public site as a person has it: a phone, no scripts, no account."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import House

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(chromium: Browser, house: House) -> Iterator[Page]:
    """A phone whose browser runs no scripts."""
    context = chromium.new_context(
        base_url=house.url, viewport={"width": 390, "height": 844}, java_script_enabled=False, has_touch=True
    )
    yield context.new_page()
    context.close()


def tap(page: Page, words: str) -> None:
    """Tap the answer ``words``."""
    page.locator("label.chip", has_text=words).first.tap()


def test_an_escort_without_scripts(phone: Page) -> None:
    phone.goto("/massgeneral/")
    expect(phone.locator(".dial b")).to_have_text("Emergency? Dial 617-726-2121")
    phone.get_by_text("Ask for an escort").tap()
    tap(phone, "lobby")
    tap(phone, "garage")
    phone.get_by_role("button", name="Ask for an escort").first.tap()
    expect(phone).to_have_url(re.compile(r"/r/[\w-]{20,}/done/$"))
    expect(phone.locator("h1")).to_contain_text("An officer will meet you at")
    phone.get_by_role("link", name="Follow my request", exact=True).tap()
    expect(phone.locator("h1")).to_have_text("We have your request")
    phone.get_by_text("Cancel this request").tap()
    phone.get_by_role("button", name="Yes, cancel it").tap()
    expect(phone.locator("h1")).to_have_text("This request was canceled")


def test_another_place_is_typed_without_scripts(phone: Page) -> None:
    phone.goto("/massgeneral/ask/security_escort/")
    tap(phone, "Another place")
    phone.locator("input[name=origin_text]").fill("By the blue door")
    tap(phone, "garage")
    phone.get_by_role("button", name="Ask for an escort").first.tap()
    expect(phone.locator("h1")).to_contain_text("By the blue door")


def test_danger_says_call_now(phone: Page) -> None:
    phone.goto("/massgeneral/ask/security_escort/")
    tap(phone, "Somebody is following")
    phone.get_by_role("button", name="Ask for an escort").first.tap()
    expect(phone.locator("h1")).to_have_text("Call now")
    assert phone.locator(".dial-now").get_attribute("href") == "tel:+16177262121"


def test_a_mistake_keeps_what_was_written(phone: Page) -> None:
    phone.goto("/massgeneral/ask/crime_report/")
    phone.locator("textarea[name=offense]").fill("My bike is gone")
    phone.get_by_role("button", name="Send the report").first.tap()
    expect(phone.get_by_role("alert")).to_contain_text("Not sent yet.")
    expect(phone.locator("textarea[name=offense]")).to_have_value("My bike is gone")


def test_the_language_is_changed_without_scripts_and_stays(phone: Page) -> None:
    phone.goto("/massgeneral/ask/security_escort/")
    phone.locator(".languages").get_by_text("Español").tap()
    expect(phone.locator("h1")).to_have_text("Pedir acompañamiento")
    assert phone.locator("html").get_attribute("lang") == "es"
    tap(phone, "lobby")
    tap(phone, "garage")
    phone.get_by_role("button", name="Pedir acompañamiento").first.tap()
    expect(phone.locator("h1")).to_contain_text("Un agente se encontrará con usted en")
    phone.get_by_role("link", name="Ver mi solicitud", exact=True).last.tap()
    expect(phone.locator("h1")).to_have_text("Tenemos su solicitud")
