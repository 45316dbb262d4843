"""A small shift is worked on the live board and then watched: what the replay shows is what was true."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Hands

pytestmark = pytest.mark.browser
MOST_STEPS = 8
ROWS = "JSON.stringify([...wk.rows.values()].sort((a, b) => (a.k < b.k ? -1 : 1)))"


@dataclass
class Seen:
    """What the live board showed, and when (UTC, milliseconds)."""

    at: str
    rows: list[dict[str, Any]]


def _seen(hands: Hands) -> Seen:
    hands.until("wk.hash === wk.serverHash && !wk.stale")
    hands.page.wait_for_timeout(300)  # what the same second still brings
    seen = Seen(hands.state("new Date().toISOString()"), json.loads(hands.state(ROWS)))
    hands.page.wait_for_timeout(900)
    return seen


@pytest.fixture
def shift(signed_in: Callable[..., Page]) -> tuple[Hands, list[Seen]]:
    """A call opened, given a unit, taken from it and canceled, and the board after each."""
    hands = Hands(signed_in("dispatcher", "/console/board/", width=1366, height=768))
    told = [_seen(hands)]
    hands.command("g warren north door is open", "Opened")
    number = hands.selected()
    told.append(_seen(hands))
    hands.command(f"d {number} A14", "Sent")
    told.append(_seen(hands))
    hands.command("pb A14 not needed", "back")
    hands.command(f"can {number} closed by itself", "canceled")
    told.append(_seen(hands))
    return hands, told


def _rows(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(page.evaluate(f"() => {{ const wk = globalThis.wk; return {ROWS}; }}"))
    return found


def _until(page: Page, expression: str) -> None:
    for _ in range(200):
        if page.evaluate(f"() => {{ const wk = globalThis.wk; return Boolean({expression}); }}"):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never came true: {expression}")


def test_a_shift_is_watched_again_by_keyboard_alone(
    shift: tuple[Hands, list[Seen]], signed_in: Callable[..., Page]
) -> None:
    hands, told = shift
    for seen in told:
        page = signed_in("dispatcher", f"/console/replay/?at={seen.at}", width=1366, height=768)
        _until(page, "wk?.player?.at")
        assert _rows(page) == seen.rows

    page = signed_in("dispatcher", f"/console/replay/?at={told[0].at}", width=1366, height=768)
    _until(page, "wk?.player?.at")
    expect(page.locator(".r-band")).to_contain_text("not live")
    assert all(text.startswith("as of ") for text in page.locator(".asof").all_inner_texts())
    assert page.locator("#command").count() == 0

    # Entry by entry up to the opening (a timer of the department may have written first); its sentence leads the
    # journal. One back: the board before.
    first = page.locator("#journal .entry").first
    for _ in range(MOST_STEPS):
        before = page.evaluate("() => globalThis.wk.player.at")
        page.keyboard.press("ArrowRight")
        _until(page, f"wk.player.at !== {before}")
        page.wait_for_timeout(300)
        if "opened" in first.inner_text():
            break
    expect(first).to_contain_text("opened")
    assert any(row.get("pl", "").startswith("Warren") for row in _rows(page))
    page.keyboard.press("ArrowLeft")
    _until(page, "![...wk.rows.values()].some((row) => row.n && row.pl?.startsWith('Warren'))")

    # At sixty times the minute is over at once; at the present it stops, and shows what the live board shows.
    page.keyboard.press("6")
    page.keyboard.press("Space")
    _until(page, "!wk.player.isPlaying && wk.player.at > Date.now() - 20000")
    assert _rows(page) == json.loads(hands.state(ROWS))
    assert "?at=20" in page.url


def test_a_time_that_cannot_be_shown_is_told_and_the_board_stays(
    shift: tuple[Hands, list[Seen]], signed_in: Callable[..., Page]
) -> None:
    _, told = shift
    page = signed_in("dispatcher", f"/console/replay/?at={told[1].at}", width=1920, height=1080)
    _until(page, "wk?.player?.at")
    page.keyboard.press("g")
    page.keyboard.press("Control+A")
    page.keyboard.type("2099-01-01 00:00:00")
    page.keyboard.press("Enter")
    expect(page.locator("#r-fault")).to_contain_text("lies in the future")
    expect(page.locator("#r-fault")).to_contain_text("stays where it was")
    assert _rows(page) == told[1].rows

    page = signed_in("dispatcher", "/console/replay/?at=soon", width=390, height=844)
    expect(page.locator("#r-fault")).to_contain_text("Write a day and a time")
    expect(page.locator("#r-play")).to_be_disabled()
