"""The desk's everyday work on a call, and its own papers: notes, holds, messages, look-outs, drafts, seats."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal import journal, timers
from watchkeeper.core.journal.action import action
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.boundary import inside
from watchkeeper.core.people.models import Duty
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.places import find
from watchkeeper.core.services import registry
from watchkeeper.engines.calls import guard, told
from watchkeeper.engines.calls.actions import promises, retyping
from watchkeeper.engines.calls.models import Attachment, Bolo, Call, Draft, Message, MessageRead, Note, Seat, Unit
from watchkeeper.engines.calls.rows import bolo_row
from watchkeeper.engines.calls.states import CallStatus
from watchkeeper.kit import lengths
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

LARGEST_FILE = 20 * 1024 * 1024
CHANGEABLE = ("place", "place_ref", "destination", "destination_ref", "callback", "details", "answers", "service")


@action
def update_call(call: Call, *, by: Actor, at: datetime | None = None, **changes: Any) -> Call:
    """Change what is known of a call: place, destination, call-back, details, answers, service.

    A place told in words alone takes the old one's location away: nobody is sent to where it was. The old values stay
    in the journal. With the service go its level, its priority and its due time (`retyping`). Answers that show a
    danger raise the call, as they do when it is opened. Raises Invalid for an answer nobody can understand.
    """
    by.require(Permission.CALL_OPEN)
    unknown = set(changes) - set(CHANGEABLE)
    if unknown or not changes:
        raise Invalid("Nothing here can be changed.", fields={key: ["cannot be changed"] for key in unknown})
    lengths.check(**{key: (value, Call, key) for key, value in changes.items()})
    fresh = guard.call(call.pk, by.department_id)
    if "service" in changes:
        spec = registry.get(changes["service"], by.department_id)
        if (spec.level > Level.L2) != fresh.is_named:
            raise Refused("A call on the board cannot become one by name only, nor back; open a new one.")
    if "answers" in changes:
        _check_answers(fresh, changes["answers"], changes.get("service", fresh.service))
    changes = _without_old_refs(fresh, changes)
    old = {key: getattr(fresh, key) for key in changes}
    for key, value in changes.items():
        setattr(fresh, key, value)
    touched = list(changes)
    if "place_ref" in changes:
        touched += _locate(fresh, changes)
    fresh.save(update_fields=[t.removesuffix("_id") for t in touched])
    if "service" in changes:
        _retype(fresh, by, at)
    told.changed(by, "call.updated", fresh, at=at, fields=", ".join(changes), old=old, new=changes)
    if "answers" in changes:
        _raise_by_answers(fresh, by, at)
    return fresh


def _retype(call: Call, by: Actor, at: datetime | None) -> None:
    """What the new service says of the call holds from now on; a priority that changed with it is noted."""
    was = call.priority
    retyping.follow_service(call, told.stamp(at))
    if call.priority != was:
        name = registry.get(call.service, call.department_id).name
        told.changed(by, "call.prioritized", call, at=at, old=was, new=call.priority, reason=f"is {name}")


def _check_answers(call: Call, answers: Any, service: str) -> None:
    if not isinstance(answers, dict):
        raise Invalid("Answers are given by question.", fields={"answers": ["not by question"]})
    if wrong := registry.get(service, call.department_id).check(answers):
        raise Invalid("An answer cannot be understood; nothing was kept.", fields=wrong)


def _raise_by_answers(call: Call, by: Actor, at: datetime | None) -> None:
    """What the answers say now may make the call more urgent; only a dispatcher makes it less so."""
    spec = registry.get(call.service, call.department_id)
    judged, why = spec.priority_for(call.answers, booked=call.starts_at is not None)
    if not why or int(judged) >= call.priority or not call.is_open:
        return
    was, call.priority = call.priority, int(judged)
    call.save(update_fields=["priority", *promises.hasten(call)])
    if was > 1:
        told.watch_emergency(call, told.stamp(at))
    told.changed(by, "call.prioritized", call, at=at, old=was, new=call.priority, reason=why)


def _without_old_refs(call: Call, changes: dict[str, Any]) -> dict[str, Any]:
    """The changes, where a place in new words alone also drops the reference to the old one."""
    found = {"place": call.place_ref or call.node or call.lon, "destination": call.destination_ref}
    dropped = {
        f"{name}_ref": ""
        for name, known in found.items()
        if known and changes.get(name, getattr(call, name)) != getattr(call, name)
    }
    return dropped | changes


def _locate(call: Call, changes: dict[str, Any]) -> list[str]:
    """Put ``call`` where its place of the registry is, or nowhere known; gives the columns that changed."""
    call.node = call.lon = call.lat = None
    if call.place_ref:
        where = find.resolve(call.place_ref, call.department_id)
        if where is None:
            raise Invalid("That place is not known.", fields={"place_ref": ["unknown"]})
        call.node, call.lon, call.lat, call.site_id = where.node_id, where.lon, where.lat, where.site_id
        call.place = changes.get("place") or where.label
    return ["node", "lon", "lat", "site_id", "place"]


@action
def prioritize(call: Call, *, by: Actor, priority: int, reason: str, at: datetime | None = None) -> Call:
    """Raise or lower a call's priority, with the reason. Raises Refused when it ended or stays the same."""
    by.require(Permission.CALL_PRIORITIZE)
    if not 0 <= priority <= 4:
        raise Invalid("A priority is P0 to P4.", fields={"priority": ["P0 to P4"]})
    if not reason.strip():
        raise Invalid("Say why.", fields={"reason": ["missing"]})
    fresh = guard.call(call.pk, by.department_id)
    if not fresh.is_open:
        raise Refused(f"{fresh.number} has ended.")
    if fresh.priority == priority:
        raise Refused(f"{fresh.number} is P{priority} already.")
    was, fresh.priority = fresh.priority, priority
    fresh.save(update_fields=["priority", *(promises.hasten(fresh) if priority < was else [])])
    moment = told.stamp(at)
    if was > 1:  # a running clock is not set back by making an emergency more urgent
        told.watch_emergency(fresh, moment)
    told.changed(by, "call.prioritized", fresh, at=moment, old=was, new=priority, reason=reason)
    return fresh


