"""Working days of a department: Monday to Friday by its own clock. Holidays are not known."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_SATURDAY = 5
MORNING = time(8)


def is_workday(day: date) -> bool:
    """Whether ``day`` is Monday to Friday."""
    return day.weekday() < _SATURDAY


def after(at: datetime, span: timedelta, zone: ZoneInfo) -> datetime:
    """The moment ``span`` (whole days, and hours beyond them) after ``at``, counting working days only.

    What is asked on a Saturday counts from eight in the morning of Monday, by the department's clock.
    """
    local = at.astimezone(zone)
    while not is_workday(local.date()):
        local = datetime.combine(local.date() + timedelta(days=1), MORNING, zone)
    for _ in range(span.days):
        local += timedelta(days=1)
        while not is_workday(local.date()):
            local += timedelta(days=1)
    return (local + timedelta(seconds=span.seconds)).astimezone(at.tzinfo)
