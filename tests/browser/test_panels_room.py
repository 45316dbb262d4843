"""Whatever is sized, folded or urgent: no panel is squeezed to nothing, and nothing that matters is cut or covered."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Hands

pytestmark = pytest.mark.browser

WIDTH = "document.querySelector('{}').getBoundingClientRect().width"
HEIGHT = "document.querySelector('{}').getBoundingClientRect().height"
OVERLAP = """([one, other]) => {
  const [a, b] = [one, other].map((at) => document.querySelector(at).getBoundingClientRect());
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}"""


@pytest.fixture
def desk(signed_in: Callable[..., Page]) -> Iterator[Hands]:
    """A dispatcher at a small screen, the panels as they came before and after."""
    hands = Hands(signed_in("dispatcher", "/console/board/", width=1366, height=768))
    hands.press("Shift+R")
    yield hands
    hands.press("Escape", "Escape")
    if hands.state("Object.keys(globalThis.wkSizes.of()).length"):
        with hands.page.expect_response("**/board/layout"):
            hands.press("Shift+R")


def fold(hands: Hands, *numbers: int) -> None:
    """Fold the panels of these numbers."""
    for number in numbers:
        hands.press(f"Shift+Digit{number}", "Shift+F")


def test_both_lower_panels_drawn_up_leave_room_for_those_above(desk: Hands) -> None:
    for name in ("under", "journal", "under"):
        desk.page.locator(f"[data-split={name}]").focus()
        desk.press("End")
    assert desk.state(HEIGHT.format(".panels")) >= 190
    assert desk.state(HEIGHT.format("#map")) >= 150
    desk.page.locator("[data-split=waiting]").focus()
    desk.press("End")
    assert desk.state(HEIGHT.format("#active")) >= 30


def test_the_narrowest_units_break_no_word_and_keep_their_tools(desk: Hands) -> None:
    split = desk.page.locator("[data-split=right]")
    split.focus()
    desk.press("Home")
    assert desk.state("Math.max(0, ...[...document.querySelectorAll('.unit')].map((one) => one.offsetHeight))") <= 54
    box = desk.page.locator("[data-tear=units]").bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 1366


def test_folded_columns_are_strips_and_stay_so_while_one_types(desk: Hands) -> None:
    fold(desk, 1, 2, 4)
    for _ in range(2):
        assert (desk.state(WIDTH.format(".left")), desk.state(WIDTH.format(".right"))) == (34, 34)
        expect(desk.page.locator("#map")).to_be_visible()
        desk.line()
        desk.type("e yawkey > fruit")
        expect(desk.page.locator("#completion")).to_contain_text("This opens")
    desk.press("Control+A", "Delete", "Escape", "Escape")
    fold(desk, 3)
    assert desk.state(HEIGHT.format(".panels")) < 40, "four heads in a row"
    for name in ("waiting", "active", "map", "units"):
        expect(desk.page.locator(f"[data-fold={name}]")).to_be_in_viewport()
    desk.line()
    desk.type("e yawkey > fruit")
    expect(desk.page.locator("#map")).to_be_visible()  # under the completion, rather than an empty field
    assert desk.state(WIDTH.format(".right")) == 34
    desk.press("Control+A", "Delete")


def test_what_is_shown_opens_its_list_and_the_map(desk: Hands, signed_in: Callable[..., Page]) -> None:
    fold(desk, 1, 2, 3, 4)
    desk.command("em A11 Blake 13", "emergency")
    expect(desk.page.locator("#map")).to_be_hidden()
    words = desk.page.locator("#journal .is-urgent .text").first
    expect(words).to_contain_text("PRESSED THE EMERGENCY BUTTON at Blake 13")
    assert words.evaluate("(one) => one.scrollWidth <= one.clientWidth")
    desk.press("e")
    row = desk.page.locator(f"[id='row-{desk.state('wk.cursorRow')}']")
    expect(row).to_be_in_viewport()
    expect(row).to_contain_text("emergency")
    expect(desk.page.locator("#map")).to_be_visible()
    expect(desk.page.locator("#waiting")).to_be_hidden()
    Hands(signed_in("supervisor", "/console/board/")).command("rel A11", "released")


def test_a_way_on_foot_covers_neither_the_scale_nor_is_covered_itself(desk: Hands) -> None:
    desk.command("e wang 4 > fruit", "Opened")
    number = desk.selected()
    desk.command(f"d {number} B07", "Sent")
    expect(desk.page.locator("#map-words")).to_be_visible()
    pair = ["#map-words", "#map .leaflet-control-scale-line"]
    assert not desk.page.evaluate(OVERLAP, pair)
    expect(desk.page.locator("#map .leaflet-marks-pane .m-time")).to_have_count(1)
    desk.command(f"can {number} a test of the map", "canceled")


def test_a_line_half_typed_before_is_read_before_it_is_done(desk: Hands) -> None:
    desk.line()
    desk.type("g bulfinch a tap drips")
    with desk.page.expect_response("**/board/draft"):
        desk.page.wait_for_timeout(1600)
    desk.page.reload()
    desk.until("wk.rows.size")
    expect(desk.page.locator("#command")).to_have_value("g bulfinch a tap drips")
    expect(desk.page.locator("#kept")).to_contain_text("kept at D")
    expect(desk.page.locator("#toasts")).to_be_empty()
    before = desk.state("wk.rows.size")
    desk.press("/", "Enter")
    expect(desk.page.locator("#toasts")).to_contain_text("Enter once more does it")
    assert desk.state("wk.rows.size") == before
    desk.press("Enter")
    expect(desk.page.locator("#toasts")).to_contain_text("Opened")
    desk.command(f"can {desk.selected()} a test of the line", "canceled")


def test_who_does_not_work_calls_reads_so_and_asks_for_none(signed_in: Callable[..., Page]) -> None:
    desk = Hands(signed_in("dispatcher", "/console/board/"))
    desk.command("g wang lobby ; a lamp is out", "Opened")
    page = signed_in("administrator", "/console/board/", width=1366, height=768)
    refused: list[str] = []
    page.on("response", lambda answer: refused.append(answer.url) if answer.status == 403 else None)
    expect(page.locator("#waiting")).to_contain_text("Calls are shown to those who work them")
    expect(page.locator("#journal")).to_contain_text("shown to those who work them")
    expect(page.locator("#agree")).to_contain_text("board")
    assert page.locator("#waiting .call, #active .call, #map .m-call").count() == 0
    expect(page.locator("#seat-key")).to_have_text("ADM")
    desk.command(f"can {desk.selected()} a test of roles", "canceled")
    page.wait_for_timeout(500)
    assert refused == []
