"""A week in words: what is said can be read again, and what cannot be read is no week."""

from __future__ import annotations

import pytest

from watchkeeper.core.places import week

OFFICE = [[["08:00", "17:30"]]] * 5 + [[["09:00", "12:00"], ["13:00", "15:00"]], []]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Mon–Fri 08:00–17:30", "Mon–Fri 08:00–17:30"),
        (
            "mon-fri 08:00-17:30; sat 09:00-12:00 and 13:00-15:00",
            "Mon–Fri 08:00–17:30, Sat 09:00–12:00 and 13:00–15:00",
        ),
        ("Sat-Mon 10:00-11:00", "Mon 10:00–11:00, Sat–Sun 10:00–11:00"),
    ],
)
def test_what_is_written_reads_back(text: str, said: str) -> None:
    weekly = week.read(text)
    assert weekly is not None
    assert week.said(weekly) == said
    assert week.read(said) == weekly


def test_a_week_in_words() -> None:
    assert week.said(OFFICE) == "Mon–Fri 08:00–17:30, Sat 09:00–12:00 and 13:00–15:00"
    assert week.said([]) == ""


@pytest.mark.parametrize("text", ["", "always", "Mon", "08:00-10:00", "Mon 8-10", "Mon 08:00-10:00, Mon 11:00-12:00"])
def test_what_cannot_be_read_is_no_week(text: str) -> None:
    assert week.read(text) is None
