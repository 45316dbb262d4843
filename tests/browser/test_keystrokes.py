"""What a dispatcher's and a nurse's usual work takes, counted on the pages as they are served, against the bars.

The table is docs/keystrokes.md: ``WRITE_KEYSTROKES=1 pytest tests/browser/test_keystrokes.py`` writes it anew;
without that, keystrokes that differ from the page fail. Seconds are those of the machine that wrote it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.architecture.tree import ROOT
from tests.browser.conftest import House
from tests.browser.desk import Hands
from tests.browser.field import PHONE, Desk, Officer
from watchkeeper.kit import clock

pytestmark = pytest.mark.browser

PAGE = ROOT / "docs" / "keystrokes.md"
KEY = 0.2  # seconds a trained hand takes for one key or tap: added to what the machine took


@dataclass(frozen=True)
class Row:
    """One job: its bar in keys or taps and seconds (None: no bar), and what it took."""

    who: str
    job: str
    how: str
    bar: int | None
    bar_s: float
    strokes: int
    seconds: float

    @property
    def hand_s(self) -> float:
        """Seconds with a trained hand: the machine's own plus the keys."""
        return self.seconds + KEY * self.strokes

    @property
    def is_kept(self) -> bool:
        """Whether the job is within its bar."""
        return (self.bar is None or self.strokes <= self.bar) and self.hand_s <= self.bar_s

    def line(self) -> str:
        """The row as the page shows it."""
        bar = f"{self.bar} and {self.bar_s:g} s" if self.bar is not None else f"{self.bar_s:g} s"
        kept = "kept" if self.is_kept else "**missed**"
        return f"| {self.who} | {self.job} | `{self.how}` | {bar} | {self.strokes} | {self.hand_s:.1f} | {kept} |"


class Stop:
    """Counts the keys and seconds between two moments of one desk."""

    def __init__(self, hands: Hands) -> None:
        self.hands = hands
        self.strokes, self.at = hands.strokes, clock.monotonic()

    def row(self, job: str, how: str, bar: int | None, bar_s: float) -> Row:
        """What it took since."""
        return Row("Dispatcher", job, how, bar, bar_s, self.hands.strokes - self.strokes, clock.monotonic() - self.at)


def dispatcher(page: Page) -> Iterator[Row]:
    """The dispatcher's jobs, at a board with nothing selected."""
    hands = Hands(page)
    stop = Stop(hands)
    hands.command("e t3 gb 0101", "Opened")
    yield stop.row("open a call from one line", "/e t3 gb 0101 Enter", 14, 8)
    first = hands.selected()

    hands.until("wk.panel && wk.panel.k === wk.selected")
    stop = Stop(hands)
    hands.letter("d", f"d {first} ")
    hands.enter("Sent")
    yield stop.row("send the best unit", "D Enter", 2, 2)

    hands.until("wk.panel?.assignments?.length === 1")
    stop = Stop(hands)
    hands.press("s")
    hands.until("document.getElementById('command').value.length > 3")
    hands.enter("en route")
    yield stop.row("stamp a unit's status", "S Enter", 3, 1.5)

    hands.line()
    hands.type("e t3 gb 0102")
    expect(hands.page.locator("#completion")).to_contain_text("Same?")
    stop = Stop(hands)
    hands.press("Alt+m")
    expect(hands.page.locator(".toast").last).to_contain_text("Joined")
    yield stop.row("join a call to the one it repeats, offered as one types", "Alt M", 2, 3)

    hands.command(f"can {first} counted", "canceled")
    stop = Stop(hands)
    hands.press("Alt+p")
    expect(page.locator("#command")).to_have_value("pink ")
    hands.type("b13")
    hands.enter("Opened")
    yield stop.row("start a Code, with its place (four keys and the one that confirms)", "Alt P, b13 Enter", 5, 5)
    pink = hands.selected()
    hands.command(f"can {pink} counted", "canceled")


