"""Whoever books, by keyboard alone: three times proposed with four keys, a session accounted for, the calendar."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import House
from tests.browser.public import AXE, told_by
from tests.browser.test_desk_keyboard import Keys, _no_mouse

pytestmark = pytest.mark.browser
MOST_KEYS = 4  # from the list to three times proposed: to the row, open it, the form, send it as it is filled in


@pytest.fixture(scope="module")
def made(house: House) -> dict[str, list[str]]:
    return told_by(house, "tests.browser.booked_staff")


class Counted(Keys):
    """Keys that are counted; a chord is one."""

    strokes = 0

    def press(self, *keys: str) -> None:
        """Press and count."""
        self.strokes += len(keys)
        super().press(*keys)

    def to_row(self, number: str) -> None:
        """Down the list to ``number``; on a list with others above it this takes more keys, which are not counted."""
        for _ in range(60):
            super().press("j")
            if self.focused == number:
                self.strokes += 1
                return
        raise AssertionError(f"{number} is not in the list")


def test_a_request_is_accepted_and_three_times_are_proposed_with_four_keys(
    signed_in: Callable[..., Page], made: dict[str, list[str]]
) -> None:
    pk, number = made["asked"]
    page = signed_in("coordinator", "/console/bookings/?view=answer%26q=" + number, width=1366, height=768)
    keys = Counted(page)
    _no_mouse(page)
    keys.to_row(number)
    keys.strokes += 1
    keys.open("Enter", to=rf"/bookings/{pk}/")
    keys.press("p")
    form = page.locator("details[open] form")
    expect(form.locator("[name=starts_3_1]")).not_to_have_value("")
    expect(form.locator("[name=people_1] option:checked")).to_contain_text("CP")
    keys.strokes += 1
    keys.load("Control+s", to=rf"/bookings/{pk}/")
    expect(page.locator(".d-toast")).to_have_text("The times are proposed.")
    expect(page.locator(".d-facts dt", has_text="Proposed")).to_have_count(3)
    expect(page.locator(".d-told li").first).to_contain_text("proposed 3 times")
    assert keys.strokes == MOST_KEYS


def test_a_session_is_accounted_for_by_keyboard(signed_in: Callable[..., Page], made: dict[str, list[str]]) -> None:
    pk = made["going"][0]
    page = signed_in("coordinator", f"/console/bookings/{pk}/", width=1366, height=768)
    keys = Counted(page)
    _no_mouse(page)
    keys.press("h")
    keys.tab_to("details[open] [name=attended]")
    keys.type("11")
    keys.tab_to("details[open] [name=material]")
    keys.press("Control+A")
    keys.type("2026-1")
    keys.load("Control+s", to=rf"/bookings/{pk}/")
    expect(page.locator(".d-toast")).to_have_text("It is accounted for.")
    expect(page.locator(".d-facts")).to_contain_text("11 of 12")
    expect(page.locator(".d-band")).to_contain_text("of 100 presentations delivered")


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_calendar_is_read_in_both_themes_and_on_a_phone(
    signed_in: Callable[..., Page], made: dict[str, list[str]], theme: str
) -> None:
    for width, height in ((1366, 768), (1920, 1080), (390, 844)):
        page = signed_in("coordinator", "/console/calendar/", width=width, height=height)
        page.evaluate("(theme) => (document.documentElement.dataset.theme = theme)", theme)
        expect(page.locator(".k-block").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        page.evaluate(Path(AXE).read_text(encoding="utf-8"))
        rules = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
        found = page.evaluate("rules => axe.run(document, {runOnly: rules})", rules)
        wrong = [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found["violations"]]
        assert wrong == [], width


def test_the_calendar_is_walked_by_keys_and_leads_to_a_booking(
    signed_in: Callable[..., Page], made: dict[str, list[str]]
) -> None:
    page = signed_in("coordinator", "/console/calendar/", width=1366, height=768)
    keys = Keys(page)
    _no_mouse(page)
    week = page.locator(".k-bar h2").inner_text()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".k-bar h2")).not_to_have_text(week)
    page.keyboard.press("t")
    expect(page.locator(".k-bar h2")).to_have_text(week)
    page.keyboard.press("d")
    page.wait_for_url(re.compile("show=day"))
    expect(page.locator(".k-day")).to_be_visible()
    page.keyboard.press("w")
    expect(page.locator(".k-week")).to_be_visible()
    keys.press("j", "j", "k")
    keys.tab_to("a.k-block", most=40)
    keys.load("Enter", to=r"/bookings/\d+/")
    expect(page.locator("#drawer-title")).to_be_visible()
