"""Response times as they are: percentiles with their n, from when things happened, corrected times applied.

What counts: calls opened in the period that the reader may see. Left out, and counted as left out: test calls, booked
ones, those an officer found, those that needed no unit, and duplicates merged into another. A call nobody arrived at is
in no interval to arrival; it is counted by name. A commitment of unknown end is in no interval to available.

A stamp put right is stored in its place (the old one stays beside it), so these figures always use the corrected one.
Cost follows the period asked for, never the whole history: one index range of calls and their assignments.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, ExtractHour

from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.services import registry
from watchkeeper.engines.calls import figures
from watchkeeper.engines.calls.figures import UNKNOWN_END, Leg, Spread
from watchkeeper.engines.calls.models import Assignment, Call, Quote, Requester
from watchkeeper.engines.calls.states import CallStatus
from watchkeeper.kit.errors import Invalid

LONGEST = timedelta(days=370)
# A page is drawn from at most this many calls; a department of eighty calls a day has them in nearly two years.
MOST_CALLS = 50_000
NO_UNIT_NEEDED = ("information", "wrong_number", "hang_up")
# Answered within 15 s, nine in ten: NENA-STA-020.1-2020. Processed within 60 s, nine in ten: NFPA 1225 (2022).
ANSWER_TARGET_S, PROCESS_TARGET_S, PROMISE_SHARE = 15.0, 60.0, 0.9


@dataclass(frozen=True, slots=True)
class Scope:
    """Which calls are asked about: opened from ``since`` (in) to ``until`` (out), in UTC; None and "" mean all."""

    since: datetime
    until: datetime
    site: int | None = None
    service: str = ""
    urgent: bool = False
    hour: int | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """One counted call, with what the measures need of it."""

    pk: int
    number: str
    service: str
    priority: int
    place: str
    received: datetime
    rung: datetime | None
    answered: datetime | None
    opened: datetime
    dispatched: datetime | None
    on_scene: datetime | None

    @property
    def response_s(self) -> float | None:
        """Seconds from opening to the first unit on scene; None when nobody arrived."""
        return seconds(self.opened, self.on_scene)

    @property
    def processing_s(self) -> float | None:
        """Seconds from answering (opening, where that is not known) to the first dispatch."""
        return seconds(self.answered or self.opened, self.dispatched)

    @property
    def answer_s(self) -> float | None:
        """Seconds from the first ring to the answer; None without a telephone system's ring."""
        return seconds(self.rung, self.answered) if self.rung else None


@dataclass(frozen=True, slots=True)
class Behind:
    """One call behind a bar (for an interval of units, one unit on it): what it took, None where it has no end."""

    pk: int
    number: str
    service: str
    priority: int
    place: str
    opened: datetime
    unit: str
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """One service's response, against its own target."""

    service: str
    name: str
    spread: Spread
    calls: int
    never_arrived: int
    target_s: float | None
    kept: float | None  # share of all counted calls whose own target was met


@dataclass(frozen=True, slots=True)
class Hour:
    """One local hour of the day: calls received and how they were reached."""

    hour: int
    calls: int
    spread: Spread


@dataclass(frozen=True)
class Overview:
    """All a measures page shows."""

    scope: Scope
    calls: int
    units: int
    rows: int
    intervals: dict[str, Spread]
    answering: Spread
    processing: Spread
    urgent: Spread
    promise: tuple[int, int]  # askers reached within the first worst case told, of how many
    lines: list[Line]
    hours: list[Hour]
    never_arrived: int
    peak_units: int
    peak_at: datetime | None
    left_out: dict[str, int]


def seconds(start: datetime | None, end: datetime | None) -> float | None:
    """Seconds from ``start`` to ``end``; None when either is missing."""
    return None if start is None or end is None else (end - start).total_seconds()


