"""Reading the journal at a distance: what must be done once an entry has reached an age, in order, each once.

Where a reader stands is a cursor, as with followers; nothing is kept per entry, so that a reading of ninety days later
costs the same whatever the history.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import takewhile

from watchkeeper.core.journal.models import Cursor, Entry
from watchkeeper.core.journal.sealing import stamp
from watchkeeper.kit import clock

AT_ONCE = 100


def entries(reader: str, verbs: Sequence[str], age: timedelta, *, after: int | None = None) -> list[Entry]:
    """Up to :data:`AT_ONCE` entries of ``verbs`` that ``reader`` has not read and that are ``age`` old by now.

    ``after`` reads on from there instead, for a look that moves nothing.
    """
    if after is None:
        after = Cursor.objects.filter(follower=reader).values_list("position", flat=True).first() or 0
    until = stamp(clock.now() - age)
    found = Entry.objects.filter(position__gt=after, verb__in=verbs).order_by("position")[:AT_ONCE]
    # Recording times may lie a little out of order; stopping at the first that is too young misses none.
    return list(takewhile(lambda entry: entry.recorded_at <= until, found))


def move(reader: str, past: Entry) -> bool:
    """Move ``reader`` past an entry, in the transaction of what was done for it; False when another has done it."""
    position = past.position or 0
    Cursor.objects.get_or_create(follower=reader)
    return Cursor.objects.filter(follower=reader, position__lt=position).update(position=position) == 1
