"""What a phone may have kept, and the action each kind of it is: the same ones the desk's doors call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from watchkeeper.core.journal.client_ids import result_of
from watchkeeper.core.people import actions as people
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Account, Duty, Person
from watchkeeper.engines.calls import actions as calls
from watchkeeper.engines.calls.models import Assignment, Call, Message, Unit
from watchkeeper.engines.calls.reading import last_stamp
from watchkeeper.kit.errors import NotAllowed, Refused
from watchkeeper.surfaces.field import item_runs
from watchkeeper.surfaces.field.item import Item, client_id_of


def do(item: Item, by: Actor) -> dict[str, Any]:
    """Call the action that ``item`` is, as of its time. Returns the keys of what it made or changed."""
    return KINDS[item.kind](by, item)


def unit_of(by: Actor, item: Item) -> Unit:
    """The unit an item names, of the actor's own department."""
    return Unit.objects.one(by, item.given["unit"])


def assignment_of(by: Actor, item: Item) -> Assignment:
    """The assignment an item names, or that of the call the phone started under ``started``."""
    key = item.given.get("assignment") or _started(by, item).get("assignment")
    if not key:
        raise Refused("The call this belongs to was not started as yours; it is kept here.")
    return assignment_named(by, key)


def assignment_named(by: Actor, key: int) -> Assignment:
    """The assignment ``key`` of the actor's department; raises a hidden NotAllowed for strangers."""
    ours = Assignment.objects.filter(unit__department_id=by.department_id).select_related("unit", "call")
    found = ours.filter(pk=key).first()
    if found is None:
        raise NotAllowed("", hidden=True)
    return found


def _call_of(by: Actor, item: Item) -> Call:
    key = item.given.get("call") or _started(by, item).get("call")
    if not key:
        raise Refused("The call this belongs to was not opened; it is kept here.")
    return Call.objects.one(by, key)


def _started(by: Actor, item: Item) -> dict[str, Any]:
    started = item.given.get("started")
    return result_of(by, client_id_of(started)) if started else {}


def _myself(by: Actor) -> Person:
    if by.person_id is None:
        raise NotAllowed("This sign-in belongs to nobody who could be on duty.")
    return Person.objects.get(pk=by.person_id)


def _move(by: Actor, item: Item) -> dict[str, Any]:
    found = assignment_of(by, item)
    calls.move(found, by=by, to=item.given["to"], at=item.after(last_stamp(found)))
    return {"assignment": found.pk}


def _clear(by: Actor, item: Item) -> dict[str, Any]:
    found = assignment_of(by, item)
    calls.clear(found, by=by, outcome=item.given["outcome"], at=item.after(last_stamp(found)))
    return {"assignment": found.pk}


def _note(by: Actor, item: Item) -> dict[str, Any]:
    return {"note": calls.note(_call_of(by, item), by=by, text=item.given["text"], at=item.at).pk}


def _attach(by: Actor, item: Item) -> dict[str, Any]:
    file = item.file
    if file is None:
        raise Refused("The file did not come along; it is kept here.")
    found = _call_of(by, item)
    kept = calls.attach(found, by=by, at=item.at, name=file.name, content_type=file.content_type, content=file.content)
    return {"attachment": kept.pk}


def _start(by: Actor, item: Item) -> dict[str, Any]:
    unit = unit_of(by, item)
    made = calls.start_own(unit, by=by, at=item.after(unit.available_at), **_about(item))
    return {"call": made.call_id, "assignment": made.pk, "number": made.call.number}


def open_only(by: Actor, item: Item) -> dict[str, Any]:
    """Open what an officer came upon without putting the unit on it, when that was refused: no call is lost."""
    call = calls.open_call(by=by, door="officer", at=item.at, **_about(item))
    return {"call": call.pk, "number": call.number}


def _about(item: Item) -> dict[str, Any]:
    return {name: item.given[name] for name in ("service", "place", "place_ref", "details")}


def _emergency(by: Actor, item: Item) -> dict[str, Any]:
    return {"unit": calls.press_emergency(_in_need(by, item), by=by, place=item.given["place"], at=item.at).pk}


