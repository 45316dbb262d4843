"""The figures by hand: percentiles, the peak at equal times, who is double-booked, what an unknown end does not do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from watchkeeper.engines.calls import figures
from watchkeeper.engines.calls.figures import Leg

T = datetime(2017, 1, 1, 9, 0, tzinfo=UTC)


def leg(row: str, unit: str = "E1", sent: float = 0, free: float | None = None, scene: float | None = None) -> Leg:
    """A leg with times in seconds after nine."""
    times = {name: None if s is None else T + timedelta(seconds=s) for name, s in (("free", free), ("scene", scene))}
    dispatch = T + timedelta(seconds=sent)
    call, _, _ = row.partition("-")
    return Leg(row, call, unit, T, dispatch, None, times["scene"], times["free"])


def test_percentiles_interpolate_between_values() -> None:
    assert figures.spread([10.0, 20.0, 40.0]) == figures.Spread(3, 20.0, 36.0, 38.0, 40.0)
    assert figures.spread([]) == figures.Spread(0, None, None, None)


def test_negative_intervals_count_as_they_stand() -> None:
    found = figures.intervals([leg("1-a", sent=60, scene=30, free=90), leg("2-a", sent=0, scene=30)])
    assert found["dispatch_to_on_scene"].n == 2
    assert found["dispatch_to_on_scene"].median_s == 0.0
    assert found["dispatch_to_available"].n == 1


def test_first_on_scene_is_measured_once_a_call_from_its_earliest_received() -> None:
    late = Leg("1-b", "1", "E2", T + timedelta(seconds=5), T, None, T + timedelta(seconds=40), None)
    found = figures.intervals([late, leg("1-a", scene=100), leg("2-a")])
    assert found["received_to_first_on_scene"] == figures.Spread(1, 40.0, 40.0, 40.0, 40.0)


def test_at_equal_times_the_release_comes_first() -> None:
    legs = [leg("1-a", "E1", 0, 60), leg("2-a", "E2", 60, 120), leg("3-a", "E3", 90, 100)]
    assert figures.peak(legs) == (2, T + timedelta(seconds=90))


def test_a_commitment_of_no_length_or_unknown_end_is_in_no_peak() -> None:
    assert figures.peak([leg("1-a", free=0), leg("2-a", "E2")]) == (0, None)


def test_double_booked_is_who_was_sent_before_being_free() -> None:
    rows = [leg("1-a", free=100), leg("2-a", sent=40, free=50), leg("3-a", sent=60, free=70), leg("4-a", sent=100)]
    assert figures.double_booked(rows) == ["2-a", "3-a"]


def test_an_unknown_end_makes_nobody_double_booked() -> None:
    assert figures.double_booked([leg("1-a"), leg("2-a", sent=40, free=50), leg("3-a", sent=50)]) == []


@pytest.mark.parametrize(("zone", "hour"), [("America/Los_Angeles", 1), ("UTC", 9)])
def test_the_busiest_hour_is_local_and_counts_calls_not_rows(zone: str, hour: int) -> None:
    assert figures.busiest_hour([leg("1-a"), leg("1-b", "E2"), leg("2-a")], ZoneInfo(zone)) == [hour, 2]
