"""The public site as a person has it: a phone, no scripts, no account; and for a screen reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.architecture.tree import ROOT
from tests.browser.conftest import House

pytestmark = pytest.mark.browser

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
MOST_BYTES = 100_000
FORMS = ("security_escort", "standby_visible", "crime_report", "suspicious_person", "suspicious_package")


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


def test_an_escort_in_three_taps_without_scripts(phone: Page) -> None:
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


def test_a_page_weighs_at_most_a_hundred_kilobytes(chromium: Browser, house: House) -> None:
    for path in ("/massgeneral/", "/massgeneral/ask/security_escort/"):
        page = chromium.new_context(base_url=house.url).new_page()
        came: list[Request] = []
        page.on("requestfinished", _into(came))
        page.goto(path, wait_until="networkidle")
        assert 0 < sum(one.sizes()["responseBodySize"] for one in came) <= MOST_BYTES, path
        page.context.close()


def _into(came: list[Request]) -> Callable[[Request], None]:
    """A listener that keeps what came; a list's own method is none that the browser's library takes."""

    def keep(one: Request) -> None:
        came.append(one)

    return keep


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 390), ("light", 1280)])
def test_every_page_is_fit_for_a_screen_reader_and_fits_its_screen(
    chromium: Browser, house: House, scheme: Any, width: int
) -> None:
    context = chromium.new_context(
        base_url=house.url, viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    for path in ("", "sites/", "report/", "follow/", *(f"ask/{form}/" for form in FORMS)):
        page.goto(f"/massgeneral/{path}")
        check(page, AXE)
    page.goto("/massgeneral/ask/security_escort/")
    page.locator("label.chip", has_text="lobby").first.click()
    page.locator("label.chip", has_text="garage").first.click()
    page.get_by_role("button", name="Ask for an escort").first.click()
    check(page, AXE)
    page.goto(page.url.replace("done/", ""))
    check(page, AXE)
    page.goto(page.url + "call-now/")
    check(page, AXE)
    context.close()


def check(page: Page, axe: Path) -> None:
    """Nothing that axe finds wrong, and nothing wider than the screen."""
    page.add_script_tag(path=axe)
    found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def test_a_newcomer_reaches_everything_by_keyboard(signed_in: Callable[..., Page]) -> None:
    page = signed_in("", "/massgeneral/ask/security_escort/", width=390, height=844)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the form")
    page.locator("input[name=origin]").first.focus()
    page.keyboard.press("Space")
    expect(page.locator("input[name=origin]").first).to_be_checked()
