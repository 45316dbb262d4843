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
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import cos, hypot, inf, radians
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.places import walking
from watchkeeper.core.places.speeds import VEHICLES, WALK
from watchkeeper.core.places.ways import Times, Ways
from watchkeeper.core.services import registry
from watchkeeper.core.services.spec import Send
from watchkeeper.engines.calls import standing
from watchkeeper.engines.calls.models import Call
from watchkeeper.engines.calls.standing import Candidate, Held
from watchkeeper.engines.calls.states import AssignmentStatus
from watchkeeper.kit import clock

# Seconds that a unit's other duties are worth when nobody's life is at stake.
PULLED_EN_ROUTE, PULLED_ON_SCENE = 60.0, 240.0
PER_STACKED, PER_JOB, MOST_FOR_JOBS = 120.0, 20.0, 120.0
WINDOW_SOON, PER_OVERTIME_MINUTE, MOST_OVERTIME = 240.0, 10.0, 300.0
BEAT_LEFT = 60.0
IN_EMERGENCY = 0.1
USUAL_JOB = 20 * 60.0
# Streets are not straight: ways by road over the crow's flight (Ballou, Rahardja and Sakai 2002: 1.2 to 1.4 in the US).
DETOUR = 1.4
METERS_A_DEGREE = 111_320.0
FIXED = (AssignmentStatus.TRANSPORTING, AssignmentStatus.AT_DESTINATION)


# A reason before it is put in words: who says it, and of what.
Fact = tuple[Callable[..., str], tuple[Any, ...]]


class Option(NamedTuple):
    """One unit's place in the ranking. ``seconds`` is the way there (None: not known or not to be told).

    ``fills`` are the capabilities it would bring; ``refused`` is why it cannot go, "" when it can.
    """

    unit: Candidate
    seconds: float | None
    cost: float
    facts: Sequence[Fact] = ()
    fills: tuple[str, ...] = ()
    refused: str = ""

    @property
    def reasons(self) -> tuple[str, ...]:
        """What counts for and against it, in words: made when read, since of hundreds ranked a screen shows a few."""
        return tuple(say(*about) for say, about in self.facts)


