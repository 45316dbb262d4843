"""An officer's thumb for browser tests, and a desk that sends it somewhere."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from playwright.sync_api import Page, expect

PHONE: Any = {"width": 390, "height": 844}


class Officer:
    """A phone signed in as the hospital's officer, on duty with A12."""

    def __init__(self, page: Page) -> None:
        self.page = page
        expect(page.locator("#net")).to_contain_text(re.compile("Online|waiting"), timeout=15_000)
        self.worker_ready()
        if page.locator("main h1", has_text="You are not on a unit").count():
            self.log_on()
            self.sent()
        self.screen("My call")

    def worker_ready(self) -> None:
        """Wait until the app would open without signal."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    def log_on(self) -> None:
        """Log on to A12, or join its crew."""
        self.screen("My shift")
        choice = self.page.locator("#unit-choice")
        choice.select_option(choice.locator("option", has_text="A12").get_attribute("value"))
        self.page.locator("#log-on").click()

    def screen(self, words: str) -> None:
        """Go to a screen by the bar at the bottom."""
        self.page.locator("#nav button", has_text=words).click()

    def step(self, to: str) -> None:
        """Tap the next status."""
        self.page.locator(f"#steps [data-to={to}]").click()

    def clear(self, outcome: str) -> None:
        """Tap Clear and how it ended."""
        self.step("cleared")
        self.page.locator(f"[data-outcome={outcome}]").click()

    def note(self, text: str) -> None:
        """Write a note on the call."""
        self.page.locator(".tile", has_text=re.compile("^Note$")).click()
        self.page.locator("#note").fill(text)
        self.page.get_by_role("button", name="Keep note").click()

    def status(self, words: str) -> None:
        """The status at the bottom reads so."""
        expect(self.page.locator("#status")).to_have_text(words, timeout=15_000)

    def waiting(self, count: int) -> None:
        """So many things wait, and the badge says so."""
        expect(self.page.locator("#net")).to_have_text(f"{count} waiting")

    def sent(self) -> None:
        """Everything was sent."""
        expect(self.page.locator("#net")).to_have_text("Online", timeout=30_000)

    def kept(self) -> list[str]:
        """What the list of the waiting says, one text an item."""
        return [one.replace("\n", " ") for one in self.page.locator("#queue li").all_inner_texts()]


class Desk:
    """A dispatcher who types lines without looking at a screen."""

    def __init__(self, page: Page) -> None:
        self.page = page
        token = page.request.get("/sign-in/alive/", headers={"Accept": "application/json"}).json()["csrf"]
        self.headers = {"X-CSRFToken": token, "Accept": "application/json"}

    def run(self, line: str) -> dict[str, Any]:
        """Do what a line says; fails when it is refused."""
        answer = self.page.request.post("/console/command/run", form={"line": line}, headers=self.headers)
        assert answer.ok, answer.text()
        told: dict[str, Any] = answer.json()
        return told

    def free_a12(self) -> None:
        """Whatever a test left open is over; what the phone is ending by itself just now need not be ended."""
        unit = self.unit()
        if unit["em"]:
            self.run("rel A12")
        if unit["call"]:
            self.page.request.post("/console/command/run", form={"line": "clr A12 AST"}, headers=self.headers)
        assert self.unit()["call"] is None

    def send_a12(self, line: str) -> int:
        """Open a call by ``line``, send A12 there and return the call's key."""
        before = {row["k"] for row in self.rows()}
        self.run(line)
        [row] = [row for row in self.rows() if row["k"].startswith("call:") and row["k"] not in before]
        self.run(f"d A12 {row['n']}")
        return int(row["k"].partition(":")[2])

    def rows(self) -> list[dict[str, Any]]:
        """The board."""
        rows: list[dict[str, Any]] = self.page.request.get("/console/board/data").json()["rows"]
        return rows

    def unit(self, sign: str = "A12") -> dict[str, Any]:
        """A unit's row."""
        return next(row for row in self.rows() if row.get("cs") == sign)

    def call(self, pk: int) -> dict[str, Any]:
        """Everything of a call."""
        told: dict[str, Any] = self.page.request.get(f"/console/calls/{pk}/panel").json()
        return told

    def times(self, pk: int) -> dict[str, datetime]:
        """The stamps of the call's first assignment that are filled in."""
        times = self.call(pk)["assignments"][0]["times"]
        return {name: datetime.fromisoformat(at) for name, at in times.items() if at}

    def stamped(self, pk: int, name: str, seconds: float = 15.0) -> bool:
        """Whether the stamp is there, or comes within ``seconds``: what a phone kept is sent when it finds itself."""
        for _ in range(int(seconds * 5)):
            if name in self.times(pk):
                return True
            self.page.wait_for_timeout(200)
        return False

    def said(self, pk: int) -> list[str]:
        """The call's entries, oldest first."""
        return [one["text"] for one in reversed(self.call(pk)["timeline"])]
