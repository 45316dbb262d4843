"""Parts of a service as people write them, in small letters and in large ones."""

from __future__ import annotations

import pytest

from watchkeeper.core.services import said


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("Nursing within 5 min", 300),
        ("Nursing within 5 MIN", 300),
        ("Nursing WITHIN 2 H", 7200),
        ("Nursing within 1 Day", 86400),
        ("Nursing within 2 Days", 172800),
        ("Nursing", None),
    ],
)
def test_whom_to_tell_is_read_whatever_the_letters(line: str, seconds: float | None) -> None:
    assert said.tells_from(line) == [{"who": "Nursing", "seconds": seconds}]


def test_a_target_is_read_whatever_the_letters() -> None:
    (found,) = said.targets_from("On Scene Within 10 MIN of Opened, 90 in 100 at P2")
    assert (found["end"], found["seconds"], found["at"]) == ("on_scene", 600, 2)
