"""The bars of the public: an escort in three taps from a printed code, a report and a word on how it went, counted."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.conftest import House
from tests.browser.public import requests_in_every_state, visitor
from watchkeeper.kit import clock

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "locale": "en-US"}
CODE = "/massgeneral/?site=main&at=main/yawkey/1/yawkey-lobby"


class Taps:
    """Taps, counted."""

    def __init__(self) -> None:
        self.count, self.began = 0, clock.monotonic()

    def on(self, what: Locator) -> None:
        """Tap ``what``."""
        what.tap()
        self.count += 1

    @property
    def seconds(self) -> float:
        """How long it took so far."""
        return clock.monotonic() - self.began


@pytest.mark.proves("S24")
@pytest.mark.parametrize("scripts", [True, False])
def test_a_nurses_escort_takes_three_taps_from_the_code_on_the_wall(
    chromium: Browser, house: House, scripts: bool
) -> None:
    with visitor(chromium, house, java_script_enabled=scripts, **PHONE) as page:
        page.goto(CODE)
        expect(page.get_by_text("You are at")).to_be_visible()
        taps = Taps()
        taps.on(page.get_by_role("link", name="Ask for an escort"))
        taps.on(page.locator("label.chip", has_text="garage").first)
        taps.on(page.get_by_role("button", name="Ask for an escort").first)
        expect(page.locator("h1")).to_contain_text("An officer will meet you at")
        expect(page.locator(".lead")).to_have_text(re.compile(r"Now: usually \d+ minutes?, at worst \d+\."))
        print(f"escort: {taps.count} taps, {taps.seconds:.1f} s")
        assert taps.count == 3
        assert taps.seconds < 15


def test_a_report_without_a_name_takes_one_typed_sentence_and_seconds(chromium: Browser, house: House) -> None:
    with visitor(chromium, house, java_script_enabled=False, **PHONE) as page:
        page.goto(CODE)
        taps = Taps()
        taps.on(page.get_by_role("link", name="Report something"))
        taps.on(page.get_by_role("link", name="Report a crime"))
        page.locator("textarea[name=offense]").fill("Somebody took my bike")
        taps.on(page.get_by_text("Keep neither my name nor my number"))
        taps.on(page.get_by_role("button", name="Send the report").first)
        expect(page.locator("h1")).to_contain_text("An officer reads this now")
        print(f"report: {taps.count} taps and a sentence, {taps.seconds:.1f} s")
        assert taps.count == 4
        assert taps.seconds < 60


def test_arriving_and_saying_how_it_went_takes_two_taps(chromium: Browser, house: House) -> None:
    links = requests_in_every_state(house)
    with visitor(chromium, house, java_script_enabled=False, **PHONE) as page:
        page.goto(f"/r/{links['walking']}/")
        taps = Taps()
        taps.on(page.get_by_role("button", name="Yes, I arrived"))
        expect(page.locator("h1")).to_have_text("You arrived safely")
        taps.on(page.get_by_role("button", name="Well", exact=True))
        expect(page.get_by_text("Kept with your request.")).to_be_visible()
        assert taps.count == 2
