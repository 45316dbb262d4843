"""Whatever is done to calls and units: none stranded or sent twice, nobody held twice, no asker lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.databases import is_postgres
from tests.world import a_department, a_supervisor, a_unit, the_house
from watchkeeper.config.simulate import booking, invariants
from watchkeeper.config.simulate.operations import OPERATIONS, Ground, do
from watchkeeper.kit import chance, clock

pytestmark = [pytest.mark.property, pytest.mark.django_db]

STEPS = 70
EXAMPLES = 60 if is_postgres() else 300  # 300 x 70 = 21,000 operations; a fifth of them once more on PostgreSQL
START = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)


class _Undone(Exception):
    """Ends an example: what it did is rolled back."""


@given(st.lists(st.integers(0, 2**32), min_size=STEPS, max_size=STEPS))
@settings(max_examples=EXAMPLES, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_no_sequence_of_operations_breaks_an_invariant(draws: list[int]) -> None:
    with pytest.raises(_Undone):
        _run_and_undo(draws)


@transaction.atomic
def _run_and_undo(draws: list[int]) -> None:
    _run(draws)
    raise _Undone


def _run(draws: list[int]) -> None:
    steps = clock.SteppedClock(START)
    with clock.use(steps), chance.seeded(1):
        a_department()
        for sign in ("A1", "A2", "B1"):
            a_unit(sign)
        booking.staff(the_house(), ("S01",))
        picks: Iterator[int] = iter(())
        ground = Ground(a_supervisor(), the_house(), steps, lambda n: next(picks) % n)
        watcher = invariants.Watcher(slack=timedelta(seconds=20))
        for draw in draws:
            picks = _digits(draw)
            do(OPERATIONS[draw % len(OPERATIONS)], ground)
            assert watcher.look() == []
        assert invariants.final() == []


def _digits(draw: int) -> Iterator[int]:
    """Endless picks out of one drawn number."""
    while True:
        draw = (draw * 6364136223846793005 + 1442695040888963407) % 2**64
        yield draw >> 33
