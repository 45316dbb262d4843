"""The board as the screens showed it at a moment of the past."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db.models import Min

from watchkeeper.core.journal import personal, sealer, snapshots
from watchkeeper.core.journal.feed import Row, View
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.journal.sealing import stamp

# How far apart in position two entries may lie whose recording times are in the other order: a slow commit is sealed
# late. Wider than any burst within the longest transaction the house makes.
_SPREAD = 1000


def board_at(view: View, when: datetime | int, seen: Callable[[Row, View], Row | None]) -> list[Row]:
    """The rows on the board of ``view`` at ``when``, a moment or a position, sorted by key; what was purged says so.

    ``seen`` hides from a stored row what the view may not know (the renderer's own rule).
    """
    position = when if isinstance(when, int) else position_at(when)
    standing = snapshots.boards_at(position).get(str(view.department_id), {})
    rows = (seen(row, view) for row, _, named in standing.values() if not named)
    shown = sorted((row for row in rows if row is not None), key=lambda row: str(row["k"]))
    return personal.fill_rows(shown)


def position_at(instant: datetime) -> int:
    """The last position the screens had shown by ``instant``: all before the first entry recorded after it."""
    wanted = stamp(instant)
    low, high = 0, sealer.last_position()
    while low < high:  # recording times grow with position, but for slow commits; halve to the neighborhood
        middle = (low + high + 1) // 2
        recorded = Entry.objects.filter(position=middle).values_list("recorded_at", flat=True).first()
        if recorded is not None and recorded <= wanted:
            low = middle
        else:
            high = middle - 1
    later = Entry.objects.filter(
        position__gt=low - _SPREAD, position__lte=low + _SPREAD, recorded_at__gt=wanted
    ).aggregate(first=Min("position"))["first"]
    return int(later) - 1 if later is not None else min(low + _SPREAD, sealer.last_position())
