"""A whole escort by keyboard only, with scripts and without: everything is reached, and one sees where one is."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import House
from tests.browser.public import visitor

pytestmark = pytest.mark.browser

# What shows the focus: the thing itself, or, for an answer drawn as a chip, what is drawn for it.
_OUTLINE = """() => { const here = document.activeElement;
  const drawn = here.matches('.chip input') ? here.nextElementSibling : here;
  const style = getComputedStyle(drawn), box = drawn.getBoundingClientRect();
  return [style.outlineStyle, parseFloat(style.outlineWidth), box.bottom > 0 && box.top < innerHeight] }"""
_NAME = """() => { const here = document.activeElement;
  return (here.labels?.[0]?.innerText || here.getAttribute('aria-label') || here.innerText || '').trim() }"""


def tab_to(page: Page, words: str, *, most: int = 40) -> None:
    """Press Tab until ``words`` has the focus; everywhere on the way the focus is seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        style, width, on_screen = page.evaluate(_OUTLINE)
        name = page.evaluate(_NAME)
        assert style == "solid", f"no focus is seen on {name!r}"
        assert width >= 2, f"the focus on {name!r} is {width} px"
        assert on_screen, f"{name!r} has the focus and is not on the screen"
        if words in name:
            return
    pytest.fail(f"{words!r} was not reached")


@pytest.mark.parametrize("scripts", [True, False])
def test_an_escort_is_asked_for_followed_and_taken_back_by_keyboard(
    chromium: Browser, house: House, scripts: bool
) -> None:
    size = {"width": 390, "height": 844}
    with visitor(chromium, house, viewport=size, java_script_enabled=scripts, locale="en-US") as page:
        page.goto("/massgeneral/")
        tab_to(page, "Skip to the content")
        page.keyboard.press("Enter")
        tab_to(page, "Ask for an escort", most=2)
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("Ask for an escort")
        tab_to(page, page.locator("label.chip").first.inner_text())
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        expect(page.locator("input[name=destination]").first).to_be_checked()
        tab_to(page, "Ask for an escort")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("/done/$"))
        tab_to(page, "Follow my request")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("We have your request")
        tab_to(page, "Cancel this request")
        page.keyboard.press("Enter")
        tab_to(page, "Yes, cancel it")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("This request was canceled")
