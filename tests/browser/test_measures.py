"""The measures as a director sees them: charts walked by keyboard and painted anew with the theme."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Hands

pytestmark = pytest.mark.browser

_COLORS = """() => {
  const canvas = document.querySelector(".m-of-received canvas");
  const pen = canvas.getContext("2d");
  const found = new Set();
  for (let x = 4; x < canvas.width; x += 6) found.add(pen.getImageData(x, canvas.height - 20, 1, 1).data.join(" "));
  return [...found].sort().join("; ");
}"""


def _have_a_call(signed_in: Callable[..., Page]) -> None:
    Hands(signed_in("dispatcher", "/console/board/")).command("g wang lobby ; counted", "Opened")


def test_a_chart_is_walked_and_opened_by_keyboard(signed_in: Callable[..., Page]) -> None:
    _have_a_call(signed_in)
    page = signed_in("supervisor", "/console/measures/")
    page.wait_for_selector("html[data-charts=drawn]")
    chart = page.locator(".m-of-received [data-draw]")
    chart.focus()
    page.keyboard.press("ArrowRight")
    said = page.locator(".m-of-received [data-said]")
    expect(said).to_contain_text("Monday, 00:")
    page.keyboard.press("ArrowDown")
    expect(said).to_contain_text("Tuesday, 00:")
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/measures/calls/**weekday=1**")
    expect(page.locator("h1")).to_contain_text("Opened to first on scene: the calls")


def test_charts_are_painted_anew_when_the_theme_changes(signed_in: Callable[..., Page]) -> None:
    _have_a_call(signed_in)
    page = signed_in("supervisor", "/console/measures/")
    page.wait_for_selector("html[data-charts=drawn]")
    seen = {}
    for theme in ("dark", "light"):
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        page.wait_for_timeout(1000)
        seen[theme] = page.evaluate(_COLORS)
    assert seen["dark"] != seen["light"]


def test_the_comparison_comes_after_the_page_and_can_be_tried_again(signed_in: Callable[..., Page]) -> None:
    _have_a_call(signed_in)
    page = signed_in("supervisor", "/me/")
    page.route("**/measures/changes/**", lambda route: route.abort())
    page.goto("/console/measures/")
    again = page.get_by_role("button", name="Try again")
    again.wait_for()
    page.unroute("**/measures/changes/**")
    again.click()
    expect(page.locator("#m-changes")).to_contain_text("Too few calls to compare")