def _in_need(by: Actor, item: Item) -> Unit:
    """The unit whoever pressed is on; the phone may be locked and know none, or know that of a while ago."""
    named = unit_of(by, item) if item.given["unit"] else None
    found = own_unit(by) or named
    if found is None:
        raise NotAllowed("You are not on a unit.")
    return found


def own_unit(by: Actor) -> Unit | None:
    """The unit the actor is on duty with, or None."""
    duty = Duty.objects.filter(person_id=by.person_id, ended_at=None).exclude(unit="").first() if by.person_id else None
    return Unit.objects.one(by, int(duty.unit.partition(":")[2])) if duty else None


def _welfare(by: Actor, item: Item) -> dict[str, Any]:
    return {"assignment": calls.answer_welfare(assignment_of(by, item), by=by, at=item.at).pk}


def _log_on(by: Actor, item: Item) -> dict[str, Any]:
    """On duty with the unit; where it is on duty already, as one more of its crew."""
    unit, me, given = unit_of(by, item), _myself(by), item.given
    if unit.is_on_duty:
        about = {"mode": given["mode"], "ends_at": given["until"], "where": unit.call_sign}
        people.start_duty(me, by=by, unit=unit.subject, at=item.at, **about)
    else:
        calls.log_on(unit, by=by, persons=[me], mode=given["mode"], until=given["until"], at=item.at)
    return {"unit": unit.pk}


def _log_off(by: Actor, item: Item) -> dict[str, Any]:
    """Off duty: the unit with its last one, else only this one of its crew."""
    unit = unit_of(by, item)
    crew = list(Duty.objects.filter(unit=unit.subject, ended_at=None).select_related("person"))
    mine = next((duty for duty in crew if duty.person_id == by.person_id), None)
    if mine is not None and len(crew) > 1:
        people.end_duty(mine, by=by, at=item.at)
    else:
        calls.log_off(unit, by=by, at=item.at)
    return {"unit": unit.pk}


def _mode(by: Actor, item: Item) -> dict[str, Any]:
    return {"unit": calls.set_mode(unit_of(by, item), by=by, mode=item.given["mode"], at=item.at).pk}


def _out(by: Actor, item: Item) -> dict[str, Any]:
    return {"unit": calls.out_of_service(unit_of(by, item), by=by, reason=item.given["reason"], at=item.at).pk}


def _in(by: Actor, item: Item) -> dict[str, Any]:
    return {"unit": calls.in_service(unit_of(by, item), by=by, at=item.at).pk}


def _place(by: Actor, item: Item) -> dict[str, Any]:
    unit, about = unit_of(by, item), {name: item.given[name] for name in ("place", "place_ref")}
    return {"unit": calls.place_unit(unit, by=by, at=item.after(unit.placed_at), **about).pk}


def _read(by: Actor, item: Item) -> dict[str, Any]:
    found = Message.objects.filter(pk=item.given["message"], department_id=by.department_id).first()
    if found is None:
        raise NotAllowed("", hidden=True)
    return {"message": calls.read_message(found, by=by, unit=unit_of(by, item), at=item.at).message_id}


def _message(by: Actor, item: Item) -> dict[str, Any]:
    to = [Unit.objects.one(by, item.given["to"])] if item.given["to"] else None
    return {"message": calls.send_message(by=by, text=item.given["text"], to=to, at=item.at).pk}


def _sharing(by: Actor, item: Item) -> dict[str, Any]:
    if by.account_id is None:
        raise NotAllowed("This sign-in shares no position.")
    account = Account.objects.get(pk=by.account_id)
    return {"is_shared": people.share_position(account, by=by, is_shared=item.given["is_shared"])}


KINDS: Mapping[str, Callable[[Actor, Item], dict[str, Any]]] = {
    **item_runs.KINDS,
    "attach": _attach,
    "clear": _clear,
    "emergency": _emergency,
    "in_service": _in,
    "log_off": _log_off,
    "log_on": _log_on,
    "message": _message,
    "mode": _mode,
    "move": _move,
    "note": _note,
    "out_of_service": _out,
    "place": _place,
    "read": _read,
    "sharing": _sharing,
    "start": _start,
    "welfare": _welfare,
}
STAMPS = ("move", "clear")  # whose refused times are kept with the call itself
