"""The machine's own Chromium, headless, for benches and pictures of what a person sees."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from watchkeeper.kit.errors import Refused

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


@contextmanager
def started() -> Iterator[Browser]:
    """A browser for as long as the block takes. Raises :class:`Refused` when Playwright or Chromium is missing."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        raise Refused("This looks at pages with Chromium, and there is none here; make needs says how to get it.")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise Refused("This looks at pages with Playwright, which is not installed; make setup does.") from None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()
