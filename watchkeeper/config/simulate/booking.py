"""Everything that can be done to calls in their booked form, as operations that a random driver picks from.

They stand beside those of :mod:`operations` and are picked with them: who crews a unit may be held for a session, and
whoever is sent elsewhere is pulled from one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from watchkeeper.core.people.actions import add_person, qualify
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Person
from watchkeeper.engines.calls import actions, slots
from watchkeeper.engines.calls.models import Call, Enrollment, Holding, Requester, Slot
from watchkeeper.engines.calls.states import BOOKED, CallStatus
from watchkeeper.kit import clock
from watchkeeper.kit.prepared import Prepared

if TYPE_CHECKING:
    from watchkeeper.config.simulate.operations import Ground

SERVICES = ("talk_safe_workplace", "course_cpr", "security_survey", "contentious_termination", "parking_request")
QUALIFICATIONS = ("presenter", "cpr", "surveyor", "screener")
PEOPLE = 4
HOLDS = (CallStatus.CONFIRMED, CallStatus.IN_SESSION)
MOST_ASKED = 8
MOST_PICKED = 20
SEATS = 3
OUTCOMES = {"security_survey": "completed", "contentious_termination": "quiet", "parking_request": "answered"}


@cache
def _calls(statuses: tuple[str, ...]) -> Prepared[Call]:
    return Prepared(
        lambda department: Call.objects.filter(department_id=department, status__in=statuses).order_by("pk")[
            :MOST_PICKED
        ]
    )


_PEOPLE = Prepared(
    lambda department: Person.objects.filter(department_id=department, qualifications__key="presenter").order_by("pk")[
        :MOST_PICKED
    ]
)
_HELD = Prepared(
    lambda department: (
        Holding.objects.filter(department_id=department, call__status__in=HOLDS)
        .select_related("call")
        .order_by("-pk")[:MOST_PICKED]
    )
)
_SLOTS = Prepared(
    lambda department: (
        Slot.objects.filter(
            appointment__call__department_id=department, taken_at=None, appointment__call__status="proposed"
        )
        .select_related("appointment__call")
        .order_by("-pk")[:MOST_PICKED]
    )
)
_ASKERS = Prepared(
    lambda department: (
        Requester.objects.filter(call__department_id=department, call__status__in=BOOKED)
        .select_related("call")
        .order_by("-pk")[:MOST_PICKED]
    )
)
_SERVED = Prepared(
    lambda department: (
        Requester.objects.filter(call__department_id=department, call__status=CallStatus.DELIVERED)
        .select_related("call")
        .order_by("-pk")[:MOST_PICKED]
    )
)
_SEATED = Prepared(
    lambda department: (
        Enrollment.objects.filter(call__department_id=department, call__status__in=BOOKED)
        .select_related("call", "requester__call")
        .order_by("-pk")[:MOST_PICKED]
    )
)


def staff(by: Actor, signs: tuple[str, ...] = ()) -> list[Person]:
    """People who hold sessions: four of their own and those called ``signs``, qualified for all that is asked here."""
    from watchkeeper.core.departments.models import Department

    department = Department.objects.get(pk=by.department_id)
    made = []
    for sign in (*(f"CP{number}" for number in range(1, PEOPLE + 1)), *signs):
        known = Person.objects.filter(department=department, call_name=sign).first()
        person = known or add_person(department, by=by, call_name=sign)
        for key in QUALIFICATIONS:
            qualify(person, by=by, key=key, since=date(2020, 1, 1))
        made.append(person)
    return made


def _call(g: Ground, *statuses: str) -> Any:
    return g.one(_calls(statuses)(department=g.by.department_id))


def _window(g: Ground) -> actions.Window:
    """A window of the next hour, for those who fit best or for one or two by name."""
    starts = clock.now() + timedelta(minutes=g.pick(60))
    people = _PEOPLE(department=g.by.department_id)
    named = {g.one(people).pk for _ in range(g.pick(3))} if people else set()
    return actions.Window(starts, starts + timedelta(minutes=5 + 5 * g.pick(8)), sorted(named))


def _why(g: Ground) -> str:
    return "" if g.pick(3) else "agreed so"


def request(g: Ground) -> None:
    """Ask for something held by appointment, unless enough is asked for."""
    if len(_calls((CallStatus.ASKED,))(department=g.by.department_id)) < MOST_ASKED:
        service = SERVICES[g.pick(len(SERVICES))]
        heads = {"heads": str(g.pick(20))} if service in {"talk_safe_workplace", "course_cpr"} else {}
        actions.open_call(
            by=g.by, service=service, place=f"Gate {g.pick(5)}", callback=str(g.pick(4)), answers=heads, door="portal"
        )


def offer(g: Ground) -> None:
    """Propose what the one calendar finds free."""
    call = _call(g, CallStatus.ASKED)
    if call and g.pick(4) == 0 and (found := slots.offers_for(call)):
        windows = [actions.Window(o.starts_at, o.ends_at, [one.person for one in o.people]) for o in found]
        actions.propose(call, by=g.by, windows=windows)


def propose(g: Ground) -> None:
    """Propose windows, some of which nobody can hold."""
    call = _call(g, CallStatus.ASKED, CallStatus.PROPOSED)
    if call:
        windows = [_window(g) for _ in range(1 + g.pick(3))]
        actions.propose(call, by=g.by, windows=windows, override=_why(g))


def take(g: Ground) -> None:
    """An asker takes a time proposed, or one that is no more."""
    found = g.one(_SLOTS(department=g.by.department_id))
    if found:
        asker = Requester.objects.filter(call=found.appointment_id).order_by("pk").first()
        if asker is not None:
            actions.take_slot(asker, by=g.by, slot=found)


def other_times(g: Ground) -> None:
    """An asker cannot come then."""
    found = g.one(_ASKERS(department=g.by.department_id))
    if found:
        actions.ask_other_times(found, by=g.by)


def confirm(g: Ground) -> None:
    """Confirm a window."""
    call = _call(g, CallStatus.ASKED, CallStatus.PROPOSED)
    if call:
        actions.confirm(call, by=g.by, window=_window(g), override=_why(g))


def schedule(g: Ground) -> None:
    """Put a course with few seats in the calendar."""
    if len(_calls((CallStatus.CONFIRMED,))(department=g.by.department_id)) < MOST_ASKED:
        actions.schedule(by=g.by, service="course_cpr", window=_window(g), place="Room 1", seats=SEATS, override="all")


def reschedule(g: Ground) -> None:
    """Move a confirmed session."""
    call = _call(g, CallStatus.CONFIRMED)
    if call:
        actions.reschedule(call, by=g.by, window=_window(g), reason="room is taken", override=_why(g))


def replace(g: Ground) -> None:
    """Put somebody else in, perhaps for one who was pulled."""
    found, person = g.one(_HELD(department=g.by.department_id)), g.one(_PEOPLE(department=g.by.department_id))
    if found and person:
        actions.replace(found, by=g.by, person=person, reason="ill")


def start(g: Ground) -> None:
    """Begin a session."""
    call = _call(g, CallStatus.CONFIRMED)
    if call:
        actions.start(call, by=g.by, at=g.at())


def deliver(g: Ground) -> None:
    """Say how it was held, at times with a field missing."""
    call = _call(g, CallStatus.IN_SESSION, CallStatus.CONFIRMED, CallStatus.ASKED)
    if call:
        outcome = OUTCOMES.get(call.service, "held")
        heads = g.pick(30) if g.pick(5) else None
        material = "v1" if g.pick(5) else ""
        actions.deliver(call, by=g.by, outcome=outcome, attended=heads, material=material, at=g.at())


def no_show(g: Ground) -> None:
    """Nobody came."""
    call = _call(g, CallStatus.CONFIRMED, CallStatus.IN_SESSION)
    if call and g.pick(3) == 0:
        actions.no_show(call, by=g.by, at=g.at())


def enroll(g: Ground) -> None:
    """Take a seat, or a place in line."""
    call = _call(g, CallStatus.CONFIRMED)
    if call:
        actions.enroll(call, by=g.by, requester=f"Ward {g.pick(9)}", callback=str(g.pick(4)))


def leave(g: Ground) -> None:
    """Give a seat up; the first in line gets it."""
    found = g.one(_SEATED(department=g.by.department_id))
    if found:
        actions.leave(found.requester, by=g.by)


def seats(g: Ground) -> None:
    """Change how many seats there are."""
    call = _call(g, CallStatus.CONFIRMED)
    if call:
        actions.set_seats(call, by=g.by, seats=g.pick(2 * SEATS))


def came(g: Ground) -> None:
    """Say who came."""
    found = g.one(_SEATED(department=g.by.department_id))
    if found:
        actions.mark_attended(found, by=g.by, attended=bool(g.pick(2)))


def drop(g: Ground) -> None:
    """One who asked no longer needs it, or the house calls it off."""
    found = g.one(_ASKERS(department=g.by.department_id))
    if found and g.pick(2):
        actions.cancel_request(found, by=g.by)
    elif found and g.pick(3) == 0:
        actions.cancel_call(found.call, by=g.by, reason="no longer needed")


def end(g: Ground) -> None:
    """Close, hand off, bring back, or retire early what was asked for."""
    call = _call(g, *BOOKED, CallStatus.NO_SHOW)
    if call is None:
        return
    which = g.pick(4)
    if which == 0:
        actions.hand_off(call, by=g.by, to="human resources", reason="theirs")
    elif which == 1:
        actions.reopen(call, by=g.by, reason="not over")
    else:
        actions.close(call, by=g.by)


def went(g: Ground) -> None:
    """Say how it went."""
    found = g.one(_SERVED(department=g.by.department_id))
    if found:
        actions.say_how_it_went(found, by=g.by, went=("well", "all_right", "not_well")[g.pick(3)], recommends=True)


def mistaken(g: Ground) -> None:
    """What is done with calls that units are sent to, tried on one that nobody is sent to: it must be refused."""
    call, unit, other = _call(g, *BOOKED), g.unit(), g.call()
    which = g.pick(4)
    if call is None or unit is None:
        return
    if which == 0:
        actions.assign(call, by=g.by, units=[unit], override="all the same")
    elif which == 1:
        actions.reserve(call, by=g.by, unit=unit, starts_at=clock.now(), ends_at=clock.now() + timedelta(hours=1))
    elif which == 2 and other is not None:
        actions.merge(call, by=g.by, into=other)
    else:
        actions.hold(call, by=g.by, until=clock.now() + timedelta(minutes=5), reason="caller asked")


OPERATIONS: tuple[Callable[[Ground], None], ...] = (
    request, request, offer, propose, take, take, other_times, confirm, confirm, schedule, reschedule, replace, start,
    deliver, deliver, no_show, enroll, enroll, leave, seats, came, drop, end, went, mistaken,
)  # fmt: skip
