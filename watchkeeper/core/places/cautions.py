"""What to know before going there, and which of it has been kept long enough."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet

from watchkeeper.core.places import find
from watchkeeper.core.places.models import Caution
from watchkeeper.kit import clock

KEPT = timedelta(days=90)  # after a caution's end


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


def due() -> QuerySet[Caution]:
    """The cautions whose words must be forgotten by now, department by department."""
    until = clock.now() - KEPT
    over = Q(ended_at__lte=until) | Q(expires_at__lte=until)
    return Caution.objects.filter(over).exclude(text="").order_by("department_id", "pk")


def is_due(caution: Caution) -> bool:
    """Whether ``caution`` ended so long ago that its words must be forgotten."""
    return min(caution.ended_at or caution.expires_at, caution.expires_at) <= clock.now() - KEPT
