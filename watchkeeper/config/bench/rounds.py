"""Rounds of random operations, each on a department of its own in a fresh database; a process of its own runs several.

Run as a program it reads one JSON order from standard input and prints one line of JSON for each round. A round is
decided by its seed: the same seed does the same operations on any machine.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time
from typing import Any

from watchkeeper.config.cli import setup
from watchkeeper.kit import chance, clock

START = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
UNITS = 6
SLACK = timedelta(seconds=20)


def play(seed: int, operations: int) -> dict[str, Any]:
    """One round in the connected, freshly migrated database: operations done and refused, and what was broken."""
    from watchkeeper.config.simulate import booking, invariants
    from watchkeeper.config.simulate.operations import OPERATIONS, Ground, do
    from watchkeeper.core.departments.models import Department
    from watchkeeper.core.journal import sealer
    from watchkeeper.core.journal.verify import verify
    from watchkeeper.core.people.actor import system
    from watchkeeper.engines.calls import actions

    steps, refused, began = clock.SteppedClock(START), 0, process_time()
    broken: list[str] = []
    with clock.use(steps), chance.seeded(seed) as rng:
        department = Department.objects.create(key="invariants", name="Invariants", kind="hospital")
        by, other = system(department.pk, "bench:desk"), system(department.pk, "bench:second")
        # Half the units are crewed by people who may be held for a session.
        crews = booking.staff(by, tuple(f"A{number}" for number in range(UNITS // 2)))[-(UNITS // 2) :]
        for number in range(UNITS):
            persons = crews[number : number + 1]
            actions.log_on(actions.add_unit(by=by, call_sign=f"A{number}"), by=by, persons=persons)
        ground, watcher = Ground(by, other, steps, rng.randrange), invariants.Watcher(SLACK)
        for _ in range(operations):
            refused += not do(OPERATIONS[rng.randrange(len(OPERATIONS))], ground)
            broken += watcher.look()
        broken += invariants.final()
        sealer.seal()
        report = verify()
    broken += [one.says for one in report.findings]
    told = [f"seed {seed}: {says}" for says in dict.fromkeys(broken)]
    return {
        "seed": seed,
        "operations": operations,
        "refused": refused,
        "broken": told,
        "entries": report.entries,
        "cpu_s": process_time() - began,
    }


def main() -> None:
    """Play the rounds of the order: ``seeds``, ``operations`` of each, ``template`` (a migrated file), ``work``."""
    order = json.load(sys.stdin)
    work = Path(order["work"])
    os.environ["WATCHKEEPER_DATABASE"] = f"sqlite:///{work}"
    setup.django()
    from django.db import connection, connections

    from watchkeeper.config.bench import shelf

    for seed in order["seeds"]:
        connections.close_all()
        for end in ("-wal", "-shm"):
            Path(f"{work}{end}").unlink(missing_ok=True)
        shutil.copyfile(order["template"], work)
        shelf.forget()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous = OFF")  # what a crash does is tested elsewhere
        sys.stdout.write(json.dumps(play(seed, order["operations"])) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
