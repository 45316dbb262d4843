"""What is held by appointment over the API: times searched, proposed, confirmed and moved; begun, held, enrolled in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal import reads
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Person
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.calls import actions, bookings, private, slots
from watchkeeper.engines.calls.actions import Window
from watchkeeper.engines.calls.api import schemas_booked as s
from watchkeeper.engines.calls.api.asking import actor, answers, call_of, repeatable
from watchkeeper.engines.calls.api.calls import cursor_of, read_cursor
from watchkeeper.engines.calls.api.schemas import Key
from watchkeeper.engines.calls.models import Call, Enrollment, Holding
from watchkeeper.kit.errors import Invalid, NotAllowed

router = Router(tags=["bookings"])
_PLAIN = ("number", "service", "status", "level", "outcome", "version", "opened_at", "due_at", "starts_at", "ends_at")
_OF_IT = ("expected", "attended", "seats", "material", "unanswered", "quoted_cents")


@router.get("/bookings", response=answers(s.Bookings))
def list_bookings(request: HttpRequest, wanted: Query[s.Asked]) -> Any:
    """Bookings the asker may see, newest first, a page at a time."""
    by = actor(request)
    by.require(Permission.CALL_READ)
    found = Call.objects.visible_to(by).filter(is_appointment=True)
    if wanted.status is not None:
        found = found.standing(wanted.status)
    if wanted.service is not None:
        found = found.filter(service=wanted.service)
    if wanted.cursor:
        at, pk = read_cursor(wanted.cursor)
        found = found.filter(Q(opened_at__lt=at) | Q(opened_at=at, pk__lt=pk))
    calls = list(found.select_related("appointment").order_by("-opened_at", "-pk")[: wanted.limit + 1])
    page = calls[: wanted.limit]
    reads.note(by, "api list", [call.subject for call in page if call.level >= Level.L2])
    return {"bookings": _shown(page, by), "next": cursor_of(page[-1]) if len(calls) > wanted.limit else None}


@router.get("/bookings/{int:pk}", response=answers(s.BookingOut))
def get_booking(request: HttpRequest, pk: Key) -> Any:
    """One booking, with its proposed times and the people held."""
    call, by = _booking(request, pk), actor(request)
    if call.level >= Level.L2:
        reads.note(by, "call", [call.subject])
    return _shown([call], by)[0]


@router.get("/bookings/{int:pk}/times", response=answers(list[s.OfferOut]))
def find_times(request: HttpRequest, pk: Key, wanted: Query[s.Many]) -> Any:
    """The next times in which it can be held as its askers wish, with who would hold each."""
    actor(request).require(Permission.CALL_BOOK)
    found = slots.offers_for(_booking(request, pk), count=wanted.count)
    return [
        {"starts_at": one.starts_at, "ends_at": one.ends_at, "people": [free.call_name for free in one.people]}
        for one in found
    ]


@router.post("/bookings/{int:pk}/propose", response=answers(s.BookingOut))
def propose(request: HttpRequest, pk: Key, given: s.ProposeIn) -> Any:
    """Propose times to those who asked; the people for each are held until one is taken."""
    by = actor(request)

    def run() -> Call:
        call, windows = _booking(request, pk), [_window(by, one) for one in given.windows]
        actions.propose(call, by=by, windows=windows, override=given.override)
        return call

    return _done(request, given, run)


@router.post("/bookings/{int:pk}/confirm", response=answers(s.BookingOut))
def confirm(request: HttpRequest, pk: Key, given: s.ConfirmIn) -> Any:
    """Confirm a window agreed with the asker."""
    by, run = actor(request), actions.confirm
    window = _window(by, given)
    return _done(request, given, lambda: run(_booking(request, pk), by=by, window=window, override=given.override))


@router.post("/bookings/{int:pk}/reschedule", response=answers(s.BookingOut))
def reschedule(request: HttpRequest, pk: Key, given: s.RescheduleIn) -> Any:
    """Move a confirmed booking to another window."""
    by = actor(request)
    more: dict[str, Any] = {"window": _window(by, given), "reason": given.reason, "override": given.override}
    return _done(request, given, lambda: actions.reschedule(_booking(request, pk), by=by, **more))


@router.post("/bookings/{int:pk}/start", response=answers(s.BookingOut))
def start(request: HttpRequest, pk: Key, given: s.StartIn) -> Any:
    """Begin a session; who is held for it may say so too."""
    return _done(request, given, lambda: actions.start(_booking(request, pk), by=actor(request), at=given.at))


@router.post("/bookings/{int:pk}/deliver", response=answers(s.BookingOut))
def deliver(request: HttpRequest, pk: Key, given: s.DeliverIn) -> Any:
    """Say how it was held."""
    return _done(request, given, lambda: actions.deliver(_booking(request, pk), by=actor(request), **given.dict()))


@router.post("/bookings/{int:pk}/no-show", response=answers(s.BookingOut))
def no_show(request: HttpRequest, pk: Key, given: s.NoShowIn) -> Any:
    """Nobody came, or nobody was there."""
    return _done(request, given, lambda: actions.no_show(_booking(request, pk), by=actor(request), **given.dict()))


@router.post("/bookings/{int:pk}/enrollments", response=answers(s.EnrollmentOut))
def enroll(request: HttpRequest, pk: Key, given: s.EnrollIn) -> Any:
    """Give somebody a seat, or a place in line."""

    def run() -> dict[str, Any]:
        return _seat(actions.enroll(_booking(request, pk), by=actor(request), door="api", **given.dict()))

    return repeatable(request, given, s.EnrollmentOut, run)


@router.post("/enrollments/{int:pk}/leave", response=answers(s.EnrollmentOut))
def leave(request: HttpRequest, pk: Key, given: s.LeaveIn) -> Any:
    """Give up a seat or a place in line."""
    by = actor(request)

    def run() -> dict[str, Any]:
        mine = Enrollment.objects.select_related("requester__call").filter(pk=pk).first()
        _require_seen(mine.call_id if mine else 0, by)
        assert mine is not None
        return _seat(actions.leave(mine.requester, by=by, reason=given.reason))

    return repeatable(request, given, s.EnrollmentOut, run)


@router.post("/holdings/{int:pk}/replace", response=answers(s.BookingOut))
def replace(request: HttpRequest, pk: Key, given: s.ReplaceIn) -> Any:
    """Hold somebody else instead."""
    by = actor(request)

    def run() -> Call:
        held = Holding.objects.select_related("call", "person").filter(pk=pk).first()
        _require_seen(held.call_id if held else 0, by)
        assert held is not None
        person = _people(by, [given.person])[0]
        actions.replace(held, by=by, person=person, reason=given.reason, override=given.override)
        return held.call

    return _done(request, given, run)


def _booking(request: HttpRequest, pk: int) -> Call:
    """The call in its booked form, as the asker may see it. Raises a hidden NotAllowed for any other."""
    call = call_of(request, pk)
    if not call.is_appointment:
        raise NotAllowed("", hidden=True)
    return call


def _require_seen(call: int, by: Actor) -> None:
    Call.objects.one(by, call)


def _people(by: Actor, names: Iterable[str]) -> list[Person]:
    """Those who are called so. Raises Invalid naming whom the department does not have."""
    wanted = {name.upper() for name in names}
    found = {one.call_name.upper(): one for one in Person.objects.filter(department_id=by.department_id)}
    if missing := sorted(wanted - found.keys()):
        raise Invalid("Nobody here is called so.", fields={"people": missing})
    return [found[name] for name in sorted(wanted)]


def _window(by: Actor, given: s.WindowIn) -> Window:
    people = [one.pk for one in _people(by, given.people)] if given.people else []
    return Window(given.starts_at, given.ends_at, people)


def _done(request: HttpRequest, given: Any, run: Callable[[], Call]) -> Any:
    """The booking as it stands after ``run``; the first answer when the same request comes again."""
    by = actor(request)

    def act() -> dict[str, Any]:
        pk = run().pk
        return _shown([Call.objects.select_related("appointment").get(pk=pk)], by)[0]

    return repeatable(request, given, s.BookingOut, act)


def _shown(calls: list[Call], by: Actor) -> list[dict[str, Any]]:
    """``calls`` as ``by`` may see them. Three queries."""
    found = bookings.facts(calls)
    return [_row(call, found[call.pk], by) for call in calls]


def _row(call: Call, facts: bookings.Facts, by: Actor) -> dict[str, Any]:
    return {
        "id": call.pk,
        "place": private.call_for(by, call).place,
        **{name: getattr(call, name) for name in _PLAIN},
        **{name: getattr(call.appointment, name) for name in _OF_IT},
        "seats_taken": facts.taken,
        "in_line": facts.in_line,
        "slots": [{"id": one.pk, "starts_at": one.starts_at, "ends_at": one.ends_at} for one in facts.slots],
        "held": [_held(one) for one in (*facts.held, *facts.pulled)],
    }


def _held(one: Holding) -> dict[str, Any]:
    plain = ("qualification", "slot_id", "is_tentative", "pulled_at")
    return {"id": one.pk, "person": one.person.call_name, **{name: getattr(one, name) for name in plain}}


def _seat(one: Enrollment) -> dict[str, Any]:
    return {"id": one.pk, **{name: getattr(one, name) for name in ("call_id", "at", "seated_at", "canceled_at")}}
