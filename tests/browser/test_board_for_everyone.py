"""The board on three screens and in both themes: readable, reachable, and deaf to what callers type."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.architecture.tree import ROOT
from tests.browser.desk import Hands

pytestmark = pytest.mark.browser

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080), (3840, 1600)])
def test_the_board_fits_the_screen_and_passes_axe(signed_in: Callable[..., Page], width: int, height: int) -> None:
    hands = Hands(signed_in("dispatcher", "/console/board/", width=width, height=height))
    hands.command(f"g wang lobby ; axe at {width}", "Opened")
    number = hands.selected()
    hands.until("wk.panel && wk.panel.k === wk.selected")
    hands.line()
    hands.type("e yawkey > fruit")
    expect(hands.page.locator("#completion")).to_contain_text("This opens")
    for _ in range(2):
        hands.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = hands.page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
        wrong = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]]
        assert wrong == [], wrong
        hands.page.evaluate("document.documentElement.dataset.theme = 'light'")
    root = "document.documentElement"
    size = hands.state(f"[{root}.scrollWidth, {root}.scrollHeight]")
    assert size == [width, height], size
    hands.command(f"can {number} a test of the screen", "canceled")


def test_what_callers_say_never_becomes_markup(signed_in: Callable[..., Page]) -> None:
    hands = Hands(signed_in("dispatcher", "/console/board/"))
    alarms: list[Dialog] = []

    def ring(dialog: Dialog) -> None:
        alarms.append(dialog)
        dialog.dismiss()

    hands.page.on("dialog", ring)
    hands.command(f"g {HOSTILE} ; {HOSTILE}", "Opened")
    number = hands.selected()
    hands.command(f"n {number} {HOSTILE}", "Noted")
    hands.command(f"bolo other {HOSTILE}", "Look-out")
    expect(hands.page.locator("#lookouts")).to_contain_text(HOSTILE)
    hands.until("wk.panel.notes.length === 1")
    expect(hands.page.locator("#selected .under")).to_contain_text(HOSTILE)
    assert hands.page.locator("#waiting img, #selected img, #journal img, #lookouts img, #map img[src=x]").count() == 0
    hands.command(f"bolo end {hands.state('[...wk.rows.keys()].findLast((k) => k.startsWith(`bolo:`))')[5:]}", "ended")
    hands.command(f"can {number} not a call", "canceled")
    assert alarms == []
