from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from watchkeeper.core.departments.local_time import day, instants, moment, written

BOSTON = ZoneInfo("America/New_York")


def _utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


def test_a_time_of_an_ordinary_day_is_one_instant() -> None:
    assert instants("2026-02-18T14:02:31", BOSTON) == [_utc(2026, 2, 18, 19, 2, 31)]
    assert instants("2026-02-18T14:02", BOSTON) == [_utc(2026, 2, 18, 19, 2)]
    assert instants("2026-02-18T19:02:31Z", BOSTON) == [_utc(2026, 2, 18, 19, 2, 31)]


def test_the_hour_that_comes_twice_is_two_and_an_offset_chooses() -> None:
    first, second = instants("2026-11-01T01:30:00", BOSTON)
    assert (first, second) == (_utc(2026, 11, 1, 5, 30), _utc(2026, 11, 1, 6, 30))
    assert written(first, BOSTON) == "2026-11-01T01:30:00-04:00"
    assert written(second, BOSTON) == "2026-11-01T01:30:00-05:00"
    assert [instants(written(at, BOSTON), BOSTON) for at in (first, second)] == [[first], [second]]


def test_the_hour_the_clocks_skip_is_none() -> None:
    assert instants("2026-03-08T02:30:00", BOSTON) == []
    assert written(_utc(2026, 3, 8, 7, 30), BOSTON) == "2026-03-08T03:30:00"


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-02-18", "14:02", "2026-13-40T25:61", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59"]
)
def test_what_is_no_date_and_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        instants(text, BOSTON)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2026-02-30", "2026-19-01", "20260218", "2026-W08-3", "1989-12-31", "2201-01-01", "٢٠٢٦-٠٢-١٨"],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        day(text)


def test_a_day_is_read() -> None:
    assert day("2026-02-28") == date(2026, 2, 28)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2026-02-30T10:00:00Z", "2026-02-18T10:00", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"],
)
def test_what_is_no_moment_with_its_offset_is_none(text: str) -> None:
    assert moment(text) is None


def test_a_moment_is_read_whatever_its_offset() -> None:
    assert moment("2026-02-18T14:02:31-05:00") == moment("2026-02-18T19:02:31Z") == _utc(2026, 2, 18, 19, 2, 31)
