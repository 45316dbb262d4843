"""A real night through the same actions: a timeline file, its own clock, a fresh database, and nothing left out.

A row the rules refuse is sent with an override, which keeps all its stamps as they are told, and is flagged by its
RowID. Rules of the San Francisco files:

* ``Priority`` is the urgency the call was dispatched under, and the one used here (``Original Priority`` is what was
  first typed, ``Final Priority`` knows no E). 3 and E are emergencies, P1; 2 is P2; anything else P3.
* Received is kept as the answering of the call, Entry as its opening. A call closes after the last stamp of its rows.
* Between what happens, timers run on the file's clock, each at the moment it is due. After an hour in which nothing
  happens the clock goes on to the next stamp, and what is due by then runs there.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from django.db import connection

from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal import due, sealer
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.actor import Actor, system
from watchkeeper.core.places.actions.loading import load_department
from watchkeeper.core.places.models import Site
from watchkeeper.core.services import registry
from watchkeeper.engines.calls import actions, figures, measures, sffd, timeline
from watchkeeper.engines.calls.figures import Leg
from watchkeeper.engines.calls.models import Assignment, Call, Unit
from watchkeeper.engines.calls.timeline import Do, Happening
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Refused

QUIET = timedelta(hours=1)
FORMATS = ("sffd",)
DEPARTMENT = {
    "key": "sffd",
    "name": "San Francisco Fire (replay)",
    "kind": "campus",
    "time_zone": "America/Los_Angeles",
    "sites": [{"key": "sf", "name": "San Francisco", "short_name": "SF", "lon": -122.4194, "lat": 37.7749}],
}
PRIORITIES = {"3": 1, "E": 1, "2": 2}
SERVICES = {
    "Medical Incident": "medical_response",
    "Traffic Collision": "medical_response",
    "Structure Fire": "code_red",
    "Outside Fire": "code_red",
    "Vehicle Fire": "code_red",
    "Alarms": "code_red",
}
# Final disposition to the first of these outcomes that the service knows.
OUTCOMES = {
    "Code 2 Transport": ("transported",),
    "Code 3 Transport": ("transported",),
    "Patient Declined Transport": ("care_refused",),
    "Against Medical Advice": ("care_refused",),
    "No Merit": ("unfounded", "false_alarm"),
    "Unable to Locate": ("unable_to_locate",),
    "Gone on Arrival": ("gone_on_arrival",),
    "Cancelled": ("canceled_by_caller",),
}
OTHERWISE = ("assisted", "all_clear")
# How a connection is told not to wait for the disk at each commit, and to wait again.
_DURABILITY = {
    "sqlite": ("PRAGMA synchronous=NORMAL", "PRAGMA synchronous=FULL"),
    "postgresql": ("SET synchronous_commit = off", "RESET synchronous_commit"),
}
CAPABILITIES = {
    "MEDIC": ("ambulance", "medic"),
    "PRIVATE": ("ambulance", "medic"),
    "RESCUE CAPTAIN": ("officer", "medic", "supervisor"),
    "CHIEF": ("officer", "supervisor"),
}


@dataclass
class Night:
    """The replay under way: where in the database the file's calls, units and rows have come to stand."""

    by: Actor
    site_id: int
    clock: clock.SteppedClock
    run_timers: Callable[[], int]
    calls: dict[str, Call] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    sent: dict[str, Assignment] = field(default_factory=dict)
    flagged: dict[str, list[str]] = field(default_factory=dict)


