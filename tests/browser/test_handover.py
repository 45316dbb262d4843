"""A supervisor's hand-over: what is late is seen without a key, mended with few, and signed with one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Hands

pytestmark = pytest.mark.browser


def test_a_supervisor_mends_what_is_late_and_hands_over(signed_in: Callable[..., Page]) -> None:
    desk = Hands(signed_in("dispatcher", "/console/board/", width=1366, height=768))
    desk.command("em B07 Blake 13", "B07")

    page = signed_in("supervisor", "/console/exceptions/", width=1366, height=768)
    first = page.locator(".x-row").first
    expect(first).to_contain_text("B07 at Blake 13", timeout=8000)  # nothing was pressed to see it
    expect(first).to_contain_text("emergency")
    expect(page.locator(".x-rail [data-exceptions]")).not_to_be_empty()

    # Released with three keys: which, do it, yes.
    page.keyboard.press("1")
    page.keyboard.press("d")
    expect(page.locator("#x-do input")).to_have_value("rel B07")
    page.keyboard.press("Enter")
    expect(page.locator(".toast").last).to_contain_text("B07", timeout=8000)
    expect(page.locator("#x-groups")).not_to_contain_text("B07 at Blake 13", timeout=15_000)

    page.goto("/console/handover/")
    expect(page.locator(".x-count")).to_contain_text("s to read")
    seconds = int(page.locator(".x-count").inner_text().split()[1])
    assert seconds <= 60
    page.keyboard.press("n")
    page.keyboard.type("Door 3 sticks")
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    page.wait_for_url("**/console/handover/*/", timeout=10_000)
    expect(page.locator(".x-head")).to_contain_text("Signed by")
    expect(page.locator(".h-note")).to_have_text("Door 3 sticks")
    signed = page.url

    page.goto("/console/handover/")
    expect(page.locator(".x-head")).to_contain_text("Last signed by")
    page.goto("/console/handover/past/")
    expect(page.locator(".h-lines a").first).to_be_visible()
    assert signed.endswith(page.locator(".h-lines a").first.get_attribute("href") or "none")

    page.goto(signed)
    page.emulate_media(media="print")
    expect(page.locator(".x-rail")).to_be_hidden()
    expect(page.locator(".x-head h1")).to_be_visible()


def test_what_comes_up_appears_by_itself_where_the_reader_is(signed_in: Callable[..., Page]) -> None:
    page = signed_in("supervisor", "/console/exceptions/", width=1920, height=1080)
    expect(page.locator("#x-asof")).to_contain_text("as of")
    desk = Hands(signed_in("dispatcher", "/console/board/", width=1366, height=768))
    desk.command("em K9 Lunder 5", "K9")
    expect(page.locator("#x-groups")).to_contain_text("K9 at Lunder 5", timeout=15_000)
    page.keyboard.press("1")
    page.keyboard.press("d")
    page.keyboard.press("Enter")
    expect(page.locator("#x-groups")).not_to_contain_text("K9 at Lunder 5", timeout=15_000)
