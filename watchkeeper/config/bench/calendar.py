"""When can it be held: 300 qualified people over 90 days, their calendars empty, half full and nearly full.

Rosters and holdings are laid in bulk, not through the actions; what is searched with is what the desk searches with.
"""

from __future__ import annotations

import gc
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from watchkeeper.config.bench import Options, Say, environment
from watchkeeper.config.bench.figures import percentile
from watchkeeper.core.departments.models import Department
from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.journal.transaction import writing
from watchkeeper.core.people.actor import Actor, system
from watchkeeper.core.people.models import Person, PersonQualification, RosterSlot
from watchkeeper.core.services import registry
from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls import actions, slots
from watchkeeper.engines.calls.models import Call, Holding
from watchkeeper.kit import chance, clock

TITLE = "windows found for a talk: 300 qualified people, a roster of 90 days, calendars empty to nearly full"
PEOPLE, DAYS = 300, 90
NEARLY_FULL = 20_000  # holdings: nearly everybody for their whole shift, every working day
TARGET_MS = 100
TIMES = 200
SERVICE = "talk_safe_workplace"
SHIFTS = ((7, 15), (8, 16), (12, 20))
WISHES = (
    slots.Wish(heads=12),
    slots.Wish(heads=40, times=("morning",)),
    slots.Wish(heads=20, times=("midday", "afternoon")),
    slots.Wish(heads=8, times=("evening",)),
)


def run(database: str, options: Options, say: Say) -> list[dict[str, Any]]:
    """Three runs: nothing held, half of the nearly full calendar held, nearly all of it."""
    people, days = max(10, int(PEOPLE * min(1.0, options.scale))), DAYS
    most = int(NEARLY_FULL * min(1.0, options.scale))
    department = Department.objects.get_or_create(key="calendar", defaults={"name": "Bench", "kind": "hospital"})[0]
    by = system(department.pk, "bench")
    say(f"{people} people, {people * days:,} shifts")
    with chance.seeded(17):
        staff = _staff(department, people)
        _roster(department, staff, days)
        call = actions.open_call(by=by, service=SERVICE, place="Auditorium")
        runs = [_measured("empty", by, 0, options, say)]
        windows = _windows(department, staff, days)
        chance.rng().shuffle(windows)
        for name, until in (("half full", most // 2), ("nearly full", most)):
            _hold(department, call, windows[Holding.objects.count() : until])
            runs.append(_measured(name, by, Holding.objects.count(), options, say))
    return [{"version": environment.versions(), "people": people, "days": days, **one} for one in runs]


def service(department_id: int) -> Service:
    """The talk, looked for as far ahead as the roster goes."""
    spec = registry.get(SERVICE, department_id)
    assert spec.booked is not None
    return replace(spec, booked=replace(spec.booked, within=timedelta(days=DAYS)))


def _measured(calendar: str, by: Actor, held: int, options: Options, say: Say) -> dict[str, Any]:
    """Milliseconds of each search, one wish after another, not before another day each time."""
    say(f"searching a calendar that is {calendar}: {held:,} holdings")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a living database does by itself within minutes
    spec, times = service(by.department_id), max(20, int(TIMES * min(1.0, options.scale * options.seconds / 8)))
    now, took, found, most_queries = clock.now(), [], [], 0
    wishes = [replace(WISHES[n % 4], not_before=now + timedelta(days=n * 7 % 60)) for n in range(times)]
    for wish in wishes[:4]:
        with CaptureQueriesContext(connection) as captured:
            slots.search(spec, by.department_id, wish)
        most_queries = max(most_queries, len(captured))
    gc.collect()
    for wish in wishes:
        began = clock.monotonic()
        offers = slots.search(spec, by.department_id, wish)
        took.append(1000 * (clock.monotonic() - began))
        found.append(len(offers))
    p95 = percentile(took, 95)
    return {
        "calendar": calendar,
        "holdings": held,
        "shifts": RosterSlot.objects.filter(department_id=by.department_id).count(),
        "searches": times,
        "found_three": sum(many == 3 for many in found),
        "found_nothing": sum(many == 0 for many in found),
        "queries": most_queries,
        "p50_ms": percentile(took, 50),
        "p95_ms": p95,
        "p99_ms": percentile(took, 99),
        "max_ms": percentile(took, 100),
        "met": p95 is not None and p95 <= TARGET_MS,
    }


def _staff(department: Department, many: int) -> list[Person]:
    with writing():
        people = [Person(department=department, call_name=f"CP{number:03d}") for number in range(many)]
        made = Person.objects.bulk_create(people)
        PersonQualification.objects.bulk_create(
            PersonQualification(person=person, key="presenter", since=date(2020, 1, 1)) for person in made
        )
    return made


def _roster(department: Department, staff: list[Person], days: int) -> None:
    rows = [
        RosterSlot(
            department=department, unit="Community policing", person=staff[number], starts_at=begins, ends_at=ends
        )
        for number, begins, ends in _shifts(department, len(staff), days)
    ]
    with writing():
        RosterSlot.objects.bulk_create(rows, batch_size=2000)


def _shifts(department: Department, many: int, days: int) -> list[tuple[int, datetime, datetime]]:
    """Everybody's shift of every day, weekends too."""
    zone = zone_of(department.pk)
    today = clock.now().astimezone(zone).date()
    found = []
    for day in range(days):
        midnight = datetime.combine(today + timedelta(days=day), time.min, zone)
        for number in range(many):
            first, last = SHIFTS[number % len(SHIFTS)]
            found.append(
                (number, midnight.replace(hour=first).astimezone(UTC), midnight.replace(hour=last).astimezone(UTC))
            )
    return found


def _windows(department: Department, staff: list[Person], days: int) -> list[tuple[int, datetime, datetime]]:
    """What can be held until nearly everybody is: whole shifts of the working days, as (person, from, until)."""
    zone = zone_of(department.pk)
    return [
        (staff[number].pk, begins, ends)
        for number, begins, ends in _shifts(department, len(staff), days)
        if begins.astimezone(zone).weekday() < 5
    ]


def _hold(department: Department, call: Call, windows: list[tuple[int, datetime, datetime]]) -> None:
    rows = [
        Holding(
            department=department,
            call=call,
            person_id=person,
            qualification="presenter",
            starts_at=begins,
            ends_at=ends,
        )
        for person, begins, ends in windows
    ]
    with writing():
        Holding.objects.bulk_create(rows, batch_size=2000)
