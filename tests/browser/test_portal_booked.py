"""Booking in public: a nurse's talk from the request to two taps, a seat in a CPR class, and every state of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import House
from tests.browser.public import check, told_by, visitor
from tests.browser.test_portal_barriers import SCREENS
from tests.browser.test_portal_keyboard import tab_to
from tests.browser.test_portal_weight import MOST_BYTES, weighed

pytestmark = pytest.mark.browser

STAFF = "tests.browser.booked"
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "locale": "en-US"}


@pytest.fixture(scope="module")
def links(house: House) -> dict[str, str]:
    return told_by(house, STAFF, "states")


def _token(page: Page) -> str:
    return page.url.split("/r/")[1].split("/")[0]


@pytest.mark.proves("S02")
@pytest.mark.parametrize("scripts", [True, False])
def test_a_nurse_asks_for_the_avade_talk_takes_a_time_and_says_how_it_went(
    chromium: Browser, house: House, tmp_path: Path, scripts: bool
) -> None:
    with visitor(chromium, house, java_script_enabled=scripts, **PHONE) as page:
        page.goto("/massgeneral/")
        page.get_by_role("link", name=re.compile(r"All \d+ services")).tap()
        page.get_by_label("Search the services").fill("violence prevention")
        page.get_by_role("button", name="Search").tap()
        page.get_by_role("link", name="AVADE").tap()
        expect(page.locator("h1")).to_have_text("AVADE Workplace Violence Prevention")
        page.get_by_role("link", name="Book AVADE violence prevention").tap()
        page.locator("label.chip", has_text="lobby").first.tap()
        page.get_by_label("How many people?").fill("18")
        page.locator("label.chip", has_text="Morning").tap()
        page.get_by_role("button", name="Book AVADE violence prevention").tap()
        expect(page.locator(".lead")).to_contain_text("We will propose three times by")
        page.get_by_role("link", name="Follow my request", exact=True).last.tap()
        token = _token(page)
        told_by(house, STAFF, "propose", token)
        page.reload()
        expect(page.locator("h1")).to_have_text("Choose a time")
        expect(page.get_by_role("button", name="Take this time")).to_have_count(3)
        page.get_by_role("button", name="Take this time").nth(1).tap()
        expect(page.locator("h1")).to_have_text("Your time is confirmed")
        expect(page.get_by_text("Who comes: AVADE instructor")).to_be_visible()
        with page.expect_download() as coming:
            page.get_by_role("link", name="Add to my calendar").tap()
        coming.value.save_as(tmp_path / "one.ics")
        (entry,) = Calendar.from_ical((tmp_path / "one.ics").read_bytes()).walk("VEVENT")
        assert str(entry["summary"]) == "Talk: AVADE"
        told_by(house, STAFF, "remind", token)
        page.reload()
        expect(page.locator(".band")).to_contain_text("A reminder:")
        told_by(house, STAFF, "deliver", token)
        page.reload()
        page.get_by_role("button", name="Well", exact=True).tap()
        page.get_by_role("button", name="Yes", exact=True).tap()
        expect(page.get_by_text("Kept with your request. You may change it.")).to_be_visible()
    assert told_by(house, STAFF, "record", token) == {
        "status": "delivered", "outcome": "held", "went": "well", "recommends": True, "attended": 18,
        "material": "AVADE 7", "expected": 18,
    }  # fmt: skip


@pytest.mark.proves("S132")
def test_a_seat_in_a_cpr_class_the_line_and_giving_it_up(chromium: Browser, house: House) -> None:
    course = told_by(house, STAFF, "course", "1")
    own = f"/massgeneral/sessions/{course['uid']}/"
    with visitor(chromium, house, java_script_enabled=False, **PHONE) as page:
        page.goto("/massgeneral/services/course_cpr/")
        page.locator(f"a[href*='{course['uid']}']").tap()
        expect(page.get_by_text("1 of 1 seats is left.")).to_be_visible()
        page.get_by_role("button", name="Take a seat").tap()
        expect(page.get_by_role("alert")).to_contain_text("Not sent yet.")
        page.get_by_label("Your name").fill("Ana")
        page.get_by_role("button", name="Take a seat").tap()
        expect(page.locator("h1")).to_have_text("You have a seat")
        first = page.url
        page.goto(own)
        expect(page.get_by_text("All 1 seats are taken")).to_be_visible()
        page.get_by_label("Your name").fill("Ben")
        page.get_by_role("button", name="Join the line").tap()
        expect(page.locator("h1")).to_have_text("You are number 1 in line")
        second = page.url
        page.goto(first)
        page.get_by_text("Give up my seat").tap()
        page.get_by_role("button", name="Yes, give it up").tap()
        expect(page.locator("h1")).to_have_text("You gave up your seat")
        page.goto(second)
        expect(page.locator("h1")).to_have_text("You have a seat")


def test_a_time_is_chosen_and_another_asked_for_by_keyboard_alone(chromium: Browser, house: House) -> None:
    token = told_by(house, STAFF, "asking")["token"]
    told_by(house, STAFF, "propose", token)
    with visitor(chromium, house, java_script_enabled=False, viewport=PHONE["viewport"], locale="en-US") as page:
        page.goto(f"/r/{token}/")
        tab_to(page, "Take this time")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("Your time is confirmed")
        tab_to(page, "I need another time")
        page.keyboard.press("Enter")
        tab_to(page, "Give it up and ask for others", most=3)
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("We have your request")
        expect(page.get_by_text("We look for other times.")).to_be_visible()


def test_a_service_is_found_and_asked_for_by_keyboard_alone(chromium: Browser, house: House) -> None:
    with visitor(chromium, house, java_script_enabled=False, viewport=PHONE["viewport"], locale="en-US") as page:
        page.goto("/massgeneral/services/")
        tab_to(page, "Search the services")
        page.keyboard.type("cpr")
        page.keyboard.press("Enter")
        expect(page.locator(".found")).to_contain_text("cpr")
        tab_to(page, "CPR class")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("CPR class")
        tab_to(page, "Ask for another session" if page.locator(".sessions").count() else "Take a CPR class")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("Take a CPR class")


@pytest.mark.parametrize("screen", SCREENS)
def test_every_state_of_a_booked_request_is_free_of_barriers(
    chromium: Browser, house: House, links: dict[str, str], screen: str
) -> None:
    uid = told_by(house, STAFF, "course", "3")["uid"]
    with visitor(chromium, house, **SCREENS[screen]) as page:
        for token in links.values():
            page.goto(f"/r/{token}/")
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            check(page)
        for path in (
            f"/r/{links['asked']}/done/",
            f"/massgeneral/sessions/{uid}/",
            "/massgeneral/services/course_cpr/",
        ):
            page.goto(path)
            check(page)
        page.goto(f"/massgeneral/sessions/{uid}/")
        page.locator("form button.button").first.click()
        expect(page.get_by_role("alert")).to_be_visible()
        check(page)


def test_the_directory_a_service_and_a_request_weigh_little(
    chromium: Browser, house: House, links: dict[str, str]
) -> None:
    paths = ("/massgeneral/services/", "/massgeneral/services/course_cpr/", f"/r/{links['proposed']}/")
    for path in paths:
        with visitor(chromium, house, **PHONE) as page:
            found = weighed(page, path)
            assert 0 < sum(found.values()) <= MOST_BYTES, found
            assert not any(".js" in address for address in found)
