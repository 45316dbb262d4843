"""When a booked service can be held, and by whom: the one calendar of everybody who may be needed for it.

A window is free for a person who is qualified on its day, is held for nothing else, does not crew a unit that is
reserved then, and has rested: eight hours lie between a shift and a session outside of it (a field default). Whoever
is on shift anyway comes before whoever would come in for it, and who is held less before who is held more.

Who is free when is one table (`free_time`), read a week at first and further only as far as the search gets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from watchkeeper.core.departments.workdays import is_workday
from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.services import registry
from watchkeeper.core.services.parts import Booked
from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls.free_time import STEP, FreeTime, Staff
from watchkeeper.engines.calls.models import Call
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Invalid

DAY, WEEK = timedelta(days=1), timedelta(days=7)
FIRST_STRETCH = WEEK  # what is read at first; each stretch after it is four times as long
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
class Short:
    """Of those with ``qualification`` a service needs ``need``, and ``there`` can be held."""

    qualification: str
    need: int
    there: int


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
    back when people are not there. Raises :class:`Invalid` for a service that has no windows. Six queries for what lies
    within a week, and three or four for each stretch that has to be looked at beyond them.
    """
    booked = service.booked
    if booked is None or booked.lasts is None:
        raise Invalid(f"{service.name} is not held at a time.", fields={"service": ["has no windows"]})
    now = clock.now()
    first = max(now + booked.notice, wish.not_before or now).astimezone(UTC)
    first += (STEP - (first - datetime.min.replace(tzinfo=UTC)) % STEP) % STEP
    staff = Staff(department_id, [str(one.qualification) for one in booked.staff], without)
    found = _Search(booked, booked.lasts, staff, wish, first, first + max(booked.within, WEEK))
    return list(islice(found.offers(), count))


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
    people, short = choose(spec.booked, free, mine.expected)
    return [] if short else [Offer(mine.wished_from, ends, tuple(people))]


def choose(booked: Booked, free: Iterable[Free], heads: int) -> tuple[list[Free], list[Short]]:
    """Of those ``free``, in their order, as many as ``heads`` need, each once; and of whom there are too few.

    The qualification that fewest have chooses first.
    """
    able: dict[str, list[Free]] = {str(one.qualification): [] for one in booked.staff}
    for somebody in free:
        able[somebody.qualification].append(somebody)
    found: dict[int, Free] = {}
    short = []
    for one in sorted(booked.staff, key=lambda one: len(able[one.qualification])):
        left = [somebody for somebody in able[one.qualification] if somebody.person not in found]
        need = one.needed(heads)
        found |= {somebody.person: somebody for somebody in left[:need]}
        if len(left) < need:
            short.append(Short(str(one.qualification), need, len(left)))
    return list(found.values()), short


def free_for(service: Service, department_id: int, starts_at: datetime, ends_at: datetime) -> list[Free]:
    """Everybody who could be held for this very window, best first, once for each qualification that fits."""
    booked = service.booked
    if booked is None:
        return []
    begins, ends = starts_at - booked.around, ends_at + booked.around
    staff = Staff(department_id, [str(one.qualification) for one in booked.staff])
    time_off, load = FreeTime(staff, begins, ends), staff.load(begins, ends + DAY)
    return [
        free for one in booked.staff for free in _ranked(staff, time_off, str(one.qualification), begins, ends, load)
    ]


class _Search:
    """One search: what is wanted, and who is free, read in stretches that grow."""

    def __init__(
        self, booked: Booked, lasts: timedelta, staff: Staff, wish: Wish, first: datetime, last: datetime
    ) -> None:
        self.booked, self.lasts, self.staff, self.wish = booked, lasts, staff, wish
        self.first, self.last = first, last
        self.zone = zone_of(staff.department_id)
        self.load: Mapping[int, int] | None = None

    def offers(self) -> Iterator[Offer]:
        """Windows on different days, soonest first; each from another part of its day than the one before."""
        turn, stretch = 0, FIRST_STRETCH
        day, last = (at.astimezone(self.zone).date() for at in (self.first, self.last))
        while day <= last:
            until = min(day + stretch, last + DAY)
            ends = self._midnight(until) + self.lasts + DAY
            time_off = FreeTime(self.staff, self._midnight(day) - self.booked.around, ends)
            can_begin = self._enough(time_off)
            while day < until:
                offer = self._on(day, time_off, can_begin, turn)
                if offer is not None:
                    turn += 1
                    yield offer
                day += DAY
            stretch *= 4

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, self.zone).astimezone(UTC)

    def _enough(self, time_off: FreeTime) -> NDArray[np.bool_]:
        """At which half hours enough people may begin, or nearly: they are asked again for the very window."""
        able = time_off.able(self.lasts + 2 * self.booked.around)
        found = np.full(able.shape[1], bool(self.booked.staff))
        for one in self.booked.staff:
            rows = np.array([able_one.row for able_one in self.staff.able[str(one.qualification)]], dtype=np.int64)
            found &= able[rows].sum(axis=0) >= one.needed(self.wish.heads)
        return found

    def _on(self, day: date, time_off: FreeTime, can_begin: NDArray[np.bool_], turn: int) -> Offer | None:
        """The first window of ``day``."""
        if not self.booked.weekends and not is_workday(day):
            return None
        place = (self._midnight(day) - self.booked.around - time_off.begins) // STEP
        if not can_begin[place : place + 2 * DAY // STEP].any():
            return None
        for starts in _starts(day, self.booked, self.lasts, self.wish, self.zone, turn=turn):
            begins, ends = starts - self.booked.around, starts + self.lasts + self.booked.around
            if starts >= self.first and can_begin[(begins - time_off.begins) // STEP]:
                people = self._staffed(time_off, begins, ends)
                if people is not None:
                    return Offer(starts, starts + self.lasts, people)
        return None

    def _staffed(self, time_off: FreeTime, begins: datetime, ends: datetime) -> tuple[Free, ...] | None:
        """Who would hold it from ``begins`` to ``ends``; None when too few are free."""
        if self.load is None:
            self.load = self.staff.load(self.first - self.booked.around - STEP, self.last + self.booked.around + DAY)
        free = [
            free
            for one in self.booked.staff
            for free in _ranked(self.staff, time_off, str(one.qualification), begins, ends, self.load)
        ]
        people, short = choose(self.booked, free, self.wish.heads)
        return None if short else tuple(people)


def _ranked(
    staff: Staff, time_off: FreeTime, key: str, begins: datetime, ends: datetime, load: Mapping[int, int]
) -> Iterator[Free]:
    """Who with ``key`` is free from ``begins`` to ``ends``: on shift anyway first, then who is held for less."""
    day = begins.astimezone(zone_of(staff.department_id)).date()
    on_shift, may = time_off.on_shift(begins, ends)
    may &= time_off.free(begins, ends)
    able = [one for one in staff.able[key] if may[one.row] and one.is_valid(day)]
    for one in sorted(
        able, key=lambda one: (not on_shift[one.row], load.get(one.person, 0), one.call_name, one.person)
    ):
        yield Free(one.person, one.call_name, key, bool(on_shift[one.row]))


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