def counted(scope: Scope, *, by: Actor, zone: ZoneInfo) -> Any:
    """The calls of ``scope`` that count, oldest first. Raises :class:`Invalid` for a period too long or backward."""
    by.require(Permission.MEASURE_READ)
    if scope.until <= scope.since:
        raise Invalid("The period ends before it begins.", fields={"until": ["before the beginning"]})
    if scope.until - scope.since > LONGEST:
        raise Invalid("The period is longer than a year; ask for a shorter one.", fields={"since": ["too long ago"]})
    calls = _within(scope, by).filter(is_test=False, starts_at=None).exclude(origin="officer")
    calls = calls.exclude(outcome__in=NO_UNIT_NEEDED).exclude(status=CallStatus.MERGED)
    if scope.service:
        calls = calls.filter(service=scope.service)
    if scope.urgent:
        calls = calls.filter(priority__lte=1)
    calls = calls.annotate(received=Coalesce("rung_at", "answered_at", "opened_at"))
    if scope.hour is not None:
        calls = calls.annotate(hour=ExtractHour("received", tzinfo=zone)).filter(hour=scope.hour)
    return calls.order_by("opened_at")


def _within(scope: Scope, by: Actor) -> Any:
    calls = Call.objects.visible_to(by).filter(opened_at__gte=scope.since, opened_at__lt=scope.until)
    return calls if scope.site is None else calls.filter(site_id=scope.site)


def overview(scope: Scope, *, by: Actor, zone: ZoneInfo) -> Overview:
    """Everything of the measures page, in a fixed number of queries."""
    calls = counted(scope, by=by, zone=zone)
    stories = read_stories(calls[: MOST_CALLS + 1])
    if len(stories) > MOST_CALLS:
        raise Invalid(f"More than {MOST_CALLS:,} calls; ask for a shorter period.", fields={"since": ["too many"]})
    sent = legs(calls)
    peak, peak_at = figures.peak(sent)
    return Overview(
        scope=scope,
        calls=len(stories),
        units=len({leg.unit for leg in sent}),
        rows=len(sent),
        intervals=figures.intervals(sent),
        answering=_spread(story.answer_s for story in stories),
        processing=_spread(story.processing_s for story in stories),
        urgent=_spread(story.response_s for story in stories if story.priority <= 1),
        promise=_promise(calls),
        lines=_lines(stories, by.department_id),
        hours=_hours(stories, zone),
        never_arrived=sum(story.on_scene is None for story in stories),
        peak_units=peak,
        peak_at=peak_at,
        left_out=left_out(scope, by=by),
    )


# Of a call, what a bar may be made of; the intervals of units are those of `figures.BETWEEN`.
OF_CALLS: dict[str, Callable[[Story], float | None]] = {
    "response": lambda story: story.response_s,
    "processing": lambda story: story.processing_s,
    "answering": lambda story: story.answer_s,
    "received_to_first_on_scene": lambda story: seconds(story.received, story.on_scene),
}
MEASURES = (*OF_CALLS, *figures.BETWEEN)


def behind(measure: str, scope: Scope, *, by: Actor, zone: ZoneInfo) -> list[Behind]:
    """The calls (for an interval of units, the units) behind a bar, slowest first, those without an end last.

    Raises :class:`Invalid` for a measure nobody knows.
    """
    calls = counted(scope, by=by, zone=zone)
    stories = read_stories(calls[:MOST_CALLS])
    if measure in OF_CALLS:
        rows = [_behind(story, "", OF_CALLS[measure](story)) for story in stories]
    elif measure in figures.BETWEEN:
        by_pk = {str(story.pk): story for story in stories}
        start, end = figures.BETWEEN[measure]
        rows = [
            _behind(by_pk[leg.call], leg.unit, seconds(getattr(leg, start), getattr(leg, end)))
            for leg in legs(calls, call="call_id")
            if leg.call in by_pk
        ]
    else:
        raise Invalid("There is no such measure.", fields={"measure": list(MEASURES)})
    return sorted(rows, key=lambda row: (row.seconds is None, -(row.seconds or 0.0), row.number))


def _behind(story: Story, unit: str, took: float | None) -> Behind:
    return Behind(story.pk, story.number, story.service, story.priority, story.place, story.opened, unit, took)


def legs(calls: Any, *, row: str = "pk", call: str = "call__number") -> list[Leg]:
    """Every assignment of ``calls`` as a leg, an end nobody knows left out; ``row`` and ``call`` name them."""
    sent = Assignment.objects.filter(call__in=calls.order_by().values("pk"), is_stacked=False).exclude(assigned_at=None)
    stamps = ("received", "assigned_at", "en_route_at", "on_scene_at", "cleared_at", "override")
    columns: Iterable[tuple[Any, ...]] = (
        sent.annotate(received=Coalesce("call__rung_at", "call__answered_at", "call__opened_at"))
        .order_by("id")
        .values_list(row, call, "unit__call_sign", *stamps)
    )
    return [_leg(*one) for one in columns]


