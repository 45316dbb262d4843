"""Whom to send: every unit ranked with its reasons, or refused with the one that counts.

The rank is a cost in seconds: the way there on the live graph (its mode, stairs, elevators, closures), plus what
sending this unit costs elsewhere: work it is pulled from, a window it is reserved for, the end of its shift, how much
it has done already, a beat left without anybody. For an emergency the way counts and the rest hardly does. All
figures are field defaults, chosen to be argued with; each is spelled out on the screen.

A fixed number of queries, whatever the history: units, their open assignments, their work of eight hours and the marks
of the graph, in one trip to PostgreSQL; and the service's policy, when it has changed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from math import cos, hypot, inf, radians
from typing import NamedTuple
from zoneinfo import ZoneInfo

import orjson
from django.db import connection

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.places import versions, walking
from watchkeeper.core.places.speeds import VEHICLES, WALK
from watchkeeper.core.places.ways import Times, Ways
from watchkeeper.core.services import registry
from watchkeeper.core.services.spec import Send
from watchkeeper.engines.calls.models import Call
from watchkeeper.engines.calls.states import AssignmentStatus
from watchkeeper.kit import batch, clock
from watchkeeper.kit.batch import Ask, Rows

# Seconds that a unit's other duties are worth when nobody's life is at stake.
PULLED_EN_ROUTE, PULLED_ON_SCENE = 60.0, 240.0
PER_STACKED, PER_JOB, MOST_FOR_JOBS = 120.0, 20.0, 120.0
WINDOW_SOON, PER_OVERTIME_MINUTE, MOST_OVERTIME = 240.0, 10.0, 300.0
BEAT_LEFT = 60.0
IN_EMERGENCY = 0.1
USUAL_JOB = 20 * 60.0
SHIFT = timedelta(hours=8)
# Streets are not straight: ways by road over the crow's flight (Ballou, Rahardja and Sakai 2002: 1.2 to 1.4 in the US).
DETOUR = 1.4
METERS_A_DEGREE = 111_320.0
FIXED = (AssignmentStatus.TRANSPORTING, AssignmentStatus.AT_DESTINATION)


class Candidate(NamedTuple):
    """A unit as the ranking sees it; ``pk`` and ``call_sign`` are the unit's own, moments are seconds since 1970."""

    pk: int
    call_sign: str
    mode: str
    beat: str
    place: str
    node: int | None
    lon: float | None
    lat: float | None
    capabilities: Sequence[str]
    is_on_duty: bool
    duty_until: float | None
    available_at: float | None
    out_of_service: str
    emergency_at: float | None

    @property
    def subject(self) -> str:
        """How the journal and the feed name the unit."""
        return f"unit:{self.pk}"


class Option(NamedTuple):
    """One unit's place in the ranking. ``seconds`` is the way there (None: not known or not to be told).

    ``fills`` are the capabilities it would bring; ``refused`` is why it cannot go, "" when it can.
    """

    unit: Candidate
    seconds: float | None
    cost: float
    reasons: tuple[str, ...]
    fills: tuple[str, ...] = ()
    refused: str = ""


class Held(NamedTuple):
    """One open assignment of a unit, with as much of its call as the ranking needs; moments as in a candidate."""

    unit: int
    call: int
    number: str
    service: str
    priority: int
    level: int
    status: str
    is_stacked: bool
    starts_at: float | None
    ends_at: float | None

    @property
    def is_live(self) -> bool:
        """Whether the unit is committed to it now."""
        return not self.is_stacked and self.status != AssignmentStatus.RESERVED


@dataclass(frozen=True, slots=True)
class Scene:
    """What all units are judged against: the call, the moment (seconds since 1970), and who else is free."""

    call: Call
    now: float
    zone: ZoneInfo
    sends: tuple[Send, ...]
    ways: Ways
    held: dict[int, list[Held]]
    live: dict[int, Held]
    jobs: dict[int, int]
    free_in_beat: dict[str, int]
    least_jobs: int
    sees: int  # the highest level of calls the reader is cleared for
    share: float  # how much all that is not the way counts
    _fills: dict[Sequence[str], tuple[str, ...]] = field(default_factory=dict)
    _times: dict[str, Times] = field(default_factory=dict)

    def fills(self, capabilities: Sequence[str]) -> tuple[str, ...]:
        """Which of the wanted capabilities these are; units of a kind share the answer."""
        found = self._fills.get(capabilities)
        if found is None:
            wanted = (send.capability for send in self.sends if send.capability in capabilities)
            found = self._fills[capabilities] = tuple(dict.fromkeys(wanted))
        return found

    def seconds(self, node: int, mode: str) -> float:
        """From ``node`` to the call, which has one."""
        times = self._times.get(mode)
        if times is None:
            times = self._times[mode] = self.ways.times(self.call.node or 0, mode)
        return times(node)