@dataclass(frozen=True, slots=True)
class Scene:
    """What all units are judged against: the call, the moment (seconds since 1970), and who else is free."""

    call: Call
    now: float
    zone: ZoneInfo
    sends: tuple[Send, ...]
    ways: Ways
    live: dict[int, Held]
    booked: dict[int, list[Held]]
    stacked: dict[int, int]
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
    units, held, jobs, marks = standing.read(call.department_id, now)
    live = {one.unit: one for one in reversed(held) if one.is_live}
    free = [unit for unit in units if unit.is_on_duty and not unit.out_of_service and unit.pk not in live]
    spec = registry.get(call.service, call.department_id)
    scene = Scene(
        call=call,
        now=now.timestamp(),
        zone=zone_of(call.department_id),
        sends=spec.sends_at(call.priority),
        ways=walking.live(call.department_id, marks=marks),
        live=live,
        booked=_booked(held),
        stacked=Counter(one.unit for one in held if one.is_stacked),
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
        return Option(unit, None, inf, (), fills, way[0](*way[1]))
    arrives = scene.now + (seconds or 0.0)
    if unit.duty_until is not None and unit.duty_until <= arrives:
        ends = _shift_ends(unit.duty_until, scene.zone)
        return Option(unit, seconds, inf, (), fills, f"{ends}, before it would be there")
    booked = scene.booked.get(unit.pk)
    window = _window(booked, scene, arrives) if booked else None
    if window is not None and window.starts_at is not None and window.starts_at <= arrives:
        return Option(unit, seconds, inf, (), fills, _reserved(window.starts_at, scene.zone))
    extra, facts = _extras(unit, scene, live, window, arrives)
    # Of units nobody knows the place of, each may be far: they come after all that are known.
    cost = (seconds if seconds is not None else 86_400.0) + scene.share * extra
    return Option(unit, seconds, cost, (way, *facts), fills)


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
    doing = live.doing
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


def _way(unit: Candidate, scene: Scene) -> tuple[float | None, Fact]:
    """Seconds to the call and how; ``inf`` and why when there is no way, None when a place is unknown."""
    call = scene.call
    if call.node is not None and unit.node is not None:
        seconds = scene.seconds(unit.node, unit.mode)
        if seconds < inf:
            return seconds, (_taking, (seconds, unit.mode))
        if scene.ways.position(call.node) is not None and scene.ways.position(unit.node) is not None:
            return inf, (_no_way, (unit.mode,))
    if call.lon is None or call.lat is None or unit.lon is None or unit.lat is None:
        return None, (_unknown, (call.lon is not None,))
    meters = DETOUR * METERS_A_DEGREE * hypot((unit.lon - call.lon) * cos(radians(call.lat)), unit.lat - call.lat)
    vehicle = VEHICLES.get(unit.mode)
    seconds = meters / vehicle.road + vehicle.mount_s + vehicle.park_s if vehicle else meters / WALK
    return seconds, (_flown, (seconds, unit.mode))


def _window(booked: Sequence[Held], scene: Scene, arrives: float) -> Held | None:
    """The next booked window of the unit that this job may run into."""
    soon = [
        one
        for one in booked
        if one.call != scene.call.pk
        and one.starts_at is not None
        and (one.ends_at is None or one.ends_at > scene.now)
        and one.starts_at < arrives + USUAL_JOB
    ]
    return min(soon, key=lambda one: one.starts_at or scene.now, default=None)


def _extras(
    unit: Candidate, scene: Scene, live: Held | None, window: Held | None, arrives: float
) -> tuple[float, list[Fact]]:
    """What else sending ``unit`` costs, in seconds, and the reasons after the way; some are merely good to know."""
    cost = 0.0
    facts: list[Fact] = []
    if live is not None:
        cost += PULLED_ON_SCENE if live.status == AssignmentStatus.ON_SCENE else PULLED_EN_ROUTE
        facts.append((_pulled, (live,)))
    elif unit.available_at is not None:
        facts.append((_free_for, (scene.now - unit.available_at,)))
    if stacked := scene.stacked.get(unit.pk):
        cost += PER_STACKED * stacked
        facts.append((_stacked, (stacked,)))
    if window is not None and window.starts_at is not None:
        cost += WINDOW_SOON
        facts.append((_reserved, (window.starts_at, scene.zone)))
    if unit.duty_until is not None and (over := arrives + USUAL_JOB - unit.duty_until) > 0:
        cost += min(MOST_OVERTIME, PER_OVERTIME_MINUTE * over / 60)
        facts.append((_shift_ends, (unit.duty_until, scene.zone)))
    jobs = scene.jobs.get(unit.pk, 0)
    if more := jobs - scene.least_jobs:
        cost += min(MOST_FOR_JOBS, PER_JOB * max(0, more))
        facts.append((_jobs, (jobs,)))
    if live is None and unit.beat and scene.free_in_beat.get(unit.beat) == 1:
        cost += BEAT_LEFT
        facts.append((_leaves, (unit.beat,)))
    return cost, facts


def minutes(seconds: float) -> str:
    """A span as the desk says it: "40 s", "4 min", "2 h 5 min"."""
    if seconds < 90:
        return f"{round(max(seconds, 0.0))} s"
    whole = round(seconds / 60)
    return f"{whole} min" if whole < 120 else f"{whole // 60} h {whole % 60} min"


def _taking(seconds: float, mode: str) -> str:
    return f"{minutes(round(seconds))} {_by(mode)}"


def _flown(seconds: float, mode: str) -> str:
    return f"about {_taking(seconds, mode)}, as the crow flies"


def _no_way(mode: str) -> str:
    return f"no way there {_by(mode)}"


def _unknown(is_on_map: bool) -> str:
    return "its way is not known" if is_on_map else "the call's place is not on the map"


def _pulled(live: Held) -> str:
    return f"pulled from {live.number} (P{live.priority}), {live.status.replace('_', ' ')}"


def _free_for(seconds: float) -> str:
    return f"free for {minutes(round(seconds))}"


def _stacked(many: int) -> str:
    return f"{many} stacked on it"


def _reserved(at: float, zone: ZoneInfo) -> str:
    return f"reserved from {datetime.fromtimestamp(at, zone):%H:%M}"


def _shift_ends(at: float, zone: ZoneInfo) -> str:
    return f"shift ends {datetime.fromtimestamp(at, zone):%H:%M}"


def _jobs(many: int) -> str:
    return f"{many} calls in 8 h"


def _leaves(beat: str) -> str:
    return f"leaves beat {beat} without a free unit"


def _by(mode: str) -> str:
    return "on foot" if mode in ("foot", "post") else f"by {mode}"


def _booked(held: Iterable[Held]) -> dict[int, list[Held]]:
    found: dict[int, list[Held]] = defaultdict(list)
    for one in held:
        if one.status == AssignmentStatus.RESERVED:
            found[one.unit].append(one)
    return dict(found)
