"""The simulator: one seed is one journal, trouble breaks nothing, and it finds what is broken."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from typing import Any

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
                        Department.objects.filter(pk=0).update(name="")
            except Dropped:
                dropped += 1
    assert dropped == faults.counts["steps_dropped"] + faults.counts["connections_lost"] > 5


def test_no_faults_means_none() -> None:
    faults = Faults(Level.NONE)
    with chance.seeded(3):
        assert not any(faults.happens(faults.odds.drop, "dropped") for _ in range(1000))
        assert faults.skew() == timedelta()


def _simulated(*words: str, hashes: str = "0") -> dict[str, Any]:
    """Run the command in a process of its own, with its own order of sets."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("WATCHKEEPER_", "DJANGO_"))}
    command = [sys.executable, "-m", "watchkeeper.config.cli", "simulate", "--json", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**clean, "PYTHONHASHSEED": hashes})
    assert done.returncode in (0, 1), done.stderr[-3000:]
    report: dict[str, Any] = json.loads(done.stdout)
    return report


@pytest.mark.simulation
def test_one_seed_replays_exactly() -> None:
    words = ("--seed", "5", "--days", "0.3", "--faults", "high")
    first, second = _simulated(*words, hashes="1"), _simulated(*words, hashes="2")
    assert first["digest"] == second["digest"]
    assert first["journal_entries"] == second["journal_entries"] > 100
    assert first["trouble"] == second["trouble"]
    assert _simulated("--seed", "6", "--days", "0.3", "--faults", "high")["digest"] != first["digest"]


@pytest.mark.simulation
def test_ten_days_with_faults_break_nothing() -> None:
    report = _simulated("--seed", "1", "--days", "10", "--faults", "low", "--load", "0.6")
    assert report["violations"] == [], f"seed {report['seed']}"
    assert report["calls"] > 500


@pytest.mark.simulation
def test_rough_days_break_nothing() -> None:
    report = _simulated("--seed", "2", "--days", "1", "--faults", "high")
    assert report["violations"] == [], f"seed {report['seed']}"
    assert report["trouble"]["connections_lost"] > 5
