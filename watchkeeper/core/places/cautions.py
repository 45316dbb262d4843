"""What to know before going there."""

from __future__ import annotations

from django.db.models import Q

from watchkeeper.core.places import find
from watchkeeper.core.places.models import Caution
from watchkeeper.kit import clock


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
