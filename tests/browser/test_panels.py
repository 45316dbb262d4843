"""The board's panels: sized, folded and torn off by keys, kept for the person; every key does what the map says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.desk import Hands
from watchkeeper.core.journal.feed import board_hash
from watchkeeper.kit import clock

pytestmark = pytest.mark.browser

SHIFTS = """
globalThis.shifts = [];
const told = (entry) => [entry.value, ...entry.sources.map(({ node }) => node?.id || node?.className)];
const hear = (list) => shifts.push(...list.getEntries().filter((one) => !one.hadRecentInput).map(told));
new PerformanceObserver(hear).observe({ type: "layout-shift", buffered: true });
"""
SIZE = "getComputedStyle(document.documentElement).getPropertyValue('--{}')"
FOLDED = "document.documentElement.dataset.folded"
OUT = "document.documentElement.dataset.out"


@pytest.fixture
def desk(signed_in: Callable[..., Page]) -> Iterator[Hands]:
    """A dispatcher at a wide screen with one call waiting; the panels are as they came before and after."""
    hands = Hands(signed_in("dispatcher", "/console/board/", width=1920, height=1080))
    hands.press("Shift+R")
    hands.command("g bulfinch a light flickers", "Opened")
    number = hands.selected()
    yield hands
    hands.page.bring_to_front()
    if hands.state("globalThis.wkSizes && Object.keys(globalThis.wkSizes.of()).length"):
        with hands.page.expect_response("**/board/layout"):
            hands.press("Shift+R")
    hands.command(f"can {number} it stopped", "canceled")


def kept(hands: Hands, *keys: str) -> None:
    """Press keys that change the layout, and wait until the server has it."""
    with hands.page.expect_response("**/board/layout") as answer:
        hands.press(*keys)
    assert answer.value.ok


def test_sizes_and_folds_are_kept_and_come_back_before_anything_is_painted(
    desk: Hands, signed_in: Callable[..., Page]
) -> None:
    desk.press("Shift+Digit4")
    expect(desk.page.locator("#units")).to_be_focused()
    desk.press("Shift+ArrowRight", "Shift+ArrowRight")
    desk.press("Shift+Digit5", "Shift+ArrowDown")
    kept(desk, "Shift+Digit6", "Shift+F")
    assert desk.state(SIZE.format("right")) == "580px"
    assert desk.state(SIZE.format("under")) == "262px"
    expect(desk.page.locator("#journal .entry").nth(3)).to_be_hidden()

    desk.page.add_init_script(SHIFTS)
    desk.page.reload()
    elsewhere = Hands(signed_in("dispatcher", "/console/board/", width=1920, height=1080))
    for hands in (desk, elsewhere):
        hands.until("wk.rows.size && document.documentElement.classList.contains('is-drawn')")
        assert hands.state(SIZE.format("right")) == "580px"
        assert hands.state(SIZE.format("under")) == "262px"
        assert hands.state(FOLDED) == "journal"
    desk.page.wait_for_timeout(1500)
    assert desk.state("shifts.filter(([value]) => value > 0.0005)") == []
    small = Hands(signed_in("dispatcher", "/console/board/", width=1366, height=768))
    assert small.state(SIZE.format("right")) == "286px"  # another kind of screen has sizes of its own

    desk.press("j", "Enter")
    kept(desk, "Shift+R")
    assert desk.state(SIZE.format("right")) == "548px"
    assert desk.state(FOLDED) == ""


def test_a_splitter_is_dragged_and_moved_by_arrows_and_stays_within_the_window(desk: Hands) -> None:
    split = desk.page.locator("[data-split=left]")
    box = split.bounding_box()
    assert box is not None
    desk.page.mouse.move(box["x"] + 3, box["y"] + 300)
    desk.page.mouse.down()
    desk.page.mouse.move(box["x"] + 63, box["y"] + 300)
    desk.page.mouse.up()
    assert desk.state(SIZE.format("left")) == "432px"
    split.focus()
    desk.press("ArrowLeft")
    assert desk.state(SIZE.format("left")) == "416px"
    expect(split).to_have_attribute("aria-valuenow", "416")
    desk.press("End")
    assert desk.state(SIZE.format("left")) == "768px"  # two fifths of the window
    desk.press("Enter")
    assert desk.state(SIZE.format("left")) == "372px"


@pytest.mark.parametrize("name", ["waiting", "active", "map", "units", "selected", "journal"])
def test_each_panel_folds_and_opens_by_keys_and_by_its_button(desk: Hands, name: str) -> None:
    number = ["waiting", "active", "map", "units", "selected", "journal"].index(name) + 1
    desk.press(f"Shift+Digit{number}", "Shift+F")
    assert desk.state(FOLDED) == name
    button = desk.page.locator(f"[data-fold={name}]")
    expect(button).to_have_attribute("aria-expanded", "false")
    button.click()
    assert desk.state(FOLDED) == ""
    desk.press(f"Shift+Digit{number}", "Shift+F", f"Shift+Digit{number}")  # going there opens it
    assert desk.state(FOLDED) == ""


def test_a_torn_off_panel_follows_stays_live_selects_and_returns(desk: Hands, signed_in: Callable[..., Page]) -> None:
    desk.press("Shift+Digit1")
    with desk.page.context.expect_page() as opened:
        desk.press("Shift+W")
    own = Hands(opened.value)
    expect(opened.value).to_have_title("Waiting, Watchkeeper")
    assert desk.state(OUT) == "waiting"
    expect(desk.page.locator("[data-away=waiting]")).to_contain_text("In its own window")
    first = desk.state("wk.selected")
    own.until(f"wk.selected === '{first}'")

    other = Hands(signed_in("supervisor", "/console/board/"))
    other.command("g warren a door stands open", "Opened")
    new = other.state("wk.selected")
    own.until(f"wk.rows.has('{new}')")  # the feed reaches it
    own.page.locator(f"[id='row-{new}']").click()
    desk.until(f"wk.selected === '{new}' && wk.panel?.k === '{new}'")
    desk.page.bring_to_front()
    desk.page.evaluate(f"document.getElementById('row-{first}')?.click()")
    own.until(f"wk.selected === '{first}'")

    own.page.close()
    desk.until(f"{OUT} === ''")
    expect(desk.page.locator("#waiting")).to_be_visible()
    other.command(f"can {other.selected()} it is shut", "canceled")


def test_a_panel_s_window_loaded_again_stays_out_and_is_called_back(desk: Hands) -> None:
    desk.press("Shift+Digit4")
    with desk.page.context.expect_page() as opened:
        desk.press("Shift+W")
    own = Hands(opened.value)
    own.page.reload()
    own.until("wk.rows.size")
    desk.page.wait_for_timeout(2200)
    assert desk.state(OUT) == "units"
    desk.page.reload()
    desk.until("document.documentElement.classList.contains('is-drawn')")  # and so its keys are heard
    assert desk.state(OUT) == "units"
    with own.page.expect_event("close"):
        desk.press("Shift+U")
    assert desk.state(OUT) == ""


def busy(route: Route) -> None:
    """The board's page with a hundred waiting calls and three hundred units on it, made of those that are there."""
    answer = route.fetch()
    page = answer.text()
    at = re.search(r'(<script id="state" type="application/json">)(.*?)(</script>)', page, re.S)
    assert at is not None
    state = json.loads(at[2])
    flood(state)
    data = json.dumps(state).replace("<", "\\u003C").replace("&", "\\u0026")
    route.fulfill(response=answer, body=page[: at.start(2)] + data + page[at.end(2) :])


