"""Holding people for a booked window, and letting them go: what every step of an appointment has in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError

from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.journal import timers
from watchkeeper.core.journal.timers import Due
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Person
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.services import registry
from watchkeeper.core.services.parts import Booked
from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls import asking, guard, slots
from watchkeeper.engines.calls.models import Appointment, Call, CallPerson, Holding, Slot
from watchkeeper.engines.calls.states import CallStatus
from watchkeeper.kit import ids
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

LONGEST_DAYS = 14


class Window(NamedTuple):
    """A window (aware) and the keys of the people to hold for it; none named: whoever fits best."""

    starts_at: datetime
    ends_at: datetime
    people: Sequence[int] = ()


def begin(call: Call, spec: Service) -> list[Due]:
    """Give a call just opened its appointment, within the action under way; the clocks that start with it."""
    Appointment.objects.create(
        call=call,
        expected=slots.wish_of(call.answers).heads,
        seats=spec.booked.seats if spec.booked else 0,
        wished_from=call.starts_at,
        wished_until=call.ends_at,
        uid=ids.token(),
    )
    if call.starts_at or call.ends_at:  # what was wished is not yet what is confirmed
        call.starts_at = call.ends_at = None
        call.save(update_fields=["starts_at", "ends_at"])
    return [Due(call.department_id, "appointment.reply", call.subject, call.due_at)] if call.due_at else []


def of(call: Call, by: Actor) -> tuple[Call, Service, Booked]:
    """The call fresh and locked, with its service and how that is booked. Raises Refused for a dispatched call."""
    fresh = guard.call(call.pk, by.department_id)
    spec = registry.get(fresh.service, fresh.department_id)
    if not fresh.is_appointment or spec.booked is None:
        raise Refused(f"{fresh.in_a_refusal} is not held by appointment.")
    return fresh, spec, spec.booked


def must_be(call: Call, *statuses: str) -> None:
    """Raises Refused, in words, unless the call stands at one of ``statuses``."""
    if call.status not in statuses:
        raise Refused(f"{call.number} is {call.status.replace('_', ' ')}; that cannot be done now.")


def may(by: Actor, call: Call) -> None:
    """Raises NotAllowed unless ``by`` books, or is held for this very call."""
    if by.may(Permission.CALL_BOOK):
        return
    held = by.person_id is not None and Holding.objects.filter(call=call, person=by.person_id, released_at=None)
    if not held or not held.exists():
        by.require(Permission.CALL_BOOK)


def may_end(by: Actor, call: Call) -> None:
    """Raises NotAllowed unless ``by`` may end ``call``: who books ends bookings, who closes calls ends calls."""
    by.require(Permission.CALL_BOOK if call.is_appointment else Permission.CALL_CLOSE)


def hold(
    call: Call, spec: Service, window: Window, *, slot: Slot | None = None, heads: int = 0, override: str = ""
) -> list[Holding]:
    """Hold people for ``window`` of ``call`` within the action under way; tentatively for a ``slot``.

    ``override`` is the reason to hold fewer than the service needs, somebody not qualified, not rested or whose unit
    is reserved. Nobody is ever held twice at one time. Raises Refused naming everybody who cannot be held.
    """
    booked = spec.booked
    if booked is None:
        raise Refused(f"{spec.name} is not held by appointment.")
    check(window)
    people = _lock(call.department_id, window.people)
    free = slots.free_for(spec, call.department_id, window.starts_at, window.ends_at)
    if people:
        named = {person.pk for person in people}
        free = [one for one in free if one.person in named]
    chosen, short = slots.choose(booked, free, heads)
    if not people:
        people = _lock(call.department_id, [one.person for one in chosen])
    begins, ends = window.starts_at - booked.around, window.ends_at + booked.around
    _not_twice(people, begins, ends)
    # Who is named beyond those needed is held too, as the first that fits.
    fit = {one.person: one.qualification for one in [*reversed(free), *chosen]}
    unfit = [person.call_name for person in people if person.pk not in fit]
    problems = [f"{', '.join(unfit)} cannot be held then: not qualified, not rested, or reserved."] if unfit else []
    problems += [
        f"It needs {one.need} {one.qualification.replace('_', ' ')}, and {one.there} can be held then." for one in short
    ]
    if problems and not override:
        raise Refused(" ".join([*problems, "Give a reason to do it all the same."]))
    first = str(booked.staff[0].qualification) if booked.staff else ""
    rows = [
        Holding(
            department_id=call.department_id,
            call=call,
            slot=slot,
            person=person,
            qualification=fit.get(person.pk, first),
            starts_at=begins,
            ends_at=ends,
            is_tentative=slot is not None and slot.taken_at is None,
        )
        for person in people
    ]
    try:
        return Holding.objects.bulk_create(rows)
    except IntegrityError as error:
        raise Refused("Somebody was held elsewhere just now; look again.") from error


def check(window: Window) -> None:
    """Raises Invalid for a window that cannot be."""
    length = window.ends_at - window.starts_at
    if length.total_seconds() <= 0:
        raise Invalid("The window ends before it starts.", fields={"ends_at": ["before the start"]})
    if length.days >= LONGEST_DAYS:
        raise Invalid("A session is shorter than two weeks.", fields={"ends_at": ["too long"]})


def _lock(department_id: int, keys: Iterable[int]) -> list[Person]:
    wanted = set(keys)
    mine = Person.objects.filter(department_id=department_id, pk__in=wanted)
    found = list(mine.select_for_update(no_key=True).order_by("pk"))
    if len(found) < len(wanted):
        raise NotAllowed("", hidden=True)
    if gone := [person.call_name for person in found if not person.is_active]:
        raise Refused(f"{', '.join(gone)} no longer works here.")
    return found


def _not_twice(people: Sequence[Person], begins: datetime, ends: datetime) -> None:
    taken = Holding.objects.filter(person__in=people, released_at=None, starts_at__lt=ends, ends_at__gt=begins)
    found = taken.select_related("person", "call").order_by("starts_at").first()
    if found is not None:
        zone = zone_of(found.department_id)
        what = "elsewhere" if found.call.is_named else f"for {found.call.number}"
        span = f"{found.starts_at.astimezone(zone):%H:%M} to {found.ends_at.astimezone(zone):%H:%M}"
        raise Refused(f"{found.person.call_name} is held {what} from {span}.")


def release(call: Call, at: datetime, *, keep: Slot | None = None) -> None:
    """Let go of everybody held for ``call``, but for those of the slot to ``keep``; proposals left are withdrawn."""
    held = Holding.objects.filter(call=call, released_at=None)
    open_slots = Slot.objects.filter(appointment=call.pk, withdrawn_at=None)
    if keep is not None:
        held, open_slots = held.exclude(slot=keep), open_slots.exclude(pk=keep.pk)
    held.update(released_at=at)
    open_slots.update(withdrawn_at=at)


def begin_anew(call: Call) -> None:
    """The call has no window any more, or another: nobody stands in for whoever was pulled, and nothing has begun."""
    Holding.objects.filter(call=call, pulled_at__isnull=False).update(pulled_at=None)
    Appointment.objects.filter(pk=call.pk).update(started_at=None, delivered_at=None)


def ask_again(call: Call, spec: Service, at: datetime) -> None:
    """The call waits for a time as if asked for at ``at``: nobody is held, and the reply is promised anew."""
    release(call, at)
    begin_anew(call)
    stop_clocks(call)
    call.status, call.starts_at, call.ends_at = CallStatus.ASKED, None, None
    call.due_at = asking.reply_due(spec, call.department_id, at)
    call.save(update_fields=["status", "starts_at", "ends_at", "due_at"])
    if call.due_at is not None:
        timers.start(call.department_id, "appointment.reply", call.subject, call.due_at)


def name_held(call: Call) -> None:
    """Who is held for a call that only named people may see must be able to see it."""
    if call.is_named:
        held = Holding.objects.filter(call=call, released_at=None).values_list("person_id", flat=True)
        CallPerson.objects.bulk_create(
            [CallPerson(call=call, person=f"person:{pk}") for pk in set(held)], ignore_conflicts=True
        )


def names(held: Iterable[Holding]) -> str:
    """The call names of those held, each once."""
    return ", ".join(sorted({one.person.call_name for one in held}))


def stop_clocks(call: Call) -> None:
    """Nothing more is waited for."""
    for kind in ("appointment.reply", "appointment.lapses", "appointment.remind", "appointment.unaccounted"):
        timers.stop(kind, call.subject)
