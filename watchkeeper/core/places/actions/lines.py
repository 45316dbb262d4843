"""Keep the registry of lines: add one, change what is known of it, note that somebody rang it."""

from __future__ import annotations

import re
from typing import Any

from watchkeeper.core.departments.actor import Actor
from watchkeeper.core.departments.permissions import Permission
from watchkeeper.core.journal import journal
from watchkeeper.core.journal.action import action
from watchkeeper.core.places.models import HoursKind, Line, LineKind, Site
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Invalid, NotAllowed

TEXTS = ("purpose", "number", "short_number", "owner", "hours", "kind", "source")
CHANGEABLE = (*TEXTS, "weekly", "is_desk", "is_emergency", "divert_to", "site")
_SPAN = re.compile(r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")


@action
def add_line(key: str, *, by: Actor, purpose: str, **known: Any) -> Line:
    """Add a line; ``known`` holds any of :data:`CHANGEABLE`. Number and hours may be left unknown.

    Raises :class:`Invalid` for a key already taken, or for what :func:`update_line` would refuse.
    """
    by.require(Permission.PLACE_MANAGE)
    line = Line(department_id=by.department_id, key=key)
    faults = _set(line, {"purpose": purpose, **known})
    if not re.fullmatch(r"[a-z0-9_-]{1,60}", key):
        faults["key"] = ["small letters, digits and dashes"]
    elif Line.every.filter(department_id=by.department_id, key=key).exists():
        faults["key"] = ["there is such a line already"]
    if faults:
        raise Invalid("The line is not complete.", fields=faults)
    line.save(force_insert=True)
    data = {"key": key, "purpose": line.purpose, "number": line.number or None}
    journal.write(by, "line.added", f"line:{line.pk}", data=data)
    return line


@action
def update_line(line: Line, *, by: Actor, **changes: Any) -> Line:
    """Change what is known of a line; both values stay in the journal.

    Raises :class:`Invalid` for an unknown field, hours that are no hours, a divert to itself or in a ring, or when
    nothing changes.
    """
    by.require(Permission.PLACE_MANAGE)
    _own(line, by)
    before = {name: _plain(getattr(line, name)) for name in changes if name in CHANGEABLE}
    faults = _set(line, changes)
    if faults:
        line.refresh_from_db()
        raise Invalid("The line cannot be changed so.", fields=faults)
    after = {name: _plain(getattr(line, name)) for name in changes}
    changed = [name for name in changes if before[name] != after[name]]
    if not changed:
        raise Invalid("Nothing would change.")
    line.save(update_fields=changed)
    journal.write(
        by,
        "line.updated",
        f"line:{line.pk}",
        data={
            "key": line.key,
            "purpose": line.purpose,
            "changed": changed,
            "before": {name: before[name] for name in changed},
            "after": {name: after[name] for name in changed},
        },
    )
    return line


@action
def record_test_call(line: Line, *, by: Actor, answered: bool, seconds: float | None = None) -> Line:
    """Note that somebody rang the line to see whether it is answered, and after how many seconds."""
    by.require(Permission.PLACE_MANAGE)
    _own(line, by)
    line.tested_at, line.tested_answered = clock.now(), answered
    line.save(update_fields=["tested_at", "tested_answered"])
    result = "answered" if answered else "not answered"
    data = {"key": line.key, "purpose": line.purpose, "answered": answered, "result": result, "seconds": seconds}
    journal.write(by, "line.tested", f"line:{line.pk}", data=data)
    return line


def _set(line: Line, values: dict[str, Any]) -> dict[str, list[str]]:
    faults = {name: ["no such field of a line"] for name in values if name not in CHANGEABLE}
    for name, value in values.items():
        if name in CHANGEABLE:
            setattr(line, name, value.strip() if name in TEXTS and isinstance(value, str) else value)
    return faults | faults_of(line)


def faults_of(line: Line) -> dict[str, list[str]]:
    """What is wrong with a line by field, hours and diverting included; {} for a good one."""
    faults: dict[str, list[str]] = {}
    if not line.purpose:
        faults["purpose"] = ["required"]
    if line.kind not in LineKind.values:
        faults["kind"] = [f"one of {', '.join(LineKind.values)}"]
    if line.hours not in HoursKind.values:
        faults["hours"] = [f"one of {', '.join(HoursKind.values)}"]
    elif line.hours == HoursKind.WEEKLY and not _is_week(line.weekly):
        faults["weekly"] = ["seven days, Monday first, each a list of spans such as 08:00 to 17:30"]
    if line.site is not None and line.site.department_id != line.department_id:
        faults["site"] = ["no such site"]
    if line.divert_to is not None:
        faults |= divert_faults(line)
    return faults


def divert_faults(line: Line) -> dict[str, list[str]]:
    """Why ``line`` cannot be diverted as it is: to a stranger's line, or back to itself; {} when it can."""
    here, seen = line.divert_to, {line.pk}
    if here is not None and here.department_id != line.department_id:
        return {"divert_to": ["no such line"]}
    while here is not None:
        if here.pk in seen:
            return {"divert_to": ["would lead back to the line itself"]}
        seen.add(here.pk)
        here = here.divert_to
    return {}


def _is_week(weekly: Any) -> bool:
    if not isinstance(weekly, list) or len(weekly) != 7:
        return False
    spans = [span for day in weekly if isinstance(day, list) for span in day]
    whole = all(isinstance(day, list) for day in weekly)
    return whole and all(
        isinstance(span, list | tuple)
        and len(span) == 2
        and all(isinstance(one, str) and _SPAN.match(one) for one in span)
        and span[0] < span[1]
        for span in spans
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Line | Site):
        return value.key
    return value


def _own(line: Line, by: Actor) -> None:
    if line.department_id != by.department_id:
        raise NotAllowed("This line belongs to another department.", hidden=True)
