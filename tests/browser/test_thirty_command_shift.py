"""A dispatcher's shift by keyboard alone, on the house as it is served; two consoles agree at its end."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Hands

pytestmark = pytest.mark.browser

OPEN_CALLS = "[...wk.rows.keys()].filter((k) => k.startsWith('call:')).length"


@pytest.mark.proves("S42")
def test_a_shift_of_thirty_commands_needs_no_mouse(signed_in: Callable[..., Page]) -> None:
    hands = Hands(signed_in("dispatcher", "/console/board/", width=1366, height=768))
    other = Hands(signed_in("supervisor", "/console/board/", width=1920, height=1080))

    before_us = hands.state(OPEN_CALLS)
    hands.command("seat D01", "You sit at D01")
    hands.command("loc A12 yawkey lobby", "A12 is at")
    hands.command("loc A14 blake lobby", "A14 is at")

    # An escort in fourteen strokes, its best unit in two, each status in two.
    assert hands.command("e t3 gb 0101", "Opened") <= 14
    first = hands.selected()
    before = hands.strokes
    hands.letter("d", f"d {first} ")
    hands.enter("Sent")
    assert hands.strokes - before == 2
    hands.until("wk.panel?.assignments?.length === 1")
    sign = hands.state("wk.panel.assignments[0].unit")
    hands.letter("s", f"enr {sign}")
    hands.enter("en route")
    hands.until("wk.panel.assignments[0].status === 'en_route'")
    hands.letter("s", f"ons {sign}")
    hands.enter("on scene")
    hands.letter("n", f"n {first} ")
    hands.type("met at the south door")
    hands.enter("Noted")
    hands.until("wk.panel.assignments[0].status === 'on_scene'")
    hands.page.wait_for_timeout(2000)  # the clock shows whole seconds, and may have heard the server a little late
    hands.command(f"ct {first} {sign} onscene {hands.page.locator('#clock').inner_text()} radio log", "Corrected")
    hands.letter("p", f"p {first} ")
    hands.type("2 feels followed")
    hands.enter("is P2")

    # A report that three people call in.
    hands.command("sp cox 2 ph=5550102 ; pulls on doors", "Opened")
    second = hands.selected()
    units = [unit for unit in ("A11", "A14", "B03", "B07") if unit != sign][:3]
    hands.command(f"MD.{second}.{units[0]}.{units[1]}", "Sent")
    hands.command(f"ack {units[0]}", "acknowledged")
    hands.command(f"enr {units[0]} {units[1]}", "en route")
    hands.command(f"{units[0]} ons", "on scene")
    hands.command(f"pb {units[1]} not needed", "back")
    hands.command("sp cox 2 5550103", "Opened")
    third = hands.selected()
    hands.command(f"mg {third} {second}", "both askers are kept")
    hands.command(f"join {second} ph=5550104", "Joined")
    hands.command(f"split {second} 3", "Split")
    split = hands.selected()
    hands.command(f"can {split} a different matter, solved", "canceled")

    # The desk's own work.
    hands.command("msg all be careful at Cox 2", "Message sent")
    hands.command(f"r {units[0]} two people near the stairs", "Radio line kept")
    hands.command("bolo person gray hoodie, blue bag", "Look-out")
    hands.command(f"oos {units[1]} fuel", "out of service")
    hands.command(f"is {units[1]}", "in service")
    hands.command("info asked for visiting hours", "Kept")
    hands.command("caution pl=cox 2 det=dark stair, take a light", "Caution kept")

    # A call that waits, is raised by mistake, and is handed on.
    hands.command("g bulfinch lights are out", "Opened")
    fourth = hands.selected()
    hands.command(f"h {fourth} 20 electrician is called", "waits until")
    hands.command(f"rsm {fourth}", "off hold")
    hands.command(f"p {fourth} 2 stairs are dark", "is P2")
    hands.press("z")
    expect(hands.page.locator(".toast").last).to_contain_text("Undone")
    hands.command(f"ho {fourth} facilities why=lights", "Handed")

    # Everything ends.
    hands.command(f"cl {first} AS", "Cleared")
    hands.command(f"close {first}", "Closed")
    hands.command(f"ro {first} forgot the bag", "Reopened")
    hands.command(f"can {first} bag was found", "canceled")
    hands.command(f"CU.{units[0]}.UNF", "clear")

    # An emergency needs a second person.
    hands.command(f"em {units[2]} Blake 13", "has an emergency")
    hands.command(f"rel {units[2]}", "second person")
    hands.page.keyboard.press("Escape")
    other.command(f"rel {units[2]}", "released")

    hands.agrees_with(other)
    assert hands.state(OPEN_CALLS) == before_us  # other tests share the house and may leave calls of their own
    assert hands.strokes < 1300, f"{hands.strokes} strokes"
    print(f"\n{hands.strokes} strokes for the shift")


def test_an_error_says_what_was_understood_and_keeps_the_text(signed_in: Callable[..., Page]) -> None:
    hands = Hands(signed_in("dispatcher", "/console/board/", width=1366, height=768))
    hands.line()
    hands.type("d A12 99999")
    hands.enter("There is no call 99999")
    expect(hands.page.locator("#command")).to_have_value("d A12 99999")
    hands.page.keyboard.press("Control+A")
    hands.type("escort > somewhere")
    hands.enter("Missing: the place")
    expect(hands.page.locator("#command")).to_have_value("escort > somewhere")
    hands.press("Escape", "Escape")
    expect(hands.page.locator("#command")).to_have_value("escort > somewhere")
    hands.press("/")
    hands.page.keyboard.press("Control+A")
    hands.page.keyboard.press("Delete")


def test_a_half_typed_call_goes_with_the_seat(signed_in: Callable[..., Page]) -> None:
    Hands(signed_in("supervisor", "/console/board/")).command("seat D07 new", "You sit at D07")
    hands = Hands(signed_in("dispatcher", "/console/board/"))
    hands.command("seat D07", "You sit at D07")
    hands.line()
    hands.type("escort yawkey > fruit st")
    with hands.page.expect_response("**/board/draft"):
        hands.page.wait_for_timeout(1600)
    next_one = Hands(signed_in("supervisor", "/console/board/"))
    next_one.line()
    next_one.type("seat D07")
    with next_one.page.expect_response("**/board/draft"):  # a rest long enough for the command itself to be kept
        next_one.page.wait_for_timeout(1600)
    next_one.enter("You sit at D07")
    line = next_one.page.locator("#command")
    expect(line).to_have_value("escort yawkey > fruit st")
    expect(hands.page.locator("#notice")).to_contain_text("took seat D07")
    assert "D07" not in hands.page.locator("#seat").inner_text()
    hands.type(" garage")  # the relieved console keeps nothing at a seat that is not its own any more
    hands.page.wait_for_timeout(2000)
    next_one.page.reload()
    expect(line).to_have_value("escort yawkey > fruit st")
    assert "quoted" not in next_one.page.locator("#toasts").inner_text()
    for one in (next_one, hands):
        one.line()
        one.press("Delete", "Escape")
        one.page.wait_for_timeout(1700)


def test_a_refused_command_is_no_half_typed_line(signed_in: Callable[..., Page]) -> None:
    hands = Hands(signed_in("dispatcher", "/console/board/"))
    hands.command("em K9 Cox 2", "has an emergency")
    hands.line()
    hands.type("rel K9")
    hands.page.wait_for_timeout(1700)
    hands.enter("second person")
    expect(hands.page.locator("#command")).to_have_value("rel K9")
    hands.page.wait_for_timeout(1700)
    hands.page.reload()
    expect(hands.page.locator("#command")).to_have_value("")
    hands.press("/", "ArrowUp")
    expect(hands.page.locator("#command")).to_have_value("rel K9")
    hands.press("Control+A", "Delete", "Escape")
    Hands(signed_in("supervisor", "/console/board/")).command("rel K9", "released")


def test_what_nobody_knows_is_said_while_it_is_typed(signed_in: Callable[..., Page]) -> None:
    hands = Hands(signed_in("dispatcher", "/console/board/", width=1366, height=768))
    heard = hands.page.locator(".heard")
    for line, says in (
        ("d ZZ99", "There is no unit ZZ99."),
        ("escort nowhereville > garage", "“nowhereville” is not on the map; it is kept as typed."),
    ):
        hands.line()
        hands.type(line)
        expect(heard).to_contain_text(says)
        assert "send ZZ99" not in heard.inner_text()
    hands.page.locator("#command").fill("n 12 " + "x" * 20_000)
    expect(heard).to_contain_text("A line holds 20,000 characters, this one 20,005")
    hands.press("Control+A", "Delete", "Escape")


def test_the_board_opens_for_no_one_else(signed_in: Callable[..., Page]) -> None:
    page = signed_in("", "/console/board/")
    assert "/sign-in/" in page.url
