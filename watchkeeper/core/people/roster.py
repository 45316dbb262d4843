"""Is somebody at every dispatch seat, at every minute: as planned, and right now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from django.db.models import Exists, OuterRef

from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import AccountRole, DispatchCenter, Duty, Person, RosterSlot
from watchkeeper.core.people.permissions import Role
from watchkeeper.kit import clock

_SEATED = [Role.DISPATCHER, Role.SUPERVISOR]  # who may be planned at a seat, the first choice first


@dataclass(frozen=True)
class Gap:
    """A stretch (UTC) in which a center has fewer people planned than seats it must fill."""

    center: str
    name: str
    starts_at: datetime
    ends_at: datetime
    required: int
    filled: int
    pk: int = 0


def gaps(department_id: int, start: datetime, end: datetime) -> list[Gap]:
    """Every stretch between ``start`` and ``end`` in which a dispatch seat has nobody planned. Two queries.

    Several slots of one person at the same time count once; slots without a person count nothing.
    """
    centers = DispatchCenter.objects.filter(department_id=department_id)
    slots = RosterSlot.objects.filter(
        department_id=department_id,
        canceled_at__isnull=True,
        person__is_active=True,
        starts_at__lt=end,
        ends_at__gt=start,
    )
    planned = [(s.center_id, s.person_id, s.starts_at, s.ends_at) for s in slots]
    found: list[Gap] = []
    for center in centers:
        mine = [(p, a, b) for c, p, a, b in planned if c == center.pk and p is not None]
        found += _gaps_of(center, mine, start, end)
    return sorted(found, key=lambda gap: (gap.starts_at, gap.center))


def _gaps_of(
    center: DispatchCenter, slots: list[tuple[int, datetime, datetime]], start: datetime, end: datetime
) -> list[Gap]:
    marks = sorted({start, end, *(t for _, a, b in slots for t in (a, b) if start < t < end)})
    found: list[Gap] = []
    for a, b in pairwise(marks):
        filled = len({person for person, begins, ends in slots if begins <= a and ends >= b})
        if filled >= center.required_seats:
            continue
        last = found[-1] if found else None
        if last is not None and last.ends_at == a and last.filled == filled:
            found[-1] = replace(last, ends_at=b)
        else:
            found.append(Gap(center.key, center.name, a, b, center.required_seats, filled, center.pk))
    return found


@dataclass(frozen=True)
class Seats:
    """A center now: who sits there, and how many should."""

    center: str
    name: str
    required: int
    people: tuple[str, ...]

    @property
    def is_short(self) -> bool:
        """Whether a seat that must be filled is empty at this moment."""
        return len(self.people) < self.required


def seats_now(department_id: int) -> list[Seats]:
    """Who is on duty at each center's seats right now, by call name. Two queries."""
    on = Duty.objects.filter(department_id=department_id, ended_at__isnull=True).exclude(seat="")
    seated: dict[str, list[str]] = {}
    for seat, call_name in on.values_list("seat", "person__call_name"):
        seated.setdefault(seat.partition("/")[0], []).append(call_name)
    return [
        Seats(center.key, center.name, center.required_seats, tuple(sorted(seated.get(center.key, []))))
        for center in DispatchCenter.objects.filter(department_id=department_id)
    ]


def desk_names(department_id: int) -> set[str]:
    """Call names of those who work at a dispatch seat: by role, planned there from now on, or there now. One query."""
    held = AccountRole.objects.filter(account__person=OuterRef("pk"), role__in=_SEATED)
    slots = RosterSlot.objects.filter(person=OuterRef("pk"), canceled_at=None, ends_at__gt=clock.now())
    duties = Duty.objects.filter(person=OuterRef("pk"), ended_at=None).exclude(seat="")
    people = Person.objects.filter(department_id=department_id, is_active=True)
    seated = people.filter(Exists(held) | Exists(slots.exclude(center=None)) | Exists(duties))
    return set(seated.order_by().values_list("call_name", flat=True))


def shift_ends(by: Actor) -> datetime | None:
    """When the shift of whoever acts ends, by the roster or their duty, whichever is first; None when neither says."""
    if by.person_id is None:
        return None
    now = clock.now()
    slots = RosterSlot.objects.filter(department_id=by.department_id, person_id=by.person_id, canceled_at=None)
    planned = slots.filter(starts_at__lte=now, ends_at__gt=now).order_by().values("ends_at")
    on = Duty.objects.filter(person_id=by.person_id, ended_at=None).order_by().values("ends_at")
    ends: list[datetime | None] = [row["ends_at"] for row in planned.union(on, all=True)]
    return min((one for one in ends if one is not None), default=None)


def free_for(department_id: int, start: datetime, end: datetime) -> list[Person]:
    """Who could sit at a dispatch seat from ``start`` to ``end``: dispatchers first, then supervisors. Two queries.

    Only those who are planned nowhere else meanwhile.
    """
    planned = RosterSlot.objects.filter(
        department_id=department_id, canceled_at__isnull=True, starts_at__lt=end, ends_at__gt=start
    ).exclude(person=None)
    held = AccountRole.objects.filter(
        account__person__department_id=department_id,
        account__person__is_active=True,
        role__in=_SEATED,
    ).exclude(account__person__in=planned.values("person"))
    rank: dict[int, int] = {}
    people: dict[int, Person] = {}
    for one in held.select_related("account__person"):
        person = one.account.person
        if person is not None:
            people[person.pk] = person
            rank[person.pk] = min(rank.get(person.pk, len(_SEATED)), _SEATED.index(Role(one.role)))
    return sorted(people.values(), key=lambda person: (rank[person.pk], person.call_name))
