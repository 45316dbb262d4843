"""The officer's phone with signal: the desk's doings appear, the button is latched, three taps start a call."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.architecture.tree import ROOT
from tests.browser.field import Desk, Officer

pytestmark = pytest.mark.browser

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})"


def hold(page: Page, seconds: float) -> None:
    """Hold the emergency button with a finger."""
    button = page.locator("#emergency")
    expect(button).to_be_enabled()  # before that it is drawn anew once more
    box = button.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.wait_for_timeout(seconds * 1000)
    page.mouse.up()


def test_what_the_desk_does_appears_on_the_phone_and_back_within_seconds(officer: Officer, desk: Desk) -> None:
    expect(officer.page.locator("main h1")).to_have_text("No call")
    call = desk.send_a12("e warren parkman garage 0101")
    expect(officer.page.locator("main h1")).to_contain_text("Warren", timeout=6000)
    officer.status("Assigned to you")
    assert officer.page.locator("#steps button").count() <= 3
    desk.run("enr A12")
    expect(officer.page.locator("#status")).to_have_text("En route", timeout=6000)
    officer.step("on_scene")
    officer.status("On scene")
    officer.sent()
    assert desk.stamped(call, "on_scene_at")
    officer.page.locator("#welfare").click()
    expect(officer.page.locator("#welfare small")).to_contain_text("by ", timeout=6000)
    officer.step("transporting")
    officer.status("Transporting")
    officer.step("at_destination")
    officer.status("At destination")
    officer.clear("arrived_safe")
    expect(officer.page.locator("main h1")).to_have_text("No call")
    officer.sent()
    assert desk.call(call)["status"] == "cleared"
    assert any("A12 is all right" in one for one in desk.said(call))


def test_three_taps_start_a_call(officer: Officer, desk: Desk) -> None:
    desk.run("loc A12 Bulfinch lawn")
    expect(officer.page.locator("main")).to_contain_text("Bulfinch", timeout=6000)
    officer.page.locator("#start").click()
    officer.page.locator("[data-service=generic_assistance]").click()
    officer.page.locator("#start-here").click()
    officer.status("On scene")
    expect(officer.page.locator("main .mono")).to_contain_text(re.compile(r"\d\d-\d{6}"), timeout=8000)
    row = next(row for row in desk.rows() if row.get("n") == desk.unit()["call"])
    assert (row["fs"], row["s"]) == ("on_scene", "generic_assistance")
    officer.clear("assisted")
    officer.sent()


def test_the_button_is_held_a_second_and_latched_until_somebody_else_releases_it(officer: Officer, desk: Desk) -> None:
    page = officer.page
    hold(page, 0.5)
    expect(page.locator("#hold")).to_be_hidden()
    expect(page.locator("#latched")).to_be_hidden()
    assert desk.unit()["em"] is None

    page.context.set_offline(True)
    hold(page, 1.3)
    latched = page.locator("#latched")
    expect(latched).to_contain_text("Nothing has been sent.")
    page.wait_for_timeout(1500)
    expect(latched).to_contain_text("Nothing has been sent.")
    assert desk.unit()["em"] is None
    page.context.set_offline(False)
    expect(latched).to_contain_text("It is on every dispatcher's board", timeout=8000)
    assert desk.unit()["em"] is not None

    latched.get_by_role("button", name="Look at my call").click()
    expect(latched).to_be_hidden()
    page.locator(".strip").click()
    expect(latched).to_be_visible()
    page.reload()
    expect(latched).to_contain_text("It is on every dispatcher's board", timeout=15_000)
    desk.run("rel A12")
    expect(latched).to_be_hidden(timeout=8000)


def test_the_button_is_in_reach_over_an_open_sheet_and_by_keyboard(officer: Officer, desk: Desk) -> None:
    page = officer.page
    page.locator("#start").click()
    expect(page.locator("#sheet")).to_be_visible()
    page.locator("#emergency").focus()
    page.keyboard.down("Enter")
    expect(page.locator("#hold")).to_contain_text("Nothing has been sent.")
    page.wait_for_timeout(1300)
    page.keyboard.up("Enter")
    expect(page.locator("#latched")).to_contain_text("It is on every dispatcher's board", timeout=8000)


def test_a_message_is_read_and_the_desk_knows(officer: Officer, desk: Desk) -> None:
    desk.run("msg A12 gate two is open")
    page = officer.page
    expect(page.locator("#nav .count")).to_have_text("1", timeout=6000)
    officer.screen("Messages")
    page.locator(".unread").get_by_role("button", name="Read").click()
    expect(page.locator("#nav .count")).to_have_count(0)
    officer.sent()
    expect(page.locator("#messages li").first).to_contain_text("gate two is open")


def test_a_place_is_looked_up(officer: Officer) -> None:
    officer.screen("Look up")
    page = officer.page
    page.locator("#look").fill("yawkey lobby")
    page.locator("#found .item").first.click()
    expect(page.locator("#found")).to_contain_text("Before you go in")
    expect(page.locator("#found")).to_contain_text("AED")
    page.context.set_offline(True)
    page.locator("#look").fill("warren")
    expect(page.locator("#found")).to_contain_text("places cannot be looked up")
    assert page.evaluate("() => caches.keys()") != []
    kept = page.evaluate(
        "() => caches.keys().then((names) => caches.open(names[0])).then((one) => one.keys())"
        ".then((all) => all.map((request) => new URL(request.url).pathname))"
    )
    assert all(path == "/field/" or path.startswith("/static/") for path in kept)


@pytest.mark.parametrize("theme", ["dark", "sun"])
def test_every_screen_is_accessible_and_each_target_fits_a_thumb(officer: Officer, desk: Desk, theme: str) -> None:
    desk.send_a12("g warren lights are out")
    officer.status("Assigned to you")
    page = officer.page
    page.evaluate(AXE.read_text(encoding="utf-8"))
    page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
    for screen in ("My call", "Look up", "Messages", "My shift"):
        officer.screen(screen)
        found = page.evaluate(RULES)
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == [], screen
        small = page.evaluate(
            "() => [...document.querySelectorAll('button, a, input, select')].filter((one) => one.checkVisibility())"
            ".filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.outerHTML)"
        )
        assert small == []
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    officer.screen("My call")
    heights = page.locator("#steps button").evaluate_all("(all) => all.map((one) => one.offsetHeight)")
    assert heights[0] >= 88
    assert min(heights) >= 64
