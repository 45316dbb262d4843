"""Holding a session, and what became of it: reminded, begun, delivered, nobody came."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from watchkeeper.core.journal import timers
from watchkeeper.core.journal.action import action
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.services.parts import Booked
from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls import told
from watchkeeper.engines.calls.actions import holding
from watchkeeper.engines.calls.models import Appointment, Call, Enrollment, Holding, Requester
from watchkeeper.engines.calls.states import CallStatus
from watchkeeper.kit import clock, lengths
from watchkeeper.kit.errors import Invalid, Refused

EARLY = timedelta(minutes=30)  # a session may begin so long before its time, set-up apart
CLOSES = timedelta(days=14)  # how long those who came are asked how it went
MOST_HEADS = 100_000
NOT_DELIVERED = ("canceled_by_caller", "no_show")


@action
def start(call: Call, *, by: Actor, at: datetime | None = None) -> Call:
    """Begin a confirmed session; for some services that is a word with a meaning of its own (its ``start_words``).

    Who is held for it may say so too. Raises Refused more than half an hour before its people are held.
    """
    fresh, _, booked = holding.of(call, by)
    holding.may(by, fresh)
    holding.must_be(fresh, CallStatus.CONFIRMED)
    moment = told.stamp(at, fresh.opened_at, by=by)
    if fresh.starts_at is not None and moment < fresh.starts_at - booked.around - EARLY:
        raise Refused(f"{fresh.number} is confirmed for {told.clock_of(fresh.starts_at, by.department_id)}; move it.")
    fresh.status = CallStatus.IN_SESSION
    fresh.save(update_fields=["status"])
    Appointment.objects.filter(pk=fresh.pk).update(started_at=moment)
    words = str(booked.start_words) or "began"
    told.changed(by, "session.started", fresh, assignments=[], at=moment, words=words)
    return fresh


@action
def deliver(
    call: Call,
    *,
    by: Actor,
    outcome: str,
    attended: int | None = None,
    material: str = "",
    unanswered: str = "",
    at: datetime | None = None,
) -> Call:
    """Say how a session was held: its outcome, how many came, which version of the material was shown.

    ``unanswered`` is a question from the room that somebody must answer later. What is answered at a desk is delivered
    without a window. Everybody held is free again, and those who asked are asked how it went. Raises Invalid when a
    count or a version is missing, Refused before its time.
    """
    fresh, spec, booked = holding.of(call, by)
    holding.may(by, fresh)
    _must_be_held(fresh, booked)
    began = fresh.appointment.started_at if fresh.status == CallStatus.IN_SESSION else None
    moment = told.stamp(at, fresh.opened_at, began, by=by)
    if fresh.status == CallStatus.CONFIRMED and fresh.starts_at is not None and moment < fresh.starts_at:
        raise Refused(f"{fresh.number} has not begun.")
    known = [key for key in spec.outcomes if key not in NOT_DELIVERED]
    if outcome not in known:
        raise Invalid("Say how it was held.", fields={"outcome": known})
    mine = fresh.appointment
    mine.attended = _heads(fresh, spec, mine, attended)
    if booked.material and not material.strip():
        raise Invalid("Name the version of the material.", fields={"material": ["missing"]})
    lengths.check(material=(material, Appointment, "material"), unanswered=(unanswered, Appointment, "unanswered"))
    mine.material, mine.unanswered, mine.delivered_at = material.strip(), unanswered.strip(), moment
    mine.started_at = mine.started_at or (fresh.starts_at if booked.lasts else None)
    mine.save()
    fresh.status, fresh.outcome, fresh.cleared_at = CallStatus.DELIVERED, outcome, moment
    fresh.save(update_fields=["status", "outcome", "cleared_at"])
    _let_go(fresh, moment)
    _reached(fresh, moment)
    timers.start(fresh.department_id, "appointment.closes", fresh.subject, moment + CLOSES)
    told.changed(
        by, "session.delivered", fresh, assignments=[], at=moment, outcome=outcome, attended=mine.attended,
        material=mine.material or None, unanswered=mine.unanswered or None,
    )  # fmt: skip
    return fresh


def _reached(call: Call, at: datetime) -> None:
    """Whoever asked was served: not those who were still in line, nor who is known not to have come."""
    asked = Requester.objects.filter(call=call, canceled_at=None, reached_at=None)
    left_out = Enrollment.objects.filter(Q(seated_at=None) | Q(attended=False), call=call)
    asked.exclude(pk__in=left_out.values("requester_id")).update(reached_at=at)


def _must_be_held(call: Call, booked: Booked) -> None:
    if booked.lasts is None:
        holding.must_be(call, CallStatus.ASKED)
    else:
        holding.must_be(call, CallStatus.CONFIRMED, CallStatus.IN_SESSION)


def _heads(call: Call, spec: Service, mine: Appointment, attended: int | None) -> int | None:
    """How many came: as counted, or as marked one by one. Raises Invalid when nobody counted where heads count."""
    if attended is not None and not 0 <= attended <= MOST_HEADS:
        raise Invalid("That many cannot have come.", fields={"attended": ["not a count of people"]})
    marked = Enrollment.objects.filter(call=call, attended=True).count() if mine.seats else 0
    if attended is None and mine.seats and marked:
        return marked
    if attended is None and (mine.seats or spec.ask("heads") is not None):
        raise Invalid("Say how many came.", fields={"attended": ["missing"]})
    return attended


@action
def no_show(call: Call, *, by: Actor, note: str = "", at: datetime | None = None) -> Call:
    """Nobody came to a session, or nobody was there for the visit; it ends so, and everybody held is free.

    Raises Refused before it should have begun.
    """
    fresh, _, _ = holding.of(call, by)
    holding.may(by, fresh)
    holding.must_be(fresh, CallStatus.CONFIRMED, CallStatus.IN_SESSION)
    moment = told.stamp(at, fresh.opened_at, by=by)
    if fresh.starts_at is not None and moment < fresh.starts_at:
        raise Refused(f"{fresh.number} has not begun; cancel or move it.")
    fresh.status, fresh.outcome, fresh.closed_at = CallStatus.NO_SHOW, "no_show", moment
    fresh.save(update_fields=["status", "outcome", "closed_at"])
    _let_go(fresh, moment)
    told.changed(by, "session.no_show", fresh, assignments=[], at=moment, note=note or None)
    return fresh


@action
def remind(call: Call, *, by: Actor) -> Call:
    """The time to remind those who come and those who hold it has come: their pages say so from now on."""
    by.require(Permission.CALL_BOOK)
    fresh, _, _ = holding.of(call, by)
    holding.must_be(fresh, CallStatus.CONFIRMED)
    moment = clock.now()
    Appointment.objects.filter(pk=fresh.pk).update(reminded_at=moment)
    held = holding.names(Holding.objects.filter(call=fresh, released_at=None).select_related("person"))
    starts = fresh.starts_at.isoformat() if fresh.starts_at else None
    told.changed(by, "session.reminded", fresh, assignments=[], at=moment, starts=starts, people=held)
    return fresh


@action
def pass_reply(call: Call, *, by: Actor) -> Call:
    """Note that nobody answered an asker in the time promised; the exceptions show it by themselves."""
    by.require(Permission.CALL_BOOK)
    fresh, _, _ = holding.of(call, by)
    told.changed(by, "call.due_passed", fresh, assignments=[], target="proposed")
    return fresh


@action
def pass_account(call: Call, *, by: Actor) -> Call:
    """Note that a session is over and nobody said how it was held; the exceptions show it by themselves."""
    by.require(Permission.CALL_BOOK)
    fresh, _, _ = holding.of(call, by)
    told.changed(by, "call.due_passed", fresh, assignments=[], target="delivered")
    return fresh


@action
def close_held(call: Call, *, by: Actor) -> Call:
    """Close what was delivered two weeks ago: those who came have been asked how it went."""
    by.require(Permission.CALL_BOOK)
    fresh, _, _ = holding.of(call, by)
    holding.must_be(fresh, CallStatus.DELIVERED)
    moment = clock.now()
    fresh.status, fresh.closed_at = CallStatus.CLOSED, moment
    fresh.save(update_fields=["status", "closed_at"])
    told.changed(by, "call.closed", fresh, assignments=[], at=moment, outcome=fresh.outcome)
    return fresh


def _let_go(call: Call, at: datetime) -> None:
    holding.release(call, at)
    holding.stop_clocks(call)
