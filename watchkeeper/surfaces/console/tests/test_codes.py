"""The letters that start a Code."""

from __future__ import annotations

import pytest

from tests.world import a_department, a_director, a_dispatcher
from watchkeeper.surfaces.console import state
from watchkeeper.surfaces.console.command.codes import codes

pytestmark = pytest.mark.django_db


def test_each_code_has_the_first_letter_of_its_color_and_a_word_the_line_takes() -> None:
    found = {one["key"]: (one["word"], one["says"]) for one in codes(a_department().pk)}
    assert found == {
        "b": ("blue", "Code Blue: then its place"),
        "r": ("red", "Code Red: then its place"),
        "s": ("silver", "Code Silver: then its place"),
        "p": ("pink", "Code Pink: then its place"),
        "g": ("gray", "Code Gray: then its place"),
        "o": ("orange", "Code Orange: then its place"),
    }


def test_the_board_of_who_may_open_no_call_starts_none() -> None:
    assert state.whole(a_dispatcher())["codes"]
    assert state.whole(a_director())["codes"] == []
