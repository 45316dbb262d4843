"""The public site in every state it can be in, and what a page must be: free of barriers, and no wider than its screen."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import django
from playwright.sync_api import Browser, BrowserContext, Page

from tests.architecture.tree import ROOT
from tests.browser.conftest import House

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FORMS = (
    "security_escort", "standby_visible", "crime_report", "suspicious_person", "suspicious_package",
    "generic_assistance",
)  # fmt: skip
PLAIN = (
    "/massgeneral/", "/massgeneral/?site=revere_hc", "/massgeneral/sites/", "/massgeneral/report/",
    "/massgeneral/follow/", "/nowhere/at/all/", *(f"/massgeneral/ask/{form}/" for form in FORMS),
)  # fmt: skip
_SMALLEST = 44

# Everything one may tap, but for links within a sentence, which WCAG 2.2 leaves at the height of their line.
_SMALL = """least => [...document.querySelectorAll('a, button, summary, input:not([type=hidden]), textarea, label.chip')]
  .filter(one => one.checkVisibility() && !(one.matches('a') && getComputedStyle(one).display === 'inline'))
  .filter(one => !one.matches('.skip, .check input'))
  .map(one => [one.outerHTML.slice(0, 80), Math.round(one.getBoundingClientRect().height),
               Math.round(one.getBoundingClientRect().width)])
  .filter(([, height, width]) => Math.min(height, width) < least)"""
_WIDE = """() => [...document.querySelectorAll('body *')].filter(one => one.checkVisibility() && !one.closest('svg, .hidden'))
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
    made = subprocess.run(
        [sys.executable, "-m", "tests.browser.public"],
        env=house.environment, cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    states: dict[str, str] = json.loads(made.stdout.strip().splitlines()[-1])
    return states


def main() -> None:
    """Make the requests, through the actions, and print their secrets."""
    django.setup()
    from watchkeeper.core.departments.models import Department
    from watchkeeper.core.people.actor import system
    from watchkeeper.engines.calls import actions
    from watchkeeper.engines.calls.models import Assignment, Call, Quote, Requester
    from watchkeeper.kit import clock, ids

    department = Department.objects.get(key="massgeneral")
    by = system(department.pk, "test:states")
    site = department.sites.get(is_main=True).pk
    made: dict[str, str] = {}

    def asked(state: str, service: str = "security_escort", ago: int = 3, **more: Any) -> Call:
        at = clock.now() - timedelta(minutes=ago)
        said: dict[str, Any] = {"place": "Yawkey lobby", "destination": "Fruit Street garage", "door": "portal"}
        call = actions.open_call(by=by, service=service, site_id=site, at=at, **(said | more))
        made[state] = call.requesters.values_list("token", flat=True).get()
        return call

    def sent(call: Call, *steps: str) -> Assignment:
        unit = actions.log_on(actions.add_unit(by=by, call_sign=f"T{ids.token(5)[:5].upper()}"), by=by)
        assignment = actions.assign(call, by=by, units=[unit])[0]
        for step in steps:
            assignment = actions.move(assignment, by=by, to=step)
        return assignment

    asked("waiting")
    sent(asked("assigned"))
    sent(asked("on the way"), "en_route")
    sent(asked("walking"), "en_route", "on_scene")
    asked("past", ago=150)
    moved = asked("moved back", ago=20).requesters.get()
    worst = (moved.quote_worst_s or 0) + 900
    Requester.objects.filter(pk=moved.pk).update(
        quote_median_s=worst - 600, quote_worst_s=worst, quoted_at=clock.now() - timedelta(minutes=2)
    )
    Quote.objects.create(requester=moved, at=clock.now(), median_s=worst - 600, worst_s=worst)
    over = asked("arrived")
    actions.clear(sent(over, "en_route", "on_scene"), by=by, outcome="arrived_safe")
    actions.arrived_safe(over.requesters.get(), by=by)
    went = asked("went")
    actions.clear(sent(went, "en_route", "on_scene"), by=by, outcome="arrived_safe")
    actions.arrived_safe(went.requesters.get(), by=by)
    actions.say_how_it_went(went.requesters.get(), by=by, went="not_well")
    actions.cancel_request(asked("canceled").requesters.get(), by=by)
    asked("booked", "standby_visible", place="Room 7", starts_at=clock.now() + timedelta(days=2))
    asked("report", "crime_report", details="My bike is gone", is_anonymous=True)
    ended = asked("ended", "generic_assistance", details="Jump-start")
    actions.clear(sent(ended, "on_scene"), by=by, outcome="assisted")
    actions.close(ended, by=by, outcome="assisted")
    print(json.dumps(made))


if __name__ == "__main__":
    main()
