"""The demo's season: what was held, is booked and is asked for, made by the actions at the moments it happened.

Days are counted in working days from today (-1 is the last one before it), so that every day of the week looks alike.
Nobody has a name here: askers are units and offices, whoever holds a session has a call sign.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from watchkeeper.config.simulate import month
from watchkeeper.config.simulate.presenters import SATURDAY, at_hour
from watchkeeper.config.simulate.seasons import SEASONS, Booking, Enrolled, Held
from watchkeeper.config.simulate.world import Desk
from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal.worker import run_timers_once
from watchkeeper.core.people.actor import Actor, system
from watchkeeper.core.people.models import Person
from watchkeeper.core.services import registry
from watchkeeper.engines.calls import actions as calls
from watchkeeper.engines.calls import asking
from watchkeeper.engines.calls.clocks import TIMERS
from watchkeeper.engines.calls.models import Call, Enrollment, Requester, Slot, Unit
from watchkeeper.kit import clock

LENGTH = timedelta(days=30)  # how long before now it begins
ASKED_BEFORE = timedelta(hours=20)  # so long before a time was agreed it was asked for
SOON = timedelta(minutes=40)  # until the session that takes somebody off a unit
PART = timedelta(minutes=5)
EDGE = timedelta(hours=1)  # nothing of it happens after so long before now
SEARCHED = 5 * 24 * 12  # steps of five minutes: so far back a request is looked for whose answer is due soon
# Whoever enrolls is somebody of a unit.
UNITS = {
    "hospital": ("Blake 12", "Ellison 16", "White 9", "Lunder 7", "Bigelow 11", "Gray 3", "Wang 2", "Cox 1"),
    "campus": ("Library", "Residence office", "Computing lab", "Athletics", "Childcare center", "Museum"),
}
ROLES = ("Unit clerk", "Manager", "Technician", "Staff member", "Office manager")


@dataclass(frozen=True)
class Step:
    """Something done at ``at``."""

    at: datetime
    do: Callable[[], object]


def lay(desks: Iterable[Desk], stepped: clock.SteppedClock, now: datetime) -> None:
    """Lay the season of ``desks`` up to an hour before ``now`` on ``stepped``, which must stand before it."""
    steps = [step for desk in desks for step in _Making(desk, now).steps()]
    steps += [Step(at, do) for desk in desks for at, do in month.steps(desk, now)]
    day = stepped.now()
    for step in sorted(steps, key=lambda step: step.at):
        while step.at - day > timedelta(days=1):  # what a day's timers do, they do on that day
            day += timedelta(days=1)
            stepped.set(day)
            run_timers_once(TIMERS, system)
        stepped.set(step.at)
        step.do()


def crew(desk: Desk, now: datetime) -> None:
    """Put on duty whoever holds a session today, on the unit of their call sign: it can be sent until then."""
    for one in SEASONS[desk.department.kind]:
        for unit in Unit.objects.filter(department=desk.department, call_sign__in=one.people if one.is_today else ()):
            person = Person.objects.get(department=desk.department, call_name=unit.call_sign)
            where = desk.places[0] if desk.places else ""
            until = now + timedelta(hours=5)
            calls.log_on(unit, by=desk.dispatcher, persons=[person], mode=unit.mode, place_ref=where, until=until)


class _Making:
    """Turns what is written of a season into steps of a department; knows which call came of which line."""

    def __init__(self, desk: Desk, now: datetime) -> None:
        self.desk, self.now = desk, now
        self.zone = ZoneInfo(desk.department.time_zone)
        self.people = dict(Person.objects.filter(department=desk.department).values_list("call_name", "pk"))
        self.portal = system(desk.pk, "portal")
        self.calls: dict[int, Call] = {}

    def steps(self) -> Iterator[Step]:
        """Every step of the season, in no order."""
        for number, one in enumerate(SEASONS[self.desk.department.kind]):
            yield from self._asked(number, one) if one.day is None else self._session(number, one)

    def _asked(self, number: int, one: Booking) -> Iterator[Step]:
        opened = self._due_soon(one) if one.is_due_soon else self.now - timedelta(hours=one.ago)
        yield Step(opened, partial(self._open, number, one))
        if one.offered:
            windows = [self._at(one, day) for day in one.offered]
            yield Step(opened + timedelta(hours=2), partial(self._propose, number, one, windows))

    def _session(self, number: int, one: Booking) -> Iterator[Step]:
        window = self._window(one)
        agreed = min(window.starts_at - timedelta(days=3), self.now - timedelta(hours=3 + number))
        if one.enrolled:
            yield Step(agreed, partial(self._schedule, number, one, window))
            yield from self._enrollments(number, one.enrolled, agreed, min(self.now - EDGE, window.starts_at))
        else:
            opened = agreed - ASKED_BEFORE
            yield Step(opened, partial(self._open, number, one))
            yield from self._confirmed(number, one, window, opened, agreed)
        if one.held is not None:
            yield from self._held(number, one.held, window)

    def _confirmed(
        self, number: int, one: Booking, window: calls.Window, opened: datetime, agreed: datetime
    ) -> Iterator[Step]:
        if one.offered:
            windows = [window, *(self._at(one, day) for day in one.offered)]
            yield Step(opened + ASKED_BEFORE / 2, partial(self._propose, number, one, windows))
            yield Step(agreed, partial(self._take, number, window))
        else:
            yield Step(agreed, partial(self._confirm, number, one, window))

    def _enrollments(self, number: int, enrolled: Enrolled, agreed: datetime, until: datetime) -> Iterator[Step]:
        many = enrolled.many + enrolled.in_line
        for place in range(many):
            at = agreed + (until - agreed) * (place + 1) / (many + 2)
            yield Step(at, partial(self._enroll, number, place))

    def _held(self, number: int, held: Held, window: calls.Window) -> Iterator[Step]:
        if held.outcome == "no_show":
            yield Step(window.starts_at + timedelta(minutes=20), partial(self._no_show, number))
            return
        yield Step(window.starts_at, partial(self._start, number))
        yield Step(window.ends_at + PART, partial(self._deliver, number, held))
        if held.went:
            yield Step(window.ends_at + timedelta(hours=5), partial(self._went, number, held))

    # What is done, each at its moment.

    def _open(self, number: int, one: Booking) -> None:
        given: dict[str, Any] = {"answers": dict(one.answers), "details": one.details, "requester": one.who}
        by, door = (self._by(one), "phone") if self._is_sealed(one) else (self.portal, "portal")
        self.calls[number] = calls.open_call(
            by=by, service=one.service, place_ref=self._place(number), door=door,
            callback=f"617-555-{400 + number:04d}", **given,
        )  # fmt: skip

    def _schedule(self, number: int, one: Booking, window: calls.Window) -> None:
        seats = one.enrolled.seats if one.enrolled else None
        self.calls[number] = calls.schedule(
            by=self._by(one), service=one.service, window=window, place_ref=self._place(number), seats=seats,
            answers=dict(one.answers),
        )  # fmt: skip

    def _propose(self, number: int, one: Booking, windows: list[calls.Window]) -> None:
        calls.propose(self.calls[number], by=self._by(one), windows=windows)

    def _take(self, number: int, window: calls.Window) -> None:
        call = self.calls[number]
        slot = Slot.objects.get(appointment=call.pk, starts_at=window.starts_at, withdrawn_at=None)
        calls.take_slot(self._asker(number), by=self.portal, slot=slot)

    def _confirm(self, number: int, one: Booking, window: calls.Window) -> None:
        calls.confirm(self.calls[number], by=self._by(one), window=window)

    def _enroll(self, number: int, place: int) -> None:
        units = UNITS[self.desk.department.kind]
        unit = units[(number + place) % len(units)]
        calls.enroll(self.calls[number], by=self.portal, requester=f"{ROLES[place % len(ROLES)]}, {unit}")

    def _start(self, number: int) -> None:
        calls.start(self.calls[number], by=self.desk.dispatcher)

    def _deliver(self, number: int, held: Held) -> None:
        call = self.calls[number]
        if held.attended:
            for one in Enrollment.objects.filter(call=call, canceled_at=None).exclude(seated_at=None):
                calls.mark_attended(one, by=self.desk.dispatcher, attended=True)
        calls.deliver(
            call, by=self.desk.dispatcher, outcome=held.outcome, attended=held.attended, material=held.material,
            unanswered=held.unanswered,
        )  # fmt: skip

    def _no_show(self, number: int) -> None:
        calls.no_show(self.calls[number], by=self.desk.dispatcher, note="Room was locked; the unit was called twice.")

    def _went(self, number: int, held: Held) -> None:
        calls.say_how_it_went(self._asker(number), by=self.portal, went=held.went, recommends=held.went != "not_well")

    # Who, where and when.

    def _asker(self, number: int) -> Requester:
        return Requester.objects.filter(call=self.calls[number]).order_by("pk")[0]

    def _by(self, one: Booking) -> Actor:
        """The desk; for what only named people may know, the supervisor, who is named on it."""
        return self.desk.supervisor if self._is_sealed(one) else self.desk.dispatcher

    def _is_sealed(self, one: Booking) -> bool:
        return registry.get(one.service, self.desk.pk).level > Level.L2

    def _place(self, number: int) -> str:
        places = self.desk.places
        return places[number * 5 % len(places)] if places else ""

    def _window(self, one: Booking) -> calls.Window:
        if one.is_today:
            return self._from(one, self.now + SOON)
        return self._at(one, one.day or 0)

    def _at(self, one: Booking, day: int) -> calls.Window:
        """The window on the ``day``-th working day from today."""
        date, step = self.now.astimezone(self.zone).date(), timedelta(days=1 if day > 0 else -1)
        left = abs(day)
        while left:
            date += step
            left -= date.weekday() < SATURDAY
        return self._from(one, at_hour(date, one.hour, self.zone))

    def _from(self, one: Booking, starts: datetime) -> calls.Window:
        booked = registry.get(one.service, self.desk.pk).booked
        lasts = (booked.lasts if booked else None) or timedelta(hours=1)
        return calls.Window(starts, starts + lasts, [self.people[sign] for sign in one.people])

    def _due_soon(self, one: Booking) -> datetime:
        """The moment at which a request was made whose answer is due within the hour, or next after it."""
        spec, found = registry.get(one.service, self.desk.pk), self.now - PART
        for number in range(1, SEARCHED):
            at = self.now - PART * number
            due = asking.reply_due(spec, self.desk.pk, at)
            if due is None or due < self.now + SOON:
                break
            found = at
        return found
