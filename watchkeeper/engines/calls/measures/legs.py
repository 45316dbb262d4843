"""Assignments as legs with the names a report prints, for a replay that compares a file with what was made of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models.functions import Coalesce

from watchkeeper.engines.calls.figures import UNKNOWN_END, Leg
from watchkeeper.engines.calls.models import Assignment


def legs(calls: Any, *, row: str = "pk", call: str = "call__number") -> list[Leg]:
    """Every assignment of ``calls`` as a leg, an end nobody knows left out; ``row`` and ``call`` name them."""
    sent = Assignment.objects.filter(call__in=calls.order_by().values("pk"), is_stacked=False).exclude(assigned_at=None)
    stamps = ("received", "assigned_at", "en_route_at", "on_scene_at", "cleared_at", "override")
    columns: Iterable[tuple[Any, ...]] = (
        sent.annotate(received=Coalesce("call__rung_at", "call__answered_at", "call__opened_at"))
        .order_by("id")
        .values_list(row, call, "unit__call_sign", *stamps)
    )
    return [_leg(*one) for one in columns]


def _leg(*stamps: Any) -> Leg:
    row, call, unit, received, assigned, en_route, on_scene, cleared, override = stamps
    end = None if UNKNOWN_END in override else cleared
    return Leg(str(row), str(call), unit, received, assigned, en_route, on_scene, end)
