"""Taking the pictures: one browser profile for each, its clock set to the house's own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from watchkeeper.config.bench import chromium
from watchkeeper.config.bench.server import served
from watchkeeper.config.pictures import house
from watchkeeper.config.pictures.shots import SHOTS, Shot
from watchkeeper.kit.errors import Refused

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

Say = Callable[[str], None]
Wanted = tuple[Shot, tuple[int, int], str]  # with its size and theme


def chosen(names: Sequence[str]) -> list[Shot]:
    """The shots whose names begin with one of ``names``; all without. Raises :class:`Refused` for a name of none."""
    unknown = [name for name in names if not any(shot.name.startswith(name) for shot in SHOTS)]
    if unknown:
        raise Refused(f"No picture is called {unknown[0]}; they are named in watchkeeper/config/pictures/shots.py.")
    return [shot for shot in SHOTS if not names or any(shot.name.startswith(name) for name in names)]


def take(names: Sequence[str], into: Path, *, keep: bool, say: Say) -> list[str]:
    """Take the pictures into ``into``; returns what went wrong, one sentence each."""
    left = list(_each(chosen(names)))
    many, problems = len(left), dict[str, list[str]]()
    into.mkdir(parents=True, exist_ok=True)
    say("preparing the house")
    facts = house.lay()
    more = {"WATCHKEEPER_DEMO": "1", "WATCHKEEPER_CLOCK": house.AT.isoformat()}
    with served(workers=1, threads=6, more=more) as server:
        camera = _Camera(f"http://localhost:{server.port}", facts, into, keep)
        while left:  # a browser that died is started anew
            with chromium.started() as browser:
                while left and browser.is_connected():
                    wanted = left.pop(0)
                    problem = camera.picture(browser, wanted)
                    say(f"{'✗' if problem else '✓'} {_file(wanted)}{''.join(f': {one}' for one in problem)}")
                    problems |= {_file(wanted): problem} if problem else {}
    say(f"{many - len(problems)} pictures in {into}")
    return [f"{name}: {one}" for name, several in problems.items() for one in several]


def _each(shots: Sequence[Shot]) -> Iterator[Wanted]:
    for shot in shots:
        for size in shot.sizes:
            for theme in shot.themes:
                yield shot, size, theme


def _file(wanted: Wanted) -> str:
    shot, (width, height), theme = wanted
    return f"{shot.name}-{theme}-{width}x{height}.png"


@dataclass
class _Camera:
    root: str
    facts: dict[str, str]
    into: Path
    keep: bool
    signed_in: dict[tuple[str, str], Any] = field(default_factory=dict)  # cookies, by role and department

    def picture(self, browser: Browser, wanted: Wanted) -> list[str]:
        """Take one; returns what went wrong. One picture that fails must not cost the others."""
        problems: list[str] = []
        try:
            context = browser.new_context(**_profile(self.root, wanted))
            try:
                problems += self._look(context, wanted)
            finally:
                context.close()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told by the picture's name
            problems.append(str(error).splitlines()[0])
        return problems

    def _look(self, context: BrowserContext, wanted: Wanted) -> list[str]:
        shot, size, theme = wanted
        problems: list[str] = []
        context.clock.set_fixed_time(house.AT)
        # The field app's theme is chosen in it, not by the system.
        field_theme = "sun" if theme == "light" else "dark"
        context.add_init_script(f"try {{ localStorage.setItem('field-theme', '{field_theme}') }} catch {{}}")
        self._sign_in(context, shot)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"script: {error}"))
        page.on("console", lambda said: problems.append(f"console: {said.text}") if _is_fault(said) else None)
        problems += _go(page, shot, self.facts)
        if not problems:
            page.screenshot(path=self.into / _file(wanted), full_page=shot.is_whole, animations="disabled")
            if self.keep and shot.committed and theme == shot.themes[0] and size == shot.sizes[0]:
                shutil.copyfile(self.into / _file(wanted), self.into / shot.committed)
        return problems

    def _sign_in(self, context: BrowserContext, shot: Shot) -> None:
        """Once for each role: what is signed in for one picture stays so for the next."""
        department = "mit" if "department=mit" in shot.path else house.MAIN
        who = (shot.role, department)
        if shot.role and who not in self.signed_in:
            address = f"/demo/sign-in/{shot.role}/?department={department}&next=/me/"
            answer = context.request.get(address, max_redirects=0)
            if answer.status != 302:
                raise Refused(f"Nobody can sign in as {shot.role}: {answer.status}.")
            self.signed_in[who] = context.cookies()
        elif shot.role:
            context.add_cookies(self.signed_in[who])


def _profile(root: str, wanted: Wanted) -> dict[str, Any]:
    shot, (width, height), theme = wanted
    is_phone = shot.is_phone and width < 500
    return {
        "base_url": root,
        "viewport": {"width": width, "height": height},
        "color_scheme": "light" if theme == "light" else "dark",
        "locale": shot.language,
        "timezone_id": "America/New_York",
        "java_script_enabled": shot.scripts,
        "has_touch": is_phone,
        "is_mobile": is_phone,
        "reduced_motion": "reduce",
    }


def _go(page: Page, shot: Shot, facts: dict[str, str]) -> list[str]:
    for step in shot.before:
        step(page)
    path = shot.path.format(**facts)
    answer = page.goto(path)
    status = answer.status if answer else 0
    if status != shot.status:
        return [f"{path} answered {status}, and {shot.status} was expected"]
    page.evaluate("() => document.fonts.ready") if shot.scripts else None
    for step in shot.steps:
        step(page)
    page.wait_for_timeout(150)
    return []


def _is_fault(said: ConsoleMessage) -> bool:
    # A refused page or a line cut on purpose is told by the browser as an error; a blocked script or a bug is ours.
    return said.type == "error" and not any(one in said.text for one in ("Failed to load resource", "ERR_", "htmx:"))
