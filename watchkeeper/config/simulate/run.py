"""``simulate``: seeded days on a stepped clock, with faults, every invariant checked as it goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection

from watchkeeper.config.simulate import invariants, setting
from watchkeeper.config.simulate.faults import Faults, Level
from watchkeeper.config.simulate.scheduler import Scheduler, Script, Stepped
from watchkeeper.config.simulate.world import World
from watchkeeper.config.worker import Worker
from watchkeeper.core.journal.models import Entry, Head
from watchkeeper.engines.calls.models import Call
from watchkeeper.kit import chance, clock

START = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)  # a Monday, midnight in Boston
DAY_S = 86400.0
_FOLLOWS_AFTER_S = 20.0  # a follower may lag that long
_LOOK_EVERY_S = 15.0
_TOO_MANY = 20


@dataclass
class Report:
    """What a run did and what it found; ``digest`` is the end of the journal's chain, equal for equal seeds."""

    seed: int
    days: float
    faults: str
    calls: int = 0
    steps: int = 0
    actions: dict[str, int] = field(default_factory=dict)
    trouble: dict[str, int] = field(default_factory=dict)
    journal_entries: int = 0
    digest: str = ""
    violations: list[str] = field(default_factory=list)
    took_s: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """The report as one JSON document."""
        return asdict(self)


def simulate(
    seed: int,
    days: float,
    faults: Level = Level.NONE,
    *,
    load: float = 1.0,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Run ``days`` of both departments from ``seed`` in the connected, freshly migrated database.

    ``load`` is how much there is to do, of an ordinary day's. Stops early when more than twenty things are wrong. The
    caller checks that the database is fresh.
    """
    began = clock.monotonic()
    stepped = clock.SteppedClock(START)
    report = Report(seed, days, str(faults))
    with clock.use(stepped), chance.seeded(seed):
        run = _Run(report, World(Scheduler(), Faults(faults), []), stepped, load)
        run.go(days * DAY_S, progress)
    report.took_s = round(clock.monotonic() - began, 1)
    return report


def _next_timer_s(stepped: clock.SteppedClock) -> float:
    """Seconds until a timer wants the worker: when it is due, or when the lease of a killed worker lapses."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT due_at, leased_until FROM journal_timer"
            " ORDER BY CASE WHEN leased_until > due_at THEN leased_until ELSE due_at END LIMIT 1"
        )
        row = cursor.fetchone()
    if row is None:
        return float("inf")
    moments = [datetime.fromisoformat(at) if isinstance(at, str) else at for at in row if at is not None]
    return (max(m.replace(tzinfo=m.tzinfo or UTC) for m in moments) - stepped.now()).total_seconds()


class _Run:
    """One run: the world, its worker as one more script, and the watcher."""

    def __init__(self, report: Report, world: World, stepped: clock.SteppedClock, load: float) -> None:
        self.report, self.world, self.stepped, self.load = report, world, stepped, load
        rough = world.faults.level != Level.NONE
        self.watcher = invariants.Watcher(timedelta(seconds=20 if rough else 1))
        self.worker = Worker(writes_downtime=False)
        self._worker_at = float("inf")
        self._looked_at = 0.0
        self._seen: set[str] = set()

    def go(self, seconds: float, progress: Callable[[int, int], None] | None) -> None:
        world = self.world
        world.desks = [setting.desk_of(department) for department in setting.lay()]
        for desk in world.desks:
            desk.calls_per_hour *= self.load
            desk.bookings_per_day *= self.load
        setting.populate(world)
        self._wake_worker(0)
        pace = Stepped(self.stepped)
        day = 0.0
        while day < seconds and len(self.report.violations) < _TOO_MANY:
            day = min(seconds, day + 3600)
            world.scheduler.run(pace, until=day, after_each=self._after)
            if progress is not None:
                progress(int(day), int(seconds))
        self._end()

    def _after(self, name: str) -> None:
        """After each step: let the worker wake in time, and look at the board now and then."""
        second = self.world.scheduler.second
        if self.world.acted:
            self.world.acted = False
            self._wake_worker(_FOLLOWS_AFTER_S)
            if second - self._looked_at >= _LOOK_EVERY_S:
                self._looked_at = second
                self._note(self.watcher.look())

    def _wake_worker(self, at_most_s: float) -> None:
        """Have the worker turn when the next timer is due, and soon after something happened."""
        second = self.world.scheduler.second
        wait = min(at_most_s, max(0.0, _next_timer_s(self.stepped)))
        if second + wait < self._worker_at:
            self._worker_at = second + wait
            self.world.start("worker", self._turn(self._worker_at), after=wait)

    def _turn(self, mine: float) -> Script:
        if mine != self._worker_at:
            return  # an earlier turn took its place
        self._worker_at = float("inf")
        try:
            with self.world.faults.around():
                self.worker.turn()
        except DatabaseError:
            if self.world.faults.level == Level.NONE:
                raise
            self._worker_at = self.world.scheduler.second + 2.0
            yield 2.0  # the supervisor starts it again
            yield from self._turn(self._worker_at)
            return
        following = _next_timer_s(self.stepped)
        if following != float("inf"):
            self._wake_worker(max(0.5, following))

    def _note(self, wrong: list[str]) -> None:
        for sentence in wrong:
            if sentence not in self._seen:
                self._seen.add(sentence)
                self.report.violations.append(f"{self.stepped.now():%Y-%m-%d %H:%M:%S} {sentence}")

    def _end(self) -> None:
        from watchkeeper.core.journal import sealer

        sealer.seal()
        self._note(self.watcher.look())
        self._note(invariants.final())
        report, world = self.report, self.world
        report.calls = Call.objects.count()
        report.steps = world.scheduler.steps
        report.actions = dict(sorted(world.counts.items()))
        report.trouble = dict(sorted(world.faults.counts.items()))
        report.journal_entries = Entry.objects.count()
        report.digest = bytes(Head.objects.get(pk=1).chain).hex()
