"""The numbers of calls: one series a local year, and one of its own for what only named people may know."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from django.db import connection

from watchkeeper.core.departments.models import Department


@cache
def _zone(department_id: int) -> ZoneInfo:
    """The department's own time zone; a restart picks up a change."""
    return ZoneInfo(Department.objects.values_list("time_zone", flat=True).get(pk=department_id))


def next_number(department_id: int, *, at: datetime, is_named: bool) -> str:
    """The next number of the local year's series: ``26-004812``; calls by name only count in a series of their own."""
    year = at.astimezone(_zone(department_id)).year
    key = f"{'X' if is_named else ''}{year % 100:02d}"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO calls_numberseries (department_id, key, last) VALUES (%s, %s, 1) "
            "ON CONFLICT (department_id, key) DO UPDATE SET last = calls_numberseries.last + 1 RETURNING last",
            [department_id, key],
        )
        last = cursor.fetchone()[0]
    return f"{key}-{last:06d}"
