"""The emergency button when something is in its way: a log-on that waits, a refusal, a lock, a broken storage."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.field import Desk, Officer
from tests.browser.test_field import hold

pytestmark = pytest.mark.browser

LOCK = """async () => {
  const token = document.cookie.match(/csrftoken=([^;]+)/)[1];
  await fetch("/sign-in/lock/", { method: "POST", redirect: "manual", headers: { "X-CSRFToken": token } });
}"""
# As Safari does it: the connection to the storage is gone under a page that lives on.
LOSE = """() => {
  const fail = () => { throw new DOMException("Connection to Indexed Database server lost", "UnknownError"); };
  IDBDatabase.prototype.transaction = fail;
  IDBFactory.prototype.open = fail;
}"""


def test_pressed_before_the_log_on_was_sent_both_arrive(officer: Officer, desk: Desk) -> None:
    page = officer.page
    officer.screen("My shift")
    with page.expect_response("**/field/sync"):  # "Online" alone may be from before the tap
        page.locator("#log-off").click()
    officer.sent()
    page.context.set_offline(True)
    officer.log_on()
    officer.waiting(1)
    hold(page, 1.3)
    expect(page.locator("#latched")).to_contain_text("Nothing has been sent.")
    page.context.set_offline(False)
    expect(page.locator("#latched")).to_contain_text("It is on every dispatcher's board", timeout=10_000)
    assert desk.unit()["em"] is not None


def test_a_refused_press_stays_latched_and_says_so_until_it_is_sent_again(officer: Officer, desk: Desk) -> None:
    page = officer.page

    def refuse(route: Route) -> None:
        sent = re.search(r'"id":"([^"]+)","kind":"emergency"', route.request.post_data or "")
        assert sent is not None
        told = {"results": [{"id": sent[1], "state": "conflict", "conflict": "You are not on A12.", "code": "x"}]}
        route.fulfill(json=told)

    page.route("**/field/sync", refuse, times=1)
    hold(page, 1.3)
    latched = page.locator("#latched")
    expect(latched).to_contain_text("It was NOT taken: use the radio.", timeout=8000)
    expect(latched).to_contain_text("You are not on A12.")
    page.reload()
    expect(latched).to_contain_text("It was NOT taken: use the radio.", timeout=15_000)
    latched.get_by_role("button", name="Send it again").click()
    expect(latched).to_contain_text("It is on every dispatcher's board", timeout=8000)
    assert desk.unit()["em"] is not None


def test_a_locked_phone_shows_nothing_and_still_sends_its_button(officer: Officer, desk: Desk) -> None:
    desk.send_a12("g warren lights are out")
    officer.status("Assigned to you")
    page = officer.page
    page.locator(".tile", has_text=re.compile("^Note$")).click()
    page.locator("#note").fill("the man in the red coat")
    page.evaluate(LOCK)
    expect(page.locator("main h1")).to_have_text("Locked", timeout=8000)
    expect(page.locator("#sheet")).to_be_hidden()
    for gone in ("#sheet", "#steps"):
        assert page.locator(gone).inner_html() == ""
    assert "Warren" not in page.content()

    hold(page, 1.3)
    latched = page.locator("#latched")
    expect(latched).to_contain_text("It is on every dispatcher's board", timeout=8000)
    expect(latched.get_by_role("link", name="Unlock")).to_be_visible()
    assert "Warren" not in page.content()
    assert desk.unit()["em"] is not None

    page.reload()
    expect(page.locator("main h1")).to_have_text("Locked", timeout=15_000)


def test_a_storage_that_is_lost_neither_stops_the_button_nor_what_waits(officer: Officer, desk: Desk) -> None:
    call = desk.send_a12("g warren door is stuck")
    officer.status("Assigned to you")
    page = officer.page
    page.evaluate(LOSE)
    officer.step("en_route")
    expect(page.locator("#said")).to_contain_text("only while the app stays open")
    assert desk.stamped(call, "en_route_at")
    hold(page, 1.3)
    expect(page.locator("#latched")).to_contain_text("It is on every dispatcher's board", timeout=8000)
    assert desk.unit()["em"] is not None


def test_the_place_that_is_sent_is_the_servers_not_the_phones_old_one(officer: Officer, desk: Desk) -> None:
    page = officer.page
    desk.run("loc A12 Bulfinch lawn")
    expect(page.locator("main")).to_contain_text("Bulfinch", timeout=6000)
    page.route("**/field/state", lambda route: route.abort())
    desk.run("loc A12 Yawkey lobby")
    hold(page, 1.3)
    expect(page.locator("#latched")).to_be_visible()
    page.unroute("**/field/state")
    expect(page.locator("#latched")).to_contain_text("It is on every dispatcher's board", timeout=15_000)
    expect(page.locator("#latched")).to_contain_text("Yawkey")
