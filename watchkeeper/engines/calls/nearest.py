"""Who is nearest to each of a few waiting calls, for the board."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

from django.db import connection

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.calls.models import Call, Unit
from watchkeeper.engines.calls.recommend import recommend
from watchkeeper.kit import clock

MOST = 8  # calls at once: each costs a ranking of every unit
KEPT_S = 8.0  # seconds an answer may be given again, while the call and the units stand as they did

_kept: dict[Hashable, tuple[float, dict[str, Any]]] = {}


def nearest(pks: Iterable[int], *, by: Actor) -> dict[str, dict[str, Any]]:
    """``{"call:4": {"unit": "A24", "seconds": 80, "mode": "foot"}}``: the unit ``D`` would send to each call.

    Calls that ended or that ``by`` may not see are left out, and so is all behind the first ``MOST``. ``unit`` is ""
    when nobody can go, ``seconds`` (walking or driving) None when the way is not known. Raises NotAllowed for somebody
    who may not see calls.
    """
    found = list(Call.objects.visible_to(by).open().filter(pk__in=list(pks)[:MOST]))
    standing = Unit.objects.of(by).filter(is_on_duty=True).order_by("pk")
    units = tuple(standing.values_list("pk", "guard", "version", "node"))
    sees = (str(connection.settings_dict["NAME"]), by.department_id, min(by.clearance, Level.L2))
    return {call.subject: _shared(call, by, (*sees, call.pk, call.version, units)) for call in found}


def forget() -> None:
    """Drop the answers that are kept."""
    _kept.clear()


def _shared(call: Call, by: Actor, key: Hashable) -> dict[str, Any]:
    """One ranking for all boards that ask of the same call in the same state: their readers may know the same units."""
    by.require(Permission.CALL_READ)
    now = clock.monotonic()
    kept = _kept.get(key)
    if kept is not None and now < kept[0]:
        return kept[1]
    found = _first(call, by)
    for old in [one for one, (until, _) in list(_kept.items()) if until <= now]:
        _kept.pop(old, None)
    _kept[key] = now + KEPT_S, found
    return found


def _first(call: Call, by: Actor) -> dict[str, Any]:
    first = next((option for option in recommend(call, by=by) if not option.refused), None)
    if first is None:
        return {"unit": "", "seconds": None, "mode": ""}
    seconds = None if first.seconds is None else round(first.seconds)
    return {"unit": first.unit.call_sign, "seconds": seconds, "mode": first.unit.mode}