def nurse(chromium: Browser, house: House) -> Iterator[Row]:
    """What somebody without an account does on a phone, taps and typed characters alike."""
    context = chromium.new_context(base_url=house.url, viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()

    def tap(words: str) -> None:
        page.locator("label.chip", has_text=words).first.tap()

    page.goto("/massgeneral/ask/security_escort/")
    at, taps = clock.monotonic(), 3
    tap("lobby")
    tap("garage")
    page.get_by_role("button", name="Ask for an escort").first.tap()
    expect(page.locator("h1")).to_contain_text("An officer will meet you")
    yield Row("Nurse", "ask for an escort, see the quote", "lobby, garage, Ask", 3, 15, taps, clock.monotonic() - at)

    at = clock.monotonic()
    page.get_by_role("link", name="Follow my request", exact=True).tap()
    page.get_by_text("Cancel this request").tap()
    page.get_by_role("button", name="Yes, cancel it").tap()
    expect(page.locator("h1")).to_have_text("This request was canceled")
    yield Row("Nurse", "cancel a request", "Follow, Cancel, Yes", None, 15, 3, clock.monotonic() - at)

    page.goto("/massgeneral/ask/suspicious_person/")
    at = clock.monotonic()
    tap("lobby")
    text = page.locator("textarea").first
    said = "Tries the office doors"
    text.fill(said)
    page.get_by_role("button", name=re.compile("Send|Report|Ask")).first.tap()
    expect(page.locator("h1")).not_to_contain_text("Not sent", timeout=8000)
    yield Row(
        "Nurse", "report, without a name", "lobby, a sentence, Send", None, 60, len(said) + 3, clock.monotonic() - at
    )

    at = clock.monotonic()
    page.goto("/massgeneral/")
    expect(page.locator(".dial b").first).to_be_visible()
    yield Row("Nurse", "read what to do in an emergency", "open the page", 0, 5, 0, clock.monotonic() - at)
    context.close()


def officer(page: Page, desk: Desk) -> Iterator[Row]:
    """An officer's call on the phone: one tap, and what it says."""
    phone = Officer(page)
    desk.send_a12("g warren door does not close")
    phone.status("Assigned to you")
    for job, to, said in (("be en route", "en_route", "En route"), ("be on scene", "on_scene", "On scene")):
        at = clock.monotonic()
        phone.step(to)
        phone.status(said)
        yield Row("Officer", job, said, 1, 1, 1, clock.monotonic() - at)
    at = clock.monotonic()
    phone.clear("assisted")
    expect(page.locator("main h1")).to_have_text("No call")
    yield Row("Officer", "clear, and how it ended", "Clear, Assisted", 2, 2, 2, clock.monotonic() - at)

    phone.sent()
    at = clock.monotonic()
    page.locator("#start").click()
    page.locator("[data-service=generic_assistance]").click()
    page.locator("#start-here").click()
    phone.status("On scene")
    yield Row("Officer", "start a call where one stands", "Start, Assist, Here", 3, 6, 3, clock.monotonic() - at)
    phone.clear("assisted")
    phone.sent()


def supervisor(page: Page) -> Iterator[Row]:
    """The supervisor's pages, by keyboard."""
    at = clock.monotonic()
    page.goto("/console/exceptions/")
    expect(page.locator(".x-row").first).to_be_visible()
    yield Row("Supervisor", "see every overdue thing", "open the page", 0, 1, 0, clock.monotonic() - at)

    page.goto("/console/handover/")
    read = int(page.locator(".x-count").inner_text().split()[1])
    assert read <= 60
    at = clock.monotonic()
    page.keyboard.press("s")
    page.wait_for_url("**/console/handover/*/", timeout=10_000)
    expect(page.locator(".x-head")).to_contain_text("Signed by")
    yield Row("Supervisor", "sign the brief that was read", f"S; {read} s to read", 1, 2, 1, clock.monotonic() - at)


def auditor(page: Page, past: datetime) -> Iterator[Row]:
    """What stood at a past second, and who did what."""
    at = clock.monotonic()
    page.goto(f"/console/replay/?at={past:%Y-%m-%dT%H:%M:%SZ}")
    expect(page.locator("#r-when")).not_to_be_empty()
    expect(page.locator("#n-duty")).not_to_have_text("0")
    yield Row("Auditor", "the board at a past second", "its address", None, 5, 0, clock.monotonic() - at)

    at = clock.monotonic()
    page.goto("/console/audit/")
    page.locator(".d-audit tbody tr").first.wait_for()
    yield Row("Auditor", "who read and who changed what", "open the page", None, 5, 0, clock.monotonic() - at)


HEAD = """# Keystrokes and seconds

What usual work takes, counted by the browser tests on the pages as they are served
(`WRITE_KEYSTROKES=1 pytest tests/browser/test_keystrokes.py` writes this page). A bar is the slowest that is
acceptable for a trained user: keys or taps, and seconds. Seconds are the machine's own, from the first key to the
sentence that answers, plus {key} s for each key or tap. The slash that starts a line and Enter are counted; a chord
is one.

| Who | Job | How | Bar | Keys or taps | Seconds | |
|---|---|---|---|---|---|---|
{rows}

A nurse begins at the form, which a code on the wall or a link opens; an officer at the open app, a supervisor and an
auditor signed in. A hand-over is read before it is signed; the page says how long that takes. {missed}
"""


def page_of(rows: list[Row]) -> str:
    """The page."""
    missed = [row.job for row in rows if not row.is_kept]
    said = f"Missed: {'; '.join(missed)}." if missed else "Every bar of these rows is kept."
    return HEAD.format(key=KEY, rows="\n".join(row.line() for row in rows), missed=said)


def test_the_keystroke_table_is_what_the_pages_take(
    signed_in: Callable[..., Page], chromium: Browser, house: House
) -> None:
    desk = signed_in("dispatcher", "/console/board/", width=1366, height=768)
    began = clock.now()
    rows = [*dispatcher(desk), *nurse(chromium, house)]
    beside = Desk(signed_in("dispatcher", "/me/"))
    beside.free_a12()
    rows += officer(signed_in("officer", "/field/", **PHONE), beside)
    rows += supervisor(signed_in("supervisor", "/me/", width=1366, height=768))
    rows += auditor(signed_in("auditor", "/me/", width=1366, height=768), began)
    page = page_of(rows)
    print(page)
    if os.environ.get("WRITE_KEYSTROKES"):
        PAGE.write_text(page, encoding="utf-8")
    written = re.findall(r"^\| \w+ \| ([^|]+) \|.*\| (\d+) \| [\d.]+ \|", PAGE.read_text(encoding="utf-8"), re.M)
    assert [(row.job, str(row.strokes)) for row in rows] == written
    assert [row.job for row in rows if row.bar is not None and row.strokes > row.bar] == []
