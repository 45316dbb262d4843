"""What is done on a page before its picture is taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

Step = Callable[["Page"], None]


def press(*keys: str) -> Step:
    """Press keys one after another."""

    def step(page: Page) -> None:
        for key in keys:
            page.keyboard.press(key)

    return step


def write(text: str) -> Step:
    """Type ``text`` where the keyboard is."""
    return lambda page: page.keyboard.type(text)


def fill(selector: str, text: str) -> Step:
    """Put ``text`` into a field."""
    return lambda page: page.fill(selector, text)


def click(selector: str) -> Step:
    """Press the first that ``selector`` names."""
    return lambda page: page.locator(selector).first.click()


def focus(selector: str) -> Step:
    """Put the keyboard on the first that ``selector`` names."""
    return lambda page: page.locator(selector).first.focus()


def wait(selector: str) -> Step:
    """Wait until ``selector`` is seen."""
    return lambda page: page.locator(selector).first.wait_for(timeout=15_000)


def rest(milliseconds: int) -> Step:
    """Let the page come to rest."""
    return lambda page: page.wait_for_timeout(milliseconds)


def fail(pattern: str) -> Step:
    """From now on every address that matches does not answer. Before the page: put it into ``before``."""

    def step(page: Page) -> None:
        def cut(route: Route) -> None:
            route.abort()

        page.route(pattern, cut)

    return step


def go_stale(page: Page) -> None:
    """The network goes, and the feed has been away for twenty seconds."""
    page.context.set_offline(True)
    page.evaluate("() => { const then = Date.now; Date.now = () => then() + 20000; }")
    page.locator("#stale:not([hidden])").wait_for(timeout=20_000)
    page.wait_for_timeout(1500)


def go_dark(page: Page) -> None:
    """The phone loses its signal, and the app that is kept on it says so when it next wants to send something."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    page.evaluate("dispatchEvent(new Event('offline'))")
    page.locator("#net:not(:has-text('Online'))").wait_for(timeout=30_000)
    page.wait_for_timeout(500)
