"""What an asker may see of a request: what was promised, how far it is, and nothing of anybody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min, Q
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from watchkeeper.core.services import registry
from watchkeeper.core.services.kinds import Topic
from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls import kept
from watchkeeper.engines.calls.models import Assignment, Requester
from watchkeeper.engines.calls.models import Quote as Told
from watchkeeper.engines.calls.states import BOOKED, OPEN, CallStatus
from watchkeeper.kit import clock

Words = str | Lazy
SHORTEST_S = 60
_UNFINISHED = {*OPEN, *BOOKED} - {CallStatus.DELIVERED}
_WALK: Sequence[Words] = (
    _("We have your request"), _("Officer assigned"), _("On the way to you"), _("Walking with you"), _("Arrived"),
)  # fmt: skip
_OTHER: Sequence[Words] = (
    _("We have your request"), _("Officer assigned"), _("On the way"), _("With you"), _("Finished"),
)  # fmt: skip
_REPORT: Sequence[Words] = (
    _("We have your report"), _("Officer assigned"), _("On the way"), _("On scene"), _("Finished"),
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One step of a request; ``at`` is empty while it lies ahead."""

    words: Words
    at: datetime | None
    is_now: bool


@dataclass(frozen=True)
class Bar:
    """A promise drawn to scale: solid is usual, hatched is possible. Lengths are of a hundred."""

    asked_at: datetime
    usual_at: datetime
    worst_at: datetime
    usual: float
    worst: float
    now: float
    usual_minutes: int
    worst_minutes: int

    @property
    def rest(self) -> float:
        """The length of the hatched part."""
        return self.worst - self.usual

    @property
    def usual_label(self) -> float:
        """Where the usual time is written: under its tick, and clear of the first one."""
        return min(max(self.usual, 26.0), 70.0)

    @property
    def worst_label(self) -> float:
        """Where the worst time is written: under its tick, and clear of the usual one."""
        return min(max(self.worst, self.usual_label + 20.0), 93.0)


@dataclass(frozen=True)
class Promise:
    """What was said once: when, and for when."""

    at: datetime
    usual_at: datetime
    worst_at: datetime