def recommend(call: Call, *, by: Actor, at: datetime | None = None) -> list[Option]:
    """Every unit of the department for ``call``: those that can go, best first, then those refused, by call sign.

    Raises :class:`NotAllowed` for somebody who may not see calls.
    """
    by.require(Permission.CALL_READ)
    now = at or clock.now()
    units, held, jobs, marks = _read(call.department_id, now)
    live = {unit: one for unit, several in held.items() for one in reversed(several) if one.is_live}
    free = [unit for unit in units if unit.is_on_duty and not unit.out_of_service and unit.pk not in live]
    spec = registry.get(call.service, call.department_id)
    scene = Scene(
        call=call,
        now=now.timestamp(),
        zone=zone_of(call.department_id),
        sends=spec.sends_at(call.priority),
        ways=walking.live(call.department_id, marks=marks),
        held=held,
        live=live,
        jobs=jobs,
        free_in_beat=Counter(unit.beat for unit in free if unit.beat),
        least_jobs=min((jobs.get(unit.pk, 0) for unit in free), default=0),
        sees=min(by.clearance, Level.L2),
        share=IN_EMERGENCY if call.is_emergency else 1.0,
    )
    options = [judge(unit, scene) for unit in units]
    return sorted(options, key=lambda option: (bool(option.refused), option.cost, option.unit.call_sign))


def picks(options: Sequence[Option], sends: Iterable[Send]) -> list[Option]:
    """The best options that together fill ``sends``; a unit is picked once. Rarer capabilities choose first."""
    able = [option for option in options if not option.refused]
    chosen: list[Option] = []
    for send in sorted(sends, key=lambda send: sum(send.capability in option.fills for option in able)):
        fitting = [option for option in able if send.capability in option.fills and option not in chosen]
        chosen += fitting if send.every else fitting[: send.count]
    return sorted(chosen, key=lambda option: option.cost)


def judge(unit: Candidate, scene: Scene) -> Option:
    """``unit``'s option: refused with a named reason, or ranked with all of them."""
    mine = scene.held.get(unit.pk, ())
    live = scene.live.get(unit.pk)
    if live is not None and live.level > scene.sees:
        # Where a unit on unnamed work is, and what it does, stays unsaid.
        return Option(unit, None, inf, (), refused="assigned")
    fills = scene.fills(unit.capabilities)
    refused = _unfit(unit, scene, fills) or _bound(live, scene)
    if refused:
        return Option(unit, None, inf, (), fills, refused)
    seconds, way = _way(unit, scene)
    if seconds == inf:
        return Option(unit, None, inf, (), fills, way)
    arrives = scene.now + (seconds or 0.0)
    if unit.duty_until is not None and unit.duty_until <= arrives:
        ends = _clock(unit.duty_until, scene)
        return Option(unit, seconds, inf, (), fills, f"shift ends {ends}, before it would be there")
    window = _window(mine, scene, arrives) if mine else None
    if window is not None and window.starts_at is not None and window.starts_at <= arrives:
        return Option(unit, seconds, inf, (), fills, f"reserved from {_clock(window.starts_at, scene)}")
    extra, reasons = _extras(unit, scene, mine, live, window, arrives)
    # Of units nobody knows the place of, each may be far: they come after all that are known.
    cost = (seconds if seconds is not None else 86_400.0) + scene.share * extra
    return Option(unit, seconds, cost, (way, *reasons), fills)


