"""The demo's shift: the same scripts on the wall's clock, and the hours before it run quickly."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable
from datetime import timedelta
from threading import Event

from watchkeeper.config.simulate import season, setting
from watchkeeper.config.simulate.faults import Faults, Level
from watchkeeper.config.simulate.scheduler import Living, Scheduler, Stepped
from watchkeeper.config.simulate.world import World
from watchkeeper.core.people.actor import system
from watchkeeper.core.people.cast import staff_the_desk
from watchkeeper.kit import chance, clock

logger = logging.getLogger("watchkeeper.simulate")

# About how many calls each kind of department keeps open, and how many come in each hour to hold that.
OPEN = {"hospital": 21, "campus": 8}
PER_HOUR = {"hospital": 90.0, "campus": 30.0}
BEFORE = timedelta(minutes=45)
NAME = "demo"  # whoever loads the departments under this name has begun a demo


def may_live_here() -> bool:
    """Whether the demo began this database, or nobody has yet: anything in the journal without its mark is not ours."""
    from watchkeeper.core.departments.models import Department
    from watchkeeper.core.journal.models import Entry

    subjects = [f"department:{pk}" for pk in Department.objects.values_list("pk", flat=True)]
    loaded = Entry.objects.filter(subject__in=subjects, verb="department.loaded", actor=NAME)
    return loaded.exists() or not Entry.objects.exists()


def prepare(*, progress: Callable[[int, int], None] | None = None) -> None:
    """Lay both departments; into a database without calls, also a season and the three quarters of an hour before now.

    The season is what is held by appointment: what was held this month, is booked and is asked for.
    """
    from watchkeeper.engines.calls.models import Call

    if Call.objects.exists():
        setting.lay(name=NAME)
        return
    now = clock.now()
    stepped = clock.SteppedClock(now - season.LENGTH)
    with clock.use(stepped), chance.seeded(chance.rng().getrandbits(32)):
        setting.lay(name=NAME, today=now.date(), is_seated=False)
        world = _world(is_living=False)
        season.lay(world.desks, stepped, now)
        stepped.set(now - BEFORE)
        for desk in world.desks:
            setting.seat(desk.department)
            season.crew(desk, now)
            staff_the_desk(desk.department, system(desk.pk, "setup"))
        setting.populate(world, share_on_duty=0.9)
        pace = Stepped(stepped)
        total = int(BEFORE.total_seconds())
        for second in range(0, total + 1, 60):
            world.scheduler.run(pace, until=second)
            if progress is not None:
                progress(second, total)
    _finish_timers()


def _finish_timers() -> None:
    from watchkeeper.config.worker import Worker

    Worker(writes_downtime=False).turn()


def _world(*, is_living: bool = True) -> World:
    world = World(Scheduler(), Faults(Level.NONE), [], is_living=is_living)
    from watchkeeper.core.departments.models import Department

    for department in Department.objects.filter(key__in=setting.FOLDERS).order_by("pk"):
        desk = setting.desk_of(department, keeps_open=OPEN[department.kind])
        desk.calls_per_hour = PER_HOUR[department.kind]
        world.desks.append(desk)
    return world


def run_forever(stopping: Event | None = None) -> None:
    """Live until told to stop; a fault in one script ends a world, and another takes up where the database stands."""
    from django.db import connection

    stop = stopping or Event()
    speed = float(os.environ.get("WATCHKEEPER_SPEED", "1"))
    while not stop.is_set():
        try:
            world = _world()
            setting.populate(world, share_on_duty=0.9)
            world.scheduler.run(Living(speed, stop))
        except Exception:
            logger.exception("the simulated shift stumbled; it goes on from what stands")
            connection.close()
            stop.wait(2)


def main() -> None:
    """The shift as a process of its own (on PostgreSQL)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "watchkeeper.config.settings")
    import django

    django.setup()
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run_forever(stop)


if __name__ == "__main__":
    main()
