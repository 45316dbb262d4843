"""Finding a time: proposing, taking, confirming, moving, and putting somebody else in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from watchkeeper.core.journal import timers
from watchkeeper.core.journal.action import action
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Person
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls import slots, told
from watchkeeper.engines.calls.actions import enrolling, holding
from watchkeeper.engines.calls.actions.holding import Window
from watchkeeper.engines.calls.actions.intake import open_call
from watchkeeper.engines.calls.models import Appointment, Call, Enrollment, Holding, Requester, Slot
from watchkeeper.engines.calls.states import CallStatus
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

MOST_SLOTS = 6
# A proposal that nobody takes frees those held for it; the request stays and is proposed anew (a field default).
LAPSES = timedelta(days=5)
ACCOUNTED = timedelta(hours=1)  # after its end it must be known how it was held


@action
def propose(
    call: Call, *, by: Actor, windows: Sequence[Window], override: str = "", at: datetime | None = None
) -> list[Slot]:
    """Propose up to six windows to those who asked; the people for each are held until one is taken.

    What was proposed before is withdrawn. Raises Refused when somebody cannot be held (see `holding.hold`) or the call
    is past proposing, Invalid for windows in the past or none.
    """
    by.require(Permission.CALL_BOOK)
    fresh, spec, booked = holding.of(call, by)
    holding.must_be(fresh, CallStatus.ASKED, CallStatus.PROPOSED)
    if booked.lasts is None:
        raise Refused(f"{spec.name} is answered at a desk; it has no times.")
    if not 1 <= len(windows) <= MOST_SLOTS:
        raise Invalid(f"Propose one to {MOST_SLOTS} times.", fields={"windows": ["one to six"]})
    moment = told.stamp(at)
    for window in windows:
        holding.check(window)
    if any(window.starts_at <= moment for window in windows):
        raise Invalid("A time proposed lies in the past.", fields={"windows": ["in the past"]})
    holding.release(fresh, moment)
    mine = fresh.appointment
    made = []
    for window in sorted(windows, key=lambda window: (window.starts_at, window.ends_at)):
        slot = Slot.objects.create(
            appointment=mine, starts_at=window.starts_at, ends_at=window.ends_at, proposed_at=moment
        )
        holding.hold(fresh, spec, window, slot=slot, heads=mine.expected, override=override)
        made.append(slot)
    mine.proposed_at = mine.proposed_at or moment
    mine.quoted_cents = _cents(spec, made[0].starts_at, made[0].ends_at, fresh)
    mine.save(update_fields=["proposed_at", "quoted_cents"])
    _stand(fresh, CallStatus.PROPOSED)
    timers.stop("appointment.reply", fresh.subject)
    lapses = min(moment + LAPSES, made[0].starts_at)
    timers.start(fresh.department_id, "appointment.lapses", fresh.subject, lapses)
    _note(by, "session.proposed", fresh, moment, count=len(made), starts=[s.starts_at.isoformat() for s in made],
          override=override or None)  # fmt: skip
    return made


@action
def take_slot(requester: Requester, *, by: Actor, slot: Slot, at: datetime | None = None) -> Call:
    """An asker takes one of the times proposed: it is confirmed, and those held for the others are free.

    Raises Refused when the time was withdrawn or lies in the past, a hidden NotAllowed for another call's.
    """
    by.require(Permission.CALL_OPEN)
    fresh, spec, _ = holding.of(requester.call, by)
    if slot.appointment_id != fresh.pk:
        raise NotAllowed("", hidden=True)
    holding.must_be(fresh, CallStatus.PROPOSED)
    slot.refresh_from_db()
    moment = told.stamp(at)
    if slot.withdrawn_at is not None or slot.starts_at <= moment:
        raise Refused("That time can no longer be had; choose another.")
    slot.taken_at = moment
    slot.save(update_fields=["taken_at"])
    holding.release(fresh, moment, keep=slot)
    Holding.objects.filter(slot=slot, released_at=None).update(is_tentative=False)
    _confirmed(fresh, spec, slot.starts_at, slot.ends_at, by, moment)
    return fresh


@action
def confirm(call: Call, *, by: Actor, window: Window, override: str = "", at: datetime | None = None) -> Call:
    """Confirm a call for ``window``, agreed with its asker, with the people named or those who fit best.

    Raises as `propose` does.
    """
    by.require(Permission.CALL_BOOK)
    fresh, spec, booked = holding.of(call, by)
    holding.must_be(fresh, CallStatus.ASKED, CallStatus.PROPOSED)
    if booked.lasts is None:
        raise Refused(f"{spec.name} is answered at a desk; it has no times.")
    moment = told.stamp(at)
    if window.ends_at <= moment:
        raise Invalid("That time lies in the past.", fields={"starts_at": ["in the past"]})
    holding.release(fresh, moment)
    holding.hold(fresh, spec, window, heads=fresh.appointment.expected, override=override)
    _confirmed(fresh, spec, window.starts_at, window.ends_at, by, moment, override)
    return fresh


@action
def schedule(
    *,
    by: Actor,
    service: str,
    window: Window,
    place: str = "",
    place_ref: str = "",
    requester: str = "",
    callback: str = "",
    details: str = "",
    answers: dict[str, Any] | None = None,
    seats: int | None = None,
    override: str = "",
    client_id: str = "",
    at: datetime | None = None,
) -> Call:
    """Put a session in the calendar that nobody had to ask for: a course, an orientation, a visit; it is confirmed.

    ``seats`` overrides how many may enroll. Raises as `open_call` and `confirm` do.
    """
    by.require(Permission.CALL_BOOK)
    call = open_call(
        by=by, service=service, place=place, place_ref=place_ref, requester=requester, callback=callback,
        details=details, answers=answers, door="calendar", client_id=client_id, at=at,
    )  # fmt: skip
    if call.status != CallStatus.ASKED:
        return call  # the same client id again
    if seats is not None:
        enrolling.check_seats(seats)
        Appointment.objects.filter(pk=call.pk).update(seats=seats)
    return confirm(call, by=by, window=window, override=override, at=at)


@action
def reschedule(
    call: Call, *, by: Actor, window: Window, reason: str, override: str = "", at: datetime | None = None
) -> Call:
    """Move a confirmed call to another window; whoever was held is let go and people are held anew.

    Raises Refused once it has begun, Invalid without a reason, and as `confirm` does.
    """
    by.require(Permission.CALL_BOOK)
    if not reason.strip():
        raise Invalid("Say why it is moved.", fields={"reason": ["missing"]})
    fresh, spec, _ = holding.of(call, by)
    holding.must_be(fresh, CallStatus.CONFIRMED)
    moment = told.stamp(at)
    if window.ends_at <= moment:
        raise Invalid("That time lies in the past.", fields={"starts_at": ["in the past"]})
    old, mine = fresh.starts_at, fresh.appointment
    kept = list(Holding.objects.filter(call=fresh, released_at=None).values_list("person_id", flat=True))
    holding.release(fresh, moment)
    holding.begin_anew(fresh)
    people = window.people or _still_free(spec, fresh, window, kept)
    holding.hold(fresh, spec, window._replace(people=people), heads=mine.expected, override=override)
    mine.moved += 1
    mine.save(update_fields=["moved"])
    _window(fresh, spec, window.starts_at, window.ends_at, moment)
    _note(by, "session.rescheduled", fresh, moment, old=old, starts=window.starts_at, ends=window.ends_at,
          people=_names(fresh), reason=reason, override=override or None)  # fmt: skip
    return fresh


def _still_free(spec: Service, call: Call, window: Window, kept: Sequence[int]) -> Sequence[int]:
    """Those held before, when all of them can be held for the new window too; else nobody by name."""
    free = {one.person for one in slots.free_for(spec, call.department_id, window.starts_at, window.ends_at)}
    return kept if free.issuperset(kept) else ()


@action
def ask_other_times(requester: Requester, *, by: Actor, reason: str = "", at: datetime | None = None) -> Call:
    """An asker cannot come at the times proposed or confirmed: it is asked for again, and everybody is let go.

    Raises Refused once it has begun.
    """
    by.require(Permission.CALL_OPEN)
    fresh, spec, _ = holding.of(requester.call, by)
    holding.must_be(fresh, CallStatus.PROPOSED, CallStatus.CONFIRMED)
    if Enrollment.objects.filter(call=fresh, canceled_at=None).exists():
        raise Refused("Others come to this session; leave it, and enroll in another.")
    moment = told.stamp(at)
    holding.ask_again(fresh, spec, moment)
    _note(by, "session.declined", fresh, moment, requester=requester.pk, reason=reason or "cannot come then")
    return fresh


@action
def lapse(call: Call, *, by: Actor) -> Call:
    """Nobody took a time proposed: those held are free again, and the request waits for a new proposal."""
    by.require(Permission.CALL_BOOK)
    fresh, spec, _ = holding.of(call, by)
    holding.must_be(fresh, CallStatus.PROPOSED)
    moment = clock.now()
    holding.ask_again(fresh, spec, moment)
    _note(by, "session.lapsed", fresh, moment)
    return fresh


@action
def replace(
    held: Holding, *, by: Actor, person: Person, reason: str = "", override: str = "", at: datetime | None = None
) -> Holding:
    """Hold ``person`` instead of whoever ``held`` names, who is let go or was pulled already.

    Raises Refused when ``person`` cannot be held then or the call is over.
    """
    by.require(Permission.CALL_BOOK)
    fresh, spec, booked = holding.of(held.call, by)
    holding.must_be(fresh, CallStatus.CONFIRMED, CallStatus.IN_SESSION)
    held.refresh_from_db()
    if held.released_at is not None and held.pulled_at is None:
        raise Refused("Nobody is held there any more.")
    if held.person_id == person.pk and held.released_at is None:
        raise Invalid("Nothing would change.", fields={"person": ["is held already"]})
    moment = told.stamp(at)
    Holding.objects.filter(pk=held.pk).update(released_at=held.released_at or moment, pulled_at=None)
    window = Window(held.starts_at + booked.around, held.ends_at - booked.around, [person.pk])
    # How many are needed was judged when it was confirmed: here one stands in for one.
    new = holding.hold(fresh, spec, window, override=override or "stands in")[0]
    holding.name_held(fresh)
    _note(by, "holding.replaced", fresh, moment, old=held.person.call_name, new=person.call_name,
          reason=reason or None)  # fmt: skip
    return new


def _confirmed(
    call: Call, spec: Service, starts_at: datetime, ends_at: datetime, by: Actor, at: datetime, override: str = ""
) -> None:
    mine = call.appointment
    mine.proposed_at, mine.confirmed_at = mine.proposed_at or at, at
    mine.quoted_cents = _cents(spec, starts_at, ends_at, call)
    mine.save(update_fields=["proposed_at", "confirmed_at", "quoted_cents"])
    timers.stop("appointment.reply", call.subject)
    timers.stop("appointment.lapses", call.subject)
    _window(call, spec, starts_at, ends_at, at)
    _note(by, "session.confirmed", call, at, starts=starts_at, ends=ends_at, people=_names(call),
          override=override or None)  # fmt: skip
    if mine.seats:
        enrolling.move_up(call, by, at)  # of a session that was brought back, with its list


def _window(call: Call, spec: Service, starts_at: datetime, ends_at: datetime, at: datetime) -> None:
    """The call stands at ``starts_at``; who comes is reminded before, and afterwards it must be accounted for."""
    call.starts_at, call.ends_at, call.due_at = starts_at, ends_at, starts_at
    _stand(call, CallStatus.CONFIRMED, "starts_at", "ends_at", "due_at")
    mine = call.appointment
    mine.sequence, mine.reminded_at = mine.sequence + 1, None
    mine.save(update_fields=["sequence", "reminded_at"])
    holding.name_held(call)
    department, subject = call.department_id, call.subject
    timers.start(department, "appointment.unaccounted", subject, ends_at + ACCOUNTED)
    reminder = starts_at - spec.booked.remind if spec.booked else starts_at
    if reminder > at:
        timers.start(department, "appointment.remind", subject, reminder)
    else:
        timers.stop("appointment.remind", subject)


def _stand(call: Call, status: CallStatus, *also: str) -> None:
    call.status = status
    call.save(update_fields=["status", *also])


def _names(call: Call) -> str:
    held = Holding.objects.filter(call=call, released_at=None).select_related("person")
    return holding.names(held) or "nobody"


def _cents(spec: Service, starts_at: datetime, ends_at: datetime, call: Call) -> int | None:
    """What a session is to cost: so much an hour for each person it needs; None for what is free."""
    booked = spec.booked
    if booked is None or not booked.hourly_cents:
        return None
    people = sum(staff.needed(call.appointment.expected) for staff in booked.staff)
    return round(people * booked.hourly_cents * (ends_at - starts_at).total_seconds() / 3600)


def _note(by: Actor, verb: str, call: Call, at: datetime, **data: Any) -> None:
    said: dict[str, Any] = {
        key: value.isoformat() if isinstance(value, datetime) else value for key, value in data.items()
    }
    told.changed(by, verb, call, assignments=[], at=at, **said)
