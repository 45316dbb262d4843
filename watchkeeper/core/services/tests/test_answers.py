from __future__ import annotations

import pytest

from watchkeeper.core.services.answers import LONGEST_OF_ALL, check
from watchkeeper.core.services.kinds import Kind
from watchkeeper.core.services.parts import Ask


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in {Kind.CHOICE, Kind.CHOICES}])
def test_an_answer_beyond_all_measure_is_refused_in_words_whatever_its_kind(kind: Kind) -> None:
    found = check((Ask("x", "?", kind),), {"x": "1" * (LONGEST_OF_ALL + 1)})
    assert "too long" in found["x"][0]
