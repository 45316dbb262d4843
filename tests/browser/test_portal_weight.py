"""How light the public site is: the bytes of a first visit as they cross the wire, and nothing that moves."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import House
from tests.browser.public import FORMS, visitor

pytestmark = pytest.mark.browser

MOST_BYTES = 100_000
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
PATHS = ("/massgeneral/", "/massgeneral/sites/", "/massgeneral/report/", "/nowhere/", *(
    f"/massgeneral/ask/{form}/" for form in FORMS
))  # fmt: skip
_SHIFTS = """window.shifted = 0; window.paints = [];
new PerformanceObserver(list => { for (const one of list.getEntries()) window.shifted += one.value })
  .observe({type: 'layout-shift', buffered: true});"""


def weighed(page: Page, path: str) -> dict[str, int]:
    """What a first visit to ``path`` transfers, headers and all, by address."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    names: dict[str, str] = {}
    came: dict[str, int] = {}
    line.on("Network.responseReceived", lambda told: names.update({told["requestId"]: told["response"]["url"]}))
    line.on("Network.loadingFinished", lambda told: came.update({told["requestId"]: int(told["encodedDataLength"])}))
    page.goto(path, wait_until="networkidle")
    line.detach()
    return {names[one]: size for one, size in came.items() if not names[one].startswith("data:")}


@pytest.mark.parametrize("path", PATHS)
def test_a_first_visit_weighs_at_most_a_hundred_kilobytes(chromium: Browser, house: House, path: str) -> None:
    with visitor(chromium, house, **PHONE) as page:
        found = weighed(page, path)
        print(f"{path}: {sum(found.values())} bytes in {len(found)} requests")
        assert 0 < sum(found.values()) <= MOST_BYTES, found
        assert not any(".js" in address for address in found), "the public site needs no scripts"


def test_a_request_made_and_followed_stays_as_light(chromium: Browser, house: House) -> None:
    with visitor(chromium, house, **PHONE) as page:
        page.goto("/massgeneral/ask/security_escort/?at=")
        for question in ("origin", "destination"):
            page.locator(f"label.chip:has(input[name={question}])").first.click()
        page.locator("button.button").first.click()
        page.wait_for_url("**/done/")
        for path in (page.url, page.url.removesuffix("done/")):
            found = weighed(page, path)
            print(f"{path}: {sum(found.values())} bytes in {len(found)} requests")
            assert sum(found.values()) <= MOST_BYTES, found


@pytest.mark.parametrize("path", PATHS[:5])
@pytest.mark.parametrize("kilobytes", [60, 4000])
def test_nothing_moves_while_it_loads(chromium: Browser, house: House, path: str, kilobytes: int) -> None:
    with visitor(chromium, house, **PHONE) as page:
        page.add_init_script(_SHIFTS)
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        speed = kilobytes * 1024
        slow = {"offline": False, "latency": 120, "downloadThroughput": speed, "uploadThroughput": speed}
        line.send("Network.emulateNetworkConditions", slow)
        page.goto(path, wait_until="networkidle")
        assert page.evaluate("window.shifted") == 0
