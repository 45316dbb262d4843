"""Working days: Monday to Friday by the department's own clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from watchkeeper.core.departments.workdays import after, is_workday

BOSTON = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("at", "days", "due"),
    [
        ("2026-11-23T10:00", 1, "2026-11-24T10:00"),  # Monday
        ("2026-11-27T10:00", 1, "2026-11-30T10:00"),  # Friday
        ("2026-11-23T10:00", 5, "2026-11-30T10:00"),
        ("2026-11-28T22:00", 1, "2026-12-01T08:00"),  # Saturday night counts from Monday morning
        ("2026-03-06T10:00", 1, "2026-03-09T10:00"),  # over the change of the clocks
    ],
)
def test_working_days_are_counted_by_the_departments_clock(at: str, days: int, due: str) -> None:
    asked = datetime.fromisoformat(at).replace(tzinfo=BOSTON).astimezone(UTC)
    found = after(asked, timedelta(days=days), BOSTON)
    assert f"{found.astimezone(BOSTON):%Y-%m-%dT%H:%M}" == due
    assert found.tzinfo is UTC
    assert is_workday(found.astimezone(BOSTON).date())
