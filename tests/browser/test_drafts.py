"""A draft of a staff page: it comes back to its writer, and never writes over what others saved meanwhile."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def opened(page: Page, sign: str) -> None:
    """The drawer of the unit ``sign``, whose title is what is written over."""
    page.goto(f"/console/units/?q={sign}")
    page.locator(".d-table tbody th a").first.click()
    expect(page.locator("#edit")).to_be_visible()


def typed(page: Page, name: str, words: str) -> None:
    page.locator(f"#edit [name={name}]").fill(words)


def saved(page: Page) -> None:
    page.keyboard.press("Control+s")
    expect(page.locator(".d-toast")).to_contain_text("The unit is changed")


def test_a_draft_is_refused_where_somebody_else_saved_meanwhile(signed_in: Callable[..., Page]) -> None:
    slow = signed_in("administrator", "/console/units/")
    opened(slow, "A14")
    typed(slow, "vehicle", "ladder")
    expect(slow.locator("#draft")).to_contain_text("Draft kept")

    quick = signed_in("supervisor", "/console/units/")
    opened(quick, "A14")
    typed(quick, "vehicle", "bolt cutter")
    saved(quick)

    slow.reload()
    expect(slow.locator("#edit [name=vehicle]")).to_have_value("ladder")
    expect(slow.locator("#since")).to_contain_text("Changed meanwhile")
    slow.keyboard.press("Control+s")
    expect(slow.locator(".d-refusal")).to_contain_text("this was changed meanwhile")
    opened(quick, "A14")
    expect(quick.locator("#edit [name=vehicle]")).to_have_value("bolt cutter")

    # Told so, it may be saved after all.
    expect(slow.locator("#edit [name=vehicle]")).to_have_value("ladder")
    saved(slow)


def test_a_discarded_draft_leaves_the_row_as_it_is_now(signed_in: Callable[..., Page]) -> None:
    slow, quick = signed_in("administrator", "/console/units/"), signed_in("supervisor", "/console/units/")
    opened(slow, "A12")
    typed(slow, "vehicle", "ladder")
    opened(quick, "A12")
    typed(quick, "vehicle", "net")
    saved(quick)
    slow.reload()
    expect(slow.locator("#since")).to_contain_text("Changed meanwhile")
    slow.locator("#draft button").click()
    expect(slow.locator("#edit [name=vehicle]")).to_have_value("net")
    expect(slow.locator("#since")).to_be_empty()
    typed(slow, "vehicle", "net, ladder")
    saved(slow)


def test_the_next_one_in_the_tab_finds_nothing_of_it(signed_in: Callable[..., Page]) -> None:
    page = signed_in("administrator", "/console/units/")
    opened(page, "B07")
    typed(page, "vehicle", "ladder")
    page.goto("/demo/sign-in/supervisor/?next=/console/units/")
    opened(page, "B07")
    expect(page.locator("#edit [name=vehicle]")).not_to_have_value("ladder")
    assert not page.evaluate("Object.keys(sessionStorage).filter((name) => name.startsWith('wk-draft:')).length")
