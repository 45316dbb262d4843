"""A time of day as people write it, as the instants it may mean: none or two of them when the clocks are changed."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def instants(text: str, zone: ZoneInfo) -> list[datetime]:
    """The instants (UTC, in order) that an ISO 8601 ``text`` means in ``zone``.

    One as a rule, and always one when the text has an offset of its own; none for a time the clocks skipped; two for
    a time that came twice. Raises ``ValueError`` for what is no date and time.
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
        return at.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("outside the calendar") from error
