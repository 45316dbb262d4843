"""Seats in a session: enrolling, waiting in line, leaving, and who came."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from watchkeeper.core.journal.action import action
from watchkeeper.core.journal.client_ids import once
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.calls import told
from watchkeeper.engines.calls.actions import holding
from watchkeeper.engines.calls.models import Call, Enrollment, Requester
from watchkeeper.engines.calls.states import CallStatus
from watchkeeper.kit import ids, lengths
from watchkeeper.kit.errors import Invalid, Refused

MOST_SEATS = 10_000


@action
def enroll(
    call: Call,
    *,
    by: Actor,
    requester: str,
    callback: str = "",
    requester_role: str = "",
    answers: dict[str, Any] | None = None,
    door: str = "portal",
    language: str = "en",
    client_id: str = "",
    at: datetime | None = None,
) -> Enrollment:
    """Give somebody a seat in a confirmed session, or a place in line when all are taken.

    ``requester`` is the name on the list. Raises Invalid without one, Refused when the session takes nobody (any more).
    """
    by.require(Permission.CALL_OPEN)
    given = {k: v for k, v in locals().items() if k not in {"by", "client_id", "call"}}
    if not client_id:
        return _enroll(call, by, **given)
    kept = once(by, client_id, {"call": call.pk, **given}, lambda: {"requester": _enroll(call, by, **given).pk})
    return Enrollment.objects.select_related("requester", "call").get(pk=kept["requester"])


def _enroll(call: Call, by: Actor, *, requester: str, at: datetime | None, **given: Any) -> Enrollment:
    fresh, _, _ = holding.of(call, by)
    holding.must_be(fresh, CallStatus.CONFIRMED)
    if not requester.strip():
        raise Invalid("Give a name for the list.", fields={"requester": ["missing"]})
    lengths.check(
        requester=(requester, Requester, "name"),
        callback=(given["callback"], Requester, "callback"),
        requester_role=(given["requester_role"], Requester, "role"),
    )
    moment, mine = told.stamp(at), fresh.appointment
    if not mine.seats:
        raise Refused(f"Nobody enrolls in {fresh.number}.")
    if fresh.ends_at is not None and fresh.ends_at <= moment:
        raise Refused("This session is over.")
    asker = Requester.objects.create(
        call=fresh, name=requester.strip(), role=given["requester_role"], callback=given["callback"], place=fresh.place,
        place_ref=fresh.place_ref, answers=given["answers"] or {}, door=given["door"], language=given["language"],
        token=ids.token(), asked_at=moment,
    )  # fmt: skip
    has_seat = _seated(fresh) < mine.seats
    made = Enrollment.objects.create(requester=asker, call=fresh, at=moment, seated_at=moment if has_seat else None)
    told.changed(by, "enrollment.taken", fresh, assignments=[], at=moment, requester=asker.pk,
                 what="a seat" if has_seat else "a place in line")  # fmt: skip
    return made


@action
def leave(requester: Requester, *, by: Actor, reason: str = "", at: datetime | None = None) -> Enrollment:
    """Give up a seat or a place in line; the first in line gets the seat. Raises Refused when it was given up."""
    by.require(Permission.CALL_OPEN)
    fresh, _, _ = holding.of(requester.call, by)
    mine = Enrollment.objects.select_for_update().filter(requester=requester).first()
    if mine is None or mine.canceled_at is not None or not fresh.is_booked:
        raise Refused("This enrollment has already ended.")
    moment = told.stamp(at, mine.at, by=by)
    mine.canceled_at = moment
    mine.save(update_fields=["canceled_at"])
    Requester.objects.filter(pk=requester.pk).update(canceled_at=moment)
    told.changed(by, "enrollment.left", fresh, assignments=[], at=moment, requester=requester.pk, reason=reason or None)
    if mine.seated_at is not None and fresh.status in (CallStatus.ASKED, CallStatus.PROPOSED, CallStatus.CONFIRMED):
        move_up(fresh, by, moment)
    return mine


def check_seats(seats: int) -> None:
    """Raises Invalid for a count of seats that cannot be."""
    if not 0 <= seats <= MOST_SEATS:
        raise Invalid("That many seats cannot be.", fields={"seats": ["not a count of seats"]})


@action
def set_seats(call: Call, *, by: Actor, seats: int, at: datetime | None = None) -> Call:
    """Change how many seats a session has; who waits in line moves up. Raises Refused below the seats taken."""
    by.require(Permission.CALL_BOOK)
    fresh, _, _ = holding.of(call, by)
    holding.must_be(fresh, CallStatus.ASKED, CallStatus.PROPOSED, CallStatus.CONFIRMED)
    taken, mine = _seated(fresh), fresh.appointment
    check_seats(seats)
    if seats < taken:
        raise Refused(f"{taken} seats are taken.")
    old, mine.seats = mine.seats, seats
    mine.save(update_fields=["seats"])
    moment = told.stamp(at)
    told.changed(by, "session.seats", fresh, assignments=[], at=moment, old=old, new=seats)
    move_up(fresh, by, moment)
    return fresh


@action
def mark_attended(enrollment: Enrollment, *, by: Actor, attended: bool, at: datetime | None = None) -> Enrollment:
    """Say whether somebody enrolled came. Raises Refused before the session begins or without a seat."""
    fresh, _, _ = holding.of(enrollment.call, by)
    holding.may(by, fresh)
    holding.must_be(fresh, CallStatus.CONFIRMED, CallStatus.IN_SESSION, CallStatus.DELIVERED)
    moment = told.stamp(at)
    if fresh.starts_at is not None and moment < fresh.starts_at:
        raise Refused(f"{fresh.number} has not begun.")
    enrollment.refresh_from_db()
    if enrollment.canceled_at is not None:
        raise Refused("This enrollment has ended.")
    enrollment.attended = attended
    enrollment.save(update_fields=["attended"])
    told.changed(by, "enrollment.attended", fresh, assignments=[], at=moment, requester=enrollment.pk,
                 what="came" if attended else "did not come")  # fmt: skip
    return enrollment


def _seated(call: Call) -> int:
    return Enrollment.objects.filter(call=call, canceled_at=None).exclude(seated_at=None).count()


def move_up(call: Call, by: Actor, at: datetime) -> None:
    """Seat those first in line, as many as there are seats."""
    free = call.appointment.seats - _seated(call)
    waiting = Enrollment.objects.filter(call=call, canceled_at=None, seated_at=None).order_by("at", "requester_id")
    for one in waiting[: max(free, 0)]:
        one.seated_at = at
        one.save(update_fields=["seated_at"])
        told.changed(by, "enrollment.taken", call, assignments=[], at=at, requester=one.pk, what="a seat from the line")