def _leg(*stamps: Any) -> Leg:
    row, call, unit, received, assigned, en_route, on_scene, cleared, override = stamps
    end = None if UNKNOWN_END in override else cleared
    return Leg(str(row), str(call), unit, received, assigned, en_route, on_scene, end)


_STORY = (
    "pk",
    "number",
    "service",
    "priority",
    "place",
    "received",
    "rung_at",
    "answered_at",
    "opened_at",
    "dispatched_at",
    "on_scene_at",
)


def read_stories(calls: Any) -> list[Story]:
    """``calls`` (of :func:`counted`) as stories."""
    return [Story(*row) for row in calls.values_list(*_STORY)]


def left_out(scope: Scope, *, by: Actor) -> dict[str, int]:
    """How many calls of the period are in no figure, and why; each is counted once, under its first reason."""
    test, booked = Q(is_test=True), Q(starts_at__isnull=False)
    officer, nothing = Q(origin="officer"), Q(outcome__in=NO_UNIT_NEEDED)
    merged = Q(status=CallStatus.MERGED)
    found: dict[str, int] = _within(scope, by).aggregate(
        test=Count("pk", filter=test),
        booked=Count("pk", filter=~test & booked),
        officer_initiated=Count("pk", filter=~test & ~booked & officer),
        no_unit_needed=Count("pk", filter=~test & ~booked & ~officer & nothing),
        merged=Count("pk", filter=~test & ~booked & ~officer & ~nothing & merged),
    )
    return found


def latest(by: Actor) -> datetime | None:
    """When the newest call that ``by`` may see was opened."""
    newest = Call.objects.visible_to(by).order_by("-opened_at").values_list("opened_at", flat=True).first()
    return newest if isinstance(newest, datetime) else None


def _spread(values: Iterable[float | None]) -> Spread:
    return figures.spread([value for value in values if value is not None])


def _promise(calls: Any) -> tuple[int, int]:
    first = Quote.objects.filter(requester=OuterRef("pk")).order_by("at", "pk").values("worst_s")[:1]
    askers = Requester.objects.filter(call__in=calls.order_by().values("pk"), canceled_at=None).exclude(reached_at=None)
    told = askers.annotate(worst=Subquery(first)).exclude(worst=None).values_list("asked_at", "reached_at", "worst")
    kept = [(seconds(asked, reached) or 0.0) <= worst for asked, reached, worst in told]
    return sum(kept), len(kept)


def _lines(stories: Sequence[Story], department_id: int) -> list[Line]:
    by_service: dict[str, list[Story]] = defaultdict(list)
    for story in stories:
        by_service[story.service].append(story)
    lines = [_line(key, told, department_id) for key, told in by_service.items()]
    return sorted(lines, key=lambda line: (-line.calls, line.name))


def _line(key: str, told: Sequence[Story], department_id: int) -> Line:
    spec = registry.get(key, department_id)
    due = {priority: spec.due("on_scene", priority) for priority in {story.priority for story in told}}
    judged = [(story.response_s, limit.total_seconds()) for story in told if (limit := due[story.priority]) is not None]
    kept = sum(response is not None and response <= limit for response, limit in judged)
    usual = max(due, key=lambda priority: sum(story.priority == priority for story in told))
    target = due[usual]
    return Line(
        service=key,
        name=str(spec.name),
        spread=_spread(story.response_s for story in told),
        calls=len(told),
        never_arrived=sum(story.on_scene is None for story in told),
        target_s=target.total_seconds() if target else None,
        kept=kept / len(judged) if judged else None,
    )


def _hours(stories: Sequence[Story], zone: ZoneInfo) -> list[Hour]:
    by_hour: dict[int, list[Story]] = defaultdict(list)
    for story in stories:
        by_hour[story.received.astimezone(zone).hour].append(story)
    return [Hour(hour, len(by_hour[hour]), _spread(s.response_s for s in by_hour[hour])) for hour in range(24)]
