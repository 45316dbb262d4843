"""How one gets to a call: the way of each unit on it or of the nearest, and what stands close to its place."""

from __future__ import annotations

from math import isfinite
from typing import Any

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal import reads
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.places import directions, nearby, versions, walking
from watchkeeper.core.places.models import Node
from watchkeeper.core.places.ways import Ways
from watchkeeper.engines.calls.models import Call
from watchkeeper.engines.calls.recommend import recommend
from watchkeeper.engines.calls.states import AssignmentStatus

ON_THE_WAY = frozenset(
    {
        AssignmentStatus.ASSIGNED,
        AssignmentStatus.ACKNOWLEDGED,
        AssignmentStatus.EN_ROUTE,
        AssignmentStatus.STAGED,
    }
)
MOST = 6  # ways drawn at once; with more units the map says nothing any more


def approach(call: Call, by: Actor) -> dict[str, Any]:
    """``routes`` to ``call``, the quickest first, and what is ``close`` to it; ``floor`` is its floor's key or None.

    The routes are those of the units on their way; when nobody is on the call, that of the unit `recommend` ranks
    first. ``by`` may see the call. The number of queries depends on neither history nor the size of the graph.
    """
    by.require(Permission.CALL_READ)
    if call.level >= Level.L2:
        reads.note(by, "call way", [call.subject])
    if call.node is None:
        return {"k": call.subject, "floor": None, "routes": [], "close": []}
    marks = versions.current(call.department_id)
    ways = walking.live(call.department_id, marks=marks)
    routes = [route for unit in _goers(call, by) if (route := _route(call, unit, ways)) is not None]
    return {
        "k": call.subject,
        "floor": Node.objects.filter(pk=call.node).values_list("floor", flat=True).first(),
        "routes": sorted(routes, key=lambda route: (route["seconds"] is None, route["seconds"])),
        "close": [_near(one) for one in nearby.nearby(call.department_id, call.node, marks=marks)],
    }


def _goers(call: Call, by: Actor) -> list[tuple[str, str, int, str, str]]:
    """Who goes there: key, call sign, node, mode and status of each; status "" for one that is not sent."""
    live = call.assignments.filter(cleared_at=None, is_stacked=False).exclude(status=AssignmentStatus.RESERVED)
    sent = list(live.select_related("unit").order_by("id"))
    if sent or not call.is_open:
        going = [one for one in sent if one.status in ON_THE_WAY and one.unit.node is not None][:MOST]
        return [(a.unit.subject, a.unit.call_sign, a.unit.node or 0, a.unit.mode, a.status) for a in going]
    able = (option.unit for option in recommend(call, by=by) if not option.refused)
    first = next((unit for unit in able if unit.node is not None), None)
    return [(first.subject, first.call_sign, first.node or 0, first.mode, "")] if first else []


def _route(call: Call, unit: tuple[str, str, int, str, str], ways: Ways) -> dict[str, Any] | None:
    key, sign, node, mode, status = unit
    if ways.position(node) is None or ways.position(call.node) is None:
        return None
    way = directions.walked(call.department_id, node, call.node or 0, mode=mode, ways=ways)
    return {
        "k": key,
        "unit": sign,
        "status": status,
        "mode": "foot" if mode == "post" else mode,
        "seconds": round(way.seconds) if isfinite(way.seconds) else None,
        "spots": [[round(one.lon, 6), round(one.lat, 6), one.floor] for one in way.spots],
        "words": way.words,
    }


def _near(one: nearby.Near) -> dict[str, Any]:
    thing = one.thing
    about = {"ref": f"fixture:{thing.pk}", "kind": thing.kind, "name": thing.name, "no": thing.number}
    spot = {"floor": thing.floor, "lon": thing.lon, "lat": thing.lat, "site": thing.site}
    return about | spot | {"seconds": round(one.seconds)}
