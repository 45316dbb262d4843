"""The honest delay: a median and a worst case (nine in ten) for every asker, learned from this site's own history.

Method (services.md, M1). Each call of the site in the last eight weeks remembers how long its asker waited, the hour,
and how many calls were waiting and being worked when it came in. A weighted log-linear fit says what to expect at this
hour and this queue; recent weeks weigh more (half every 14 days). What calls took beyond or below their expectation
is kept as it is, those of a like expectation foremost, and the quote is its median and its ninth decile: no bell
curve is assumed. Where history is thin the service's own target stands in for it, as if a few calls had met it nine
times in ten. The method's promise, "nine in ten", is tested on simulated jobs, not believed.

Test calls, booked ones and those an officer found are not learned from; calls nobody reached are not either.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import NormalDist
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
from django.db import connection

from watchkeeper.core.departments import zones
from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.services import registry
from watchkeeper.engines.calls.models import Call, Requester
from watchkeeper.engines.calls.states import OPEN, CallStatus
from watchkeeper.kit import clock
from watchkeeper.kit.prepared import Prepared

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

WEEKS = timedelta(weeks=8)
MOST_CALLS = 3000
HALF_LIFE_S = 14 * 86_400.0
DRIFT = timedelta(minutes=3)
# After this long a promise means nothing any more; the asker is told by a person.
LONGEST = timedelta(hours=12)
FRESH = timedelta(minutes=5)
DEFAULT_TARGET = timedelta(minutes=15)
# The prior stands for this many calls; its spread is that of a log-normal whose ninth decile is the target.
PRIOR_CALLS = 8.0
PRIOR_SIGMA = 0.6
Z90 = NormalDist().inv_cdf(0.9)
# How near (in logs) another call's expectation must be to speak for this one.
BANDWIDTH = 0.5
SHORTEST_S = 5.0
_PRIOR_Z = np.array([NormalDist().inv_cdf((step + 0.5) / 50) for step in range(50)])
_SLOPES = np.array([0.4, 0.15, 0.0, 0.0, 0.0, 0.0, 0.0])
_RIDGE = np.array([4.0, 4.0, 6.0, 6.0, 6.0, 6.0, 6.0])


# In so many words, for SQLite's index of open calls (see board.py).
_IS_OPEN = f"calls_call.status IN ({', '.join(repr(status.value) for status in OPEN)})"


@dataclass(frozen=True, slots=True)
class Estimate:
    """What an asker is told: half of such calls are reached within ``median_s``, nine in ten within ``worst_s``.

    Both are seconds from the moment of asking. ``basis`` says in words what it was learned from.
    """

    median_s: int
    worst_s: int
    basis: str


@dataclass(frozen=True, slots=True)
class Past:
    """A department's recent calls as columns; times are seconds since the epoch, NaN where there is none."""

    site: NDArray[np.int64]
    service: NDArray[np.str_]
    priority: NDArray[np.int64]
    opened: Floats
    dispatched: Floats
    on_scene: Floats
    ended: Floats
    counts: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned of one service at one site: coefficients, and residuals with their expectations and weights."""

    beta: Floats
    residual: Floats
    expected: Floats
    weight: Floats
    n: int


@dataclass(frozen=True, slots=True)
class Moment:
    """What is known when an asker asks: local hour (with minutes as a fraction), the queue, and the call's urgency."""

    hour: float
    waiting: int
    active: int
    is_urgent: bool


def quote_for(call: Call) -> Estimate | None:
    """The delay to quote now for ``call`` (it may not be saved yet), from now on; None when it is booked or reached.

    Queries: the open calls of the site, and at most every five minutes the department's recent history.
    """
    if call.is_appointment or call.starts_at is not None or call.on_scene_at is not None:
        return None
    if not call._state.adding and not call.is_open:
        return None
    now = clock.now()
    model, moment = _learned(call), _now(call, now)
    elapsed = 0.0 if call._state.adding else max(0.0, (now - call.opened_at).total_seconds())
    whole = predict(model, moment, elapsed=elapsed)
    left = [max(60.0, seconds - elapsed) for seconds in whole] if elapsed else list(whole)
    return _estimate(left[0], left[1], model.n, moment.waiting)


def drifted(requester: Requester, call: Call, at: datetime | None = None) -> Estimate | None:
    """The new quote (from the moment of asking) when the old one is off by more than three minutes, else None.

    A call's remaining wait is judged by the calls that waited as long as this one already has.
    """
    if (
        requester.quote_median_s is None
        or requester.quote_worst_s is None
        or requester.reached_at
        or requester.canceled_at
    ):
        return None
    if call.starts_at is not None or call.on_scene_at is not None or not call.is_open:
        return None
    now = at or clock.now()
    elapsed = max(0.0, (now - requester.asked_at).total_seconds())
    if elapsed > LONGEST.total_seconds():
        return None
    model, moment = _learned(call), _now(call, now)
    median, worst = predict(model, moment, elapsed=elapsed)
    moved = max(abs(median - requester.quote_median_s), abs(worst - requester.quote_worst_s))
    return _estimate(median, worst, model.n, moment.waiting) if moved > DRIFT.total_seconds() else None


