"""Days and times as people and programs write them; a local time may be no instant, or two, when clocks are changed.

Here alone such texts are read: outside :data:`YEARS` a moment could be kept by no database and shown in no zone.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

YEARS = range(1990, 2201)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def day(text: str) -> date:
    """The day that ``text`` names, written like 2026-11-22. Raises ``ValueError`` for anything else."""
    if not _DAY.fullmatch(text):
        raise ValueError("a day is written like 2026-11-22")
    found = date.fromisoformat(text)
    if found.year not in YEARS:
        raise ValueError("outside the calendar")
    return found


def moment(text: str) -> datetime | None:
    """The moment (UTC) that an ISO 8601 ``text`` with its offset names; None for anything else."""
    try:
        written = datetime.fromisoformat(text)
        return None if written.tzinfo is None else _utc(written)
    except ValueError:
        return None


def instants(text: str, zone: ZoneInfo) -> list[datetime]:
    """The instants (UTC, in order) that an ISO 8601 ``text`` means in ``zone``.

    One as a rule, and always one when the text has an offset of its own; none for a time the clocks skipped; two for
    a time that came twice. Raises ``ValueError`` for what is no date and time, or lies outside :data:`YEARS`.
    """
    written = datetime.fromisoformat(text)
    if len(text) < len("2026-02-18T14:02"):
        raise ValueError("a day without a time")
    if written.tzinfo is not None:
        return [_utc(written)]
    both = {_utc(written.replace(tzinfo=zone, fold=fold)) for fold in (0, 1)}
    return sorted(at for at in both if at.astimezone(zone).replace(tzinfo=None) == written)


def written(at: datetime, zone: ZoneInfo) -> str:
    """``at`` in ``zone``, to the second; with its offset where the same time came twice: 2026-11-01T01:30:00-04:00."""
    local = at.astimezone(zone).replace(microsecond=0)
    plain = local.replace(tzinfo=None).isoformat()
    return local.isoformat() if len(instants(plain, zone)) > 1 else plain


def _utc(at: datetime) -> datetime:
    try:
        found = at.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("outside the calendar") from error
    if found.year not in YEARS:
        raise ValueError("outside the calendar")
    return found
