"""What the journal may say of calls and units: a sentence, a schema and a level for every verb."""

from __future__ import annotations

from typing import Any

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal.verbs import Moment, Verb, Word

# Every entry may carry the board rows it changed, so that any past board can be shown again; and how many seconds the
# clock of the phone it was kept on ran ahead of ours.
ROWS: dict[str, Any] = {
    "rows": dict[str, Any] | None,
    "number": str | None,
    "why": str | None,
    "skew_s": float | None,
}


def _verb(
    sentence: str,
    level: Level = Level.L2,
    *,
    personal: tuple[str, ...] = (),
    marked: tuple[str, ...] = (),
    destroys: bool = False,
    **fields: Any,
) -> Verb:
    """A verb that may carry rows; ``personal`` are the fields of people's own words, which are purged with the call.

    ``marked`` are the places that are kept apart where the call's service forgets them one day.
    """
    return Verb(
        sentence=sentence,
        fields={**ROWS, **fields},
        level=level,
        personal=personal,
        marked=marked,
        destroys=destroys,
    )


# What ends a call, or frees its last unit.
ENDINGS = (
    "call.canceled_by_caller",
    "call.cleared",
    "call.closed",
    "call.gone_on_arrival",
    "call.handed_off",
    "call.merged",
    "session.no_show",
)

