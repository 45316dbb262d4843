"""Taking the pictures: one browser profile for each, its clock set to the house's own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from watchkeeper.config.bench import chromium
from watchkeeper.config.bench.server import Served, served
from watchkeeper.config.pictures import house
from watchkeeper.config.pictures.shots import SHOTS, Shot
from watchkeeper.kit.errors import Refused

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

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
    shots = chosen(names)
    into.mkdir(parents=True, exist_ok=True)
    say("preparing the house")
    facts = house.lay()
    problems: list[str] = []
    more = {"WATCHKEEPER_DEMO": "1", "WATCHKEEPER_CLOCK": house.AT.isoformat()}
    with served(workers=1, threads=6, more=more) as server, chromium.started() as browser:
        for wanted in _each(shots):
            problem = _picture(browser, server, wanted, facts, into, keep=keep)
            say(f"{'✗' if problem else '✓'} {_file(wanted)}")
            problems += [f"{_file(wanted)}: {one}" for one in problem]
    say(f"{sum(1 for _ in _each(shots)) - len({one.partition(':')[0] for one in problems})} pictures in {into}")
    return problems


def _each(shots: Sequence[Shot]) -> Iterator[Wanted]:
    for shot in shots:
        for size in shot.sizes:
            for theme in shot.themes:
                yield shot, size, theme


def _file(wanted: Wanted) -> str:
    shot, (width, height), theme = wanted
    return f"{shot.name}-{theme}-{width}x{height}.png"


def _picture(
    browser: Browser, server: Served, wanted: Wanted, facts: dict[str, str], into: Path, *, keep: bool
) -> list[str]:
    shot, size, theme = wanted
    context = _profile(browser, f"http://localhost:{server.port}", wanted)
    problems: list[str] = []
    try:
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"script: {error}"))
        page.on(
            "console",
            lambda said: problems.append(f"console: {said.text}") if _is_fault(said.text, said.type) else None,
        )
        problems += _go(page, shot, facts)
        if not problems:
            page.screenshot(path=into / _file(wanted), full_page=shot.is_whole, animations="disabled")
            if keep and shot.committed and theme == shot.themes[0] and size == shot.sizes[0]:
                shutil.copyfile(into / _file(wanted), into / shot.committed)
    except Exception as error:  # noqa: BLE001 - one picture that fails must not cost the others
        problems.append(str(error).splitlines()[0])
    finally:
        context.close()
    return problems


def _profile(browser: Browser, root: str, wanted: Wanted) -> BrowserContext:
    shot, (width, height), theme = wanted
    is_phone = shot.is_phone and width < 500
    context = browser.new_context(
        base_url=root,
        viewport={"width": width, "height": height},
        color_scheme="light" if theme == "light" else "dark",
        locale=shot.language,
        timezone_id="America/New_York",
        java_script_enabled=shot.scripts,
        has_touch=is_phone,
        is_mobile=is_phone,
        reduced_motion="reduce",
    )
    context.clock.set_fixed_time(house.AT)
    if shot.role:
        department = "mit" if "department=mit" in shot.path else house.MAIN
        answer = context.request.get(f"/demo/sign-in/{shot.role}/?department={department}&next=/me/", max_redirects=0)
        if answer.status != 302:
            raise Refused(f"Nobody can sign in as {shot.role}: {answer.status}.")
    return context


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


def _is_fault(text: str, kind: str) -> bool:
    # A refused page or a line cut on purpose is told by the browser as an error; a blocked script or a bug is ours.
    return kind == "error" and "Failed to load resource" not in text and "ERR_" not in text
