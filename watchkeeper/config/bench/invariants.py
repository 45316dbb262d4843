"""A million random operations on calls and units: how many a second, and whether one ever broke an invariant."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime, timedelta
from typing import Any

from watchkeeper.config.bench import Options, Say
from watchkeeper.config.simulate import invariants
from watchkeeper.config.simulate.operations import OPERATIONS, Ground, do
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import system
from watchkeeper.engines.calls import actions
from watchkeeper.kit import chance, clock

TITLE = "A million random operations, the board looked at after every hundred, the whole history at the end"
DATABASES = ("sqlite",)  # the property test runs the same operations on both databases
OPERATIONS_OF_RECORD = 1_000_000
LOOK_EVERY = 100
SEED = 1
UNITS = 6


def run(database: str, options: Options, say: Say) -> list[dict[str, Any]]:
    """One run: operations done and refused, the sentences of every broken invariant (none, one hopes)."""
    wanted = max(1_000, int(OPERATIONS_OF_RECORD * options.scale))
    steps = clock.SteppedClock(datetime(2026, 3, 2, 14, 0, tzinfo=UTC))
    with clock.use(steps), chance.seeded(SEED) as rng:
        department = Department.objects.create(key="invariants", name="Invariants", kind="hospital")
        by, other = system(department.pk, "bench:desk"), system(department.pk, "bench:second")
        for number in range(UNITS):
            actions.log_on(actions.add_unit(by=by, call_sign=f"A{number}"), by=by)
        ground = Ground(by, other, steps, rng.randrange)
        watcher = invariants.Watcher(slack=timedelta(seconds=20))
        broken: deque[str] = deque(maxlen=20)
        refused, began = 0, clock.monotonic()
        for done in range(1, wanted + 1):
            refused += not do(OPERATIONS[rng.randrange(len(OPERATIONS))], ground)
            if done % LOOK_EVERY == 0:
                broken.extend(watcher.look())
            if done % 10_000 == 0:
                say(f"{done:,} of {wanted:,} operations, {len(broken)} broken invariants")
        took = clock.monotonic() - began
        broken.extend(invariants.final())
    return [
        {
            "operations": wanted,
            "refused": refused,
            "broken": list(broken),
            "seed": SEED,
            "operations_per_s": round(wanted / took, 1),
        }
    ]