VERBS: dict[str, Verb] = {
    "assignment.corrected": _verb(
        "corrected {unit} {field} on {number} from {old} to {new}: {reason}",
        unit=str,
        field=Word,
        old=Moment | None,
        new=Moment | None,
        reason=str,
    ),
    "assignment.moved": _verb(
        "{unit} is {status} on {number}",
        marked=("destination",),
        unit=str,
        status=Word,
        destination=str | None,
    ),
    "assignment.put_back": _verb("put {unit} back from {number}: {reason}", personal=("reason",), unit=str, reason=str),
    "assignment.reserved": _verb(
        "reserved {unit} for {number} from {starts} to {ends}", unit=str, starts=Moment, ends=Moment
    ),
    "assignment.stacked": _verb("stacked {number} on {unit}", unit=str),
    "assignment.stamp_refused": _verb(
        "kept a refused {status} stamp of {unit} on {number}: {reason}",
        unit=str,
        status=Word,
        reason=str,
        stamped=Moment,
        received=Moment,
    ),
    "assignment.welfare_answered": _verb("{unit} is all right on {number}", unit=str),
    "assignment.welfare_overdue": _verb("welfare check of {unit} on {number} is overdue", unit=str),
    "bolo.ended": _verb("ended the look-out: {text}", text=str),
    "bolo.posted": _verb("posted a look-out: {text}", text=str, kind=str, until=Moment),
    "call.assigned": _verb("sent {names} to {number}", names=str, override=str | None),
    "call.attached": _verb("attached {name} to {number}", personal=("name",), name=str, size=int, sha256=str),
    "call.canceled_by_caller": _verb(
        "ended {number}: canceled by the caller, {reason}", personal=("reason",), reason=str
    ),
    "call.cleared": _verb("cleared {names} from {number}: {outcome}", names=str, outcome=Word, is_last=bool),
    "call.closed": _verb("closed {number}: {outcome}", outcome=Word),
    "call.corrected": _verb(
        "corrected {field} of {number} from {old} to {new}: {reason}",
        field=Word,
        old=Moment | None,
        new=Moment | None,
        reason=str,
    ),
    "call.diverted": _verb("took {number} for a desk that is closed or unknown: {line}", line=str),
    "call.due_passed": _verb("{number} passed its target: {target}", target=str),
    "call.escalated": _verb("{number} has no unit after {seconds} s: supervisor told", seconds=int),
    "call.exposed": _verb("opened {number} to every dispatcher on duty: {reason}", reason=str, told=list),
    "call.gone_on_arrival": _verb(
        "ended {number}: gone on arrival, called back {called_back}",
        personal=("note",),
        called_back=str,
        note=str,
    ),
    "call.handed_off": _verb("handed {number} off to {to}: {reason}", personal=("reason",), to=str, reason=str),
    "call.held": _verb("held {number} until {until}: {reason}", personal=("reason",), until=Moment, reason=str),
    "call.merged": _verb("merged {number} into {into}", into=str, requesters=list),
    "call.noted": _verb("noted on {number}: {text}", personal=("text",), text=str, kind=str, note=int | None),
    "call.opened": _verb(
        "opened {number}: {service}, {place}",
        marked=("place", "to"),
        service=str,
        place=str,
        priority=int,
        origin=str,
        is_test=bool,
        to=str | None,
        requester=int | None,
    ),
    "call.prioritized": _verb(
        "changed {number} from P{old} to P{new}: {reason}", personal=("reason",), old=int, new=int, reason=str
    ),
    "call.reopened": _verb("reopened {number}: {reason}", personal=("reason",), reason=str),
    "call.resumed": _verb("took {number} off hold"),
    "call.split": _verb("split {number} from {parent}", parent=str, requester=int),
    "call.undone": _verb("undid on {number}: {what}", what=str),
    "call.updated": _verb(
        "changed {fields} of {number}",
        personal=("old", "new"),
        fields=str,
        old=dict[str, Any] | None,
        new=dict[str, Any] | None,
    ),
    "calls.purged": _verb(
        "purged {what} of {calls} calls of {service} after {days} days",
        destroys=True,
        service=str,
        what=str,
        days=int,
        outcome=Word | None,
        calls=int,
        notes=int,
        files=int,
        values=int,
        subjects=list[str],
    ),
    "enrollment.attended": _verb("an asker of {number} {what}", requester=int, what=str),
    "enrollment.left": _verb(
        "an asker of {number} gave up the enrollment", personal=("reason",), requester=int, reason=str | None
    ),
    "enrollment.taken": _verb("an asker of {number} has {what}", requester=int, what=str),
    "holding.pulled": _verb(
        "pulled {person} from {number}: {reason}", personal=("reason",), person=str, to=str | None, reason=str
    ),
    "holding.replaced": _verb(
        "put {new} in for {old} on {number}", personal=("reason",), old=str, new=str, reason=str | None
    ),
    "fixes.purged": _verb("destroyed {fixes} positions of phones, {hours} hours after they came", fixes=int, hours=int),
    "message.read": _verb("{unit} read a message", unit=str),
    "message.sent": _verb("sent a message to {to}: {text}", to=str, text=str),
    "radio.logged": _verb("radio {unit}: {text}", unit=str, text=str),
    "requester.added": _verb("added an asker to {number}", marked=("place",), requester=int, place=str | None),
    "requester.arrived_safe": _verb("an asker of {number} arrived safely", requester=int),
    "requester.canceled": _verb(
        "an asker of {number} canceled: {reason}", personal=("reason",), requester=int, reason=str
    ),
    "requester.went": _verb("an asker of {number} said that it went {went}", requester=int, went=str),
    "quote.given": _verb(
        "quoted {number}: usually {median_min} min, at worst {worst_min}",
        requester=int,
        median_s=int,
        worst_s=int,
        median_min=int,
        worst_min=int,
        basis=str | None,
    ),
    "session.confirmed": _verb(
        "confirmed {number} for {starts}: {people}",
        personal=("override",),
        starts=Moment,
        ends=Moment,
        people=str,
        override=str | None,
    ),
    "session.declined": _verb(
        "an asker of {number} needs another time: {reason}", personal=("reason",), requester=int, reason=str
    ),
    "session.delivered": _verb(
        "held {number}: {outcome}",
        personal=("unanswered",),
        outcome=Word,
        attended=int | None,
        material=str | None,
        unanswered=str | None,
    ),
    "session.lapsed": _verb("nobody took a time proposed for {number}"),
    "session.no_show": _verb("nobody came to {number}", personal=("note",), note=str | None),
    "session.proposed": _verb(
        "proposed {count} times for {number}", personal=("override",), count=int, starts=list[str], override=str | None
    ),
    "session.reminded": _verb("{number} is near: {people}", starts=Moment | None, people=str),
    "session.rescheduled": _verb(
        "moved {number} from {old} to {starts}: {reason}",
        personal=("reason", "override"),
        old=Moment | None,
        starts=Moment,
        ends=Moment,
        people=str,
        reason=str,
        override=str | None,
    ),
    "session.seats": _verb("changed the seats of {number} from {old} to {new}", old=int, new=int),
    "session.started": _verb("{words}: {number}", words=str),
    "seat.taken": _verb("took seat {seat}", Level.L1, seat=str, before=str | None),
    "draft.saved": _verb("is typing at {seat}", Level.L1, seat=str, size=int),
    "unit.added": _verb("added unit {unit}", Level.L1, unit=str, kind=str),
    "unit.changed": _verb("{unit} {change}", Level.L1, unit=str, change=str),
    "unit.edited": _verb("changed {changed} of {unit}", Level.L1, unit=str, changed=str, before=dict, after=dict),
    "unit.emergency_pressed": _verb("{unit} PRESSED THE EMERGENCY BUTTON at {place}", Level.L1, unit=str, place=str),
    "unit.emergency_released": _verb("released the emergency of {unit}", Level.L1, unit=str, pressed_by=str),
    "unit.in_service": _verb("{unit} is back in service", Level.L1, unit=str),
    "unit.logged_off": _verb("{unit} logged off", Level.L1, unit=str),
    "unit.logged_on": _verb(
        "{unit} logged on ({mode})",
        Level.L1,
        unit=str,
        mode=str,
        vehicle=str | None,
        persons=list | None,
        until=Moment | None,
    ),
    "unit.out_of_service": _verb(
        "{unit} is out of service: {reason}", Level.L1, unit=str, reason=str, until=Moment | None
    ),
    "unit.placed": _verb("{unit} is at {place}", Level.L1, unit=str, place=str),
}
