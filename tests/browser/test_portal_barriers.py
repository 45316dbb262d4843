"""Every public page and state is free of barriers: by axe, dark and light, phone and desktop, at 320 px, enlarged."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import House
from tests.browser.public import FORMS, PLAIN, check, fits, requests_in_every_state, visitor

pytestmark = pytest.mark.browser

STATES = (
    "waiting", "assigned", "on the way", "walking", "past", "moved back", "arrived", "went", "canceled", "booked",
    "report", "ended",
)  # fmt: skip
SCREENS: dict[str, dict[str, Any]] = {
    "narrow phone, light, Spanish": {
        "viewport": {"width": 320, "height": 640}, "color_scheme": "light", "locale": "es-US",
    },
    "phone, dark": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "locale": "en-US"},
    "desktop, dark, enlarged twice": {
        "viewport": {"width": 683, "height": 384}, "device_scale_factor": 2, "color_scheme": "dark", "locale": "es-US",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def links(house: House) -> dict[str, str]:
    return requests_in_every_state(house)


@pytest.mark.parametrize("screen", SCREENS)
def test_every_page_is_free_of_barriers(chromium: Browser, house: House, screen: str) -> None:
    with visitor(chromium, house, **SCREENS[screen]) as page:
        for path in PLAIN:
            page.goto(path)
            check(page)


@pytest.mark.parametrize("screen", SCREENS)
def test_every_form_with_mistakes_is_free_of_barriers(chromium: Browser, house: House, screen: str) -> None:
    with visitor(chromium, house, **SCREENS[screen]) as page:
        for form in FORMS:
            page.goto(f"/massgeneral/ask/{form}/")
            page.locator("form button.button").first.click()
            expect(page.get_by_role("alert")).to_be_visible()
            check(page)


@pytest.mark.parametrize("screen", SCREENS)
def test_every_state_of_a_request_is_free_of_barriers(
    chromium: Browser, house: House, links: dict[str, str], screen: str
) -> None:
    assert set(links) == set(STATES)
    with visitor(chromium, house, **SCREENS[screen]) as page:
        for token in links.values():
            page.goto(f"/r/{token}/")
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            check(page)
        for token in (links["waiting"], links["booked"], links["report"]):
            page.goto(f"/r/{token}/done/")
            check(page)
        page.goto(f"/r/{links['waiting']}/call-now/")
        check(page)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_written_from_right_to_left_nothing_overflows(
    chromium: Browser, house: House, links: dict[str, str], width: int
) -> None:
    with visitor(chromium, house, viewport={"width": width, "height": 800}) as page:
        for path in (*PLAIN, *(f"/r/{token}/" for token in links.values()), f"/r/{links['waiting']}/done/"):
            page.goto(path)
            page.evaluate("document.documentElement.dir = 'rtl'")
            fits(page)
            brand = page.locator(".mark").bounding_box()
            assert brand is not None
            assert brand["x"] > width / 2, "the brand stands at the beginning of the line, which is the right"


def test_a_promise_that_slips_says_so_and_keeps_the_old_one_in_sight(
    chromium: Browser, house: House, links: dict[str, str]
) -> None:
    with visitor(chromium, house, viewport={"width": 390, "height": 844}, locale="en-US") as page:
        for state in ("moved back", "past"):
            page.goto(f"/r/{links[state]}/")
            expect(page.locator("h1")).to_have_text("This takes longer than we said")
            assert "This takes longer than we said" in page.title()
        page.goto(f"/r/{links['moved back']}/")
        expect(page.locator(".card s").first).to_contain_text("at worst")
