"""The public site in every state, and what a page must be: free of barriers, and no wider than its screen."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.architecture.tree import ROOT
from tests.browser.conftest import House

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FORMS = (
    "security_escort", "standby_visible", "crime_report", "suspicious_person", "suspicious_package",
    "generic_assistance", "talk_avade", "parking_request",
)  # fmt: skip
PLAIN = (
    "/massgeneral/", "/massgeneral/?site=revere_hc", "/massgeneral/sites/", "/massgeneral/report/",
    "/massgeneral/follow/", "/massgeneral/services/", "/massgeneral/services/?q=unicorn",
    "/massgeneral/services/talk_avade/", "/massgeneral/services/course_cpr/", "/massgeneral/services/security_escort/",
    "/nowhere/at/all/", *(f"/massgeneral/ask/{form}/" for form in FORMS),
)  # fmt: skip
_SMALLEST = 44

# Everything one may tap, but for links within a sentence, which WCAG 2.2 leaves at the height of their line.
_SMALL = """least => [...document.querySelectorAll(
    'a, button, summary, input:not([type=hidden]), textarea, label.chip')]
  .filter(one => one.checkVisibility() && !(one.matches('a') && getComputedStyle(one).display === 'inline'))
  .filter(one => !one.matches('.skip, .check input'))
  .map(one => [one.outerHTML.slice(0, 80), Math.round(one.getBoundingClientRect().height),
               Math.round(one.getBoundingClientRect().width)])
  .filter(([, height, width]) => Math.min(height, width) < least)"""
_WIDE = """() => [...document.querySelectorAll('body *')]
  .filter(one => one.checkVisibility() && !one.closest('svg, .hidden'))
  .filter(one => getComputedStyle(one).clipPath === 'none' && !one.closest('.skip'))
  .map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && (box.right > window.innerWidth + 1 || box.left < -1)).map(([html]) => html)"""


@contextmanager
def visitor(chromium: Browser, house: House, **more: Any) -> Iterator[Page]:
    """A page of somebody without an account; ``more`` as Playwright's contexts take it."""
    context: BrowserContext = chromium.new_context(base_url=house.url, bypass_csp=True, **more)
    try:
        yield context.new_page()
    finally:
        context.close()


def check(page: Page) -> None:
    """Nothing that axe finds wrong, nothing that leaves the screen, nothing too small for a thumb."""
    page.add_script_tag(path=AXE)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == [], page.url
    fits(page)
    assert page.evaluate(_SMALL, _SMALLEST) == [], page.url


def fits(page: Page) -> None:
    """Nothing leaves the screen to the side."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
    assert page.evaluate(_WIDE) == [], page.url


def requests_in_every_state(house: House) -> dict[str, str]:
    """One request in each state a follower may see: the name of the state and the link's secret."""
    return told_by(house, "tests.browser.states")


def told_by(house: House, module: str, *words: str) -> dict[str, Any]:
    """What ``module`` prints, run beside the house on its own database."""
    made = subprocess.run(
        [sys.executable, "-m", module, *words],
        env=house.environment, cwd=ROOT, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    told: dict[str, Any] = json.loads(made.stdout.strip().splitlines()[-1])
    return told
