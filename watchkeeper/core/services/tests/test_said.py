"""Parts of a service as people write them, in small letters and in large ones."""

from __future__ import annotations

import pytest

from watchkeeper.core.services import rows, said
from watchkeeper.core.services.parts import Within, days, minutes


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


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (Within("opened", "proposed", days(1), is_working=True), "proposed within 1 working day of opened, 90 in 100"),
        (
            Within("opened", "closed", days(10), 80, is_working=True),
            "closed within 10 working days of opened, 80 in 100",
        ),
        (Within("opened", "delivered", days(1)), "delivered within 1 day of opened, 90 in 100"),
        (Within("opened", "delivered", days(21)), "delivered within 21 days of opened, 90 in 100"),
        (Within("starts", "on_scene", -minutes(10)), "on scene 10 min before starts, 90 in 100"),
    ],
)
def test_a_target_in_words_is_read_back_as_the_same(one: Within, words: str) -> None:
    assert said.target(one) == words
    found = said.targets_from(words)
    assert found == [rows.target_row(one)]
    assert rows.targets(found) == (one,)


def test_a_target_kept_before_there_were_working_days_counts_all_days() -> None:
    row = {"start": "opened", "end": "delivered", "seconds": 86400.0, "percentile": 90, "at": None}
    assert rows.targets([row]) == (Within("opened", "delivered", days(1)),)