@action
def hold(call: Call, *, by: Actor, until: datetime, reason: str, at: datetime | None = None) -> Call:
    """Let a call that is not an emergency wait until a time; it comes back by itself."""
    by.require(Permission.CALL_ASSIGN)
    lengths.check(reason=(reason, Call, "hold_reason"))
    fresh = guard.call(call.pk, by.department_id)
    if fresh.status not in (CallStatus.RECEIVED, CallStatus.WAITING):
        raise Refused(f"{fresh.number} is {fresh.status.replace('_', ' ')}; only a waiting call can be held.")
    if fresh.is_emergency:
        raise Refused(f"{fresh.number} is P{fresh.priority}; an emergency is not held.")
    if until <= told.stamp(at):
        raise Invalid("That time has passed.", fields={"until": ["in the past"]})
    fresh.held_until, fresh.hold_reason = until, reason
    fresh.save(update_fields=["held_until", "hold_reason"])
    timers.start(fresh.department_id, "call.held", fresh.subject, until)
    told.changed(by, "call.held", fresh, at=at, until=until.isoformat(), reason=reason)
    return fresh


@action
def resume(call: Call, *, by: Actor, at: datetime | None = None) -> Call:
    """Take a call off hold."""
    by.require(Permission.CALL_ASSIGN)
    fresh = guard.call(call.pk, by.department_id)
    if fresh.held_until is None:
        raise Refused(f"{fresh.number} is not on hold.")
    fresh.held_until, fresh.hold_reason = None, ""
    fresh.save(update_fields=["held_until", "hold_reason"])
    promises.watch_raise(fresh)
    told.changed(by, "call.resumed", fresh, at=at)
    return fresh


