"""The map as two consoles see it: floors by keyboard, a way closed by a press, and what only named people may know."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.architecture.tree import ROOT
from tests.browser.desk import Hands

pytestmark = pytest.mark.browser

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture
def desk(signed_in: Callable[..., Page]) -> Hands:
    return Hands(signed_in("dispatcher", "/console/board/", width=1920, height=1080))


@pytest.fixture
def call(desk: Hands) -> Iterator[str]:
    """A call on Blake 11 and its unit on the street floor; canceled when the test ends."""
    desk.command("loc A12 blake 1", "A12 is at")
    desk.command("g blake 11 ; lights are out", "Opened")
    number = desk.selected()
    yield number
    desk.command(f"can {number} a test of the map", "canceled")


def _floor(page: Page) -> Locator:
    return page.locator("#plan-head [aria-pressed=true]")


def _select(hands: Hands, number: str) -> None:
    row = hands.page.locator(f".list .call:has(.short:text-is('{number}'))")
    row.first.click()


def test_a_chosen_call_opens_its_floor_and_floors_are_changed_by_keyboard(desk: Hands, call: str) -> None:
    page = desk.page
    expect(_floor(page)).to_have_text("11")
    expect(page.locator("#plan .m-call.is-selected")).to_contain_text(call)
    page.evaluate("document.activeElement.blur()")
    desk.press("PageUp")
    expect(_floor(page)).to_have_text("12")
    expect(page.locator("#plan .m-call")).to_have_count(0)
    desk.press("PageDown", "PageDown")
    expect(_floor(page)).to_have_text("10")
    desk.press("f")
    expect(page.locator("#plan")).to_be_hidden()
    desk.press("f")
    expect(_floor(page)).to_have_text("11")
    expect(page.locator("#plan-head select")).to_be_focused()
    desk.press("PageUp")
    expect(_floor(page)).to_have_text("12")
    size = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert size == [1920, 1080]


def test_the_map_fits_again_when_the_plan_opens_and_when_suggestions_take_room(desk: Hands, call: str) -> None:
    page = desk.page
    expect(_floor(page)).to_have_text("11")

    def sides() -> list[bool]:
        ground = page.locator("#map").bounding_box()
        names = [box for one in page.locator("#map .m-name").all() if (box := one.bounding_box())]
        assert ground is not None
        return [ground["x"] - 1 <= box["x"] <= ground["x"] + ground["width"] for box in names]

    page.wait_for_timeout(300)
    assert all(sides())
    desk.line()
    desk.type("e yawkey > fruit")
    expect(page.locator("#completion")).to_contain_text("This opens")
    plan, completion = page.locator("#plan-map").bounding_box(), page.locator("#completion").bounding_box()
    assert plan is not None
    assert completion is not None
    assert completion["y"] + completion["height"] <= plan["y"]
    desk.press("Escape")
    desk.press("Control+A", "Delete", "Escape")
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(300)
    assert all(sides())


def test_a_way_closed_by_a_press_is_crossed_on_the_other_console_and_changes_the_way_there(
    desk: Hands, call: str, signed_in: Callable[..., Page]
) -> None:
    other = Hands(signed_in("supervisor", "/console/board/", width=1600, height=900))
    desk.command(f"d {call} A12", "Sent")
    _select(other, call)
    told = other.page.locator("#map-words")
    expect(told).to_contain_text("A12")
    expect(told).to_contain_text("to floor 11")
    before = told.inner_text()
    by = re.search(r"(elevator|stair) (\d+) to floor 11", before)
    assert by is not None, before

    page = desk.page
    expect(_floor(page)).to_have_text("11")
    page.evaluate("document.activeElement.blur()")
    desk.press("w")
    lift = page.locator(f'#plan .m-fixture[title^="Blake {by[1]} {by[2]}"]').bounding_box()
    assert lift is not None
    picked = page.locator(".shut-form b")
    for _ in range(4):  # the two elevators stand side by side: a press more takes the next
        page.mouse.click(lift["x"] + lift["width"] / 2, lift["y"] + lift["height"] / 2)
        expect(picked).to_be_visible()
        if picked.inner_text() == f"Blake {by[1]} {by[2]}":
            break
    expect(picked).to_have_text(f"Blake {by[1]} {by[2]}")
    expect(page.locator(".shut-form [name=reason]")).to_be_focused()
    page.keyboard.type("out of order")
    page.keyboard.press("Tab")
    page.keyboard.type("60")
    page.keyboard.press("Enter")
    expect(page.locator(".toast").last).to_contain_text(f"Closed Blake {by[1]} {by[2]}")

    expect(other.page.locator("#plan .m-cross")).to_have_attribute("title", re.compile("out of order"))
    expect(told).not_to_have_text(before, timeout=8000)
    expect(told).not_to_contain_text(by[0])
    expect(told).to_contain_text("to floor 11")

    page.locator(".shut-now button").first.click()
    expect(page.locator(".toast").last).to_contain_text("is open")
    expect(other.page.locator("#plan .m-cross")).to_have_count(0)
    expect(told).to_contain_text(by[0], timeout=8000)
    page.keyboard.press("Escape")
    expect(page.locator("#map-shut")).to_be_hidden()


def test_a_way_is_chosen_from_the_list_by_keyboard_alone(desk: Hands, call: str) -> None:
    page = desk.page
    expect(_floor(page)).to_have_text("11")
    page.evaluate("document.activeElement.blur()")
    desk.press("w")
    desk.type("stair 2")
    desk.press("Tab", "Enter")
    expect(page.locator(".shut-form b")).to_have_text("Blake stair 2")
    expect(page.locator("#plan .m-picked")).to_have_count(1)
    desk.type("wet paint")
    desk.enter("Closed Blake stair 2")
    expect(page.locator("#plan .m-cross")).to_have_count(1)
    desk.press("Escape")
    desk.command("unblock blake stair 2", "is open")
    expect(page.locator("#plan .m-cross")).to_have_count(0)


def test_what_is_close_is_marked_and_told_in_words_and_layers_are_remembered(desk: Hands, call: str) -> None:
    page = desk.page
    expect(_floor(page)).to_have_text("11")
    page.evaluate("document.activeElement.blur()")
    desk.press("v")
    near = page.locator("#map-near li")
    expect(near.filter(has_text="AED").first).to_contain_text(re.compile(r"\d:\d\d"))
    for theme in ("dark", "light"):
        page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
        wrong = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]]
        assert wrong == []
    desk.press("v", "y")
    page.locator("#map-panel label", has_text="Beats").click()
    expect(page.locator("#map .m-beat").first).to_be_attached()
    page.wait_for_timeout(500)
    page.reload()
    again = Hands(page)
    expect(page.locator("#map .m-beat").first).to_be_attached()
    page.evaluate("document.activeElement.blur()")
    again.press("y")
    page.locator("#map-panel label", has_text="Beats").click()
    again.press("Escape")
    expect(page.locator("#map .m-beat")).to_have_count(0)
    page.wait_for_timeout(300)


def test_units_at_one_place_are_counted_and_fanned_out_by_a_press(desk: Hands) -> None:
    signs = ("A11", "A14", "B03", "B07", "S10")
    desk.command("loc K9 lunder 5", "K9 is at")  # wherever another test left it
    for sign in signs:
        desk.command(f"loc {sign} cox 2", f"{sign} is at")
    crowd = desk.page.locator("#map .m-pills", has_text="5 units")
    expect(crowd).to_have_attribute("aria-label", re.compile("A11 available.*S10 available"))
    crowd.click()
    fan = desk.page.locator("#map .m-fan .m-pill")
    expect(fan).to_have_count(5)
    for sign in signs:
        desk.command(f"loc {sign} {'yawkey 2' if sign < 'B' else 'wang 2'}", f"{sign} is at")
    expect(desk.page.locator("#map .m-fan")).to_have_count(0)


def test_the_place_of_a_covert_unit_is_on_no_map_but_of_those_named(
    desk: Hands, signed_in: Callable[..., Page]
) -> None:
    owner = Hands(signed_in("supervisor", "/console/board/", width=1600, height=900))
    desk.command("loc A14 ellison 7", "A14 is at")
    pill = ".m-pill:has-text('A14')"
    expect(desk.page.locator(f"#map {pill}")).to_have_count(1)
    owner.command("standby covert ellison 7", "Opened")
    owner.until("wk.selected && wk.named.get(wk.selected)")
    number = owner.state("wk.named.get(wk.selected).n")
    owner.command(f"d {number} A14", "Sent")
    expect(owner.page.locator("#map .m-call.is-selected")).to_contain_text(number)
    expect(desk.page.locator(f"#map {pill}")).to_have_count(0)
    row = desk.state("[...wk.rows.values()].find((row) => row.cs === 'A14')")
    assert (row["st"], row["nd"], row["lon"], row["pl"]) == ("assigned", None, None, "")
    assert number not in desk.page.content()
    owner.command("clr A14 quiet", "clear")
    expect(desk.page.locator(f"#map {pill}")).to_have_count(1)


def test_no_tile_is_asked_for_without_a_tile_server(signed_in: Callable[..., Page]) -> None:
    page = signed_in("dispatcher", "/console/board/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    Hands(page)
    host = page.url.split("/console")[0]
    elsewhere = [url for url in asked if not url.startswith((host, "data:", "blob:")) and "/feed" not in url]
    assert elsewhere == []
    assert page.locator("#map .leaflet-tile").count() == 0