def run(
    path: Path,
    *,
    run_timers: Callable[[], int],
    speed: float | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> dict[str, Any]:
    """Drive the file at ``path`` through the actions and return its figures, counted from the database.

    ``run_timers`` runs what is due on the house's clock and says how many; ``speed`` is file seconds to real seconds,
    None as fast as possible. Everything is sealed at the end. Raises :class:`Refused` for a database that holds calls,
    :class:`Invalid` for a file that cannot be read, both before anything is written.
    """
    rows = sffd.read(path)
    if Call.objects.exists():
        raise Refused("This database already holds calls; give a fresh one.")
    plan = timeline.lay_out(rows)
    start = plan.happenings[0].at
    with _in_haste(speed is None), clock.use(clock.SteppedClock(start)) as stepped:
        assert isinstance(stepped, clock.SteppedClock)
        night = _found(stepped, run_timers)
        night.flagged = {row: list(reasons) for row, reasons in plan.known.items()}
        for done, happening in enumerate(plan.happenings, start=1):
            _go_to(night, happening.at, speed)
            _DO[happening.do](night, happening)
            if progress is not None and (done % 25 == 0 or done == len(plan.happenings)):
                progress(done, len(plan.happenings))
        sealer.seal()
    return report(night.by.department_id, rows, night.flagged)


@contextmanager
def _in_haste(is_in_haste: bool) -> Iterator[None]:
    """Let the disk take its time: a replay cut short is begun anew, so that only its end need be durable."""
    if not is_in_haste or connection.in_atomic_block:
        yield
        return
    quick, safe = _DURABILITY[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(quick)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(safe)


def report(department_id: int, rows: Sequence[sffd.Row], flagged: dict[str, list[str]]) -> dict[str, Any]:
    """The figures of the department's calls as the database holds them, flags in the order of the file."""
    zone = ZoneInfo(Department.objects.get(pk=department_id).time_zone)
    reasons = {row.row_id: "; ".join(flagged[row.row_id]) for row in rows if flagged.get(row.row_id)}
    return figures.report(legs(department_id), zone, reasons) | {"journal_entries": Entry.objects.count()}


def legs(department_id: int) -> list[Leg]:
    """Every assignment of the department as a leg under the file's names."""
    return measures.legs(Call.objects.filter(department_id=department_id), row="source", call="call__source")


def _found(stepped: clock.SteppedClock, run_timers: Callable[[], int]) -> Night:
    """Found the department the night belongs to."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "department.json").write_bytes(orjson.dumps(DEPARTMENT))
        department = load_department(Path(folder), by=system(0, "import:sffd"))
    by = system(department.pk, "import:sffd")
    return Night(by, Site.objects.get(department=department).pk, stepped, run_timers)


def _go_to(night: Night, at: datetime, speed: float | None) -> None:
    """Bring the clock to ``at``, stopping at every timer due on the way."""
    quiet_from = clock.now() + QUIET
    while (when := due.next_due()) is not None and when <= min(at, quiet_from):
        _step(night, max(when, clock.now()), speed)
        if not night.run_timers():
            break
    _step(night, at, speed)
    if at > quiet_from:
        night.run_timers()


def _step(night: Night, at: datetime, speed: float | None) -> None:
    if speed and at > clock.now():
        clock.sleep((at - clock.now()).total_seconds() / speed)
    night.clock.set(at)


def _open(night: Night, happening: Happening) -> None:
    row = happening.row
    night.calls[row.call_number] = actions.open_call(
        by=night.by,
        service=SERVICES.get(row.call_type, "generic_assistance"),
        priority=PRIORITIES.get(row.priority, 3),
        place=", ".join(part for part in (row.address, row.neighborhood) if part),
        details="; ".join(part for part in (row.call_type, row.disposition) if part),
        site_id=night.site_id,
        answered_at=row.received,
        source=row.call_number,
        at=happening.stamp,
    )


def _assign(night: Night, happening: Happening) -> None:
    row, call = happening.row, night.calls[happening.row.call_number]
    unit = _on_duty(night, row)
    if not Call.objects.only("status").get(pk=call.pk).is_open:
        actions.reopen(call, by=night.by, reason=f"{unit.call_sign} was dispatched after all others were available")
    known = night.flagged.get(row.row_id, [])
    send = partial(actions.assign, call, by=night.by, units=[unit], source=row.row_id, at=happening.stamp)
    try:
        sent = send(override=_words(known))
    except Refused as refusal:
        known = night.flagged[row.row_id] = [refusal.sentence, *known]
        sent = send(override=_words(known))
    night.sent[row.row_id] = sent[0]


def _words(reasons: Sequence[str]) -> str:
    return "; ".join(reasons)[:200]


def _on_duty(night: Night, row: sffd.Row) -> Unit:
    """The row's unit; the file has no roster, so a unit comes on duty when it is first heard of."""
    if row.unit not in night.units:
        unit = actions.add_unit(
            by=night.by,
            call_sign=row.unit,
            kind=row.unit_type.lower()[:20] or "engine",
            capabilities=CAPABILITIES.get(row.unit_type, ("officer",)),
            site_id=night.site_id,
            mode="cruiser",
        )
        night.units[row.unit] = actions.log_on(unit, by=night.by, mode="cruiser")
    return night.units[row.unit]


def _move(night: Night, happening: Happening) -> None:
    assignment = night.sent[happening.row.row_id]
    night.sent[happening.row.row_id] = actions.move(assignment, by=night.by, to=happening.to, at=happening.stamp)


def _clear(night: Night, happening: Happening) -> None:
    row = happening.row
    actions.clear(night.sent[row.row_id], by=night.by, outcome=_outcome(night, row), at=happening.stamp)


def _outcome(night: Night, row: sffd.Row) -> str:
    known = registry.get(night.calls[row.call_number].service, night.by.department_id).outcomes
    wanted = (*OUTCOMES.get(row.disposition, ()), *OTHERWISE)
    return next((outcome for outcome in wanted if outcome in known), known[0])


def _close(night: Night, happening: Happening) -> None:
    actions.close(night.calls[happening.row.call_number], by=night.by, at=happening.stamp)


_DO: dict[Do, Callable[[Night, Happening], None]] = {
    Do.OPEN: _open,
    Do.ASSIGN: _assign,
    Do.MOVE: _move,
    Do.CLEAR: _clear,
    Do.END: _clear,
    Do.CLOSE: _close,
}
