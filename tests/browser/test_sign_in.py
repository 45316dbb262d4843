"""Signing in as a person would, and what a stranger sees."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_one_click_signs_in_as_a_dispatcher(signed_in: Callable[..., Page]) -> None:
    page = signed_in("dispatcher")
    assert page.url.endswith("/console/board/")


def test_a_stranger_is_asked_to_sign_in(signed_in: Callable[..., Page]) -> None:
    page = signed_in("", "/console/")
    assert "/sign-in/" in page.url
