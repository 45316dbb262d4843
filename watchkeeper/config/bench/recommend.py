"""Whom to send: 300 units of every mode on 10,000 nodes with floors, elevators and closures that come and go."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from watchkeeper.config.bench import Options, Say, environment
from watchkeeper.config.bench.figures import percentile
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import Actor, system
from watchkeeper.core.places import synthetic, walking
from watchkeeper.core.places.actions import close_way, import_geojson, open_way
from watchkeeper.core.places.models import Arc, Closure, Node, Site
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Call, Unit
from watchkeeper.engines.calls.recommend import recommend
from watchkeeper.kit import chance, clock

TITLE = "300 units ranked with reasons on 10,000 nodes with floors, elevators and live closures"
UNITS = 300
TIMES = 3000
CLOSED = 20
# A closure opens or closes this often between recommendations; the one after it builds the graph anew.
CHANGE_EVERY = 250
SHOWN = 8  # of those ranked, these are put in words; the command line shows six
MOVED = 3  # units that were placed anew since the last recommendation
MODES = ("foot", "foot", "foot", "foot", "foot", "foot", "foot", "bicycle", "cruiser", "post")
PRIORITIES = (0, 1, 2, 3)
NODES = 10_000


@dataclass(frozen=True)
class Campus:
    """Where the bench takes place: its nodes, how many arcs (each way counted), and corridors that may be closed."""

    department: Department
    site: Site
    nodes: list[int]
    arcs: int
    closable: list[int]


def run(database: str, options: Options, say: Say) -> list[dict[str, Any]]:
    """One run: a call at another node each time, so that no row of the graph is found ready."""
    campus = _lay(max(600, int(NODES * min(1.0, options.scale))))
    by = system(campus.department.pk, "bench")
    say(f"{len(campus.nodes):,} nodes, {campus.arcs:,} arcs; putting {UNITS} units to work")
    with chance.seeded(11):
        _staff(campus, by)
        closed = [close_way(arc, by=by, reason="bench") for arc in _arcs(campus, CLOSED)]
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as a living database does by itself within minutes
        times = max(300, int(TIMES * min(1.0, options.scale)))
        steady, fresh = _measure(campus, by, closed, times)
    return [
        {
            "version": environment.versions(),
            "units": UNITS,
            "nodes": len(campus.nodes),
            "arcs": campus.arcs,
            "closures": CLOSED,
            "units_moved_between": MOVED,
            "recommendations": times,
            "queries": _queries(campus, by),
            "p50_ms": percentile(steady + fresh, 50),
            "p95_ms": percentile(steady + fresh, 95),
            "p99_ms": percentile(steady + fresh, 99),
            "after_a_closure_p50_ms": percentile(fresh, 50),
        }
    ]


def _lay(nodes: int) -> Campus:
    """Import a made-up campus of ``nodes`` nodes through the action an administrator would use."""
    department = Department.objects.get_or_create(key="campus", defaults={"name": "Bench", "kind": "campus"})[0]
    site = Site.objects.create(department=department, key="campus", name="Campus", lon=-71.1, lat=42.36)
    import_geojson(synthetic.collection(nodes, site="campus", is_open_plan=True), by=system(department.pk, "bench"))
    ours = Arc.objects.filter(department=department)
    closable = list(ours.filter(kind="corridor").values_list("pk", flat=True))
    stand = list(Node.objects.filter(department=department).values_list("pk", flat=True))
    ways = ours.count() + ours.filter(is_one_way=False).count()
    return Campus(department, site, stand, ways, closable)


def _measure(campus: Campus, by: Actor, closed: list[Closure], times: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each recommendation: those on a graph at hand, and those right after a closure changed."""
    steady: list[float] = []
    fresh: list[float] = []
    calls = [_call(campus, number) for number in range(times)]
    units = list(Unit.objects.filter(department=campus.department).order_by("pk"))
    for call in calls[:20]:
        recommend(call, by=by)
    gc.collect()
    gc.freeze()
    for number, call in enumerate(calls):
        changed = number % CHANGE_EVERY == CHANGE_EVERY - 1
        if changed:
            open_way(closed.pop(0), by=by)
            closed.append(close_way(_arcs(campus, 1)[0], by=by, reason="bench"))
        for unit in chance.rng().sample(units, MOVED):
            actions.place_unit(unit, by=by, node=chance.rng().choice(campus.nodes), lon=-71.07, lat=42.36)
        began = clock.monotonic()
        options = recommend(call, by=by)
        _ = [option.reasons for option in options[:SHOWN]]
        (fresh if changed else steady).append(1000 * (clock.monotonic() - began))
        assert len(options) == UNITS
    return steady, fresh


def _call(campus: Campus, number: int) -> Call:
    """A call just being taken at some node; nothing is stored."""
    return Call(
        department=campus.department,
        service="suspicious_person",
        priority=PRIORITIES[number % len(PRIORITIES)],
        node=chance.rng().choice(campus.nodes),
        opened_at=clock.now(),
    )


def _arcs(campus: Campus, many: int) -> list[Arc]:
    picked = chance.rng().sample(campus.closable, many)
    return list(Arc.objects.filter(pk__in=picked))


def _staff(campus: Campus, by: Actor) -> None:
    """Put units on duty all over the place, a third of them on calls, some reserved or with work stacked on them."""
    rng, now = chance.rng(), clock.now()
    for number in range(UNITS):
        unit = actions.add_unit(by=by, call_sign=f"U{number:03d}", beat=f"B{number % 12}", site_id=campus.site.pk)
        mode = MODES[number % len(MODES)]
        actions.log_on(unit, by=by, mode=mode, until=now + timedelta(minutes=rng.randrange(5, 480)))
        actions.place_unit(unit, by=by, node=rng.choice(campus.nodes), lon=-71.07, lat=42.36)
    units = list(Unit.objects.filter(department=campus.department).order_by("pk"))
    for number, unit in enumerate(units[: UNITS // 3]):
        call = actions.open_call(by=by, service="security_escort", place="Main lobby", priority=2 + number % 3)
        [sent] = actions.assign(call, by=by, units=[unit])
        actions.move(sent, by=by, to=("en_route", "on_scene")[number % 2])
    for number, unit in enumerate(units[-30:]):
        start = now + timedelta(minutes=10 + number)
        end = start + timedelta(hours=1)
        booked = actions.open_call(by=by, service="standby_visible", place="Main lobby", starts_at=start, ends_at=end)
        actions.reserve(booked, by=by, unit=unit, starts_at=start, ends_at=end)


def _queries(campus: Campus, by: Actor) -> int:
    call = _call(campus, 0)
    walking.live(campus.department.pk)
    with CaptureQueriesContext(connection) as captured:
        recommend(call, by=by)
    return len(captured)
