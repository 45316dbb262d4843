"""The one calendar of everybody and everything that is held: who is held when, which units are reserved, who works.

What somebody is held for is told only to those who may know of the call; to others it says that they are held.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db.models import F, Q

from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import PersonQualification, RosterSlot
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.services import registry
from watchkeeper.engines.calls.bookings import STANDING
from watchkeeper.engines.calls.free_time import LONGEST
from watchkeeper.engines.calls.models import Assignment, Call, Holding
from watchkeeper.engines.calls.states import AssignmentStatus

MOST_DAYS = 31
REACH = 2 * LONGEST  # so long before a week what reaches into it may begin: a session and its way
# What a block is: held (a time that stands), proposed, pulled (and nobody stands in), done, a unit reserved, or held
# for something its reader may not know.
HELD, PROPOSED, PULLED, DONE, RESERVED, HIDDEN = "held", "proposed", "pulled", "done", "reserved", "hidden"
_TAKEN = {HELD, PROPOSED, RESERVED, HIDDEN}


@dataclass(frozen=True, kw_only=True)
class Block:
    """A stretch (aware) somebody or some unit is held. ``call`` is None where its reader may not know what for."""

    starts_at: datetime
    ends_at: datetime
    kind: str
    call: Call | None = None
    is_clash: bool = False

    def meets(self, other: Block) -> bool:
        """Whether both take the same time."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    @property
    def label(self) -> str:
        """The service in short; "held" where nobody may know."""
        return str(registry.get(self.call.service, self.call.department_id).label) if self.call else "held"


@dataclass(frozen=True)
class Line:
    """One person ("person:7") or unit ("unit:3"): what they are qualified for and held for, and when they work."""

    subject: str
    name: str
    qualified: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    shifts: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True)
class Calendar:
    """The lines of some days, from ``starts_at`` to ``ends_at`` (aware, midnights of the department's clock)."""

    days: tuple[date, ...]
    starts_at: datetime
    ends_at: datetime
    lines: tuple[Line, ...]


def week(by: Actor, start: date, *, days: int = 7, qualification: str = "") -> Calendar:
    """Everybody qualified or held, and every unit reserved, on ``days`` days from ``start``.

    ``qualification`` leaves only who holds it, and no units. Raises NotAllowed. Five queries, whatever there is.
    """
    by.require(Permission.CALL_READ)
    zone, count = zone_of(by.department_id), max(1, min(days, MOST_DAYS))
    shown = tuple(start + timedelta(days=n) for n in range(count))
    begins = datetime.combine(start, time(), zone)
    ends = datetime.combine(start + timedelta(days=count), time(), zone)
    held, reserved = _holdings(by, begins, ends), _reserved(by, begins, ends)
    known = _known(by, {*(one.call_id for one in held), *(one.call_id for one in reserved)})
    people = _people(by, held, known, start, shown[-1], qualification)
    people = _with_shifts(by, people, begins, ends, reserved)
    units = [] if qualification else _units(reserved, known)
    lines = (*sorted(people.values(), key=lambda one: one.name), *sorted(units, key=lambda one: one.name))
    return Calendar(shown, begins, ends, tuple(_marked(one) for one in lines))


def _holdings(by: Actor, begins: datetime, ends: datetime) -> list[Holding]:
    there = Holding.objects.filter(
        department_id=by.department_id, starts_at__lt=ends, starts_at__gt=begins - REACH, ends_at__gt=begins
    )
    was_held = Q(released_at__gte=F("starts_at"), is_tentative=False)
    there = there.filter(Q(released_at=None) | Q(pulled_at__isnull=False) | was_held)
    return list(there.select_related("person").order_by("starts_at", "pk"))


def _reserved(by: Actor, begins: datetime, ends: datetime) -> list[Assignment]:
    there = Assignment.objects.filter(
        unit__department_id=by.department_id, status=AssignmentStatus.RESERVED, cleared_at=None,
        starts_at__lt=ends, ends_at__gt=begins,
    )  # fmt: skip
    return list(there.select_related("unit").order_by("starts_at", "pk"))


