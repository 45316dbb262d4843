"""What the scripts of a run share: the departments, who acts, and one way to act that meets trouble."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from django.db import DatabaseError

from watchkeeper.config.simulate.faults import Faults
from watchkeeper.config.simulate.scheduler import Scheduler, Script
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls import crewing
from watchkeeper.engines.calls.models import Assignment, Call, Unit
from watchkeeper.kit import chance, clock, ids
from watchkeeper.kit.batch import send
from watchkeeper.kit.errors import WatchkeeperError

T = TypeVar("T")
SOON = timedelta(hours=1)  # before a session whoever holds it is not sent elsewhere


@dataclass
class Desk:
    """One department in the run: its desk, its second person, its crews, its places and services."""

    department: Department
    dispatcher: Actor
    supervisor: Actor
    crews: dict[int, Actor]  # by unit key
    places: list[str]
    services: list[tuple[Service, float]]  # with how often each is asked for
    calls_per_hour: float
    keeps_open: int = 0  # the demo holds about this many calls open
    booked: list[Service] = field(default_factory=list)
    bookings_per_day: float = 0.0

    @property
    def pk(self) -> int:
        """The department's key."""
        return self.department.pk


@dataclass
class World:
    """The run as its scripts see it."""

    scheduler: Scheduler
    faults: Faults
    desks: list[Desk]
    haste: float = 1.0  # how much quicker the desk closes and crews work than they would
    is_living: bool = False
    counts: dict[str, int] = field(default_factory=dict)
    adopted: set[int] = field(default_factory=set)  # assignments that have a crew script
    handled: set[int] = field(default_factory=set)  # calls that have a desk script
    acted: bool = False

    def count(self, what: str) -> None:
        """One more of ``what``."""
        self.counts[what] = self.counts.get(what, 0) + 1

    def start(self, name: str, script: Script, after: float = 0.0) -> None:
        """Start a script of this run."""
        self.scheduler.start(name, script, after=after)

    def act(self, what: str, do: Callable[[str], T], *, repeats: bool = False) -> Generator[float, None, T | None]:
        """Do one action as people do: again after trouble, under the same client id, until it is answered.

        ``do`` gets the client id; one that uses it says ``repeats``, and is sometimes sent twice. Gives the result, or
        None when the department's rules said no.
        """
        client_id = ids.uuid4()
        while True:
            try:
                with self.faults.around():
                    result = do(client_id)
                self.acted = True
                self.count(what)
            except WatchkeeperError as no:
                self.count(f"{what}: {no.code}")
                return None
            except DatabaseError:
                if self.faults.level == "none" and not self.is_living:
                    raise
                yield 1.0 + chance.rng().random() * 2
                continue
            if not repeats or not self.faults.happens(self.faults.odds.repeat, "repeated"):
                return result


def live_assignments() -> list[Assignment]:
    """Every unit's live assignment with call and unit, oldest first."""
    found = Assignment.objects.filter(cleared_at=None, is_stacked=False).exclude(status="reserved")
    return list(found.select_related("call", "unit").order_by("id"))


def fresh(call: Call) -> Call:
    """``call`` as it is now."""
    return Call.objects.get(pk=call.pk)


def free_units(desk: Desk) -> list[Unit]:
    """Units on duty, in service, on no call and with nobody aboard who soon holds a session, by call sign."""
    busy = Assignment.objects.filter(cleared_at=None, is_stacked=False).exclude(status="reserved").values("unit_id")
    on = Unit.objects.filter(department_id=desk.pk, is_on_duty=True, out_of_service="", emergency_at=None)
    free = list(on.exclude(pk__in=busy).order_by("call_sign"))
    held = {one.unit for one in send(crewing.asked(desk.pk, clock.now(), SOON))[0]}
    return [unit for unit in free if unit.pk not in held]
