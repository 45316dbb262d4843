"""Forgetting: what a service declares is destroyed in its ended calls once it has been kept long enough."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import orjson
from shapely.geometry import Point, shape

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal import journal, personal
from watchkeeper.core.journal.action import action
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.handover import KEPT_AS
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.places.models import Beat
from watchkeeper.core.services import registry
from watchkeeper.core.services.spec import Purge, Service
from watchkeeper.engines.calls import apart
from watchkeeper.engines.calls.models import Assignment, Call, Requester
from watchkeeper.engines.calls.purged import flag, held_files, held_notes, purged_today, reach
from watchkeeper.engines.calls.states import BOOKED, OPEN
from watchkeeper.kit import ids
from watchkeeper.kit.errors import Refused

# The journal's fields of people's own words, which go with the call's; so do the lines of hand-overs, which quote them.
WORDS = ("text", "name", "note", "reason", KEPT_AS)
_CHANGES = ("old", "new")


@dataclass
class Purged:
    """How much was destroyed."""

    calls: int = 0
    notes: int = 0
    files: int = 0
    values: int = 0


@action
def purge(calls: Sequence[Call], *, by: Actor, rule: Purge) -> Purged:
    """Destroy what ``rule`` names in ``calls``, ended calls of one service, and say so in one entry.

    Names and callbacks go from the call and its askers; free text takes the notes, the files and the journal's words
    of the call along; a place is reduced to its beat or site. Raises Refused when a call is still open.
    """
    by.require(Permission.CALL_PURGE)
    keys = [call.pk for call in calls]
    found = list(Call.objects.select_for_update().filter(pk__in=keys, department_id=by.department_id).order_by("pk"))
    if any(call.status in (*OPEN, *BOOKED) for call in found):
        raise Refused("A call that is still open is not purged.")
    (service,) = {call.service for call in found} or {""}
    spec = registry.get(service, by.department_id)
    columns = reach(spec, rule)
    done = Purged(calls=len(found))
    for call in found:
        _blank(call, rule, columns)
        done.values += _journal(call, columns)
    if "details" in columns:
        done.notes, done.files = _papers(keys, by.department_id)
    _note(by, spec, rule, found, done)
    return done


def _blank(call: Call, rule: Purge, columns: frozenset[str]) -> None:
    """Blank the call and its askers."""
    askers = list(Requester.objects.select_for_update().filter(call=call).order_by("pk"))
    rows: list[Call | Requester] = [call, *askers]
    for row in rows:
        row.answers = {key: value for key, value in row.answers.items() if key != rule.what}
        if "callback" in columns:
            row.callback = ""
        if "details" in columns and row.details:
            row.details = purged_today(call.department_id)
    if "details" in columns:
        call.hold_reason = ""
    for asker in askers:
        if "requester" in columns:
            asker.name = ""
    for name in ("place", "destination"):
        if name in columns:
            _reduce(call, askers, name, to_zone=rule.to == "zone")
    if "destination" in columns:
        Assignment.objects.filter(call=call).exclude(destination="").update(destination="")
    if apart.FIELDS.keys() & columns:
        call.salt = ids.token(18)  # the old one goes with what it was for
    call.flags = sorted({*call.flags, flag(rule)})
    call.save(update_fields=["flags", "answers", "callback", "details", "hold_reason", "salt", *_PLACED])
    if askers:
        Requester.objects.bulk_update(askers, _ASKED)


_ASKED = ("answers", "callback", "details", "name", "place", "place_ref", "destination")
_PLACED = ("place", "place_ref", "destination", "destination_ref", "node", "lon", "lat")


def _reduce(call: Call, askers: Iterable[Requester], name: str, *, to_zone: bool) -> None:
    """A place becomes the beat or the site it lies in, or nothing."""
    zone = _zone(call) if to_zone else ""
    for row in (call, *askers):
        if getattr(row, name):
            setattr(row, name, zone)
        if hasattr(row, f"{name}_ref"):
            setattr(row, f"{name}_ref", "")
    if name == "place":
        call.node = call.lon = call.lat = None


def _zone(call: Call) -> str:
    """The beat the call lay in, or its site; "" when neither is known."""
    if call.site and call.lon is not None and call.lat is not None:
        spot = Point(call.lon, call.lat)
        for beat in Beat.objects.filter(department_id=call.department_id, site=call.site).order_by("pk"):
            if beat.outline and shape(beat.outline).contains(spot):
                return beat.name
    return call.site.name if call.site else ""


def _journal(call: Call, columns: frozenset[str]) -> int:
    """Destroy what the journal keeps apart of the call: its words with its text, old and new values with theirs."""
    changes = personal.kept_of(call.department_id, call.subject, _CHANGES)
    touched = [digest for digest, (_, value) in changes.items() if _names(value, columns)]
    gone = personal.destroy(call.department_id, call.subject, digests=touched) if touched else 0
    if "details" in columns:
        gone += personal.destroy(call.department_id, call.subject, WORDS)
    places = [field for column in columns for field in apart.FIELDS.get(column, ())]
    if places:
        gone += personal.destroy(call.department_id, call.subject, places)
    return gone


def _names(value: str, columns: frozenset[str]) -> bool:
    """Whether a kept dict of changes holds one of ``columns``, or answers, which may hold anything."""
    return bool({"answers", *columns, *(f"{name}_ref" for name in columns)} & set(orjson.loads(value)))


def _papers(keys: Sequence[int], department_id: int) -> tuple[int, int]:
    """Empty notes and files; that there was one, when and by whom, stays."""
    today = purged_today(department_id)
    notes = held_notes(keys).update(text=today)
    return notes, held_files(keys).update(name=today, content=b"", sha256="")


def _note(by: Actor, spec: Service, rule: Purge, calls: Sequence[Call], done: Purged) -> None:
    level = max((call.level for call in calls), default=int(spec.level))
    what = rule.what if rule.to == "nothing" else f"{rule.what} to its {rule.to}"
    journal.write(
        by,
        "calls.purged",
        f"department:{by.department_id}",
        level=Level(level),
        named=level > Level.L2,
        data={
            "service": str(spec.name),
            "what": what,
            "days": rule.after.days,
            "outcome": rule.outcome or None,
            "calls": done.calls,
            "notes": done.notes,
            "files": done.files,
            "values": done.values,
            "subjects": [call.subject for call in calls],
        },
    )