def _unfit(unit: Candidate, scene: Scene, fills: tuple[str, ...]) -> str:
    if not unit.is_on_duty:
        return "off duty"
    if unit.emergency_at is not None:
        return "its emergency button is pressed"
    if unit.out_of_service:
        return f"out of service: {unit.out_of_service}"
    if scene.sends and not fills:
        needed = " or ".join(dict.fromkeys(send.capability.value for send in scene.sends))
        return f"not qualified: needs {needed}"
    return ""


def _bound(live: Held | None, scene: Scene) -> str:
    """Why the work a unit is on binds it; "" when it may be pulled for something more urgent."""
    if live is None:
        return ""
    if live.call == scene.call.pk:
        return "on this call already"
    doing = f"{live.status.replace('_', ' ')} on {live.number}"
    if live.status in FIXED:
        return doing
    if live.priority <= scene.call.priority:
        return (
            f"{doing} (P{live.priority}), as urgent as this"
            if live.priority == scene.call.priority
            else (f"{doing} (P{live.priority}), more urgent")
        )
    # Routine work is not torn up for a little more urgency.
    return "" if scene.call.priority <= 2 else f"{doing} (P{live.priority})"


def _way(unit: Candidate, scene: Scene) -> tuple[float | None, str]:
    """Seconds to the call and how in words; ``inf`` and why when there is no way, None when a place is unknown."""
    call = scene.call
    by_mode = "on foot" if unit.mode in ("foot", "post") else f"by {unit.mode}"
    if call.node is not None and unit.node is not None:
        seconds = scene.seconds(unit.node, unit.mode)
        if seconds < inf:
            return seconds, f"{minutes(seconds)} {by_mode}"
        if scene.ways.position(call.node) is not None and scene.ways.position(unit.node) is not None:
            return inf, f"no way there {by_mode}"
    if call.lon is None or call.lat is None or unit.lon is None or unit.lat is None:
        return None, "its way is not known" if call.lon is not None else "the call's place is not on the map"
    meters = DETOUR * METERS_A_DEGREE * hypot((unit.lon - call.lon) * cos(radians(call.lat)), unit.lat - call.lat)
    vehicle = VEHICLES.get(unit.mode)
    seconds = meters / vehicle.road + vehicle.mount_s + vehicle.park_s if vehicle else meters / WALK
    return seconds, f"about {minutes(seconds)} {by_mode}, as the crow flies"


def _window(mine: Sequence[Held], scene: Scene, arrives: float) -> Held | None:
    """The next booked window of the unit that this job may run into."""
    soon = [
        one
        for one in mine
        if one.status == AssignmentStatus.RESERVED
        and one.call != scene.call.pk
        and one.starts_at is not None
        and (one.ends_at is None or one.ends_at > scene.now)
        and one.starts_at < arrives + USUAL_JOB
    ]
    return min(soon, key=lambda one: one.starts_at or scene.now, default=None)


def _extras(
    unit: Candidate, scene: Scene, mine: Sequence[Held], live: Held | None, window: Held | None, arrives: float
) -> tuple[float, list[str]]:
    """What else sending ``unit`` costs, in seconds, and the reasons; some are merely good to know."""
    cost, reasons = 0.0, []
    if live is not None:
        cost += PULLED_ON_SCENE if live.status == AssignmentStatus.ON_SCENE else PULLED_EN_ROUTE
        reasons.append(f"pulled from {live.number} (P{live.priority}), {live.status.replace('_', ' ')}")
    elif unit.available_at is not None:
        reasons.append(f"free for {minutes(scene.now - unit.available_at)}")
    if mine and (stacked := sum([one.is_stacked for one in mine])):
        cost += PER_STACKED * stacked
        reasons.append(f"{stacked} stacked on it")
    if window is not None and window.starts_at is not None:
        cost += WINDOW_SOON
        reasons.append(f"reserved from {_clock(window.starts_at, scene)}")
    if unit.duty_until is not None and (over := arrives + USUAL_JOB - unit.duty_until) > 0:
        cost += min(MOST_OVERTIME, PER_OVERTIME_MINUTE * over / 60)
        reasons.append(f"shift ends {_clock(unit.duty_until, scene)}")
    if more := scene.jobs.get(unit.pk, 0) - scene.least_jobs:
        cost += min(MOST_FOR_JOBS, PER_JOB * max(0, more))
        reasons.append(f"{scene.jobs.get(unit.pk, 0)} calls in 8 h")
    if live is None and unit.beat and scene.free_in_beat.get(unit.beat) == 1:
        cost += BEAT_LEFT
        reasons.append(f"leaves beat {unit.beat} without a free unit")
    return cost, reasons


