"""A suggestion from a telephone by keyboard alone, answered at the desk by keys, and its answer read by the link."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import House
from tests.browser.field import PHONE
from tests.browser.public import check, visitor
from tests.browser.test_desk_keyboard import Keys
from tests.browser.test_portal_keyboard import tab_to

pytestmark = pytest.mark.browser
WORDS = "Put a lamp at the bicycle racks"


@pytest.mark.proves("S102")
def test_a_suggestion_is_sent_answered_and_read_by_keyboard(
    chromium: Browser, house: House, signed_in: Callable[..., Page]
) -> None:
    with visitor(chromium, house, viewport=PHONE, java_script_enabled=False, locale="en-US") as phone:
        phone.goto("/massgeneral/")
        tab_to(phone, "Tell us what you think")
        phone.keyboard.press("Enter")
        expect(phone.locator("h1")).to_have_text("Tell us what you think")
        tab_to(phone, "A question")
        phone.keyboard.press("ArrowDown")
        expect(phone.locator("[name=what][value=suggestion]")).to_be_checked()
        tab_to(phone, "What would you like to say?")
        phone.keyboard.type(WORDS)
        tab_to(phone, "Send")
        phone.keyboard.press("Enter")
        expect(phone.locator("h1")).to_have_text("Your suggestion")
        link = phone.url

        desk = signed_in("supervisor", "/console/feedback/?view=new", width=1366, height=768)
        keys = Keys(desk)
        keys.press("j")
        keys.open("Enter", to=r"/console/feedback/\d+/")
        expect(desk.locator("#drawer-title")).to_have_text(WORDS)
        keys.press("r")
        keys.type("Two lamps are ordered.")
        keys.load("Control+s", to=r"/console/feedback/\d+/")
        expect(desk.locator(".d-facts")).to_contain_text("Two lamps are ordered.")
        keys.press("l")
        keys.load("Control+s", to=r"/console/feedback/\d+/")
        expect(desk.locator(".d-facts")).to_contain_text(re.compile("changed"))

        phone.goto(link)
        expect(phone.locator(".thread .ours")).to_contain_text("Two lamps are ordered.")
        tab_to(phone, "Well")
        phone.keyboard.press("Enter")
        expect(phone.locator("[name=went][aria-pressed=true]")).to_have_text("Well")

    with visitor(chromium, house, viewport=PHONE, locale="es") as phone:
        for page in (link, *(f"/massgeneral/{one}/" for one in ("feedback", "we-did", "tips"))):
            phone.goto(page)
            check(phone)
