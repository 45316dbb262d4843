"""The whole house as it is served, and the machine's own Chromium to look at it with.

These tests touch no table: they see what a person sees. Every page must be free of script errors and of anything its
content policy blocks.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.architecture.tree import ROOT
from tests.browser.field import PHONE, Desk, Officer
from tests.databases import is_postgres
from watchkeeper.kit import clock

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class House:
    """A running installation of the hospital: ``url`` of its pages, and the means to stop and start it."""

    url: str
    environment: dict[str, str]
    command: list[str]
    running: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.running = subprocess.Popen(self.command, env=self.environment, cwd=ROOT)
        until = clock.monotonic() + 180  # a busy machine starts slowly
        while not self._answers():
            if self.running.poll() is not None or clock.monotonic() > until:
                pytest.fail(f"the house did not start: {self.command}")
            clock.sleep(0.1)

    def stop(self) -> None:
        """Stop it as a service manager would."""
        if self.running is not None:
            self.running.terminate()
            self.running.wait(timeout=30)

    def _answers(self) -> bool:
        try:
            return bool(urllib.request.urlopen(f"{self.url}/alive", timeout=2).status == 200)
        except (urllib.error.URLError, OSError):
            return False


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The hospital, seeded and served with one-click sign-in, on a database of its own."""
    folder = tmp_path_factory.mktemp("house")
    port, feed = _free_port(), _free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "watchkeeper.config.settings",
        "WATCHKEEPER_DATABASE": _fresh_database(folder),
        "WATCHKEEPER_VAR": str(folder),
        "WATCHKEEPER_DEMO": "1",
        "WATCHKEEPER_FEED_PORT": str(feed),
    }
    for words in (["manage.py", "migrate", "-v0"], ["-m", "tests.browser.seed"]):
        subprocess.run([sys.executable, *words], env=environment, cwd=ROOT, check=True)
    watchkeeper = str(Path(sys.executable).parent / "watchkeeper")
    served = House(
        f"http://localhost:{port}",
        environment,
        [watchkeeper, "serve", "--host", "127.0.0.1", "--port", str(port), "--feed-port", str(feed)],
    )
    served.start()
    yield served
    served.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The machine's Chromium, headless."""
    if CHROMIUM is None:
        pytest.fail("the browser tests need Chromium; make needs says how")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def signed_in(chromium: Browser, house: House) -> Iterator[Callable[..., Page]]:
    """``signed_in("dispatcher")``: a page in a profile of its own, signed in so; ``path`` and size as wanted."""
    opened: list[BrowserContext] = []
    wrong: list[str] = []

    def open_page(role: str = "dispatcher", path: str = "/console/", *, width: int = 1600, height: int = 900) -> Page:
        context = chromium.new_context(base_url=house.url, viewport={"width": width, "height": height})
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
        page.on(
            "console", lambda said: wrong.append(f"console: {said.text}") if _is_fault(said.text, said.type) else None
        )
        if role:
            page.goto(f"/demo/sign-in/{role}/?next={path}")
        else:
            page.goto(path)
        return page

    yield open_page
    for context in opened:
        context.close()
    assert wrong == []


@pytest.fixture
def desk(signed_in: Callable[..., Page]) -> Desk:
    """A dispatcher beside a phone; tests of the board itself have a desk of their own."""
    return Desk(signed_in("dispatcher", "/me/"))


@pytest.fixture
def officer(signed_in: Callable[..., Page], desk: Desk) -> Iterator[Officer]:
    """The officer's phone; its emergency and its call are over at the end."""
    held = Officer(signed_in("officer", "/field/", **PHONE))
    yield held
    held.page.unroute_all()
    held.page.context.set_offline(False)
    desk.free_a12()


def _is_fault(text: str, kind: str) -> bool:
    # A refused form or a stream cut on purpose is told by the browser as an error; a blocked script or a bug is ours.
    return kind == "error" and "Failed to load resource" not in text and "ERR_" not in text


def _fresh_database(folder: Path) -> str:
    if not is_postgres():
        return f"sqlite:///{folder / 'browser.sqlite3'}"
    server = os.environ["WATCHKEEPER_DATABASE"].rsplit("/", 1)[0]
    name = f"browser_{os.getpid()}"
    with psycopg.connect(os.environ["WATCHKEEPER_DATABASE"], autocommit=True) as db:
        db.execute(f"DROP DATABASE IF EXISTS {name}")
        db.execute(f"CREATE DATABASE {name}")
    return f"{server}/{name}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
