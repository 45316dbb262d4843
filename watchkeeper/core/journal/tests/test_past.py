"""The board at any past instant, built from the journal, is what was true then."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from watchkeeper.core.journal import past, sealer, snapshots
from watchkeeper.core.journal.feed import Row, View
from watchkeeper.core.journal.models import Snapshot
from watchkeeper.core.journal.tests import saying
from watchkeeper.core.journal.tests.saying import Somebody, say
from watchkeeper.core.journal.verify import verify
from watchkeeper.kit import clock
from watchkeeper.kit.clock import SteppedClock

START = datetime.fromisoformat("2026-03-02T14:00:00Z")


def open_(row: Row, view: View) -> Row | None:
    """Rows of a level are seen by views of that level."""
    return row if row["lvl"] <= view.level else None


# One step: seconds that pass, the department, the things it changes (None: it leaves the board), whether it is named.
steps = st.lists(
    st.tuples(
        st.sampled_from([0, 0, 1, 7, 60, 1200]),
        st.sampled_from([1, 2]),
        st.dictionaries(st.integers(1, 6).map(lambda n: f"thing:{n}"), st.none() | st.integers(0, 2), max_size=3),
        st.sampled_from([False, False, False, True]),
    ),
    max_size=40,
)


class Truth:
    """What was on each department's board after each entry, kept the plain way."""

    def __init__(self) -> None:
        self.now: dict[int, dict[str, tuple[Row, bool]]] = {1: {}, 2: {}}
        self.history: list[tuple[datetime, dict[int, dict[str, tuple[Row, bool]]]]] = []

    def note(self, department: int, rows: dict[str, Row | None], named: bool) -> None:
        for key, row in rows.items():
            if row is None:
                self.now[department].pop(key, None)
            else:
                self.now[department][key] = (row, named)
        self.history.append((clock.now(), {number: dict(board) for number, board in self.now.items()}))

    def board(self, moment: int, view: View) -> list[Row]:
        if moment == 0:
            return []
        standing = self.history[moment - 1][1][view.department_id]
        seen = [row for row, named in standing.values() if not named and open_(row, view)]
        return sorted(seen, key=lambda row: str(row["k"]))

    def at(self, instant: datetime) -> int:
        return sum(recorded <= instant for recorded, _ in self.history)


@pytest.mark.property
class ThePast(TestCase):
    @settings(max_examples=40)
    @given(script=steps, every=st.sampled_from([1, 3, 1000]))
    def test_the_board_at_every_past_moment_is_what_was_true_then(self, script: list[Any], every: int) -> None:
        truth = Truth()
        steps_clock = SteppedClock(START)
        before, snapshots.EVERY_ENTRIES = snapshots.EVERY_ENTRIES, every
        try:
            with clock.use(steps_clock), saying.declared():
                for number, (seconds, department, changes, named) in enumerate(script):
                    steps_clock.advance(timedelta(seconds=seconds))
                    self._change(truth, number, department, changes, named)
                    if number % 10 == 9:
                        sealer.seal()
                        snapshots.take_due()
                sealer.seal()
                self._compare(truth, len(script))
                snapshots.take_due()
                self._compare(truth, len(script))
                assert verify().ok
        finally:
            snapshots.EVERY_ENTRIES = before

    def _change(self, truth: Truth, number: int, department: int, changes: dict[str, Any], named: bool) -> None:
        rows = {key: None if level is None else {"k": key, "v": number, "lvl": level} for key, level in changes.items()}
        saying.say_named(f"step {number}", by=Somebody(department), named=named, rows=rows)
        truth.note(department, rows, named)

    def _compare(self, truth: Truth, entries: int) -> None:
        for view in (View(1, 2), View(1, 1), View(2, 2)):
            for moment in range(entries + 1):
                assert past.board_at(view, moment, open_) == truth.board(moment, view)
            for instant in {at + timedelta(seconds=s) for at, _ in truth.history for s in (-1, 0, 3)}:
                assert past.board_at(view, instant, open_) == truth.board(truth.at(instant), view)


@pytest.mark.django_db
def test_snapshots_lie_every_thousand_entries_or_quarter_of_an_hour(stepped: SteppedClock) -> None:
    for number in range(2500):
        say(f"{number}", rows={f"thing:{number % 30}": {"k": f"thing:{number % 30}", "v": number, "lvl": 0}})
    stepped.advance(timedelta(minutes=16))
    say("later")
    sealer.seal()
    assert [snapshots.take_due(1200) for _ in range(3)] == [1, 1, 1]  # little by little, in the same places
    assert list(Snapshot.objects.order_by("position").values_list("position", flat=True)) == [1000, 2000, 2501]
    assert snapshots.take_due() == 0
    assert verify().ok


@pytest.mark.django_db
def test_a_damaged_snapshot_is_passed_over_and_taken_anew(stepped: SteppedClock) -> None:
    for number in range(2500):
        say(f"{number}", rows={"thing:1": {"k": "thing:1", "v": number, "lvl": 0}})
    sealer.seal()
    assert snapshots.take_due() == 2
    whole = snapshots.boards_at(2400)
    for damage in (b"", b"no boards"):
        Snapshot.objects.filter(position=2000).update(boards=damage)
        assert snapshots.boards_at(2400) == whole
        assert not verify().ok
        assert snapshots.take_due() == 1
        assert snapshots.boards_at(2400) == whole
        assert verify().ok


@pytest.mark.django_db
def test_any_second_of_a_long_past_opens_with_few_queries(stepped: SteppedClock) -> None:
    for number in range(3000):
        say(f"{number}", rows={f"thing:{number % 30}": {"k": f"thing:{number % 30}", "v": number, "lvl": 0}})
        stepped.advance(timedelta(milliseconds=100))
    sealer.seal()
    snapshots.take_due()
    with CaptureQueriesContext(connection) as queries:
        rows = past.board_at(View(1, 2), START + timedelta(seconds=250), open_)
    assert {row["v"] for row in rows} == set(range(2471, 2501))
    assert len(queries) < 20
