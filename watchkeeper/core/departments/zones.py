"""The time zone of a department, remembered: it hardly ever changes and is asked for at every turn."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.db import connection

from watchkeeper.core.departments.models import Department

_known: dict[tuple[str, int], ZoneInfo] = {}


def zone_of(department_id: int) -> ZoneInfo:
    """The zone of ``department_id``; one query the first time this process asks. UTC for one that is not there."""
    key = (str(connection.settings_dict["NAME"]), department_id)
    if key not in _known:
        name = Department.objects.values_list("time_zone", flat=True).filter(pk=department_id).first()
        if name is None:
            return ZoneInfo("UTC")
        _known[key] = ZoneInfo(name)
    return _known[key]


def forget() -> None:
    """Drop what is remembered (a department's zone was changed)."""
    _known.clear()