def minutes(seconds: float) -> str:
    """A span as the desk says it: "40 s", "4 min", "2 h 5 min"."""
    if seconds < 90:
        return f"{round(max(seconds, 0.0))} s"
    whole = round(seconds / 60)
    return f"{whole} min" if whole < 120 else f"{whole // 60} h {whole % 60} min"


def _clock(at: float, scene: Scene) -> str:
    return datetime.fromtimestamp(at, scene.zone).strftime("%H:%M")


# Read past the models: three hundred units with their work, at each keystroke of the one who sends them. Moments come
# as text, since a driver takes longer to make one of it than a database to find the row; the same ones come each time.
# CROSS JOIN holds SQLite to the order written, units first, and INDEXED BY to the index of what is open: it would read
# all that units ever did otherwise. PostgreSQL, which plans by its statistics, is told neither.
_UNITS = (
    "SELECT id, call_sign, mode, beat, place, node, lon, lat, capabilities, is_on_duty, CAST(duty_until AS text),"
    " CAST(available_at AS text), out_of_service, CAST(emergency_at AS text) FROM calls_unit WHERE department_id = %s"
)
_HELD = (
    "SELECT a.unit_id, a.call_id, c.number, c.service, c.priority, c.level, a.status, a.is_stacked,"
    " CAST(a.starts_at AS text), CAST(a.ends_at AS text)"
    " FROM calls_unit u CROSS JOIN calls_assignment a CROSS JOIN calls_call c"
    " WHERE u.department_id = %s AND a.unit_id = u.id AND a.cleared_at IS NULL AND c.id = a.call_id ORDER BY a.id"
)
_HELD_ON_SQLITE = _HELD.replace("calls_assignment a", "calls_assignment a INDEXED BY assignment_open_unit")
_JOBS = (
    "SELECT a.unit_id, COUNT(*) FROM calls_unit u CROSS JOIN calls_assignment a"
    " WHERE u.department_id = %s AND a.unit_id = u.id AND a.assigned_at > %s AND a.assigned_at <= %s GROUP BY a.unit_id"
)


def _read(
    department_id: int, now: datetime
) -> tuple[list[Candidate], dict[int, list[Held]], dict[int, int], versions.Marks]:
    """Every unit of the department, what holds each, how often each was sent in eight hours, and the graph's marks."""
    held_sql = _HELD_ON_SQLITE if connection.vendor == "sqlite" else _HELD
    since, until = (connection.ops.adapt_datetimefield_value(at) for at in (now - SHIFT, now))
    units, held, jobs, marks = batch.send(
        Ask(_UNITS, (department_id,), _units, is_fixed=True),
        Ask(held_sql, (department_id,), _held, is_fixed=True),
        Ask(_JOBS, (department_id, since, until), dict, is_fixed=True),
        versions.asked(department_id),
    )
    return units, held, jobs, marks


@lru_cache(maxsize=8192)
def _moment(stored: str | None) -> float | None:
    """Seconds since 1970 of a moment as the database writes it: with its offset on PostgreSQL, bare UTC on SQLite."""
    if stored is None:
        return None
    moment = datetime.fromisoformat(stored)
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).timestamp()


@lru_cache(maxsize=512)
def _capabilities(stored: str) -> tuple[str, ...]:
    return tuple(orjson.loads(stored))


def _units(rows: Rows) -> list[Candidate]:
    found = []
    for *first, able, is_on_duty, until, since, out, emergency in rows:
        last = (_capabilities(able), bool(is_on_duty), _moment(until), _moment(since), out, _moment(emergency))
        found.append(Candidate._make((*first, *last)))
    return found


def _held(rows: Rows) -> dict[int, list[Held]]:
    found: dict[int, list[Held]] = defaultdict(list)
    for row in rows:
        *known, is_stacked, starts_at, ends_at = row
        found[row[0]].append(Held._make((*known, bool(is_stacked), _moment(starts_at), _moment(ends_at))))
    return found
