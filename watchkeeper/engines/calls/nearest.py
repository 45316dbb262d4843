"""Who is nearest to each of a few waiting calls, for the board."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.calls.models import Call
from watchkeeper.engines.calls.recommend import recommend

MOST = 8  # calls at once: each costs a ranking of every unit


def nearest(pks: Iterable[int], *, by: Actor) -> dict[str, dict[str, Any]]:
    """``{"call:4": {"unit": "A24", "seconds": 80, "mode": "foot"}}``: the unit ``D`` would send to each call.

    Calls that ended or that ``by`` may not see are left out, and so is all behind the first ``MOST``. ``unit`` is ""
    when nobody can go, ``seconds`` (walking or driving) None when the way is not known. Raises NotAllowed for somebody
    who may not see calls.
    """
    found = Call.objects.visible_to(by).open().filter(pk__in=list(pks)[:MOST])
    return {call.subject: _first(call, by) for call in found}


def _first(call: Call, by: Actor) -> dict[str, Any]:
    first = next((option for option in recommend(call, by=by) if not option.refused), None)
    if first is None:
        return {"unit": "", "seconds": None, "mode": ""}
    seconds = None if first.seconds is None else round(first.seconds)
    return {"unit": first.unit.call_sign, "seconds": seconds, "mode": first.unit.mode}
