"""One way to note what happened to a call: the entry carries the rows it changed and keeps secrets apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.journal import journal, timers
from watchkeeper.core.journal.feed import View
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.calls import apart, guard
from watchkeeper.engines.calls.models import Assignment, Call, Unit
from watchkeeper.engines.calls.rows import Row, call_row, seen, unit_row
from watchkeeper.engines.calls.states import CallStatus
from watchkeeper.kit import clock
from watchkeeper.kit.batch import Ask
from watchkeeper.kit.errors import Invalid, Refused

# An emergency has a unit or an escalation within 60 s (NFPA 1225); ten of them are for a worker that dies on the way.
UNIT_WITHIN = timedelta(seconds=50)
AHEAD = timedelta(minutes=1)  # how far a clock may run ahead of the server's


def changed(
    by: Actor,
    verb: str,
    call: Call,
    *,
    units: Sequence[Unit] = (),
    assignments: Sequence[Assignment] | None = None,
    at: datetime | None = None,
    client_id: str = "",
    also: Sequence[Ask] = (),
    **data: Any,
) -> Entry:
    """Write ``verb`` about ``call`` with the fresh rows of the call and of ``units``.

    ``assignments`` are the open ones of the call and of the units, as they now are; read here when not given. A call
    that only named people may know leaves a named entry, and a bare one about each unit it touched. ``also`` is what
    the action writes besides: it goes to the database in the same trip, before the entry.
    """
    if assignments is None:
        assignments = guard.open_assignments(calls=[call], units=units)
    drafts = drafted(by, verb, call, units=units, assignments=assignments, at=at, client_id=client_id, **data)
    return journal.append(drafts, also)[0]


def drafted(
    by: Actor,
    verb: str,
    call: Call,
    *,
    units: Sequence[Unit] = (),
    assignments: Sequence[Assignment],
    at: datetime | None = None,
    client_id: str = "",
    **data: Any,
) -> list[journal.Draft]:
    """What :func:`changed` writes, not yet written: the entry about the call first."""
    rows: dict[str, Row | None] = {call.subject: call_row(call, [a for a in assignments if a.call_id == call.pk])}
    of_units = {u.subject: unit_row(u, [a for a in assignments if a.unit_id == u.pk]) for u in units}
    if not call.is_named:
        rows |= of_units
    needs = apart.hide(call, rows, data)
    drafts = [
        journal.draft(
            by,
            verb,
            call.subject,
            at=at,
            place="" if call.salt else call.place_ref,
            level=Level(call.level),
            named=call.is_named,
            client_id=client_id,
            data={"number": call.number, "rows": rows, **skewed(by), **data},
            needs=needs,
        )
    ]
    if call.is_named:
        drafts += [
            _unit_draft(by, "unit.changed", unit, of_units[unit.subject], at, Level.L1, {"change": "changed"})
            for unit in units
        ]
    return drafts


def unit_changed(
    by: Actor,
    verb: str,
    unit: Unit,
    assignments: Sequence[Assignment] | None = None,
    *,
    at: datetime | None = None,
    level: Level = Level.L1,
    **data: Any,
) -> Entry:
    """Write ``verb`` about ``unit`` with its fresh row; nothing of a call only named people may know goes along."""
    if assignments is None:
        assignments = guard.open_assignments(units=[unit])
    mine = [a for a in assignments if a.unit_id == unit.pk]
    fresh = unit_row(unit, mine)
    needs = apart.hide_unit(fresh, mine)
    return journal.append([_unit_draft(by, verb, unit, fresh, at, level, data, needs)])[0]


def _unit_draft(
    by: Actor,
    verb: str,
    unit: Unit,
    row: Row | None,
    at: datetime | None,
    level: Level,
    data: dict[str, Any],
    needs: Sequence[Ask] = (),
) -> journal.Draft:
    if row is not None and row["lvl"] > Level.L2:
        row = seen(row, View(department_id=unit.department_id, level=Level.L2, language="en"))
    said = {"unit": unit.call_sign, "rows": {unit.subject: row}, **skewed(by), **data}
    return journal.draft(by, verb, unit.subject, at=at, level=level, data=said, needs=needs)


def skewed(by: Actor) -> dict[str, float]:
    """How far the clock ran ahead that stamped this, when it was kept on a phone."""
    return {} if by.skew_s is None else {"skew_s": by.skew_s}


def clock_of(at: datetime, department_id: int) -> str:
    """The time of day at a department's desk, with seconds; with the day when it is another."""
    zone = zone_of(department_id)
    local, today = at.astimezone(zone), clock.now().astimezone(zone).date()
    return f"{local:%H:%M:%S}" if local.date() == today else f"{local:%b} {local.day}, {local:%H:%M:%S}"


def stamp(at: datetime | None, *after: datetime | None, by: Actor | None = None) -> datetime:
    """``at``, or the present moment; never before the moments it comes ``after``, never in the future.

    A phone's clock may run up to a minute ahead: that counts as now. Raises Refused when ``at`` lies before one of the
    moments it comes after, Invalid when it lies more than a minute in the future.
    """
    last = max((moment for moment in after if moment is not None), default=None)
    now = clock.now()
    if at is None:
        return max(now, last) if last else now
    if at > now + AHEAD:
        raise Invalid("The time lies in the future.", fields={"at": ["in the future"]})
    at = min(at, now)
    if last is not None and at < last:
        raise Refused(f"That is before what went ahead of it ({_said(last, by)}).")
    return at


def _said(at: datetime, by: Actor | None) -> str:
    return clock_of(at, by.department_id) if by else f"{at:%H:%M:%S} UTC"


def watch_emergency(call: Call, at: datetime) -> None:
    """A waiting emergency is escalated when no unit is sent soon after ``at``, so that it is known in sixty seconds."""
    if call.is_emergency and call.status in (CallStatus.RECEIVED, CallStatus.WAITING) and not call.is_test:
        timers.start(call.department_id, "call.unassigned", call.subject, at + UNIT_WITHIN)


def locked(call: Call, by: Actor) -> Call:
    """``call`` fresh and locked for this transaction."""
    return guard.call(call.pk, by.department_id)
