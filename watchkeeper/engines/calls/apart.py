"""Places that are forgotten one day stay out of the journal's text: a mark stands for them until then and after.

A call of a service that declares such a rule has a salt of its own. Whatever the journal would say of its place and
destination (the board's rows, the words of its verbs) is kept apart under that salt, once; purging destroys both.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from watchkeeper.core.journal import personal
from watchkeeper.core.people.handover import KEPT_AS
from watchkeeper.core.services import registry
from watchkeeper.engines.calls.models import Assignment, Call
from watchkeeper.engines.calls.purged import reach
from watchkeeper.engines.calls.rows import Row
from watchkeeper.kit import ids
from watchkeeper.kit.batch import Ask

# What is kept apart by the column of the call it goes with; lines of signed hand-overs say both.
FIELDS = {"place": ("place", "position", KEPT_AS), "destination": ("destination", KEPT_AS)}
_WORDS = {"place": "place", "to": "destination", "destination": "destination"}  # a verb's field and what it tells


def salt_for(service: str, department_id: int) -> str:
    """A fresh salt for a call of ``service``, or "" when no rule of it reaches a place."""
    spec = registry.get(service, department_id)
    return ids.token(18) if any(reach(spec, rule) & FIELDS.keys() for rule in spec.purge) else ""


def hide(call: Call, rows: dict[str, Row | None], data: dict[str, Any]) -> tuple[Ask, ...]:
    """Put marks for the places of ``call`` in fresh ``rows`` and ``data``; what keeps the values apart is returned."""
    if not call.salt:
        return ()
    asks: dict[str, Ask] = {}

    def mark(field: str, value: str | dict[str, Any]) -> str:
        stands, ask = _apart(call, field, value)
        asks[stands] = ask
        return stands

    for subject, row in rows.items():
        if row is None:
            continue
        if subject == call.subject:
            row["pl"] = row["pl"] and mark("place", row["pl"])
            row["to"] = row["to"] and mark("destination", row["to"])
            if row["lon"] is not None:
                spot = {name: row[name] for name in ("lon", "lat", "nd")}
                row["lon"], row["lat"], row["nd"] = mark("position", spot), None, None
        elif row.get("ck") == call.subject and row["dest"]:
            row["dest"] = mark("destination", row["dest"])
    for name, field in _WORDS.items():
        if data.get(name):
            data[name] = mark(field, data[name])
    return tuple(asks.values())


def hide_unit(row: Row | None, assignments: Sequence[Assignment]) -> tuple[Ask, ...]:
    """The same for the fresh row of a unit that changes by itself while it is on such a call."""
    on = next((a.call for a in assignments if row and a.is_live and a.call.subject == row["ck"]), None)
    if row is None or on is None or not on.salt or not row["dest"]:
        return ()
    row["dest"], ask = _apart(on, "destination", row["dest"])
    return (ask,)


def _apart(call: Call, field: str, value: str | dict[str, Any]) -> tuple[str, Ask]:
    return personal.apart(call.department_id, call.subject, field, value, call.salt)
