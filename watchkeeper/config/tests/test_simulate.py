"""The simulator: one seed is one journal, trouble breaks nothing, and it finds what is broken."""

from __future__ import annotations

from datetime import timedelta

import pytest

from watchkeeper.config.simulate.faults import Dropped, Faults, Level
from watchkeeper.config.simulate.scheduler import Scheduler, Script, Stepped
from watchkeeper.kit import chance, clock


def test_scripts_wake_in_order_of_time_then_of_start(stepped: clock.SteppedClock) -> None:
    heard: list[tuple[str, float]] = []
    begin = clock.now()

    def says(name: str, *waits: float) -> Script:
        for wait in waits:
            heard.append((name, (clock.now() - begin).total_seconds()))
            yield wait

    scheduler = Scheduler()
    scheduler.start("a", says("a", 10, 10))
    scheduler.start("b", says("b", 5, 5, 5))
    scheduler.run(Stepped(stepped))
    assert heard == [("a", 0), ("b", 0), ("b", 5), ("a", 10), ("b", 10)]
    assert clock.now() - begin == timedelta(seconds=20)


@pytest.mark.django_db(transaction=True)
def test_a_dropped_step_stops_between_two_statements() -> None:
    from watchkeeper.core.departments.models import Department

    faults = Faults(Level.HIGH)
    dropped = 0
    with chance.seeded(3):
        for _ in range(300):
            try:
                with faults.around():
                    for _ in range(20):
                        Department.objects.exists()
            except Dropped:
                dropped += 1
    assert dropped == faults.counts["steps_dropped"] + faults.counts["connections_lost"] > 5


def test_no_faults_means_none() -> None:
    faults = Faults(Level.NONE)
    with chance.seeded(3):
        assert not any(faults.happens(faults.odds.drop, "dropped") for _ in range(1000))
        assert faults.skew() == timedelta()
