"""When a booked service can be held, and by whom: the one calendar of everybody who may be needed for it.

A window is free for a person who is qualified on its day, is held for nothing else, does not crew a unit that is
reserved then, and has rested: eight hours lie between a shift and a session outside of it (a field default). Whoever
is on shift anyway comes before whoever would come in for it, and who is held less before who is held more.

What a person does is kept as one long number with a bit for every half hour, so that 300 people over 90 days are
searched in a few operations each; the roster is read a week at a time, only as far as the search gets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.people.models import PersonQualification, RosterSlot
from watchkeeper.core.services import registry
from watchkeeper.core.services.parts import Booked
from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls.models import Assignment, Call, Holding
from watchkeeper.engines.calls.states import AssignmentStatus
from watchkeeper.engines.calls.workdays import is_workday
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Invalid

STEP = timedelta(minutes=30)
REST = timedelta(hours=8)
WEEK = timedelta(days=7)
# The parts of a day an asker may wish for, in hours of the department's clock.
TIMES: Mapping[str, tuple[int, int]] = {
    "morning": (0, 11),
    "midday": (11, 14),
    "afternoon": (14, 17),
    "evening": (17, 24),
}


@dataclass(frozen=True)
class Free:
    """Somebody who can be held for a window. ``is_on_shift``: they work then anyway."""

    person: int
    call_name: str
    qualification: str
    is_on_shift: bool


@dataclass(frozen=True)
class Offer:
    """A window (aware) in which the service can be held, and who would hold it."""

    starts_at: datetime
    ends_at: datetime
    people: tuple[Free, ...]


@dataclass(frozen=True)
class Wish:
    """What the askers said: how many come, not before when, which parts of the day (none named: any)."""

    heads: int = 0
    not_before: datetime | None = None
    times: Sequence[str] = ()


@dataclass
class _Calendar:
    """Everybody with a wanted qualification, with a bit for each half hour from ``start`` in which they are taken."""

    start: datetime
    steps: int
    names: dict[int, str] = field(default_factory=dict)
    able: dict[str, dict[int, tuple[date, date | None]]] = field(default_factory=dict)
    taken: dict[int, int] = field(default_factory=dict)
    load: dict[int, int] = field(default_factory=dict)

    def bits(self, starts: datetime, ends: datetime) -> int:
        """The half hours from ``starts`` to ``ends``, as far as they lie in the calendar."""
        first = max(0, (starts - self.start) // STEP)
        last = min(self.steps, -((self.start - ends) // STEP))
        return ((1 << (last - first)) - 1) << first if last > first else 0


def wish_of(answers: Mapping[str, Any], zone: ZoneInfo | None = None) -> Wish:
    """What the answers of a call say about when: ``heads``, ``not_before`` and ``times``, as the catalog asks for them.

    A day said without an offset is one of the department's clock (``zone``).
    """
    heads = str(answers.get("heads") or "0")
    said = str(answers.get("not_before") or "")
    not_before = None
    if said and zone is not None:
        moment = datetime.fromisoformat(said)
        not_before = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    times = tuple(one for one in answers.get("times") or () if one in TIMES)
    return Wish(int(heads) if heads.isdecimal() else 0, not_before, times)


def search(
    service: Service, department_id: int, wish: Wish = Wish(), *, count: int = 3, without: Iterable[int] = ()
) -> list[Offer]:
    """The next ``count`` windows in which ``service`` can be held, on different days where that can be; soonest first.

    ``without`` are people not to be held. The days of one search differ in their part of the day. Fewer, or none, come
    back when people are not there. Raises :class:`Invalid` for a service that has no windows. Five queries, and two
    for each week that has to be looked at.
    """
    booked = service.booked
    if booked is None or booked.lasts is None:
        raise Invalid(f"{service.name} is not held at a time.", fields={"service": ["has no windows"]})
    zone, now = zone_of(department_id), clock.now()
    first = max(now + booked.notice, wish.not_before or now)
    first += (STEP - (first - datetime.min.replace(tzinfo=first.tzinfo)) % STEP) % STEP
    last = first + max(booked.within, WEEK)
    calendar = _calendar(service, booked, department_id, first, last, set(without))
    return list(_found(booked, booked.lasts, calendar, wish, zone, department_id, count))


def offers_for(call: Call, *, count: int = 3, without: Iterable[int] = ()) -> list[Offer]:
    """Windows in which the booked ``call`` can be held as its askers wish.

    Where they asked for a window it is that very one, or none when too few people are free; see :func:`search` else.
    """
    spec, mine = registry.get(call.service, call.department_id), call.appointment
    if spec.booked is None or spec.booked.lasts is None:
        return []
    if mine.wished_from is None:
        wish = replace(wish_of(call.answers, zone_of(call.department_id)), heads=mine.expected)
        return search(spec, call.department_id, wish, count=count, without=without)
    ends = mine.wished_until or mine.wished_from + spec.booked.lasts
    free = [one for one in free_for(spec, call.department_id, mine.wished_from, ends) if one.person not in set(without)]
    people = chosen(spec.booked, free, mine.expected)
    return [Offer(mine.wished_from, ends, tuple(people))] if people is not None else []


def chosen(booked: Booked, free: Sequence[Free], heads: int) -> list[Free] | None:
    """Of those ``free``, in their order, as many as ``heads`` need; None when there are too few."""
    found: list[Free] = []
    for staff in booked.staff:
        able = [one for one in free if one.qualification == staff.qualification][: staff.needed(heads)]
        if len(able) < staff.needed(heads):
            return None
        found += able
    return found


def free_for(service: Service, department_id: int, starts_at: datetime, ends_at: datetime) -> list[Free]:
    """Everybody who could be held for this very window, best first, each under the first qualification that fits."""
    booked = service.booked
    if booked is None:
        return []
    begins, ends = starts_at - booked.around, ends_at + booked.around
    calendar = _calendar(service, booked, department_id, begins, ends, set())
    roster = _Roster(department_id, calendar, begins, ends)
    seen: dict[int, Free] = {}
    for staff in booked.staff:
        for one in _free(calendar, roster, str(staff.qualification), begins, ends, zone_of(department_id)):
            seen.setdefault(one.person, one)
    return list(seen.values())


def _calendar(
    service: Service, booked: Booked, department_id: int, first: datetime, last: datetime, without: set[int]
) -> _Calendar:
    begins, ends = first - booked.around - STEP, last + booked.around + timedelta(days=1)
    calendar = _Calendar(begins, -((begins - ends) // STEP))
    wanted = [str(staff.qualification) for staff in booked.staff]
    held = PersonQualification.objects.filter(
        person__department_id=department_id, person__is_active=True, key__in=wanted, ended_at=None
    ).values_list("key", "person_id", "person__call_name", "since", "until")
    for key, person, name, since, until in held:
        if person not in without:
            calendar.able.setdefault(key, {})[person] = (since, until)
            calendar.names[person] = name
    holdings = Holding.objects.filter(
        department_id=department_id, released_at=None, ends_at__gt=begins, starts_at__lt=ends
    ).values_list("person_id", "starts_at", "ends_at")
    for person, starts, stops in holdings:
        if person in calendar.names:
            calendar.taken[person] = calendar.taken.get(person, 0) | calendar.bits(starts, stops)
            calendar.load[person] = calendar.load.get(person, 0) + 1
    return calendar


class _Roster:
    """Who works when, from ``begins`` to ``ends``, and whose unit is reserved meanwhile."""

    def __init__(self, department_id: int, calendar: _Calendar, begins: datetime, ends: datetime) -> None:
        self.shifts: dict[int, list[tuple[datetime, datetime]]] = {}
        self.reserved: dict[int, int] = {}
        slots = list(
            RosterSlot.objects.filter(
                department_id=department_id, canceled_at=None, starts_at__lt=ends + REST, ends_at__gt=begins - REST
            )
            .exclude(person=None)
            .order_by("person_id", "starts_at")
            .values_list("person_id", "unit", "starts_at", "ends_at")
        )
        for person, mine in groupby(slots, key=lambda slot: slot[0]):
            if person in calendar.names:
                self.shifts[person] = [(starts, stops) for _, _, starts, stops in mine]
        windows = _reserved_windows(department_id, begins, ends)
        for person, unit, starts, stops in slots:
            for begin, end in windows.get(unit, ()):
                if begin < stops and starts < end and person in calendar.names:
                    bits = calendar.bits(max(begin, starts), min(end, stops))
                    self.reserved[person] = self.reserved.get(person, 0) | bits

    def works(self, person: int, begins: datetime, ends: datetime) -> bool | None:
        """Whether ``person`` is on shift all the time (True), comes in rested (False), or may not (None)."""
        shifts = self.shifts.get(person, ())
        if any(starts <= begins and ends <= stops for starts, stops in shifts):
            return True
        return None if any(starts - REST < ends and begins < stops + REST for starts, stops in shifts) else False


def _reserved_windows(
    department_id: int, begins: datetime, ends: datetime
) -> dict[str, list[tuple[datetime, datetime]]]:
    """When units are reserved for scheduled work from ``begins`` to ``ends``, by unit as the roster names it."""
    held = Assignment.objects.filter(
        unit__department_id=department_id,
        status=AssignmentStatus.RESERVED,
        cleared_at=None,
        starts_at__lt=ends,
        ends_at__gt=begins,
    )
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    for unit, starts, stops in held.values_list("unit_id", "starts_at", "ends_at"):
        if starts is not None and stops is not None:
            found.setdefault(f"unit:{unit}", []).append((starts, stops))
    return found


def _found(
    booked: Booked, lasts: timedelta, calendar: _Calendar, wish: Wish, zone: ZoneInfo, department_id: int, count: int
) -> Iterator[Offer]:
    whole = lasts + 2 * booked.around
    anybody = [_windows(calendar, key, whole) for key in (str(staff.qualification) for staff in booked.staff)]
    some = anybody[0] if anybody else 0
    for more in anybody[1:]:
        some &= more
    roster: _Roster | None = None
    read_to = calendar.start
    given = 0
    for day in _days(calendar, booked, zone):
        for starts in _starts(day, booked, lasts, wish, zone, turn=given):
            begins, ends = starts - booked.around, starts + lasts + booked.around
            if begins < calendar.start or not some >> ((begins - calendar.start) // STEP) & 1:
                continue
            if roster is None or ends > read_to:
                read_to = begins + WEEK
                roster = _Roster(department_id, calendar, begins, read_to)
            people = _staffed(booked, calendar, roster, wish.heads, begins, ends, zone)
            if people is not None:
                yield Offer(starts, starts + lasts, people)
                given += 1
                break
        if given == count:
            return


def _windows(calendar: _Calendar, key: str, whole: timedelta) -> int:
    """The half hours at which somebody with ``key`` is free for ``whole``, by what they are held for."""
    everything, need = (1 << calendar.steps) - 1, -(-whole // STEP)
    found = 0
    for person in calendar.able.get(key, ()):
        free, span = everything & ~calendar.taken.get(person, 0), 1
        while span < need:
            more = min(span, need - span)
            free, span = free & (free >> more), span + more
        found |= free
    return found


def _days(calendar: _Calendar, booked: Booked, zone: ZoneInfo) -> Iterator[date]:
    day = (calendar.start + booked.around + STEP).astimezone(zone).date()
    last = (calendar.start + calendar.steps * STEP - timedelta(days=1)).astimezone(zone).date()
    while day <= last:
        if booked.weekends or is_workday(day):
            yield day
        day += timedelta(days=1)


def _starts(
    day: date, booked: Booked, lasts: timedelta, wish: Wish, zone: ZoneInfo, *, turn: int
) -> Iterator[datetime]:
    """The moments of ``day`` a session may begin at; from another part of the day at each ``turn``, then around."""
    spans = [TIMES[one] for one in wish.times if one in TIMES] or [(0, 24)]
    found = []
    at = datetime.combine(day, time(booked.opens), zone)
    closes = datetime.combine(day, time.min, zone) + timedelta(hours=booked.closes)
    while at + lasts <= closes:
        if any(opens <= at.hour < ends for opens, ends in spans):
            found.append(at)
        at += STEP
    first = turn * len(found) // 3 % len(found) if found else 0
    for moment in found[first:] + found[:first]:
        yield moment.astimezone(clock.now().tzinfo)


def _staffed(
    booked: Booked,
    calendar: _Calendar,
    roster: _Roster,
    heads: int,
    begins: datetime,
    ends: datetime,
    zone: ZoneInfo,
) -> tuple[Free, ...] | None:
    """Who would hold it from ``begins`` to ``ends``; None when too few are free. The scarcest choose first."""
    choice = {
        staff: list(_free(calendar, roster, str(staff.qualification), begins, ends, zone)) for staff in booked.staff
    }
    chosen: list[Free] = []
    for staff in sorted(booked.staff, key=lambda staff: len(choice[staff])):
        left = [one for one in choice[staff] if one.person not in {taken.person for taken in chosen}]
        need = staff.needed(heads)
        if len(left) < need:
            return None
        chosen += left[:need]
    return tuple(chosen)


def _free(
    calendar: _Calendar, roster: _Roster, key: str, begins: datetime, ends: datetime, zone: ZoneInfo
) -> Iterator[Free]:
    wanted, day = calendar.bits(begins, ends), begins.astimezone(zone).date()
    found = []
    for person, (since, until) in calendar.able.get(key, {}).items():
        if since > day or (until is not None and until < day):
            continue
        if (calendar.taken.get(person, 0) | roster.reserved.get(person, 0)) & wanted:
            continue
        works = roster.works(person, begins, ends)
        if works is not None:
            found.append((not works, calendar.load.get(person, 0), calendar.names[person], person))
    for off_shift, _, name, person in sorted(found):
        yield Free(person, name, key, not off_shift)