@action
def note(call: Call, *, by: Actor, text: str, kind: str = "note", at: datetime | None = None) -> Note:
    """Add a line to the call's narrative (up to 1,000,000 characters). Raises Invalid when it is empty or longer."""
    by.require(Permission.CALL_NOTE)
    _check_text(text)
    fresh = guard.call(call.pk, by.department_id)
    made = Note.objects.create(
        department_id=fresh.department_id,
        call=fresh,
        kind=kind,
        at=told.stamp(at),
        by=by.key,
        by_name=by.name,
        text=text,
    )
    told.changed(
        by, "call.noted", fresh, at=at, text=text if len(text) <= 200 else text[:199] + "…", kind=kind, note=made.pk
    )
    return made


def _check_text(text: str) -> None:
    if not text.strip():
        raise Invalid("There is nothing to keep.", fields={"text": ["empty"]})
    lengths.check(text=(text, Note, "text"))


@action
def attach(
    call: Call, *, by: Actor, name: str, content_type: str, content: bytes, at: datetime | None = None
) -> Attachment:
    """Keep a file with the call (up to 20 MiB); it is locked exactly as the call is."""
    by.require(Permission.CALL_NOTE)
    if not content or len(content) > LARGEST_FILE:
        raise Invalid("A file holds 1 byte to 20 MiB; nothing was kept.", fields={"content": [f"{len(content)} bytes"]})
    fresh = guard.call(call.pk, by.department_id)
    made = Attachment.objects.create(
        call=fresh,
        at=told.stamp(at),
        by=by.key,
        name=name[:200],
        content_type=content_type[:100],
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
    )
    told.changed(by, "call.attached", fresh, at=at, name=made.name, size=made.size, sha256=made.sha256)
    return made


@action
def radio(
    *, by: Actor, text: str, unit: Unit | None = None, call: Call | None = None, at: datetime | None = None
) -> Note:
    """Keep a line of radio traffic, of a unit or not, on a call or not."""
    by.require(Permission.CALL_NOTE)
    _check_text(text)
    if unit is not None:
        inside(by, unit)
    fresh = guard.call(call.pk, by.department_id) if call else None
    made = Note.objects.create(
        department_id=by.department_id,
        call=fresh,
        unit=unit,
        kind="radio",
        at=told.stamp(at),
        by=by.key,
        by_name=by.name,
        text=text,
    )
    sign = unit.call_sign if unit else "desk"
    if fresh is not None:
        told.changed(by, "call.noted", fresh, at=at, text=f"{sign}: {text[:180]}", kind="radio", note=made.pk)
    else:
        journal.write(
            by, "radio.logged", f"note:{made.pk}", at=at, level=Level.L2, data={"unit": sign, "text": text[:200]}
        )
    return made


@action
def send_message(*, by: Actor, text: str, to: Sequence[Unit] | None = None, at: datetime | None = None) -> Message:
    """Send a message to units, or to all on duty when ``to`` is None; each read is marked."""
    by.require(Permission.MESSAGE_SEND)
    _check_text(text)
    units = list(to) if to is not None else list(Unit.objects.of(by).filter(is_on_duty=True).order_by("id"))
    if not units:
        raise Refused("No unit is on duty to read it.")
    for unit in units:
        inside(by, unit)
    made = Message.objects.create(
        department_id=by.department_id,
        sent_at=told.stamp(at),
        by=by.key,
        by_name=by.name,
        text=text,
        is_to_all=to is None,
    )
    MessageRead.objects.bulk_create([MessageRead(message=made, unit=unit) for unit in units])
    names = "all on duty" if to is None else ", ".join(u.call_sign for u in units)
    said = {"to": names, "text": text[:200], **told.skewed(by)}
    journal.write(by, "message.sent", made.subject, at=at, level=Level.L2, data=said)
    return made