def _known(by: Actor, keys: Iterable[int]) -> dict[int, Call]:
    """Of the calls behind the blocks those ``by`` may know of."""
    return {call.pk: call for call in Call.objects.visible_to(by).filter(pk__in=list(keys))}


def _people(
    by: Actor, held: Sequence[Holding], known: Mapping[int, Call], first: date, last: date, qualification: str
) -> dict[int, Line]:
    qualified: dict[int, tuple[str, list[str]]] = {}
    able = PersonQualification.objects.filter(
        Q(until=None) | Q(until__gte=first), person__department_id=by.department_id, person__is_active=True,
        ended_at=None, since__lte=last,
    )  # fmt: skip
    for pk, name, key in able.order_by("person__call_name", "key").values_list("person", "person__call_name", "key"):
        qualified.setdefault(pk, (name, []))[1].append(key)
    lines = {pk: Line(f"person:{pk}", name, tuple(keys)) for pk, (name, keys) in qualified.items()}
    for one in held:
        block = _block(one, known.get(one.call_id))
        if block is not None:
            line = lines.get(one.person_id) or Line(f"person:{one.person_id}", one.person.call_name)
            lines[one.person_id] = replace(line, blocks=(*line.blocks, block))
    return {pk: line for pk, line in lines.items() if not qualification or qualification in line.qualified}


def _block(one: Holding, call: Call | None) -> Block | None:
    """What is shown of a holding; None for what no longer concerns anybody."""
    if one.pulled_at is not None:
        kind = PULLED if call is not None and call.status in STANDING else ""
    elif one.released_at is not None:
        kind = DONE if call is not None else ""
    else:
        kind = HIDDEN if call is None else PROPOSED if one.is_tentative else HELD
    return Block(starts_at=one.starts_at, ends_at=one.ends_at, kind=kind, call=call) if kind else None


def _with_shifts(
    by: Actor, people: Mapping[int, Line], begins: datetime, ends: datetime, reserved: Sequence[Assignment]
) -> dict[int, Line]:
    """Who works when; and who is held while the unit they crew is reserved."""
    slots = RosterSlot.objects.filter(
        department_id=by.department_id,
        canceled_at=None,
        person__in=list(people),
        starts_at__lt=ends,
        ends_at__gt=begins,
    )
    found = dict(people)
    for person, unit, starts, stops in slots.values_list("person_id", "unit", "starts_at", "ends_at"):
        line = found[person]
        crews = [one for one in reserved if f"unit:{one.unit_id}" == unit]
        blocks = tuple(_clashing(block, crews, starts, stops) for block in line.blocks)
        found[person] = replace(line, blocks=blocks, shifts=tuple(sorted((*line.shifts, (starts, stops)))))
    return found


def _clashing(block: Block, crews: Sequence[Assignment], starts: datetime, stops: datetime) -> Block:
    """``block``, marked when its person crews a unit that is reserved meanwhile."""
    for one in crews:
        if one.starts_at is None or one.ends_at is None or block.kind not in _TAKEN:
            continue
        if max(starts, one.starts_at, block.starts_at) < min(stops, one.ends_at, block.ends_at):
            return replace(block, is_clash=True)
    return block


def _units(reserved: Sequence[Assignment], known: Mapping[int, Call]) -> list[Line]:
    lines: dict[int, Line] = {}
    for one in reserved:
        if one.starts_at is None or one.ends_at is None:
            continue
        call = known.get(one.call_id)
        block = Block(starts_at=one.starts_at, ends_at=one.ends_at, kind=RESERVED if call else HIDDEN, call=call)
        line = lines.get(one.unit_id) or Line(f"unit:{one.unit_id}", one.unit.call_sign)
        lines[one.unit_id] = replace(line, blocks=(*line.blocks, block))
    return list(lines.values())


def _marked(line: Line) -> Line:
    """``line`` with what takes the same time twice marked."""
    taken = [one for one in line.blocks if one.kind in _TAKEN]
    twice = {id(one) for one in taken for other in taken if one is not other and one.meets(other)}
    return replace(line, blocks=tuple(replace(b, is_clash=b.is_clash or id(b) in twice) for b in line.blocks))