def busy_data(route: Route) -> None:
    """The same, asked for again."""
    answer = route.fetch()
    data = answer.json()
    flood(data)
    route.fulfill(response=answer, json=data)


def flood(data: dict[str, Any]) -> None:
    """Many of each kind of row."""
    call = next(row for row in data["rows"] if row["k"].startswith("call:"))
    unit = next(row for row in data["rows"] if row["k"].startswith("unit:"))
    place = "Fruit Street garage, level 3, by the elevators"
    at = clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    for n in range(100):
        new = {"k": f"call:{10_000 + n}", "n": f"26-{10_000 + n:06}", "pl": place, "st": "waiting", "p": 1 + n % 4}
        data["rows"].append(call | new | {"at": at, "u": [], "to": "Parkman Street garage", "fs": ""})
    for n in range(300):
        new = {"k": f"unit:{10_000 + n}", "cs": f"{'ABCDEFGH'[n % 8]}{n + 100}", "b": "ABCDEFGH"[n % 8], "em": None}
        data["rows"].append(unit | new | {"st": "on_scene" if n % 3 else "available", "pl": place, "since": at})
    data["hash"] = board_hash(data["rows"])


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080), (3840, 1600)])
def test_three_hundred_units_and_a_hundred_calls_neither_overflow_nor_jump(
    desk: Hands, width: int, height: int
) -> None:
    page = desk.page.context.new_page()
    page.set_viewport_size({"width": width, "height": height})
    page.add_init_script(SHIFTS)
    page.route("**/console/board/", busy)
    page.route("**/board/data", busy_data)
    page.goto("/console/board/")
    expect(page.locator("#c-units")).to_have_text(re.compile("^3[0-9][0-9]$"))
    expect(page.locator("#waiting .call").nth(99)).to_be_attached()
    page.wait_for_timeout(2500)
    assert page.evaluate(
        "document.documentElement.scrollWidth <= innerWidth && document.body.scrollHeight <= innerHeight"
    )
    wide = (
        "[...document.querySelectorAll('.list, .units, .log')].filter((one) => one.scrollWidth > one.clientWidth + 1)"
    )
    assert page.evaluate(f"{wide}.map((one) => one.id)") == []
    assert page.evaluate("shifts.filter(([value]) => value > 0.0005)") == []
    page.close()


