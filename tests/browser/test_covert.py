"""A covert standby on a wall board: the board of whoever is not named shows its unit as assigned, and nothing else.

The wall is a display signed in as a technician, who reads the board and does nothing; beside it stands a second
console of a dispatcher, who may do everything but is not named. Everything that either is sent is listened to.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Hands
from tests.browser.field import PHONE, Officer

pytestmark = pytest.mark.browser

WHY, NOTED = "quillfeather", "marchpane"  # words nobody else uses
COUNTS = "['n-waiting', 'n-active', 'c-waiting', 'c-active'].map((id) => document.getElementById(id).textContent)"
UNIT = "[...wk.rows.values()].find((row) => row.cs === 'A12')"
PANELS = ("waiting", "active", "map", "units", "selected", "journal")
LISTEN = """() => {
  globalThis.fed = [];
  const source = new EventSource(globalThis.wk.feedUrl, { withCredentials: true });
  const keep = (event) => globalThis.fed.push(`${event.type} ${event.lastEventId} ${event.data}`);
  for (const type of ["rows", "beat", "changed", "lost", "bye"]) source.addEventListener(type, keep);
  return new Promise((opened) => { source.onopen = () => opened(true); });
}"""


class Stranger:
    """A console of somebody who is not named; hears the bare feed beside the page."""

    def __init__(self, page: Page) -> None:
        self.hands = Hands(page)
        self.page = page
        page.evaluate(LISTEN)

    def everything(self) -> str:
        """All there is on this console: the page, what it knows, what the feed told it, what is drawn."""
        known = self.hands.state("JSON.stringify([[...wk.rows], [...wk.named], wk.log, wk.panel, globalThis.fed])")
        return f"{self.page.content()}\n{known}\n{self.page.inner_text('body')}"

    def heard(self, key: str) -> None:
        """Wait until the page and the bare feed have both heard of ``key``."""
        self.hands.until(f"wk.rows.has('{key}') && globalThis.fed.some((line) => line.includes('\"{key}\"'))")


@pytest.fixture
def officer(signed_in: Callable[..., Page]) -> Officer:
    """The officer of A12, on the phone."""
    return Officer(signed_in("officer", "/field/", **PHONE))


@pytest.fixture
def strangers(signed_in: Callable[..., Page]) -> list[Stranger]:
    """The wall, and a dispatcher's console."""
    wall = signed_in("technician", "/console/board/", width=3840, height=1600)
    desk = signed_in("dispatcher", "/console/board/", width=1366, height=768)
    return [Stranger(wall), Stranger(desk)]


@pytest.mark.proves("S37")
def test_a_covert_standby_is_on_no_board_but_of_those_named(
    strangers: list[Stranger], officer: Officer, signed_in: Callable[..., Page]
) -> None:
    wall, desk = strangers
    owner = Hands(signed_in("supervisor", "/console/board/"))
    owner.command("loc A12 yawkey lobby", "A12 is at")
    for one in strangers:
        one.hands.until(f"{UNIT}.lon")
    before = [one.hands.state(COUNTS) for one in strangers]

    # Opened, sent, noted and worked, while both strangers look.
    owner.command(f"standby covert ellison 7 ; {WHY}", "Opened")
    owner.until("wk.selected && wk.named.get(wk.selected)")
    key, number = owner.state("[wk.selected, wk.named.get(wk.selected).n]")
    owner.command(f"d {number} A12", "Sent")
    owner.command("enr A12", "en route")
    owner.command(f"n {number} {NOTED}", "Noted")
    owner.command("ons A12", "on scene")
    phone = officer.page
    expect(phone.locator("main")).to_contain_text("Ellison 7", timeout=15_000)
    expect(phone.locator("main")).to_contain_text(re.compile(WHY, re.IGNORECASE))

    # A call that everybody may see, opened after it: whoever shows it has heard all that came before.
    owner.command("g yawkey lobby ; lights are out", "Opened")
    plain, open_number = owner.state("wk.selected"), owner.selected()
    secrets = (number, f'"{key}"', f"row-{key}", WHY, NOTED)
    for one, (waiting, active, *_) in zip(strangers, before, strict=True):
        one.heard(plain)
        one.hands.until("wk.hash === wk.serverHash && !wk.stale")
        row = one.hands.state(UNIT)
        assert (row["st"], row["nd"], row["lon"], row["pl"], row.get("call")) == ("assigned", None, None, "", None)
        expect(one.page.locator("#n-waiting")).to_have_text(str(int(waiting) + 1))
        expect(one.page.locator("#n-active")).to_have_text(active)
        expect(one.page.locator("#map .m-pill:has-text('A12')")).to_have_count(0)
        expect(one.page.locator("#units .unit", has_text="A12")).to_have_text(re.compile(r"A12\s*sent\s*[\d:]+"))
        _nothing_of(secrets, one.everything())

    _asked(desk.page, secrets, key, number)
    _asked(wall.page, secrets, key, number)
    for one in strangers:
        _windows(one.page, secrets)

    # Whoever is named sees it, on a second screen as well.
    second = Hands(signed_in("supervisor", "/console/board/"))
    second.until(f"wk.named.get('{key}')?.st === 'active'")
    expect(second.page.locator("#active")).to_contain_text(number.lstrip("X"))
    owner.command("clr A12 quiet", "clear")
    owner.command(f"close {number} quiet", "Closed")
    owner.command(f"can {open_number} a test", "canceled")
    for one in strangers:
        one.page.goto("/console/board/")
        one.hands.until(f"document.documentElement.classList.contains('is-drawn') && {UNIT}.st !== 'assigned'")
        assert one.hands.state(COUNTS) == before[strangers.index(one)]
        _nothing_of(secrets, one.page.content())


def _nothing_of(secrets: tuple[str, ...], text: str) -> None:
    for secret in secrets:
        at = text.lower().find(secret.lower())
        assert at < 0, f"{secret}: …{text[max(0, at - 200) : at + 200]}…"


def _asked(page: Page, secrets: tuple[str, ...], key: str, number: str) -> None:
    """Every address and every search that could tell of the call, asked for outright."""
    pk = key.partition(":")[2]
    for path in (f"calls/{pk}/", f"calls/{pk}/panel", f"calls/{pk}/row", f"calls/{pk}/way", f"calls/all/{pk}/"):
        answer = page.request.get(f"/console/{path}")
        assert answer.status == 404, f"{path}: {answer.status}"
        _nothing_of(secrets, answer.text())
    for path in ("board/data", "exceptions/data", "exceptions/", "handover/", "replay/", "measures/calls/?days=1"):
        _nothing_of(secrets, page.request.get(f"/console/{path}").text())
    for path in ("board", "calls", "units", f"calls/{pk}"):
        _nothing_of(secrets, page.request.get(f"/api/v1/{path}").text())
    for word in (WHY, NOTED, number):
        page.goto(f"/console/calls/all/?q={word}")
        expect(page.locator("#rows")).not_to_contain_text(number)
        expect(page.locator("#rows tbody tr")).to_have_count(0)
        found = page.request.get("/console/command/complete", params={"line": f"f {word}", "selected": ""})
        _nothing_of((f'"{key}"', "ellison 7"), found.text())


def _windows(page: Page, secrets: tuple[str, ...]) -> None:
    """Each panel in a window of its own, as it is drawn there."""
    for panel in PANELS:
        page.goto(f"/console/board/panel/{panel}/")
        page.wait_for_timeout(600)
        _nothing_of(secrets, page.content() + page.inner_text("body"))
