"""The staff pages by keyboard alone: no press of a mouse, the focus is always seen, and never nowhere after a key."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

# What has the keyboard, whether a ring is drawn for it (on itself or on what frames it), and whether it is on screen.
_HERE = """() => {
  const here = document.activeElement, box = here.getBoundingClientRect();
  const ring = (at) => [getComputedStyle(at).outlineStyle !== "none", parseFloat(getComputedStyle(at).outlineWidth)];
  const isRing = (at) => ring(at)[0] && ring(at)[1] >= 2;
  const frames = [here, here.closest(".d-search, .d-choice, label"), here.closest("tr:focus-within")];
  const row = here.closest("tr")?.firstElementChild;
  const isRow = !!row && getComputedStyle(row).boxShadow.includes("inset");
  const isSeen = isRow || frames.some((at) => at && isRing(at));
  return [here === document.body, isSeen, box.bottom > 0 && box.top < innerHeight, here.outerHTML.slice(0, 120)];
}"""


class Keys:
    """Presses keys on a staff page and looks where the keyboard stands after each."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        """Press keys; after each the focus is somewhere, seen and on the screen."""
        for key in keys:
            self.page.keyboard.press(key)
            self.page.wait_for_timeout(60)
            self.seen(key)

    def open(self, key: str, to: str) -> None:
        """Press a key that opens something beside the list, without leaving the page."""
        self.page.keyboard.press(key)
        self.page.wait_for_url(re.compile(to))
        self.seen(key)

    def load(self, key: str, to: str = "") -> None:
        """Press a key that leads to another page; there the focus is seen again."""
        with self.page.expect_navigation(url=re.compile(to) if to else None, wait_until="load"):
            self.page.keyboard.press(key)
        self.seen(key)

    def type(self, text: str) -> None:
        """Type, and let the page answer."""
        self.page.keyboard.type(text)
        self.page.wait_for_timeout(60)
        self.seen(text)

    def seen(self, after: str) -> None:
        """The keyboard stands somewhere one sees; a page that is drawn anew has a moment to say where."""
        for _ in range(40):
            nowhere, ring, on_screen, what = self.page.evaluate(_HERE)
            if not nowhere and ring and on_screen:
                return
            self.page.wait_for_timeout(50)
        assert not nowhere, f"after {after!r} the focus is lost"
        assert ring, f"after {after!r} no focus is seen on {what}"
        assert on_screen, f"after {after!r} the focus is off the screen: {what}"

    def tab_to(self, selector: str, most: int = 25) -> None:
        """Tab until the focus is on ``selector``."""
        for _ in range(most):
            if self.page.evaluate("(at) => document.activeElement.matches(at)", selector):
                return
            self.press("Tab")
        raise AssertionError(f"{selector} was not reached")

    @property
    def focused(self) -> str:
        """The words of what has the focus."""
        return str(self.page.evaluate("() => document.activeElement.innerText ?? ''")).strip()


def _no_mouse(page: Page) -> None:
    page.evaluate(
        "() => addEventListener('pointerdown', () => { throw new Error('a mouse was used'); }, { capture: true })"
    )


def test_a_register_is_narrowed_opened_edited_and_left(signed_in: Callable[..., Page]) -> None:
    page = signed_in("supervisor", "/console/units/", width=1366, height=768)
    keys = Keys(page)
    _no_mouse(page)
    keys.press("j", "j", "k")
    assert keys.focused == "A11"

    # Narrowed as one types; on to the list, which was drawn anew meanwhile.
    keys.press("/")
    keys.type("b0")
    expect(page.locator("tbody tr")).to_have_count(2)
    keys.press("ArrowDown")
    page.wait_for_timeout(600)
    keys.seen("the list was drawn anew")
    assert keys.focused == "B03"
    keys.press("j")
    assert keys.focused == "B07"

    # Opened beside the list, changed, saved, and its history tells it.
    keys.open("Enter", to=r"/units/\d+/")
    expect(page.locator("#drawer-title")).to_have_text("B07")
    keys.tab_to("#edit [name=vehicle]")
    keys.press("Control+A")
    keys.type("Car 7")
    keys.load("Control+s", to=r"/units/\d+/")
    expect(page.locator(".d-toast")).to_be_visible()
    expect(page.locator("#edit [name=vehicle]")).to_have_value("Car 7")
    expect(page.locator(".d-told li").first).to_contain_text("changed vehicle of B07")

    # Closed: the keyboard is on the row that was left.
    keys.load("Escape", to=r"/units/(\?|$)")
    expect(page.locator(".d-drawer.is-shut")).to_have_count(1)
    assert keys.focused == "B07"


def test_a_row_is_begun_and_refused_by_keyboard(signed_in: Callable[..., Page]) -> None:
    page = signed_in("supervisor", "/console/units/", width=1366, height=768)
    keys = Keys(page)
    keys.press("j")
    keys.load("n", to="/new/")
    assert page.evaluate("document.activeElement.closest('#edit') !== null")
    keys.load("Control+s")
    expect(page.locator(".d-refusal")).to_be_visible()
    assert page.evaluate("document.activeElement.closest('.is-wrong') !== null")  # where it can be mended


def test_a_view_is_kept_and_columns_chosen(signed_in: Callable[..., Page]) -> None:
    page = signed_in("supervisor", "/console/units/?q=a1", width=1366, height=768)
    keys = Keys(page)
    keys.press("j", "v")
    keys.type("Tower units")
    keys.load("Enter")
    own = page.locator(".d-tabs a.own", has_text="Tower units")
    expect(own).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(3)

    keys.press("j", "c")
    shown = page.locator("thead th").count()
    keys.press("Space")
    keys.load("Enter")
    expect(page.locator("thead th")).not_to_have_count(shown)
    keys.press("j", "c", "Space")
    keys.load("Enter")
    expect(page.locator("thead th")).to_have_count(shown)

    # A menu closed gives the keyboard back.
    keys.press("v", "Escape")
    assert page.evaluate("document.activeElement.matches('summary')")
    keys.press("v")
    keys.tab_to("button[name=delete]")
    keys.load("Enter")
    expect(own).to_have_count(0)


def test_a_register_is_taken_out_as_csv(signed_in: Callable[..., Page]) -> None:
    page = signed_in("supervisor", "/console/units/?q=b0", width=1366, height=768)
    keys = Keys(page)
    keys.press("j")
    with page.expect_download() as taken:
        keys.press("e")
    text = taken.value.path().read_text(encoding="utf-8-sig")
    assert [line.split(",")[0] for line in text.splitlines()[1:]] == ["B03", "B07"]


def test_every_key_of_the_page_is_told_and_every_page_has_one(signed_in: Callable[..., Page]) -> None:
    page = signed_in("supervisor", "/console/units/", width=1366, height=768)
    keys = Keys(page)
    keys.press("j", "?")
    expect(page.locator("#keys")).to_contain_text("Export")
    keys.press("Escape")
    assert keys.focused == "A11"
    for letter, path in (("o", "/roster/"), ("s", "/services/"), ("l", "/lines/")):
        page.keyboard.press("g")
        page.keyboard.press(letter)
        page.wait_for_url(re.compile(path))


def test_a_policy_is_previewed_and_saved(signed_in: Callable[..., Page]) -> None:
    page = signed_in("director", "/console/services/", width=1366, height=768)
    keys = Keys(page)
    keys.press("/")
    keys.type("escort")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.wait_for_timeout(600)
    keys.press("ArrowDown")
    page.wait_for_timeout(600)
    keys.seen("the list was drawn anew")
    with page.expect_navigation(url=re.compile(r"/services/[a-z_]+/")):
        page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    keys.tab_to("#edit [name=targets]", most=80)
    keys.press("Control+A")
    keys.type("on scene within 8 min of opened, 90 in 100")
    keys.load("Control+s")
    expect(page.locator("#preview-title")).to_be_focused()
    expect(page.locator(".o-preview")).to_contain_text("within 8 min of opened")
    keys.load("Control+s")
    expect(page.locator(".o-version").first).to_contain_text("within 8 min of opened")
    expect(page.locator("#preview-title")).to_have_count(0)


def test_the_audit_is_searched(signed_in: Callable[..., Page]) -> None:
    page = signed_in("auditor", "/console/audit/", width=1366, height=768)
    keys = Keys(page)
    keys.press("/")
    keys.type("A12")
    expect(page).to_have_url(re.compile("subject=A12"))
    page.wait_for_timeout(400)
    keys.press("ArrowDown", "j", "k")
    page.wait_for_timeout(600)
    keys.seen("the list was drawn anew")
    keys.load("Enter", to="who=")  # everything by whoever did it; an empty list has a way out to stand on
