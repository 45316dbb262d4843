"""The board of any past moment, built from the journal, is the board the screens showed then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.world import a_department, a_supervisor, a_unit, the_house
from watchkeeper.config.simulate.operations import OPERATIONS, Ground, do
from watchkeeper.core.journal import past, sealer, snapshots
from watchkeeper.core.journal.feed import View
from watchkeeper.core.journal.verify import verify
from watchkeeper.engines.calls.board import board
from watchkeeper.engines.calls.rows import seen
from watchkeeper.kit import chance, clock

pytestmark = [pytest.mark.property, pytest.mark.django_db]

STEPS = 40
EXAMPLES = 12
START = datetime.fromisoformat("2026-03-02T14:00:00Z")


class _Undone(Exception):
    """Ends an example: what it did is rolled back."""


@given(st.lists(st.integers(0, 2**32), min_size=STEPS, max_size=STEPS))
@settings(max_examples=EXAMPLES, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_every_past_board_is_what_was_true_then(draws: list[int]) -> None:
    with pytest.raises(_Undone):
        _run_and_undo(draws)


@transaction.atomic
def _run_and_undo(draws: list[int]) -> None:
    steps = clock.SteppedClock(START)
    with clock.use(steps), chance.seeded(1):
        _run(draws, steps)
    raise _Undone


def _run(draws: list[int], steps: clock.SteppedClock) -> None:
    department = a_department().pk
    views = [View(department, 2), View(department, 1), View(department, 0)]
    for sign in ("A1", "A2", "B1"):
        a_unit(sign)
    picks: Iterator[int] = iter(())
    ground = Ground(a_supervisor(), the_house(), steps, lambda n: next(picks) % n)
    truth: list[tuple[int, datetime, list[Any]]] = []
    for number, draw in enumerate(draws):
        picks = _digits(draw)
        do(OPERATIONS[draw % len(OPERATIONS)], ground)
        sealer.seal()
        truth.append((sealer.last_position(), clock.now(), [_shown(board(view)) for view in views]))
        steps.advance(timedelta(seconds=1))
        if number == STEPS // 2:
            snapshots.take_due()
    for position, at, boards in truth:
        for view, shown in zip(views, boards, strict=True):
            assert _shown(past.board_at(view, position, seen)) == shown
            assert _shown(past.board_at(view, at, seen)) == shown
    assert verify().ok


def _shown(rows: list[dict[str, Any]]) -> list[Any]:
    """Rows as a screen gets them: through JSON, by key."""
    through: list[Any] = orjson.loads(orjson.dumps(sorted(rows, key=lambda row: str(row["k"]))))
    return through


def _digits(draw: int) -> Iterator[int]:
    """Endless picks out of one drawn number."""
    while True:
        draw = (draw * 6364136223846793005 + 1442695040888963407) % 2**64
        yield draw >> 33
