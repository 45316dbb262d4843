"""Rounds on the phone without signal: a run interrupted and resumed, a patrol and a tag in two taps, thumb and keys."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.field import PHONE, Desk, Officer
from tests.browser.test_field import AXE, RULES
from watchkeeper.kit import clock

pytestmark = pytest.mark.browser


def plan(desk: Desk, place: str) -> int:
    """Plan a selective patrol of ``place`` for the next hour, and give its key."""
    now = clock.now()
    given: dict[str, Any] = {
        "how": "plan", "playbook": "selective_patrol", "place": place,
        "starts_at": f"{now - timedelta(minutes=5):%Y-%m-%dT%H:%M}+00:00",
        "ends_at": f"{now + timedelta(hours=1):%Y-%m-%dT%H:%M}+00:00",
    }  # fmt: skip
    answer = desk.page.request.post("/console/runs/all/new/", form=given, headers=desk.headers, max_redirects=0)
    found = re.search(r"/runs/(?:all/)?(\d+)/", answer.headers.get("location", "") + answer.text())
    assert found, answer.text()[:2000]
    return int(found[1])


def told(desk: Desk, address: str) -> str:
    """What a page of the desk says, in plain words."""
    desk.page.goto(address)
    return " ".join(desk.page.locator("main").inner_text().split())


def rounds(officer: Officer) -> Page:
    """The officer's phone at its rounds."""
    officer.screen("Rounds")
    expect(officer.page.locator("main h1").first).to_have_text("Rounds")
    return officer.page


@pytest.mark.proves("S21")
@pytest.mark.proves("S09")
def test_a_round_without_signal_is_interrupted_resumed_tagged_and_arrives_whole(officer: Officer, desk: Desk) -> None:
    run, other = plan(desk, "Building 149 lobby"), plan(desk, "Building 114 lobby")
    page = rounds(officer)
    row = page.locator(f"[data-run='run:{run}']")
    expect(row).to_contain_text("Building 149 lobby", timeout=15_000)
    code = page.evaluate("fetch('words').then((a) => a.json()).then((w) => w.places)")
    label = next(one["code"] for one in code if one["label"] == "Building 149 lobby")

    page.context.set_offline(True)
    page.goto(f"/field/#at={label}")  # the phone's camera reads the label and opens the app at its place
    expect(page.locator("#here")).to_contain_text("Building 149 lobby", timeout=15_000)
    page.locator("[data-here]").click()
    expect(page.locator("#run-status")).to_have_text("Under way")
    expect(page.locator("[data-step=there] small").first).to_contain_text(f"done: {label}")
    page.locator("#next-step [data-answer=no]").click()
    expect(page.locator("#steps-of-run [data-step=doors]")).to_contain_text("failed: No")
    page.locator("#pause").click()
    page.locator("#sheet .tile", has_text="Sent to a call").click()
    expect(page.locator("#run-status")).to_have_text("Paused")

    page.reload()  # the phone was in a pocket: nothing of it is lost
    officer.screen("Rounds")
    row = page.locator(f"[data-run='run:{run}']")
    expect(row).to_contain_text("2 of 4", timeout=15_000)
    row.click()
    page.locator("#resume").click()
    page.locator("#tag-on-run").click()  # two taps: this one and what it is
    page.locator("[data-what=laptop]").click()
    expect(page.locator("#said")).to_contain_text("Tagged: Laptop or phone unattended, Building 149 lobby")
    page.locator("#next-step [data-answer=yes]").click()
    page.locator("#complete").click()
    expect(page.locator("main h1").first).to_have_text("Rounds")
    page.locator("#patrol").click()  # two taps: this one and the place
    page.locator("#patrol-places .item", has_text="Building 114 lobby").click()
    expect(page.locator("#said")).to_contain_text("Kept: Selective patrol, Building 114 lobby")
    expect(page.locator(f"[data-run='run:{other}']")).to_have_count(0)
    officer.waiting(9)
    assert all(one.endswith("kept") for one in officer.kept())

    page.context.set_offline(False)
    officer.sent()
    expect(page.locator("#conflicts")).to_have_count(0)
    done = told(desk, f"/console/runs/{run}/")
    for words in ("completed", label, "failed"):
        assert words in done, words
    assert "Laptop or phone unattended" in told(desk, "/console/findings/?view=tell&q=Building 149 lobby")
    assert "Building 114 lobby" in told(desk, "/console/runs/all/?view=review")


def test_rounds_are_free_of_barriers_and_worked_by_keys(officer: Officer, desk: Desk) -> None:
    run = plan(desk, "Building 114 lobby")
    page = rounds(officer)
    page.evaluate(AXE.read_text())
    row = page.locator(f"[data-run='run:{run}']")
    expect(row).to_be_visible(timeout=15_000)
    _check(page)
    page.locator("#tag").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#sheet h1")).to_have_text("A.L.E.R.T. tag")
    _check(page)
    page.keyboard.press("Escape")
    page.locator("#patrol").focus()
    page.keyboard.press("Enter")
    _check(page)
    page.keyboard.press("Escape")
    row.focus()
    page.keyboard.press("Enter")
    page.locator("#take").focus()
    page.keyboard.press("Enter")
    page.locator("#answer").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("At the desk")
    _check(page)
    page.locator("#step-keep").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-step=there] small").first).to_contain_text("done: At the desk")
    _check(page)
    page.locator("#complete-left").click()
    page.locator("#sheet .tile", has_text="End of shift").click()
    expect(page.locator("main h1").first).to_have_text("Rounds")
    officer.sent()


SIZES: list[Any] = [{"width": 320, "height": 640}, PHONE]


def _check(page: Page) -> None:
    """Nothing axe finds wrong, nothing off to the side, everything large enough for a thumb; small and usual phone."""
    for size in SIZES:
        page.set_viewport_size(size)
        _check_here(page)


def _check_here(page: Page) -> None:
    found = page.evaluate(RULES)["violations"]
    assert [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, a, input, textarea, summary")]
             .filter((one) => one.offsetParent && !one.closest("[inert]"))
             .map((one) => [one.getBoundingClientRect(), one.outerHTML.slice(0, 80)])
             .filter(([box]) => box.height < 44 || box.width < 44)
             .map(([box, html]) => `${box.width}x${box.height} ${html}`)"""
    )
    assert small == []
