"""The clock of a demo that is photographed: a moment with its offset, or the house says what is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from watchkeeper.config.apps import _set_clock
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Refused


@pytest.mark.parametrize("at", ["2026-03-02T14:00", "noon", "2026-03-02"])
def test_a_moment_without_its_offset_is_refused_in_words(
    at: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEMO = True
    monkeypatch.setenv("WATCHKEEPER_CLOCK", at)
    with pytest.raises(Refused, match="WATCHKEEPER_CLOCK is"):
        _set_clock()
    assert not clock.is_stepped()