# What each key of the board does, by what is true afterwards; keys pressed before it, when it needs any.
AFTER_G = "document.getElementById('pages').open"
LINE = "document.getElementById('command').value"
STARTS = {"d": "d ", "s": "ons ", "n": "n ", "h": "h ", "p": "p ", "x": "cl ", "m": "mg ", "c": "ct ", "b": "pb "}
CODES = {"b": "blue", "r": "red", "s": "silver", "p": "pink", "g": "gray", "o": "orange"}
DOES: dict[str, tuple[tuple[str, ...], str]] = {
    "ArrowDown": (("k",), "wk.cursorRow !== null"),
    "j": (("k",), "wk.cursorRow !== null"),
    "ArrowUp": (("j",), "wk.cursorRow !== null"),
    "k": (("j",), "wk.cursorRow !== null"),
    "ArrowRight": (("Shift+Digit1",), "!wk.cursorRow.startsWith('call:') || wk.rows.get(wk.cursorRow).st === 'active'"),
    "ArrowLeft": (("Shift+Digit1",), "!wk.cursorRow.startsWith('call:') || wk.rows.get(wk.cursorRow).st === 'active'"),
    "Enter": (("Shift+Digit1",), "wk.selected === wk.cursorRow"),
    **{str(n): ((), "wk.selected !== null") for n in range(1, 10)},
    **{key: ((), f"{LINE}.startsWith('{text}')") for key, text in STARTS.items()},
    "+": ((), "true"),
    "=": ((), "true"),
    "-": ((), "true"),
    "0": ((), "true"),
    "i": ((), "!document.querySelector('#tabs button').matches('[aria-pressed=true]')"),
    "f": ((), "true"),
    "PageUp": ((), "true"),
    "PageDown": ((), "true"),
    "v": ((), "document.getElementById('map-close').matches('[aria-pressed=true]')"),
    "w": ((), "!document.getElementById('map-shut').hidden"),
    "y": ((), "!document.getElementById('map-panel').hidden"),
    "/": ((), "document.activeElement.id === 'command'"),
    "?": ((), "document.getElementById('keys').open"),
    "t": ((), "document.documentElement.dataset.theme === 'dark'"),
    "r": ((), "true"),
    "Escape": ((), f"{LINE} === ''"),
    "a": ((), "true"),
    "e": ((), "true"),
    **{f"Alt+{key}": ((), f"{LINE} === '{word} '") for key, word in CODES.items()},
    "Alt+a": ((), "true"),
    "Alt+e": ((), "true"),
    "Shift+m": ((), "document.getElementById('sounds').open"),
    "Ctrl+m": ((), "document.getElementById('sound-is').textContent === 'muted'"),
    "g": ((), AFTER_G),
    **{
        f"Shift+{n}": ((), f"document.activeElement.closest('[data-panel]')?.dataset.panel === '{name}'")
        for n, name in enumerate(("waiting", "active", "map", "units", "selected", "journal"), 1)
    },
    "Shift+f": (("Shift+Digit4",), f"{FOLDED} === 'units'"),
    "Shift+w": (("Shift+Digit4",), f"{OUT} === 'units'"),
    "Shift+u": (("Shift+Digit4", "Shift+W"), f"{OUT} === ''"),
    "Shift+ArrowRight": (("Shift+Digit4",), f"{SIZE.format('right')} === '564px'"),
    "Shift+ArrowLeft": (("Shift+Digit4",), f"{SIZE.format('right')} === '532px'"),
    "Shift+ArrowDown": (("Shift+Digit5",), f"{SIZE.format('under')} === '262px'"),
    "Shift+ArrowUp": (("Shift+Digit5",), f"{SIZE.format('under')} === '230px'"),
    "Shift+r": (("Shift+Digit4", "Shift+ArrowRight"), f"{SIZE.format('right')} === '548px'"),
}
OPENS_A_PAGE = {"o"}  # tested by itself: another tab
UNDOES = {"z"}  # tested by the shift of thirty commands
LEAVE = """() => {
  document.querySelectorAll("dialog[open]").forEach((one) => one.close());
  for (const id of ["map-shut", "map-panel"]) document.getElementById(id).hidden = true;
  const line = document.getElementById("command");
  line.value = "";
  line.dispatchEvent(new Event("input"));
  document.activeElement.blur();
}"""


