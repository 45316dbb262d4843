"""A dispatcher's hands for browser tests: keys only, each one counted."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect


class Hands:
    """Types on one console and counts the keystrokes; never touches a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.strokes = 0
        self.until("wk && document.querySelector('#agree').textContent.includes('board')")

    def press(self, *keys: str) -> None:
        """Press keys one after another."""
        for key in keys:
            self.page.keyboard.press(key)
            self.strokes += 1

    def type(self, text: str) -> None:
        """Type ``text``, one stroke a character."""
        self.page.keyboard.type(text)
        self.strokes += len(text)

    def command(self, line: str, says: str) -> int:
        """Slash, the line, Enter; wait for the sentence that answers. Returns the strokes it took."""
        before = self.strokes
        self.line()
        self.type(line)
        self.enter(says)
        return self.strokes - before

    def line(self) -> None:
        """Go to the command line; what an earlier test left there is marked, so that typing replaces it."""
        self.press("/")
        if self.page.locator("#command").input_value():
            self.press("Control+A")

    def enter(self, says: str) -> None:
        """Enter, and wait for the sentence that answers it."""
        self.press("Enter")
        expect(self.page.locator(".toast").last).to_contain_text(says, timeout=8000)

    def letter(self, key: str, starts: str) -> None:
        """A letter that acts on the selected call: it puts ``starts`` into the line."""
        self.until("wk.panel && wk.panel.k === wk.selected && !wk.panel.error")
        self.press(key)
        expect(self.page.locator("#command")).to_have_value(starts)

    def state(self, expression: str) -> Any:
        """A value of what the page knows."""
        return self.page.evaluate(f"() => {{ const wk = globalThis.wk; return {expression}; }}")

    def until(self, expression: str, seconds: float = 10) -> None:
        """Wait until ``expression`` holds; the page's policy lets nothing evaluate text inside it."""
        for _ in range(int(seconds * 20)):
            if self.state(expression):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"never came true: {expression}")

    def selected(self) -> str:
        """The selected call's short number."""
        self.until("wk.selected && wk.rows.get(wk.selected)")
        return str(int(self.state("wk.rows.get(wk.selected).n").rpartition("-")[2]))

    def agrees_with(self, other: Hands) -> None:
        """Both consoles come to show the same hash within seconds."""
        for hands in (self, other):
            hands.until("wk.hash === wk.serverHash && !wk.stale")
        for _ in range(20):
            mine, theirs = self.state("wk.hash"), other.state("wk.hash")
            if mine == theirs:
                return
            self.page.wait_for_timeout(250)
        raise AssertionError(f"{mine} here, {theirs} there")
