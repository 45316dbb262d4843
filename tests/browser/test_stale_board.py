"""When the live feed is away the board says so, and when it is back nothing is missing."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import House
from tests.browser.desk import Hands

pytestmark = pytest.mark.browser


def test_a_stopped_feed_is_said_and_recovered_from_with_nothing_lost(
    signed_in: Callable[..., Page], house: House
) -> None:
    hands = Hands(signed_in("dispatcher", "/console/board/", width=1366, height=768))
    live = _live_process(house)
    os.kill(live, signal.SIGSTOP)
    page = hands.page
    expect(page.locator("#stale")).to_contain_text("The live feed stopped at", timeout=20_000)
    expect(page.locator("#stale")).to_contain_text("Commands still reach the server", timeout=10_000)
    expect(page.locator("#agree")).to_contain_text("board stale")
    expect(page.locator("#f-hash")).to_contain_text("not confirmed since")
    assert "as of" in page.locator(".asof").first.inner_text()

    # Commands still reach the server while the board stands still.
    hands.command("g warren door does not close", "Opened")
    assert hands.state("[...wk.rows.values()].filter((r) => r.pl?.startsWith('Warren')).length") == 0

    os.kill(live, signal.SIGKILL)  # the supervisor starts another
    expect(page.locator("#stale")).to_be_hidden(timeout=30_000)
    hands.until("wk.hash === wk.serverHash && !wk.stale")
    number = hands.selected()
    expect(page.locator("#waiting")).to_contain_text("Warren")
    hands.command(f"can {number} closed by itself", "canceled")


def test_a_dead_server_is_not_said_to_take_commands(signed_in: Callable[..., Page], house: House) -> None:
    hands = Hands(signed_in("dispatcher", "/console/board/", width=1366, height=768))
    house.stop()
    stale = hands.page.locator("#stale")
    expect(stale).to_contain_text("The server does not answer: nothing is sent", timeout=20_000)
    hands.line()
    hands.type("g warren door does not close")
    hands.enter("The server cannot be reached")
    expect(stale).not_to_contain_text("still reach")
    expect(hands.page.locator("#command")).to_have_value("g warren door does not close")
    hands.press("Control+A", "Delete", "Escape")
    house.start()
    expect(stale).to_be_hidden(timeout=30_000)


def _live_process(house: House) -> int:
    """The live feed's process: a child of the supervisor that runs the feed's application."""
    assert house.running is not None
    root = house.running.pid
    for child in Path(f"/proc/{root}/task/{root}/children").read_text().split():
        if b"live" in Path(f"/proc/{child}/cmdline").read_bytes():
            return int(child)
    raise AssertionError("no live process")
