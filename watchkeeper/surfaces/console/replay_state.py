"""What the replay is asked and born with: a past second in the department's own time, and the board as it then was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from watchkeeper.core.departments.local_time import instants, moment, written
from watchkeeper.core.departments.models import Department
from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.journal import past
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.services import registry
from watchkeeper.engines.calls import past as calls_past
from watchkeeper.engines.calls.rows import iso
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Invalid
from watchkeeper.surfaces.console import state

USUAL = timedelta(minutes=15)  # how far back the replay opens when no time was chosen


@dataclass(frozen=True)
class Asked:
    """The second that was asked for; or what is wrong with the asking, and which instants it may have meant."""

    at: datetime | None
    fault: str = ""
    choices: tuple[str, ...] = ()


def instant(by: Actor, text: str) -> datetime:
    """The past instant that ``text`` names in the department's time (or with an offset of its own).

    Raises Invalid when it cannot be read, was skipped or came twice (the field "choices" holds both), lies in the
    future, or before the journal begins.
    """
    zone = zone_of(by.department_id)
    try:
        meant = instants(text.strip(), zone)
    except ValueError:
        raise _wrong("Write a day and a time, as 2026-02-18T14:02:31.") from None
    if not meant:
        raise _wrong(f"There was no {text[11:16]} on that day: the clocks were set forward.")
    if len(meant) > 1:
        choices = [written(at, zone) for at in meant]
        raise _wrong(f"{text[11:16]} came twice on that day: choose the first or the second.", choices)
    return _inside(by, meant[0])


def _inside(by: Actor, at: datetime) -> datetime:
    now, first, zone = clock.now(), past.began_at(by.department_id), zone_of(by.department_id)
    if first is None:
        raise _wrong("Nothing has been recorded yet.")
    if at > now:
        raise _wrong(f"That lies in the future; it is {now.astimezone(zone):%H:%M:%S} now.")
    if at.replace(microsecond=0) < first.replace(microsecond=0):
        began = first.astimezone(zone)
        raise _wrong(f"Nothing was recorded before {began.day} {began:%b %Y, %H:%M:%S}.")
    return at if at.microsecond else at.replace(microsecond=999_999)  # all that was recorded within the second


def _wrong(sentence: str, choices: list[str] | None = None) -> Invalid:
    fields = {"at": [sentence]} | ({"choices": choices} if choices else {})
    return Invalid(sentence, fields=fields, code="no_such_second")


def asked(by: Actor, text: str) -> Asked:
    """As :func:`instant`, with the fault as a value; without a text a quarter of an hour ago, or the beginning."""
    try:
        if text:
            return Asked(instant(by, text))
        first = past.began_at(by.department_id)
        return Asked(_inside(by, max(clock.now() - USUAL, first or datetime.min.replace(tzinfo=UTC))))
    except Invalid as wrong:
        return Asked(None, wrong.sentence, tuple(wrong.fields.get("choices", ())))


def whole(by: Actor, what: Asked) -> dict[str, Any]:
    """What the page is born with: the same parts as the live board's, the rows those of the past."""
    department, zone = Department.objects.get(pk=by.department_id), zone_of(by.department_id)
    board = calls_past.opened(by, what.at) if what.at else {"rows": [], "log": [], "hash": "", "cursor": ""}
    first = past.began_at(by.department_id)
    return board | {
        "at": clock.now().isoformat(),
        "named": [],
        "copy": None,
        "me": {"name": by.name, "seat": "", "may": []},
        "department": {"key": department.key, "name": department.name, "zone": department.time_zone},
        "sites": state.sites(by),
        "beats": state.beats(by),
        "services": {s.key: str(s.label) for s in registry.offered(by.department_id)},
        "draft": None,
        "commands": [],
        "longest": 0,
        "past": {
            "at": iso(what.at),
            "written": written(what.at, zone) if what.at else "",
            "began": iso(first),
            "fault": what.fault,
            "choices": list(what.choices),
        },
    }


def span(start: str, end: str) -> tuple[datetime, datetime]:
    """Both ends of a timeline, given with their offsets. Raises Invalid for anything else."""
    found = [moment(text) for text in (start, end)]
    if found[0] is None or found[1] is None:
        raise Invalid("A timeline has a start and an end.", fields={"start": ["missing"], "end": ["missing"]})
    return found[0], found[1]
