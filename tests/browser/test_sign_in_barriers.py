"""The pages before the console are free of barriers too."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import House
from tests.browser.public import AXE, visitor

pytestmark = pytest.mark.browser

PAGES = ("/sign-in/", "/sign-in/locked/", "/demo/", "/console/nothing/")
MINE = ("/me/", "/me/password/", "/me/app/", "/me/passkeys/new/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_signing_in_are_free_of_barriers(chromium: Browser, house: House, scheme: Any) -> None:
    found = []
    with visitor(chromium, house, color_scheme=scheme, viewport={"width": 390, "height": 844}) as page:
        for path in (*PAGES, "/demo/sign-in/dispatcher/?next=/me/", *MINE):
            page.goto(path)
            page.add_script_tag(path=AXE)
            wrong = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
            found += [(path, one["id"], [node["html"][:160] for node in one["nodes"]]) for one in wrong["violations"]]
    assert found == []