@action
def read_message(message: Message, *, by: Actor, unit: Unit, at: datetime | None = None) -> MessageRead:
    """Mark a message as read at ``unit``; reading it again keeps the first time."""
    if not by.may(Permission.UNIT_MOVE):
        by.require(Permission.DUTY_SELF)
        if (
            by.person_id is None
            or not Duty.objects.filter(person_id=by.person_id, unit=unit.subject, ended_at=None).exists()
        ):
            raise NotAllowed(f"You are not on {unit.call_sign}.")
    mark = MessageRead.objects.filter(message=message, unit=unit, message__department_id=by.department_id).first()
    if mark is None:
        raise NotAllowed("", hidden=True)
    if mark.read_at is None:
        mark.read_at, mark.read_by = told.stamp(at), by.key
        mark.save(update_fields=["read_at", "read_by"])
    journal.write(
        by, "message.read", message.subject, at=at, level=Level.L2, data={"unit": unit.call_sign, **told.skewed(by)}
    )
    return mark


@action
def post_bolo(*, by: Actor, kind: str, text: str, expires_at: datetime, at: datetime | None = None) -> Bolo:
    """Post a look-out for a person, vehicle or other thing, until ``expires_at``."""
    by.require(Permission.BOLO_WRITE)
    _check_text(text)
    if kind not in ("person", "vehicle", "other"):
        raise Invalid("Say person, vehicle or other.", fields={"kind": [kind]})
    moment = told.stamp(at)
    if expires_at <= moment:
        raise Invalid("It would have ended already.", fields={"expires_at": ["in the past"]})
    made = Bolo.objects.create(
        department_id=by.department_id, kind=kind, text=text, posted_at=moment, posted_by=by.key, expires_at=expires_at
    )
    timers.start(by.department_id, "bolo.expires", made.subject, expires_at)
    journal.write(
        by,
        "bolo.posted",
        made.subject,
        at=at,
        level=Level(made.level),
        data={
            "text": text[:200],
            "kind": kind,
            "until": expires_at.isoformat(),
            "rows": {made.subject: bolo_row(made)},
        },
    )
    return made


@action
def end_bolo(bolo: Bolo, *, by: Actor, at: datetime | None = None) -> Bolo:
    """Take a look-out down before its time, or when its time has come."""
    by.require(Permission.BOLO_WRITE)
    moment = told.stamp(at)
    changed = Bolo.objects.filter(pk=bolo.pk, department_id=by.department_id, ended_at=None).update(
        ended_at=moment, version=bolo.version + 1
    )
    if not changed:
        raise Refused("This look-out has ended already.")
    bolo.refresh_from_db()
    journal.write(
        by,
        "bolo.ended",
        bolo.subject,
        at=at,
        level=Level(bolo.level),
        data={"text": bolo.text[:200], "rows": {bolo.subject: None}},
    )
    return bolo


@action
def save_draft(
    *, by: Actor, seat: str, text: str, fields: dict[str, Any] | None = None, at: datetime | None = None
) -> Draft:
    """Keep the half-typed call of ``seat``; its first keystroke is the moment the call was answered.

    Raises Refused when somebody else sits there.
    """
    by.require(Permission.CALL_OPEN)
    lengths.check(seat=(seat, Draft, "seat"), text=(text, Draft, "text"))
    other = Seat.objects.filter(department_id=by.department_id, key=seat).exclude(held_by__in=("", by.key)).first()
    if other is not None:
        raise Refused(f"{other.held_by_name} sits at {seat} now; what you type stays on this screen only.")
    moment = told.stamp(at)
    draft, is_new = Draft.objects.get_or_create(
        department_id=by.department_id, seat=seat, defaults={"saved_at": moment, "by": by.key}
    )
    is_started = bool(text.strip()) and not draft.text.strip()
    if is_started or is_new:
        draft.answered_at = moment
    if not text.strip():
        draft.answered_at = None
    draft.text, draft.fields, draft.saved_at, draft.by = text, fields or {}, moment, by.key
    draft.save()
    journal.write(by, "draft.saved", f"seat:{seat}", at=at, level=Level.L1, data={"seat": seat, "size": len(text)})
    return draft