def next_check(asked_at: datetime, now: datetime) -> datetime:
    """When to look again whether a promise drifted: after three minutes, or a tenth of the wait so far if longer."""
    return now + max(DRIFT, (now - asked_at) / 10)


def _estimate(median: float, worst: float, n: int, waiting: int) -> Estimate:
    source = f"{n} calls here" if n else "the service's target"
    return Estimate(round(median), max(round(worst), round(median)), f"from {source}, {waiting} waiting")


def fit(past: Past, *, site: int | None, service: str, target: timedelta, now: float, zone: ZoneInfo) -> Model:
    """Learn the wait for ``service`` at ``site`` (None: the whole department) from ``past``; pure."""
    here = np.full(past.opened.shape, True) if site is None else past.site == site
    chosen = here & past.counts & (past.service == service) & ~np.isnan(past.on_scene) & (past.opened <= now)
    wait = past.on_scene[chosen] - past.opened[chosen]
    waiting, active = _queues(past, here, past.opened[chosen])
    x = _features(_local_hours(past.opened[chosen], zone), waiting, active, past.priority[chosen] <= 1)
    y = np.log(np.maximum(wait, SHORTEST_S))
    weight = np.power(0.5, np.maximum(now - past.opened[chosen], 0.0) / HALF_LIFE_S)
    prior = np.concatenate(([np.log(target.total_seconds()) - Z90 * PRIOR_SIGMA], _SLOPES))
    ridge = np.diag(np.concatenate(([PRIOR_CALLS], _RIDGE)))
    weighted = x * weight[:, None]
    beta = np.linalg.solve(weighted.T @ x + ridge, weighted.T @ y + ridge @ prior)
    expected = x @ beta
    return Model(beta, y - expected, expected, weight, int(chosen.sum()))


def predict(model: Model, moment: Moment, *, elapsed: float = 0.0) -> tuple[float, float]:
    """Median and ninth decile of the whole wait in seconds, given that ``elapsed`` seconds of it have passed; pure."""
    row = _features(
        np.array([moment.hour]),
        np.array([float(moment.waiting)]),
        np.array([float(moment.active)]),
        np.array([moment.is_urgent]),
    )[0]
    expected = float(row @ model.beta)
    near = model.weight * np.exp(-0.5 * ((model.expected - expected) / BANDWIDTH) ** 2)
    residual = np.concatenate((model.residual, _PRIOR_Z * PRIOR_SIGMA))
    weight = np.concatenate((near, np.full(_PRIOR_Z.shape, PRIOR_CALLS / len(_PRIOR_Z))))
    waits = np.exp(expected + residual)
    if elapsed > 0.0:
        later = waits > elapsed
        # None ever waited this long: as much again, and at worst twice as much, is all that can be said.
        if not later.any():
            return elapsed * 1.5, elapsed * 2.0
        waits, weight = waits[later], weight[later]
    median, worst = quantiles(waits, weight, (0.5, 0.9))
    return max(median, SHORTEST_S), max(worst, median, SHORTEST_S)


def quantiles(values: Floats, weights: Floats, levels: tuple[float, ...]) -> list[float]:
    """Weighted quantiles of ``values``, interpolated between the middles of their weights."""
    order = np.argsort(values)
    ranked, share = values[order], weights[order]
    middle = (np.cumsum(share) - 0.5 * share) / share.sum()
    return [float(np.interp(level, middle, ranked)) for level in levels]


def _features(hour: Floats, waiting: Floats, active: Floats, urgent: NDArray[np.bool_]) -> Floats:
    turn = 2 * np.pi * hour / 24
    columns = (
        np.ones_like(hour),
        np.log1p(waiting),
        np.log1p(active),
        urgent.astype(float),
        np.sin(turn),
        np.cos(turn),
        np.sin(2 * turn),
        np.cos(2 * turn),
    )
    return np.column_stack(columns)


def _queues(past: Past, here: NDArray[np.bool_], at: Floats) -> tuple[Floats, Floats]:
    """How many calls were waiting and how many were being worked just before each moment of ``at``."""
    opened, dispatched, ended = past.opened[here], past.dispatched[here], past.ended[here]
    # One that ended without a unit left the queue when it ended; one that is still open has not left it.
    left = np.where(np.isnan(dispatched), np.where(np.isnan(ended), np.inf, ended), dispatched)
    freed = np.where(np.isnan(dispatched), np.inf, np.where(np.isnan(ended), np.inf, ended))
    came, gone = np.searchsorted(np.sort(opened), at, "left"), np.searchsorted(np.sort(left), at, "right")
    sent = np.searchsorted(np.sort(dispatched[~np.isnan(dispatched)]), at, "right")
    done = np.searchsorted(np.sort(freed), at, "right")
    return np.maximum(came - gone, 0).astype(float), np.maximum(sent - done, 0).astype(float)


