"""Undo: a new action that takes back the last one of the same person, within 60 seconds; both stay in the journal."""

from __future__ import annotations

from datetime import timedelta

from watchkeeper.core.journal.action import action
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.calls import guard, told
from watchkeeper.engines.calls.actions import desk, dispatch, promises
from watchkeeper.engines.calls.models import Assignment, Call, Note, Unit
from watchkeeper.engines.calls.reading import live_of
from watchkeeper.engines.calls.states import STEPS, AssignmentStatus, CallStatus
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Refused

WITHIN = timedelta(seconds=60)
UNDOABLE = (
    "assignment.moved",
    "call.assigned",
    "call.cleared",
    "call.held",
    "call.noted",
    "call.prioritized",
)


@action
def undo(*, by: Actor) -> str:
    """Take back the actor's last action on a call; returns what was undone, in words.

    Raises Refused when there is none within 60 seconds, or something depends on it already.
    """
    by.require(Permission.CALL_ASSIGN)
    last = _last(by)
    call = guard.call(int(last.subject.partition(":")[2]), by.department_id)
    _nothing_after(last, call)
    words = _TAKE_BACK[last.verb](last, call, by)
    told.changed(by, "call.undone", Call.objects.get(pk=call.pk), units=_units(last, by), what=words)
    return f"{words} ({call.number})"


def _last(by: Actor) -> Entry:
    since = (clock.now() - WITHIN).strftime("%Y-%m-%dT%H:%M:%S")
    recent = Entry.objects.filter(department_id=by.department_id, actor=by.key, recorded_at__gte=since).order_by("-id")
    last = recent.exclude(verb="draft.saved").first()
    if last is None or last.verb not in UNDOABLE:
        raise Refused("There is nothing of yours from the last 60 seconds that can be undone.")
    return last


def _nothing_after(last: Entry, call: Call) -> None:
    later = Entry.objects.filter(subject=call.subject, id__gt=last.pk)
    if later.exists():
        raise Refused(f"Something has happened to {call.number} since; correct it instead.")


def _units(last: Entry, by: Actor) -> list[Unit]:
    keys = [int(k.partition(":")[2]) for k in last.fields.get("rows") or {} if k.startswith("unit:")]
    return list(Unit.objects.of(by).filter(pk__in=keys).order_by("id"))


def _by_sign(last: Entry, call: Call, field: str) -> list[Assignment]:
    """The latest assignment on ``call`` of each unit the entry names."""
    signs = str(last.fields[field]).split(", ")
    found = Assignment.objects.filter(call=call, unit__call_sign__in=signs).select_related("unit", "call")
    latest = {one.unit_id: one for one in found.order_by("id")}
    return [latest[key] for key in sorted(latest)]


def _unassign(last: Entry, call: Call, by: Actor) -> str:
    for one in _by_sign(last, call, "names"):
        if one.cleared_at is None:
            dispatch.put_back(one, by=by, reason="undone")
    return f"sending {last.fields['names']}"


def _unmove(last: Entry, call: Call, by: Actor) -> str:
    one = next(a for a in _by_sign(last, call, "unit") if a.cleared_at is None)
    guard.unit(one.unit_id, by.department_id, is_shown=not call.is_named)
    field = f"{one.status}_at"
    setattr(one, field, None)
    kept = [s for s in (AssignmentStatus.ASSIGNED, *STEPS) if getattr(one, f"{s.value}_at") is not None]
    was, one.status = one.status, kept[-1]
    one.version += 1
    one.save(update_fields=[field, "status", "version"])
    if was == AssignmentStatus.ON_SCENE:
        first = call.assignments.exclude(on_scene_at=None).order_by("on_scene_at").first()
        Call.objects.filter(pk=call.pk).update(on_scene_at=first.on_scene_at if first else None)
    return f"{one.unit.call_sign} {was.replace('_', ' ')}"


def _unclear(last: Entry, call: Call, by: Actor) -> str:
    for one in _by_sign(last, call, "names"):
        unit = guard.unit(one.unit_id, by.department_id)
        if live_of(unit):
            raise Refused(f"{unit.call_sign} is on another call by now.")
        kept = [s for s in (AssignmentStatus.ASSIGNED, *STEPS) if getattr(one, f"{s.value}_at") is not None]
        Assignment.objects.filter(pk=one.pk).update(
            status=kept[-1], cleared_at=None, outcome="", version=one.version + 1
        )
    if last.fields["is_last"]:
        Call.objects.filter(pk=call.pk).update(status=CallStatus.ACTIVE, cleared_at=None, outcome="")
    return f"clearing {last.fields['names']}"


def _unnote(last: Entry, call: Call, by: Actor) -> str:
    struck = Note.objects.filter(call=call, by=by.key, struck_at=None).order_by("-id").first()
    if struck:
        struck.struck_at = clock.now()
        struck.save(update_fields=["struck_at"])
    return "a note"


def _unprioritize(last: Entry, call: Call, by: Actor) -> str:
    was, undone = int(last.fields["old"]), int(last.fields["new"])
    fresh = desk.prioritize(call, by=by, priority=was, reason="undone")
    if undone < was and fresh.on_scene_at is None:
        promises.promise_anew(fresh)
    return f"P{last.fields['new']}"


def _unhold(last: Entry, call: Call, by: Actor) -> str:
    desk.resume(call, by=by)
    return "the hold"


_TAKE_BACK = {
    "assignment.moved": _unmove,
    "call.assigned": _unassign,
    "call.cleared": _unclear,
    "call.held": _unhold,
    "call.noted": _unnote,
    "call.prioritized": _unprioritize,
}
