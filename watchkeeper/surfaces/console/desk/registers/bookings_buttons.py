"""What can be done with a booking: each button calls one action, and is there only where it fits."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Person
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.services.catalog import CATALOG
from watchkeeper.engines.calls import actions, bookings
from watchkeeper.engines.calls.actions.sessions import EARLY
from watchkeeper.engines.calls.models import Call, Enrollment, Holding
from watchkeeper.engines.calls.states import CallStatus
from watchkeeper.kit.errors import NotAllowed
from watchkeeper.surfaces.console.desk.cells import Look
from watchkeeper.surfaces.console.desk.register import Button
from watchkeeper.surfaces.console.desk.registers import bookings_forms as forms
from watchkeeper.surfaces.console.desk.registers.bookings_shown import service_of

_SEEKING = (CallStatus.ASKED, CallStatus.PROPOSED)
_BEFORE_IT = (*_SEEKING, CallStatus.CONFIRMED)
_UNFINISHED = (*_SEEKING, *bookings.STANDING)


def _is(*statuses: str) -> Callable[[Any, Look], bool]:
    return lambda call, look: call.status in statuses


def _has_times(call: Any, look: Look) -> bool:
    booked = service_of(call).booked
    return call.status in _SEEKING and booked is not None and booked.lasts is not None


def _is_theirs(call: Any, look: Look) -> bool:
    """Whether the reader books, or is held for this very session."""
    if look.by.may(Permission.CALL_BOOK):
        return True
    return look.by.person_id is not None and any(one.person_id == look.by.person_id for one in call.facts.held)


def _has_begun(call: Any, look: Look) -> bool:
    return call.status in bookings.STANDING and call.starts_at is not None and call.starts_at <= look.now


def _may_begin(call: Any, look: Look, words: str = "") -> bool:
    """Whether it may begin now, and is called ``words`` when it does."""
    booked = service_of(call).booked
    if call.status != CallStatus.CONFIRMED or booked is None or call.starts_at is None:
        return False
    return (
        str(booked.start_words) == words
        and call.starts_at - booked.around - EARLY <= look.now
        and _is_theirs(call, look)
    )


def _may_tell(call: Any, look: Look) -> bool:
    is_going = call.status == CallStatus.IN_SESSION or _has_begun(call, look)
    return is_going and _is_theirs(call, look)


def _at_a_desk(call: Any, look: Look) -> bool:
    booked = service_of(call).booked
    return call.status == CallStatus.ASKED and booked is not None and booked.lasts is None and _is_theirs(call, look)


def _can_be_replaced(call: Any, look: Look) -> bool:
    return call.status in bookings.STANDING and bool(call.facts.held or call.facts.pulled)


def _has_list(call: Any, look: Look) -> bool:
    return bool(call.appointment.seats and (call.facts.taken or call.facts.in_line))


def _may_mark(call: Any, look: Look) -> bool:
    started = call.starts_at is not None and call.starts_at <= look.now
    is_then = started and call.status in (*bookings.STANDING, CallStatus.DELIVERED)
    return is_then and _has_list(call, look) and _is_theirs(call, look)


def _may_have_seats(call: Any, look: Look) -> bool:
    booked = service_of(call).booked
    return call.status in _BEFORE_IT and booked is not None and bool(booked.seats or call.appointment.seats)


def _takes_names(call: Any, look: Look) -> bool:
    return bool(call.appointment.seats) and call.status == CallStatus.CONFIRMED and not _is_over(call, look)


def _is_over(call: Any, look: Look) -> bool:
    return call.ends_at is not None and call.ends_at <= look.now


def _replace(call: Call, by: Actor, given: dict[str, Any]) -> Holding:
    held = Holding.objects.select_related("person", "call").get(call=call, pk=given["held"])
    person = Person.objects.filter(department_id=by.department_id, pk=given["person"]).first()
    if person is None:
        raise NotAllowed("", hidden=True)
    return actions.replace(held, by=by, person=person, reason=given["reason"])


def _mark(call: Call, by: Actor, given: dict[str, Any]) -> Call:
    """Say of each on the list whether they came, where that is not kept already."""
    came = {int(pk) for pk in given["came"]}
    for one in Enrollment.objects.filter(call=call, canceled_at=None).select_related("call"):
        if one.attended is not (one.pk in came):
            actions.mark_attended(one, by=by, attended=one.pk in came)
    return call


def _leave(call: Call, by: Actor, given: dict[str, Any]) -> Enrollment:
    mine = Enrollment.objects.select_related("requester__call").get(call=call, pk=given["who"])
    return actions.leave(mine.requester, by=by, reason=given["reason"])


def schedule(row: Any, by: Actor, given: dict[str, Any]) -> Call:
    """Put a session in the calendar."""
    return actions.schedule(by=by, **given)


def _begin(key: str, words: str, fits: str) -> Button:
    return Button(
        key, words, lambda call, by, given: actions.start(call, by=by), needs=Permission.CALL_READ,
        fits=partial(_may_begin, words=fits), letter="b", said="It has begun.",
    )  # fmt: skip


# What beginning it is called where that is more than a word for the clock: each such word is a button of its own.
_START_WORDS = sorted({str(one.booked.start_words) for one in CATALOG.values() if one.booked} - {""})

BUTTONS: tuple[Button, ...] = (
    Button(
        "propose", "Propose times", lambda call, by, given: actions.propose(call, by=by, **given),
        forms.ProposeForm, fits=_has_times, letter="p", said="The times are proposed.",
    ),
    Button(
        "confirm", "Confirm a time", lambda call, by, given: actions.confirm(call, by=by, **given),
        forms.ConfirmForm, fits=_has_times, letter="t", said="The time is confirmed.",
    ),
    Button(
        "replace", "Put somebody else in", _replace, forms.ReplaceForm, fits=_can_be_replaced, letter="r",
        said="Somebody else is held.",
    ),
    _begin("begin", "Begin", ""),
    *(_begin(f"begin-{number}", words, words) for number, words in enumerate(_START_WORDS)),
    Button(
        "held", "Say how it was held", lambda call, by, given: actions.deliver(call, by=by, **given), forms.HeldForm,
        needs=Permission.CALL_READ, fits=_may_tell, letter="h", said="It is accounted for.",
    ),
    Button(
        "done", "Answer it", lambda call, by, given: actions.deliver(call, by=by, **given), forms.HeldForm,
        needs=Permission.CALL_READ, fits=_at_a_desk, letter="h", said="It is answered.",
    ),
    Button(
        "attendance", "Mark who came", _mark, forms.AttendanceForm, needs=Permission.CALL_READ, fits=_may_mark,
        letter="a", said="It is marked who came.",
    ),
    Button(
        "nobody", "Nobody came", lambda call, by, given: actions.no_show(call, by=by, **given), forms.NoteForm,
        needs=Permission.CALL_READ, fits=lambda call, look: _has_begun(call, look) and _is_theirs(call, look),
        letter="o", said="It has ended; nobody came.",
    ),
    Button(
        "move", "Move", lambda call, by, given: actions.reschedule(call, by=by, **given), forms.MoveForm,
        fits=_is(CallStatus.CONFIRMED), letter="m", said="It is moved.",
    ),
    Button(
        "enroll", "Enroll somebody", lambda call, by, given: actions.enroll(call, by=by, door="phone", **given),
        forms.EnrollForm, needs=Permission.CALL_OPEN, fits=_takes_names, letter="i", said="They are on the list.",
    ),
    Button(
        "leave", "Take somebody off the list", _leave, forms.LeaveForm,
        fits=lambda call, look: _takes_names(call, look) and _has_list(call, look), letter="f",
        said="They are off the list.",
    ),
    Button(
        "seats", "Change the seats", lambda call, by, given: actions.set_seats(call, by=by, **given), forms.SeatsForm,
        fits=_may_have_seats, letter="s",
        said="The seats are changed.",
    ),
    Button(
        "hand-off", "Hand off", lambda call, by, given: actions.hand_off(call, by=by, **given), forms.HandOffForm,
        fits=_is(*_UNFINISHED), letter="d", said="It is handed off.",
    ),
    Button(
        "cancel", "Cancel", lambda call, by, given: actions.cancel_call(call, by=by, **given), forms.CancelForm,
        fits=_is(*_UNFINISHED), letter="x", said="It is canceled.",
    ),
    Button(
        "close", "Close", lambda call, by, given: actions.close(call, by=by),
        fits=_is(CallStatus.DELIVERED), letter="l", said="It is closed.",
    ),
)  # fmt: skip