def _local_hours(stamps: Floats, zone: ZoneInfo) -> Floats:
    """Local hours of UTC seconds. The offset is taken once an hour of history: zones change on the hour."""
    if not len(stamps):
        return stamps
    hours, inverse = np.unique(np.floor(stamps / 3600), return_inverse=True)
    offsets = np.array([_offset(hour * 3600, zone) for hour in hours])
    return np.asarray(((stamps + offsets[inverse]) % 86_400) / 3600, dtype=np.float64)


def _offset(at: float, zone: ZoneInfo) -> float:
    shift = datetime.fromtimestamp(at, zone).utcoffset()
    return shift.total_seconds() if shift else 0.0


_QUEUE = Prepared(
    lambda department: (
        Call.objects.filter(department=department, starts_at=None, is_test=False)
        .extra(where=[_IS_OPEN])  # noqa: S610  constants of this house
        .only("status", "site", "opened_at")
    )
)


def _now(call: Call, now: datetime) -> Moment:
    """The queue at this moment as the call finds it: one query over open calls only."""
    queue = _QUEUE(department=call.department_id)
    states = [
        one.status
        for one in queue
        if call.site_id in (None, one.site_id)
        and (call._state.adding or (one.pk != call.pk and one.opened_at <= call.opened_at))
    ]
    active = states.count(CallStatus.ACTIVE)
    local = now.astimezone(zone_of(call.department_id))
    hour = local.hour + local.minute / 60
    return Moment(hour, len(states) - active, active, call.priority <= 1)


# Derived and cheap to lose: what this process learned lately, per database and department.
_past: dict[tuple[str, int], tuple[datetime, float, Past]] = {}
_models: dict[tuple[str, int, int | None, str, int], tuple[datetime, Model]] = {}


def forget() -> None:
    """Drop what this process has learned; the next quote learns again."""
    _past.clear()
    _models.clear()
    zones.forget()


def _learned(call: Call) -> Model:
    read_at, past = _recent(call.department_id)
    spec = registry.get(call.service, call.department_id)
    key = (str(connection.settings_dict["NAME"]), call.department_id, call.site_id, call.service, call.priority)
    held = _models.get(key)
    if held is not None and held[0] == read_at:
        return held[1]
    target = spec.due("on_scene", call.priority) or DEFAULT_TARGET
    zone = zone_of(call.department_id)
    model = fit(past, site=call.site_id, service=call.service, target=target, now=read_at.timestamp(), zone=zone)
    _models[key] = (read_at, model)
    return model


def _recent(department_id: int) -> tuple[datetime, Past]:
    key = (str(connection.settings_dict["NAME"]), department_id)
    now, real = clock.now(), clock.monotonic()
    held = _past.get(key)
    # Both clocks: a replay's runs faster than the wall, and a demo's may stand still.
    if held is not None and abs(now - held[0]) < FRESH and real - held[1] < FRESH.total_seconds():
        return held[0], held[2]
    past = read_past(department_id, now)
    _past[key] = (now, real, past)
    return now, past


def read_past(department_id: int, now: datetime) -> Past:
    """The department's recent calls, at most 3,000 of eight weeks, newest first: the same cost whatever the history."""
    rows = (
        Call.objects.filter(department_id=department_id, opened_at__gt=now - WEEKS, opened_at__lte=now)
        .order_by("-opened_at")
        .values_list(
            "site_id",
            "service",
            "priority",
            "opened_at",
            "dispatched_at",
            "on_scene_at",
            "cleared_at",
            "closed_at",
            "is_test",
            "starts_at",
            "origin",
        )[:MOST_CALLS]
    )
    return past_of(list(rows))


def past_of(rows: list[tuple[Any, ...]]) -> Past:
    """Rows of :func:`read_past` as columns."""
    return Past(
        site=np.array([r[0] or 0 for r in rows], dtype=np.int64),
        service=np.array([r[1] for r in rows], dtype=np.str_),
        priority=np.array([r[2] for r in rows], dtype=np.int64),
        opened=_seconds(r[3] for r in rows),
        dispatched=_seconds(r[4] for r in rows),
        on_scene=_seconds(r[5] for r in rows),
        ended=_seconds((r[6] or r[7]) for r in rows),
        counts=np.array([not r[8] and r[9] is None and r[10] != "officer" for r in rows], dtype=np.bool_),
    )


def _seconds(stamps: Any) -> Floats:
    return np.array([at.timestamp() if at is not None else np.nan for at in stamps], dtype=np.float64)
