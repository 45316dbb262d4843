"""An AED check from an officer's telephone to a fix that somebody else has seen hold; pages without barriers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import House
from tests.browser.field import PHONE
from tests.browser.public import AXE, fits, visitor

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
SignedIn = Callable[..., Page]


def _check(page: Page) -> None:
    """Nothing that axe finds wrong, and nothing that leaves the screen to the side."""
    page.add_script_tag(path=AXE)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    assert [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found["violations"]] == [], page.url
    fits(page)


def _begin(page: Page, playbook: str, place: str) -> str:
    """Begin a playbook from its card, and give the address of the run."""
    page.goto("/console/playbooks/")
    card = page.locator(f"#book-{playbook}")
    card.locator("summary", has_text="Begin it now").click()
    card.locator("[name=place]").fill(place)
    card.get_by_role("button", name="Begin it now").click()
    page.wait_for_url(re.compile(r"/console/runs/\d+/"))
    return page.url.partition("#")[0]


def _answer(page: Page, key: str, answer: str) -> None:
    page.locator(f"#step-{key} [name=value][value={answer}]").click()


def _day(page: Page, key: str, day: str) -> None:
    page.locator(f"#step-{key} [name=value]").fill(day)
    page.locator(f"#step-{key}").get_by_role("button", name="Keep").click()


@pytest.mark.proves("S117")
def test_an_aed_check_goes_from_a_telephone_to_a_verified_fix(signed_in: SignedIn) -> None:
    phone = signed_in("officer", "/console/playbooks/", **PHONE)
    run = _begin(phone, "aed_check", "Building 114 AED")
    phone.locator("#step-ready summary").click()
    phone.locator("#step-ready [name=note]").fill("The light is red")
    _answer(phone, "ready", "no")
    expect(phone.locator("#step-ready")).to_contain_text("The light is red")
    expect(phone.locator("#step-ready")).to_contain_text("failed")
    _day(phone, "pads", "")
    expect(phone.locator("#step-pads [role=alert]")).to_contain_text("It needs its evidence.")
    expect(phone.locator("#step-pads")).to_be_in_viewport()
    _day(phone, "pads", "2035-01-31")
    _day(phone, "battery", "2035-01-31")
    _answer(phone, "cabinet", "yes")
    expect(phone.locator(".r-progress")).to_contain_text("4 of 4 steps, 1 failed")
    phone.locator(".r-next button", has_text="Complete it").click()
    expect(phone.locator(".r-head")).to_contain_text("completed")

    coordinator = signed_in("coordinator", "/console/findings/?view=accept")
    row = coordinator.locator(".d-table tbody tr", has_text="The light is red")
    expect(row).to_contain_text("Building 114 AED")
    row.locator("th a").click()
    drawer = coordinator.locator("#drawer")
    expect(drawer.locator("h2")).to_contain_text("Ready light on?")
    finding = coordinator.url
    number = drawer.locator(".d-facts a").first.inner_text()
    drawer.locator(".d-facts a").first.click()
    coordinator.wait_for_url(re.compile(r"/console/calls/\d+/"))
    expect(coordinator.locator("main")).to_contain_text(number)
    expect(coordinator.locator("main")).to_contain_text("Building 114 AED")
    coordinator.goto("/console/calls/all/?service=technician_visit")
    expect(coordinator.locator(".d-table tbody tr", has_text=number)).to_contain_text("Building 114 AED")

    supervisor = signed_in("supervisor", finding)
    supervisor.locator("#drawer summary", has_text="It is fixed").click()
    supervisor.locator("#drawer details[open] [name=words]").fill("New battery pack put in")
    supervisor.locator("#drawer details[open] button", has_text="It is fixed").click()
    expect(supervisor.locator("#drawer .d-facts")).to_contain_text("nobody looked yet")

    coordinator.goto("/console/findings/?view=verify")
    coordinator.locator(".d-table tbody tr", has_text="The light is red").locator("th a").click()
    expect(drawer.locator(".d-facts")).to_contain_text("New battery pack put in")
    drawer.locator("summary", has_text="Does it hold?").click()
    drawer.locator("details[open] label", has_text="Yes, it is settled").click()
    drawer.locator("details[open] button", has_text="Does it hold?").click()
    expect(drawer.locator(".d-facts")).to_contain_text("verified")
    expect(drawer.locator(".d-told")).to_contain_text("verified that it holds")

    phone.goto(run)
    expect(phone.locator("#step-ready .r-found")).to_contain_text("verified")
    supervisor.goto(run)
    supervisor.locator(".r-next button", has_text="Review it").click()
    expect(supervisor.locator(".r-head")).to_contain_text("reviewed")
    supervisor.goto("/console/playbooks/")
    expect(supervisor.locator("#book-aed_check .r-figures")).to_contain_text("done in 30 days")


def test_a_run_is_worked_without_scripts_in_either_theme(signed_in: SignedIn) -> None:
    page = signed_in("officer", "/console/playbooks/", **PHONE)
    page.context.route("**/*.js", lambda route: route.abort())
    _begin(page, "routine_patrol", "The loading dock")
    page.locator("#step-there [name=value]").fill("Dock 2")
    page.locator("#step-there").get_by_role("button", name="Keep").click()
    expect(page.locator("#step-there")).to_contain_text("Dock 2")
    _answer(page, "doors", "yes")
    expect(page.locator(".r-progress")).to_contain_text("2 of 5 steps")


SIZES: list[Any] = [PHONE, {"width": 320, "height": 640}, {"width": 1366, "height": 768}]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_a_run_are_free_of_barriers(chromium: Browser, house: House, size: Any, scheme: Any) -> None:
    with visitor(chromium, house, color_scheme=scheme, viewport=size) as page:
        page.goto("/demo/sign-in/officer/?next=/console/playbooks/")
        _check(page)
        run = _begin(page, "aed_check", "Building 149 AED")
        _check(page)
        _answer(page, "ready", "no")
        _day(page, "pads", "")
        _check(page)
        for path in ("/console/runs/all/?view=going", "/console/findings/?view=accept"):
            page.goto(path)
            page.locator(".d-table tbody tr a").first.click()
            expect(page.locator("#drawer h2")).to_be_visible()
        page.goto(f"/console/playbooks/aed_check/paper/?run={run.rstrip('/').rpartition('/')[2]}")
        _check(page)


def test_everything_to_press_is_large_enough_for_a_thumb(signed_in: SignedIn) -> None:
    page = signed_in("officer", "/console/playbooks/", **PHONE)
    _begin(page, "aed_check", "Building 149 AED")
    _answer(page, "ready", "no")
    page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    small = page.evaluate(
        """() => [...document.querySelectorAll("a, button, summary, input:not([type=hidden]), textarea, select")]
             .filter((one) => one.offsetParent && !one.closest(".r-ways"))
             .map((one) => [one.getBoundingClientRect(), one.outerHTML.slice(0, 80)])
             .filter(([box]) => box.height < 44 || box.width < 44)
             .map(([box, html]) => `${box.width}x${box.height} ${html}`)"""
    )
    assert small == []
