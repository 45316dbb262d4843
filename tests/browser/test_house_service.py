"""A coordinator offers something new, by keyboard and without code: asked for by the public, answered and measured."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import House
from tests.browser.public import visitor

pytestmark = pytest.mark.browser


def _new(page: Page) -> None:
    page.goto("/console/services/")
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="New service").first).to_be_visible()


def _fill(page: Page, **words: str) -> None:
    for name, text in words.items():
        field = page.locator(f"#edit [name={name}]")
        field.focus()
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(text)
        else:
            page.keyboard.press("Control+a")
            page.keyboard.type(text)


def _tick(page: Page, name: str, *values: str) -> None:
    for value in values:
        box = page.locator(f"#edit [name={name}][value={value}]")
        box.focus()
        if not box.is_checked():
            page.keyboard.press("Space")


def _offer(page: Page, key: str) -> None:
    page.keyboard.press("Control+s")
    page.wait_for_url(f"**/console/services/{key}/")


def test_a_bike_registration_is_offered_asked_for_and_answered(
    signed_in: Callable[..., Page], house: House, chromium: Browser
) -> None:
    page = signed_in("coordinator", "/console/")
    _new(page)
    expect(page.locator("#edit [name=sends]")).to_be_visible()
    _fill(page, name="Bike registration", label="Bike", topic="office", given="desk")
    expect(page.locator("#edit [name=sends]")).to_be_hidden()
    _fill(
        page, targets="delivered within 5 working days of opened", about="A number and a sticker for your bike.",
        invite="Register your bike",
    )  # fmt: skip
    _tick(page, "outcomes", "registered")
    _offer(page, "bike_registration")
    page.locator("summary", has_text="Ask one thing more").click()
    page.locator(".o-ask [name=words]").fill("What does it look like?")
    page.get_by_role("button", name="Add the question").click()
    expect(page.locator("main")).to_contain_text("What does it look like?")

    with visitor(chromium, house) as public:
        public.goto("/massgeneral/")
        public.goto("/massgeneral/ask/bike_registration/")
        public.locator("[name=need]").fill("A red bike for the rack at Yawkey.")
        for closed in public.locator("details:not([open]) > summary").all():
            closed.click()
        public.locator("[name=name]").fill("Ward clerk")
        public.locator("[name=what_does_it_look_like]").fill("Red, a basket")
        public.locator("form button[type=submit], form button:not([type])").last.click()
        public.wait_for_url("**/r/**")
        expect(public.locator("main")).to_contain_text("We have your request")

    page.goto("/console/bookings/")
    row = page.locator(".d-table tbody tr", has_text="Bike")
    expect(row).to_have_count(1)


def test_a_vehicle_jump_start_is_sent_like_every_other_call(signed_in: Callable[..., Page]) -> None:
    page = signed_in("coordinator", "/console/")
    _new(page)
    _fill(
        page, name="Vehicle jump-start", label="Jump-start", topic="presence", priority="3", sends="1 officer",
        targets="on scene within 30 min of opened, 90 in 100", invite="Ask for a jump-start",
    )  # fmt: skip
    _tick(page, "outcomes", "assisted")
    _offer(page, "vehicle_jump_start")

    page.goto("/massgeneral/ask/vehicle_jump_start/")
    page.locator("[name=place][value=other]").check(force=True)
    page.locator("[name=place_text]").fill("Fruit Street Garage")
    page.get_by_role("button", name="Ask for a jump-start").first.click()
    page.wait_for_url("**/r/**")

    board = signed_in("dispatcher", "/console/board/")
    expect(board.locator("#waiting")).to_contain_text("Jump-start")
    board.goto("/console/measures/?service=vehicle_jump_start")
    expect(board.locator("main")).to_contain_text("Vehicle jump-start")
