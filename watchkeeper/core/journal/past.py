"""The board as the screens showed it at a moment of the past."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import connection
from django.db.models import Min

from watchkeeper.core.journal import personal, sealer, snapshots
from watchkeeper.core.journal.boards import Standing
from watchkeeper.core.journal.feed import Row, View
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.journal.sealing import moment, stamp

# How far apart in position two entries may lie whose recording times are in the other order: a slow commit is sealed
# late. Wider than any burst within the longest transaction the house makes.
_SPREAD = 1000
# How many positions one look reads at most: other departments' entries lie between, and no look may grow with them.
REACH = 5000
_first: dict[tuple[str, int], int] = {}


def board_at(view: View, when: datetime | int, seen: Callable[[Row, View], Row | None]) -> list[Row]:
    """The rows on the board of ``view`` at ``when``, a moment or a position, sorted by key; what was purged says so.

    ``seen`` hides from a stored row what the view may not know (the renderer's own rule).
    """
    position = when if isinstance(when, int) else position_at(when)
    standing = standing_at(view.department_id, position)
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


def standing_at(department_id: int, position: int) -> dict[str, Standing]:
    """What stood on the department's board after the entry at ``position``, as stored: subject → [row, level, named].

    Nothing is hidden and no mark is filled in; whoever shows it does both.
    """
    return snapshots.boards_at(position).get(str(department_id), {})


def entries_after(department_id: int, position: int, at_most: int) -> tuple[list[Entry], int]:
    """The department's next entries after ``position``, in order, and the position read up to.

    At most ``at_most`` entries and :data:`REACH` positions are read, so fewer than asked for need not be all there are.
    """
    head = sealer.last_position()
    until = min(head, position + REACH)
    found = Entry.objects.filter(department_id=department_id, position__gt=position, position__lte=until)
    entries = list(found.order_by("position")[:at_most])
    is_full = len(entries) == at_most
    return entries, (entries[-1].position or until) if is_full else max(until, min(position, head))


def entries_before(department_id: int, position: int, at_most: int) -> list[Entry]:
    """The department's last entries up to and with ``position``, newest first; :data:`REACH` positions are read."""
    found = Entry.objects.filter(department_id=department_id, position__gt=position - REACH, position__lte=position)
    return list(found.order_by("-position")[:at_most])


def began_at(department_id: int) -> datetime | None:
    """When the department's journal begins (UTC); None before its first entry.

    Which entry that is never changes, so it is looked for once a process and asked for by its key from then on.
    """
    known = _first.get((str(connection.settings_dict["NAME"]), department_id), 0)
    mine = Entry.objects.filter(department_id=department_id, position__isnull=False)
    first = mine.filter(pk=known).first() or mine.order_by("position").first()
    if first is None:
        return None
    _first[(str(connection.settings_dict["NAME"]), department_id)] = first.pk
    return moment(first.recorded_at)