@dataclass(frozen=True)
class Progress:
    """A request as its asker sees it. ``before`` is every promise that the one drawn has replaced, oldest first."""

    asker: Requester
    service: Service
    steps: tuple[Step, ...]
    bar: Bar | None
    before: tuple[Promise, ...]
    read_at: datetime

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen. What was held by appointment is over, though it is not closed yet."""
        return self.asker.canceled_at is not None or self.asker.call.status not in _UNFINISHED

    @property
    def is_canceled(self) -> bool:
        """Whether the asker took it back, or the call ended so."""
        return self.asker.canceled_at is not None or self.asker.call.status == CallStatus.CANCELED_BY_CALLER

    @property
    def asks_if_safe(self) -> bool:
        """Whether to ask if they arrived: a walk that took place and was not answered for."""
        walked = self.steps[3].at is not None and self.service.topic is Topic.WALK
        return walked and not self.is_canceled and self.asker.arrived_safe_at is None

    @property
    def is_late(self) -> bool:
        """Whether nobody is there, and the worst that was ever promised has passed or was moved back."""
        if self.bar is None or self.is_over or self.steps[3].at is not None:
            return False
        return self.is_past or any(self.bar.worst_at > promise.worst_at for promise in self.before)

    @property
    def is_past(self) -> bool:
        """Whether even the newest promise has passed."""
        return self.bar is not None and self.read_at > self.bar.worst_at

    @property
    def first(self) -> Promise | None:
        """What was promised first of all, while they waited."""
        return self.before[0] if self.before else None

    @property
    def waited_minutes(self) -> int | None:
        """How long until an officer was there, more than was said where that was missed; None if nobody came."""
        there = self.steps[3].at
        if there is None:
            return None
        minutes = _minutes(there - self.asker.asked_at)
        return minutes if self.is_kept or self.said_first is None else max(minutes, self.said_first[1] + 1)

    @property
    def said_first(self) -> tuple[int, int] | None:
        """The first promise in minutes, usual and worst."""
        if self.bar is None:
            return None
        usual, worst = (
            (self.first.usual_at, self.first.worst_at) if self.first else (self.bar.usual_at, self.bar.worst_at)
        )
        return _minutes(usual - self.asker.asked_at), _minutes(worst - self.asker.asked_at)

    @property
    def is_kept(self) -> bool:
        """Whether somebody was there by the worst that was promised first."""
        asked, first = self.asker.asked_at, self.first
        worst_s = round((first.worst_at - asked).total_seconds()) if first else self.asker.quote_worst_s
        late = kept.late_s(asked, self.steps[3].at, worst_s)
        return late is not None and late <= 0

    @property
    def asks_how_it_went(self) -> bool:
        """Whether to ask how it went: somebody came, and it is over or they arrived."""
        is_done = self.is_over or self.asker.arrived_safe_at is not None
        return is_done and not self.is_canceled and not self.asks_if_safe and self.steps[3].at is not None

    @property
    def short_number(self) -> str:
        """What the officer says first: the last four digits."""
        return self.asker.call.number[-4:]

    @property
    def title(self) -> Words:
        """The one sentence on top."""
        if self.is_canceled:
            return _("This request was canceled")
        if self.is_over and self.asker.arrived_safe_at is None:
            return _("This request has ended")
        if self.asker.arrived_safe_at is not None:
            return _("You arrived safely")
        if self.is_late:
            return _("This takes longer than we said")
        reached = [step for step in self.steps if step.at is not None]
        return (_("We have your request"), _("An officer is assigned"), _("An officer is on the way"),
                _("An officer is there"), _("This request has ended"))[len(reached) - 1]  # fmt: skip


def bar(asked_at: datetime, median_s: int, worst_s: int, now: datetime) -> Bar:
    """A promise to scale; the scale ends a quarter after the worst case, or now if that is later."""
    span = max(worst_s * 1.25, min((now - asked_at).total_seconds(), worst_s * 2), 1.0)
    usual_at, worst_at = (asked_at + timedelta(seconds=seconds) for seconds in (median_s, worst_s))
    return Bar(
        asked_at=asked_at,
        usual_at=usual_at,
        worst_at=worst_at,
        usual=round(100 * median_s / span, 1),
        worst=round(100 * worst_s / span, 1),
        now=round(min(100.0, max(0.0, 100 * (now - asked_at).total_seconds() / span)), 1),
        usual_minutes=_minutes(timedelta(seconds=median_s)),
        worst_minutes=_minutes(timedelta(seconds=worst_s)),
    )


def _minutes(span: timedelta) -> int:
    return max(1, round(span.total_seconds() / 60))


def progress(asker: Requester) -> Progress:
    """How far the request of ``asker`` is (two queries)."""
    service = registry.get(asker.call.service, asker.call.department_id)
    now = clock.now()
    if asker.quote_median_s is None or asker.quote_worst_s is None:
        return Progress(asker, service, _steps(asker, service), None, (), now)
    before = _before(asker)
    # A new estimate is drawn from when it was given: nobody reads a bar that lies in the past.
    begin = max(asker.asked_at, asker.quoted_at or asker.asked_at) if before else asker.asked_at
    passed = round((begin - asker.asked_at).total_seconds())
    usual, worst = max(SHORTEST_S, asker.quote_median_s - passed), max(SHORTEST_S, asker.quote_worst_s - passed)
    return Progress(asker, service, _steps(asker, service), bar(begin, usual, worst, now), before, now)


def _before(asker: Requester) -> tuple[Promise, ...]:
    """The promises that were replaced, in their order: the same worst case told again at once is the same promise."""
    told = Told.objects.filter(requester=asker).order_by("at", "pk").values_list("at", "median_s", "worst_s")
    found: list[Promise] = []
    for at, usual_s, worst_s in told:
        usual_at, worst_at = (asker.asked_at + timedelta(seconds=seconds) for seconds in (usual_s, worst_s))
        if not found or found[-1].worst_at != worst_at:
            found.append(Promise(at, usual_at, worst_at))
    now = asker.asked_at + timedelta(seconds=asker.quote_worst_s or 0)
    return tuple(found[:-1] if found and found[-1].worst_at == now else found)


def _steps(asker: Requester, service: Service) -> tuple[Step, ...]:
    call = asker.call
    # A unit that was taken back before it arrived says nothing about this request any more.
    going = Assignment.objects.filter(call=call).exclude(Q(status="reserved") | Q(is_stacked=True))
    times = going.filter(Q(cleared_at=None) | Q(on_scene_at__isnull=False)).aggregate(
        assigned=Min("assigned_at"), en_route=Min("en_route_at"), on_scene=Min("on_scene_at")
    )
    there = asker.reached_at or times["on_scene"]
    way = times["en_route"] or (there and times["assigned"])
    ended = asker.arrived_safe_at or (call.closed_at or call.cleared_at if there else None)
    stamps = [asker.asked_at, times["assigned"], way, there, ended]
    words = {Topic.WALK: _WALK, Topic.REPORT: _REPORT}.get(service.topic, _OTHER)
    last = max(place for place, at in enumerate(stamps) if at is not None)
    return tuple(Step(words[place], at, place == last) for place, at in enumerate(stamps))