def pressed(chord: str) -> str:
    """A chord of the table as the test's keyboard presses it."""
    chord = re.sub(r"^Shift\+(\d)$", r"Shift+Digit\1", chord)
    chord = re.sub(r"^Shift\+([a-z])$", lambda m: f"Shift+{m[1].upper()}", chord)
    return chord.replace("Ctrl+", "Control+")


def test_every_key_of_the_map_does_what_it_says(desk: Hands) -> None:
    table = desk.page.evaluate("wkKeys.map(({ keys, where }) => [where, keys])")
    board = {key for where, keys in table if where in {"board", "always"} for key in keys}
    assert board == DOES.keys() | OPENS_A_PAGE | UNDOES
    failed = []
    for chord, (before, true) in DOES.items():
        desk.page.evaluate(LEAVE)
        desk.press("1", *before)
        desk.press(pressed(chord))
        try:
            desk.until(true, 2)
        except AssertionError:
            failed.append((chord, desk.state(LINE), desk.state("document.activeElement.id")))
        desk.page.evaluate(LEAVE)
        if chord in {"t", "Ctrl+m", "v", "i"}:
            desk.press(pressed(chord))
        if chord == "Shift+w":
            desk.press("Shift+U")
        if chord.startswith("Shift+"):
            desk.press("Shift+R")
    assert failed == []


def test_the_key_map_shows_the_whole_table_and_is_searched(desk: Hands) -> None:
    desk.press("?")
    dialog = desk.page.locator("#keys")
    says = desk.page.evaluate("wkKeys.map((one) => one.says)")
    shown = dialog.inner_text()
    assert [text for text in says if text not in shown] == []
    desk.type("splendid")
    expect(dialog.locator(".nothing")).to_be_visible()
    desk.press("Control+A")
    desk.type("reset panels")
    expect(dialog.locator("li:visible")).to_have_count(1)
    desk.press("Escape")
    expect(dialog).to_be_hidden()


def test_the_pages_are_reached_by_g_and_a_letter_and_back(desk: Hands) -> None:
    desk.press("g", "o")
    desk.page.wait_for_url("**/roster/*")
    desk.page.keyboard.press("g")
    desk.page.keyboard.press("b")
    desk.page.wait_for_url("**/board/")
    desk.until("wk.rows.size")
    desk.press("1")
    desk.until("wk.selected && wk.panel")


def test_each_sound_is_muted_by_itself_and_stays_so_on_this_console(desk: Hands) -> None:
    desk.press("Shift+M", "3", "Escape")
    expect(desk.page.locator("#sound")).to_contain_text("Sound partly muted")
    desk.page.reload()
    desk.until("wk.rows.size")
    desk.press("Shift+M")
    boxes = desk.page.locator("#sounds input")
    assert [box.is_checked() for box in boxes.all()] == [True, True, False]
    desk.press("3", "Escape")
    expect(desk.page.locator("#sound")).to_contain_text("Sound on")
    desk.press("1")
