"""A season of closed calls with a shape: sites, services, hours and weeks differ, promises are told, a few are missed.

For pictures of the measures, which a history laid evenly would leave flat. The same seed gives the same season. As with
all history laid in bulk, the journal holds nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal.transaction import writing
from watchkeeper.core.places.models import Site
from watchkeeper.engines.calls.models import Assignment, Call, Quote, Requester, Unit
from watchkeeper.kit import chance

if TYPE_CHECKING:
    from random import Random  # noqa: TID251 - the type alone; chance comes from the kit

# Service, share of the calls, usual seconds from dispatch to on scene, priority, outcome.
SERVICES = (
    ("security_escort", 30, 420.0, 4, "arrived_safe"),
    ("generic_assistance", 24, 330.0, 3, "assisted"),
    ("patient_standby", 16, 85.0, 1, "assisted"),
    ("unauthorized_person", 9, 150.0, 2, "assisted"),
    ("suspicious_person", 9, 120.0, 2, "assisted"),
    ("crime_report", 6, 260.0, 3, "assisted"),
    ("code_blue_support", 6, 75.0, 0, "assisted"),
)
# How much of the calls each site has, largest first, and how much slower it is reached.
SITES = ((60, 1.0), (10, 1.1), (7, 1.05), (5, 1.15), (6, 1.35), (4, 1.2), (5, 1.6), (3, 1.05), (2, 1.15))
HOURS = (3, 2, 2, 2, 2, 3, 5, 8, 7, 6, 6, 6, 7, 7, 7, 9, 7, 6, 6, 6, 6, 5, 5, 4)
SLOW = {6: 1.15, 7: 1.45, 14: 1.15, 15: 1.5, 22: 1.1, 23: 1.2}
NEVER = 0.02


class _Job(NamedTuple):
    call: Call
    asker: Requester
    sent: Assignment
    told: Quote | None


def lay(department: Department, *, until: datetime, days: int = 84, a_day: int = 46, seed: int = 4811) -> int:
    """Lay ``days`` of closed calls that end a day before ``until``. Returns how many."""
    with chance.seeded(seed) as rng:
        jobs = list(_jobs(department, until, days, a_day, rng))
    with writing():
        Call.objects.bulk_create([job.call for job in jobs], batch_size=500)
        Requester.objects.bulk_create([job.asker for job in jobs], batch_size=500)
        Assignment.objects.bulk_create([job.sent for job in jobs], batch_size=500)
        Quote.objects.bulk_create([job.told for job in jobs if job.told], batch_size=500)
    return len(jobs)


def _jobs(department: Department, until: datetime, days: int, a_day: int, rng: Random) -> Iterator[_Job]:
    zone = ZoneInfo(department.time_zone)
    sites = list(Site.objects.filter(department=department).order_by("-is_main", "order", "pk"))[: len(SITES)]
    units = list(Unit.objects.filter(department=department).order_by("pk"))
    today = until.astimezone(zone).date()
    number = 0
    for back in range(days, 0, -1):
        day = today - timedelta(days=back)
        many = round(a_day * (0.8 if day.weekday() > 4 else 1.0) * rng.uniform(0.85, 1.15))
        for _ in range(many):
            number += 1
            hour = rng.choices(range(24), HOURS)[0]
            second = rng.randrange(3600)
            opened = datetime.combine(day, time(hour), zone) + timedelta(seconds=second)
            which = rng.choices(range(len(sites)), [share for share, _ in SITES[: len(sites)]])[0]
            yield _job(department, sites[which], units, opened, number, SITES[which][1] * _trend(back, which), rng)


def _trend(back: int, which: int) -> float:
    """The fifth site got slower in the last weeks: something to be found."""
    return 1.3 if which == 4 and back <= 28 else 1.0


def _job(
    department: Department, site: Site, units: list[Unit], opened: datetime, number: int, slow: float, rng: Random
) -> _Job:
    service, _, usual, priority, outcome = rng.choices(SERVICES, [one[1] for one in SERVICES])[0]
    slow *= SLOW.get(opened.hour, 1.0)
    answered = opened - timedelta(seconds=rng.uniform(5, 40))
    dispatched = opened + timedelta(seconds=rng.lognormvariate(2.9, 0.55) * (1 if priority < 2 else 1.6))
    arrived = dispatched + timedelta(seconds=usual * slow * rng.lognormvariate(0, 0.38))
    cleared = arrived + timedelta(seconds=rng.lognormvariate(6.4, 0.6))
    is_reached = rng.random() > NEVER
    call = Call(
        department=department,
        site=site,
        number=f"{opened:%y}-1{number:05d}",
        service=service,
        status="closed",
        priority=priority,
        base_priority=priority,
        place=site.name,
        callback=f"617-555-{number % 10000:04d}",
        outcome=outcome,
        rung_at=answered - timedelta(seconds=rng.lognormvariate(1.4, 0.45)),
        answered_at=answered,
        opened_at=opened,
        dispatched_at=dispatched,
        on_scene_at=arrived if is_reached else None,
        cleared_at=cleared,
        closed_at=cleared + timedelta(seconds=40),
        opened_by="system:season",
    )
    asker = Requester(
        call=call, callback=call.callback, place=site.name, token=f"season-{department.pk}-{number}",
        asked_at=answered, reached_at=call.on_scene_at,
    )  # fmt: skip
    sent = Assignment(
        call=call, unit=units[(number * 7 + opened.hour) % len(units)], status="cleared", assigned_at=dispatched,
        en_route_at=dispatched + timedelta(seconds=rng.uniform(8, 45)), on_scene_at=call.on_scene_at,
        cleared_at=cleared, outcome=outcome,
    )  # fmt: skip
    return _Job(call, asker, sent, _told(asker, usual * slow, rng) if priority > 1 else None)


def _told(asker: Requester, usual: float, rng: Random) -> Quote:
    median = round(usual * rng.uniform(0.95, 1.1) + 45)
    return Quote(requester=asker, at=asker.asked_at, median_s=median, worst_s=round(median * 1.68))
