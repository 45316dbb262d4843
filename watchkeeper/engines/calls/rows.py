"""The compact rows the board shows: one dict a call, a unit, a look-out. The browser renders exactly these."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal.feed import View
from watchkeeper.core.services import registry
from watchkeeper.engines.calls.models import Assignment, Bolo, Call, Unit
from watchkeeper.engines.calls.states import ORDER, AssignmentStatus, UnitState

Row = dict[str, Any]

_NOT_YET = 1 << 62  # the key of an assignment about to be stored: it will be the last


def iso(at: datetime | None) -> str | None:
    """A moment as the board writes it: UTC, whole seconds, ``Z``; None stays None."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def furthest(assignments: Iterable[Assignment]) -> str:
    """The furthest status among open assignments, or the empty string when there is none."""
    live = [a.status for a in assignments if a.is_live]
    return max(live, key=ORDER.__getitem__, default="")


def call_row(call: Call, assignments: Sequence[Assignment]) -> Row | None:
    """The row of ``call`` with its open ``assignments`` (units loaded), or None when it left the board."""
    if not call.is_open:
        return None
    service = registry.get(call.service, call.department_id)
    # Always in one order: the row an action writes down is the row the board shows.
    open_ones = sorted([a for a in assignments if a.cleared_at is None], key=lambda a: a.pk or _NOT_YET)
    return {
        "k": call.subject,
        "v": call.version,
        "n": call.number,
        "s": call.service,
        "t": str(service.name),
        "p": call.priority,
        "bp": call.base_priority,
        "st": call.status,
        "fs": furthest(open_ones),
        "pl": call.place,
        "to": call.destination,
        "site": call.site_id,
        "at": iso(call.opened_at),
        "sc": iso(call.on_scene_at),
        "due": iso(call.due_at),
        "esc": iso(call.escalated_at),
        "q": [call.quote_median_s, call.quote_worst_s] if call.quote_median_s is not None else None,
        "u": [a.unit.call_sign for a in open_ones if a.is_live],
        "rs": [a.unit.call_sign for a in open_ones if a.status == AssignmentStatus.RESERVED],
        "sk": [a.unit.call_sign for a in open_ones if a.is_stacked],
        "wo": [a.unit.call_sign for a in open_ones if a.welfare_overdue_at],
        "held": iso(call.held_until),
        "start": iso(call.starts_at),
        "nd": call.node,
        "lon": call.lon,
        "lat": call.lat,
        "lvl": call.level,
        "test": call.is_test,
    }


def unit_row(unit: Unit, assignments: Sequence[Assignment]) -> Row | None:
    """The row of ``unit`` with its open ``assignments`` (calls loaded), or None when it is off duty and free."""
    live = next((a for a in assignments if a.is_live), None)
    if not unit.is_on_duty and live is None and unit.emergency_at is None:
        return None
    state = live.status if live else UnitState.OUT_OF_SERVICE if unit.out_of_service else UnitState.AVAILABLE
    since = getattr(live, f"{live.status}_at") if live else unit.available_at
    return {
        "k": unit.subject,
        "v": unit.version,
        "cs": unit.call_sign,
        "kind": unit.kind,
        "b": unit.beat,
        "site": unit.site_id,
        "mode": unit.mode,
        "veh": unit.vehicle,
        "cap": unit.capabilities,
        "st": str(state),
        "since": iso(since),
        "asg": iso(live.assigned_at) if live else None,
        "call": live.call.number if live else None,
        "ck": live.call.subject if live else None,
        "lvl": live.call.level if live else 0,
        "pl": unit.place,
        "dest": live.destination if live else "",
        "until": iso(unit.duty_until),
        "oos": unit.out_of_service,
        "out": iso(unit.out_until),
        "em": iso(unit.emergency_at),
        "emp": unit.emergency_place if unit.emergency_at else "",
        "wo": iso(live.welfare_overdue_at) if live else None,
        "nd": unit.node,
        "lon": unit.lon,
        "lat": unit.lat,
    }


def bolo_row(bolo: Bolo) -> Row | None:
    """The row of a look-out while it stands."""
    if bolo.ended_at:
        return None
    return {
        "k": bolo.subject,
        "v": bolo.version,
        "kind": bolo.kind,
        "text": bolo.text,
        "until": iso(bolo.expires_at),
        "lvl": bolo.level,
    }


def seen(row: Row | None, view: View) -> Row | None:
    """``row`` as a reader of clearance class ``view`` may see it; None when it must not be known at all.

    What only named people may know (L3, L4) is on nobody's shared board: a unit on such a call is just "assigned".
    """
    if row is None or row.get("lvl", 0) <= min(view.level, Level.L2):
        return row
    if not row["k"].startswith("unit:"):
        return None
    hidden = {"call": None, "ck": None, "lvl": 0, "dest": ""}
    if row["lvl"] > Level.L2:
        hidden |= {
            "st": AssignmentStatus.ASSIGNED.value,
            "pl": "",
            "nd": None,
            "lon": None,
            "lat": None,
            "wo": None,
            "since": row["asg"],
        }
    return row | hidden
