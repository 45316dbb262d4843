"""Undo: a new action that takes back the last one of the same person, within 60 seconds; both stay in the journal."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet

from watchkeeper.core.journal import timers
from watchkeeper.core.journal.action import action
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.calls import guard, told
from watchkeeper.engines.calls.actions import desk, dispatch, moves, promises
from watchkeeper.engines.calls.actions.moves import NOT_NEEDED
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
    call_pk = int(last.subject.partition(":")[2])
    units = Unit.objects.of(by).filter(call_sign__in=_signs(last)).order_by("id")
    # Units before their call, as every action locks them; those whose place on it was given up may get it back.
    guard.units([*units.values_list("pk", flat=True), *_let_go(last, call_pk)], by.department_id, is_shown=False)
    call = guard.call(call_pk, by.department_id)
    _nothing_after(last, call)
    words = _TAKE_BACK[last.verb](last, call, by)
    is_hidden = call.is_named and last.verb == "assignment.moved"
    told.changed(
        by, "call.undone", Call.objects.get(pk=call.pk), units=() if is_hidden else list(units.all()), what=words
    )
    return f"{words} ({call.number})"


def _signs(last: Entry) -> list[str]:
    """The call signs of the units the entry tells of."""
    names = last.fields.get("unit" if last.verb == "assignment.moved" else "names")
    return str(names).split(", ") if names else []


def _let_go(last: Entry, call_pk: int) -> list[int]:
    """The units whose place on the call, reserved or stacked, was given up with its last clear."""
    if last.verb != "call.cleared" or not last.fields["is_last"]:
        return []
    given_up = Assignment.objects.filter(call=call_pk, outcome=NOT_NEEDED, cleared_at__isnull=False)
    return list(given_up.values_list("unit_id", flat=True))


def _last(by: Actor) -> Entry:
    since = (clock.now() - WITHIN).strftime("%Y-%m-%dT%H:%M:%S")
    recent = Entry.objects.filter(department_id=by.department_id, actor=by.key, recorded_at__gte=since).order_by("-id")
    last = recent.exclude(verb="draft.saved").first()
    # What the house noted by itself has no note of its own, and is not taken back.
    if last is None or last.verb not in UNDOABLE or (last.verb == "call.noted" and not last.fields.get("note")):
        raise Refused("There is nothing of yours from the last 60 seconds that can be undone.")
    return last


def _nothing_after(last: Entry, call: Call) -> None:
    later = Entry.objects.filter(subject=call.subject, id__gt=last.pk)
    if later.exists():
        raise Refused(f"Something has happened to {call.number} since; correct it instead.")


def _of(last: Entry, call: Call) -> list[Assignment]:
    """The latest assignment on ``call`` of each unit the entry names."""
    found = Assignment.objects.filter(call=call, unit__call_sign__in=_signs(last)).select_related("unit", "call")
    latest = {one.unit_id: one for one in found.order_by("id")}
    return [latest[key] for key in sorted(latest)]


def _unassign(last: Entry, call: Call, by: Actor) -> str:
    for one in _of(last, call):
        if one.cleared_at is None:
            dispatch.put_back(one, by=by, reason="undone")
    return f"sending {last.fields['names']}"


def _unmove(last: Entry, call: Call, by: Actor) -> str:
    one = next(a for a in _of(last, call) if a.cleared_at is None)
    guard.unit(one.unit_id, by.department_id, is_shown=not call.is_named)
    field = f"{one.status}_at"
    undone = getattr(one, field)
    setattr(one, field, None)
    was, one.status = one.status, _furthest(one)
    if was == AssignmentStatus.ON_SCENE:
        one.welfare_due_at = None
    one.version += 1
    one.save(update_fields=[field, "status", "welfare_due_at", "version"])
    if was == AssignmentStatus.ON_SCENE:
        first = call.assignments.exclude(on_scene_at=None).order_by("on_scene_at").first()
        arrived = first.on_scene_at if first else None
        Call.objects.filter(pk=call.pk).update(on_scene_at=arrived)
        moves.retime_arrival(call, undone, arrived)
        if arrived is None:
            call.on_scene_at = None
            promises.start_again(call, clock.now(), since=undone)
    return f"{one.unit.call_sign} {was.replace('_', ' ')}"


def _furthest(one: Assignment) -> AssignmentStatus:
    """The furthest step the assignment has a stamp of."""
    return [s for s in (AssignmentStatus.ASSIGNED, *STEPS) if getattr(one, f"{s.value}_at") is not None][-1]


def _unclear(last: Entry, call: Call, by: Actor) -> str:
    cleared = _of(last, call)
    for one in cleared:
        unit = guard.unit(one.unit_id, by.department_id)
        _must_be_as_left(unit, one)
        Assignment.objects.filter(pk=one.pk).update(
            status=_furthest(one), cleared_at=None, outcome="", version=one.version + 1
        )
        if one.welfare_due_at and one.welfare_overdue_at is None:
            timers.start(call.department_id, "assignment.welfare", one.subject, one.welfare_due_at)
    if last.fields["is_last"]:
        for one in call.assignments.filter(outcome=NOT_NEEDED, cleared_at=cleared[0].cleared_at).select_related("unit"):
            _hold_again(one)
        Call.objects.filter(pk=call.pk).update(status=CallStatus.ACTIVE, cleared_at=None, outcome="")
        call.status = CallStatus.ACTIVE
        promises.start_again(call, clock.now(), since=cleared[0].cleared_at)
    return f"clearing {last.fields['names']}"


def _must_be_as_left(unit: Unit, one: Assignment) -> None:
    """A unit goes back to work only when it is on duty still and did nothing else since it was cleared."""
    if live_of(unit):
        raise Refused(f"{unit.call_sign} is on another call by now.")
    if not unit.is_on_duty or (unit.on_duty_at and one.cleared_at and unit.on_duty_at > one.cleared_at):
        raise Refused(f"{unit.call_sign} has logged off since.")
    if Assignment.objects.filter(unit=unit, assigned_at__gte=one.cleared_at).exclude(pk=one.pk).exists():
        raise Refused(f"{unit.call_sign} has been on another call since.")


def _hold_again(one: Assignment) -> None:
    """Give a unit its place on the call back: the window it was reserved for, or its turn when it comes free."""
    if one.starts_at is None and not one.unit.is_on_duty:
        raise Refused(f"{one.unit.call_sign}, which was stacked on it, has logged off since.")
    is_stacked = one.starts_at is None
    if not is_stacked and _booked(one.unit).filter(starts_at__lt=one.ends_at, ends_at__gt=one.starts_at).exists():
        raise Refused(f"{one.unit.call_sign}, which was reserved for it, is reserved elsewhere by now.")
    one.status = AssignmentStatus.ASSIGNED if is_stacked else AssignmentStatus.RESERVED
    one.is_stacked, one.cleared_at, one.outcome = is_stacked, None, ""
    one.version += 1
    one.save(update_fields=["status", "is_stacked", "cleared_at", "outcome", "version"])


def _booked(unit: Unit) -> QuerySet[Assignment]:
    return Assignment.objects.filter(unit=unit, cleared_at=None)


def _unnote(last: Entry, call: Call, by: Actor) -> str:
    Note.objects.filter(pk=last.fields["note"], call=call, struck_at=None).update(struck_at=clock.now())
    return "a note"


def _unprioritize(last: Entry, call: Call, by: Actor) -> str:
    was, undone = int(last.fields["old"]), int(last.fields["new"])
    if undone < was and call.on_scene_at is None:
        promises.promise_anew(call, was)
    desk.prioritize(call, by=by, priority=was, reason="undone")
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
