"""An officer's emergency on the consoles: seen wherever one scrolled, heard until it is acknowledged and released."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.architecture.tree import ROOT
from tests.browser.desk import Hands

pytestmark = pytest.mark.browser

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# Counts the tones that are sounding: started and not stopped, on a context that runs.
LISTEN = """
globalThis.sounding = new Set();
const { start, stop } = AudioBufferSourceNode.prototype;
AudioBufferSourceNode.prototype.start = function (...when) { sounding.add(this); return start.apply(this, when); };
AudioBufferSourceNode.prototype.stop = function (...when) { sounding.delete(this); return stop.apply(this, when); };
"""
SOUNDS = "[...sounding].filter((one) => one.loop && one.context.state === 'running').length"


@pytest.fixture
def desks(signed_in: Callable[..., Page]) -> Iterator[tuple[Hands, Hands]]:
    """A dispatcher on a small screen and a supervisor, both with ears; every emergency is released at the end."""
    opened = []
    for role, width, height in (("dispatcher", 1366, 768), ("supervisor", 1920, 1080)):
        page = signed_in(role, "/console/board/", width=width, height=height)
        page.context.add_init_script(LISTEN)
        page.reload()
        opened.append(Hands(page))
    yield opened[0], opened[1]
    desk = opened[0]  # the second person: the supervisor presses in these tests
    for sign in desk.state("[...wk.rows.values()].filter((row) => row.em).map((row) => row.cs)"):
        desk.press("Escape")
        desk.command(f"rel {sign}", "released")


def test_an_emergency_is_seen_and_heard_until_acknowledged_and_seen_until_released(desks: tuple[Hands, Hands]) -> None:
    desk, other = desks
    for hands in desks:
        expect(hands.page.locator("#emergencies")).to_be_hidden()
    other.command("help", "")  # the browser lets a page sound after its first key
    other.press("Escape")
    other.command("em K9 Blake 13", "has an emergency")
    strip = desk.page.locator(".emergency")
    expect(strip).to_contain_text("Emergency K9")
    expect(strip).to_contain_text("Blake 13")
    expect(strip).to_contain_text("since ")
    box = strip.bounding_box()
    assert box is not None
    assert box["y"] == 0
    expect(desk.page.locator(".unit").first).to_contain_text("K9")
    desk.press("j")
    desk.until(f"{SOUNDS} === 1")
    other.until(f"{SOUNDS} === 1")

    desk.line()
    desk.type("escort yawkey")
    desk.press("Alt+a")
    desk.until("sounding.size === 0")
    expect(strip).to_contain_text("acknowledged here")
    assert other.state(SOUNDS) == 1  # each console hears for itself
    expect(desk.page.locator("#command")).to_have_value("escort yawkey")
    desk.press("Control+A", "Delete", "Escape")
    desk.page.reload()
    expect(strip).to_contain_text("acknowledged here")
    expect(desk.page).to_have_title("Emergency K9: Board, Watchkeeper")

    desk.press("e")
    desk.until("wk.rows.get(wk.cursorRow)?.cs === 'K9'")
    desk.command("rel K9", "released")
    expect(strip).to_have_count(0)
    other.until("sounding.size === 0")


def test_the_sound_can_be_muted_and_says_so(desks: tuple[Hands, Hands]) -> None:
    desk, other = desks
    desk.press("Control+m")
    expect(desk.page.locator("#sound")).to_contain_text("Sound muted")
    other.command("em S10", "has an emergency")
    expect(desk.page.locator(".emergency")).to_contain_text("place unknown")
    expect(desk.page.locator("#silence")).to_contain_text("The sound is muted at this console")
    assert desk.state("sounding.size") == 0
    desk.press("Control+m")
    desk.until(f"{SOUNDS} === 1")
    expect(desk.page.locator("#silence")).to_be_hidden()
    desk.press("a")
    desk.until("sounding.size === 0")


def test_only_what_is_new_flashes_and_nothing_for_who_wants_no_motion(desks: tuple[Hands, Hands]) -> None:
    desk, other = desks
    other.command("em K9 Cox 2", "has an emergency")
    glyph = desk.page.locator(".emergency .g20")
    expect(glyph).to_have_css("animation-name", "beat")
    desk.page.emulate_media(reduced_motion="reduce")
    expect(glyph).to_have_css("animation-name", "none")
    desk.page.evaluate(AXE.read_text(encoding="utf-8"))
    for theme in ("dark", "light"):
        desk.page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        found = desk.page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []
    desk.page.emulate_media(reduced_motion="no-preference")
    desk.press("a")
    expect(glyph).to_have_css("animation-name", "none")


def test_a_telephone_shows_it_wherever_one_scrolled_and_stays_silent(
    desks: tuple[Hands, Hands], signed_in: Callable[..., Page]
) -> None:
    desks[1].command("em B07 Warren", "has an emergency")
    phone = Hands(signed_in("officer", "/console/board/", width=390, height=500)).page
    strip = phone.locator(".emergency")
    expect(strip).to_contain_text("Emergency B07")
    phone.evaluate("scrollTo(0, 5000)")
    assert phone.evaluate("scrollY") > 0
    box = strip.bounding_box()
    assert box is not None
    assert box["y"] == 0
    expect(phone.locator("#sound")).to_be_hidden()
    assert phone.locator("kbd:visible").count() == 0


def test_a_telephone_opens_a_call_under_the_command_line_with_what_its_officer_may_do(
    desks: tuple[Hands, Hands], signed_in: Callable[..., Page]
) -> None:
    desks[1].command("g warren lights are out", "Opened")
    number = desks[1].selected()
    phone = Hands(signed_in("officer", "/console/board/", width=390, height=844)).page
    phone.locator("#waiting .call", has_text="Warren").click()
    band = phone.locator("#selected")
    expect(band.locator(".act:visible")).to_have_text(["NoteN", "OpenO", "Details", "Close"])
    closed = band.bounding_box()
    band.get_by_role("button", name="Details").click()
    expect(band.locator(".under")).to_be_visible()
    line, opened = phone.locator("#line").bounding_box(), band.bounding_box()
    assert line is not None
    assert closed is not None
    assert opened is not None
    assert closed["height"] < 844 / 3
    assert opened["y"] >= line["y"] + line["height"]
    band.get_by_role("button", name="Close").click()
    expect(band.locator(".none .by-touch")).to_have_text("Tap one to see it.")
    desks[1].command(f"can {number} a test of the telephone", "canceled")
