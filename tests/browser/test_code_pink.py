"""Code Pink on two consoles at once: two callers become one call, six units go, and both boards stay the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Hands

pytestmark = pytest.mark.browser

UNITS = ("A11", "A12", "A14", "B03", "B07", "S10")
MOST = 330  # keystrokes of both desks together, from the first call to its end


def _second_caller(desk: Hands, other: Hands, first: str) -> None:
    """The second desk opens its own call all the same; the first desk merges the two."""
    other.type("2")
    expect(other.page.locator("#completion")).to_contain_text("This opens")
    other.enter("Opened")
    second = other.selected()
    assert second != first
    desk.until(f"[...wk.rows.values()].some((row) => row.n?.endsWith('{second.zfill(6)}'))")
    assert desk.command(f"mg {second} {first}", "both askers are kept") <= 4 + len(first) + len(second) + 2
    desk.agrees_with(other)


def _card_is_worked(desk: Hands, other: Hands, first: str) -> None:
    """The card of the code began with the call: who commands is typed at one desk and stands at the other."""
    for hands in (desk, other):
        key = hands.state(f"[...wk.rows.values()].find((row) => row.n?.endsWith('{first.zfill(6)}')).k")
        hands.page.locator(f"[id='row-{key}']").click()
    card = desk.page.locator(".card")
    expect(card).to_contain_text("Code Pink", timeout=15_000)  # asked again every ten seconds
    desk.page.get_by_label("Who: Incident commander").fill("S10")
    desk.page.keyboard.press("Enter")
    expect(card.get_by_role("listitem").first).to_contain_text("S10")
    expect(desk.page.get_by_label("Who: At the unit")).to_be_focused()  # the next post, without a hand on the mouse
    desk.page.keyboard.press("Escape")
    expect(other.page.locator(".card").get_by_role("listitem").first).to_contain_text("S10", timeout=15_000)


def test_code_pink_with_six_units_and_two_merged_callers_on_two_consoles(signed_in: Callable[..., Page]) -> None:
    desk = Hands(signed_in("dispatcher", "/console/board/", width=1366, height=768))
    other = Hands(signed_in("supervisor", "/console/board/", width=1920, height=1080))

    # Two people call at the same time, one to each desk.
    other.line()
    other.type("pink blake 13 ph=555011")
    opened = desk.command("pink blake 13 ph=5550111", "Opened")
    assert opened <= 28
    first = desk.selected()
    other.until(f"[...wk.rows.values()].some((row) => row.n?.endsWith('{first.zfill(6)}'))")

    # Nobody was sent yet: it sounds and flashes at the desk that has not heard it, and says so.
    chip = other.page.locator("#chip-p0")
    expect(chip).to_contain_text(f"P0 {first}")
    other.press("Alt+a")
    expect(chip).to_be_empty()
    expect(other.page.locator("#command")).to_have_value("pink blake 13 ph=555011")

    _second_caller(desk, other, first)

    # Six units, each desk sends three.
    desk.command(f"d {first} {' '.join(UNITS[:3])}", "Sent")
    other.command(f"d {first} {' '.join(UNITS[3:])}", "Sent")
    sent = f"[...wk.rows.values()].find((row) => row.n?.endsWith('{first.zfill(6)}'))?.u.length === 6"
    for hands in (desk, other):
        hands.until(sent)
    desk.agrees_with(other)

    _card_is_worked(desk, other, first)

    # They go and arrive, stamped from both desks at once.
    desk.command(f"enr {' '.join(UNITS[:3])}", "en route")
    other.command(f"enr {' '.join(UNITS[3:])}", "en route")
    desk.command(f"ons {' '.join(UNITS[:3])}", "on scene")
    other.command(f"ons {' '.join(UNITS[3:])}", "on scene")
    desk.command(f"n {first} head-count 22 of 23, one missing", "Noted")
    there = f"{list(UNITS)}.every((sign) => [...wk.rows.values()].find((row) => row.cs === sign)?.st === 'on_scene')"
    for hands in (desk, other):
        hands.until(there)
    desk.agrees_with(other)

    # The call holds both callers and six units, on both consoles.
    for hands in (desk, other):
        key = hands.state(f"[...wk.rows.values()].find((row) => row.n?.endsWith('{first.zfill(6)}')).k")
        hands.page.locator(f"[id='row-{key}']").click()
        hands.until(f"wk.panel?.k === '{key}' && wk.panel.requesters.length === 2 && wk.panel.assignments.length === 6")

    desk.command(f"cl {first} unfounded", "Cleared")
    desk.command(f"close {first}", "Closed")
    for hands in (desk, other):
        hands.until(f"![...wk.rows.values()].some((row) => row.n?.endsWith('{first.zfill(6)}'))")
    desk.agrees_with(other)
    assert desk.strokes + other.strokes <= MOST, f"{desk.strokes} and {other.strokes} keystrokes"
