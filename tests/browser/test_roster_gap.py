"""A gap in the roster is filled from the exceptions by keyboard, and every board that showed it shows it no more."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.architecture.tree import ROOT
from tests.browser.conftest import House
from tests.browser.gap import NAME

pytestmark = pytest.mark.browser

GAP = f"#g-gaps .x-row:has-text('{NAME}')"
COUNT = "[data-exceptions]"


@pytest.fixture
def gap(house: House) -> None:
    """Two hours of the day at which nobody is planned at the annex desk."""
    subprocess.run([sys.executable, "-m", "tests.browser.gap"], env=house.environment, cwd=ROOT, check=True)


def _choose(page: Page) -> None:
    """Arrow down to the gap."""
    for _ in range(40):
        if "is-chosen" in (page.locator(GAP).get_attribute("class") or ""):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError("the gap was never chosen")


def test_a_supervisor_fills_a_gap_by_keyboard_and_it_goes_from_every_open_board(
    gap: None, signed_in: Callable[..., Page]
) -> None:
    page = signed_in("supervisor", "/console/exceptions/", width=1366, height=768)
    other = signed_in("dispatcher", "/console/exceptions/", width=1920, height=1080)
    board = signed_in("supervisor", "/console/board/")
    roster = signed_in("dispatcher", "/console/roster/")
    for one in (page, other):
        expect(one.locator(GAP)).to_contain_text("0 of 1 planned")
    unplanned = roster.locator(".d-band", has_text="Nobody is planned").filter(has_text=NAME)
    expect(unplanned).to_be_visible()
    expect(board.locator(COUNT)).not_to_be_empty()
    before = int(board.locator(COUNT).inner_text())
    assert int(page.locator(COUNT).inner_text()) == before

    # Who may not plan is shown the gap and nothing to do about it.
    _choose(other)
    other.keyboard.press("d")
    expect(other.locator("#x-do")).to_be_hidden()
    expect(other.locator(GAP).locator("button")).to_have_count(0)

    _choose(page)
    page.keyboard.press("d")
    bar = page.locator("#x-do")
    expect(bar).to_contain_text("Who takes it")
    name = bar.locator("button").first.inner_text().split()[0]
    assert page.evaluate("document.querySelector('#x-do').contains(document.activeElement)")
    page.keyboard.press("1")
    expect(page.locator(".toast").last).to_contain_text(f"{name} is planned for {NAME}")
    expect(bar).to_be_hidden()

    for one in (page, other):
        expect(one.locator(GAP)).to_have_count(0, timeout=15_000)
    expect(board.locator(COUNT)).to_have_text(str(before - 1), timeout=40_000)
    roster.reload()
    expect(unplanned).to_have_count(0)
    expect(roster.locator(".d-table tbody tr", has_text=NAME).filter(has_text=name).first).to_be_visible()
    page.goto("/console/handover/")
    expect(page.locator("main")).not_to_contain_text(f"{NAME}, ")
