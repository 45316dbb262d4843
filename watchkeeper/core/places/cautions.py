"""What to know before going there."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from watchkeeper.core.places import find
from watchkeeper.core.places.models import Caution
from watchkeeper.kit import clock

KEPT = timedelta(days=90)  # how long the words of a caution are kept after its end
_AT_ONCE = 200


def near(ref: str, department_id: int) -> list[Caution]:
    """The cautions in force on a place, on what it lies in, and on what lies in it; the nearest first.

    A caution on a whole site is shown for every place of it. One query, besides the index's mark.
    """
    holding = find.within(ref, department_id)
    inside = find.inside(ref, department_id)
    rows = Caution.objects.filter(in_force(department_id), ref__in=[*holding, *inside])
    order = {one: number for number, one in enumerate((*holding[:1], *inside, *holding[1:]))}
    return sorted(rows, key=lambda caution: (order[caution.ref], -caution.starts_at.timestamp()))


def in_force(department_id: int) -> Q:
    """The cautions of a department that hold at this moment."""
    now = clock.now()
    return Q(department_id=department_id, ended_at=None, starts_at__lte=now, expires_at__gt=now)


def over(until: datetime) -> Q:
    """The cautions that were over by ``until``."""
    return Q(ended_at__lte=until) | Q(ended_at=None, expires_at__lte=until)


def to_forget() -> list[Caution]:
    """Some cautions whose words are to be destroyed by now, of one department; none when all is done."""
    rows = list(Caution.objects.filter(over(clock.now() - KEPT)).exclude(text="").order_by("department_id")[:_AT_ONCE])
    return [row for row in rows if row.department_id == rows[0].department_id]
