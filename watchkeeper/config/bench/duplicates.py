"""Duplicates while typing: how long the desk waits at each keystroke, and how often it is told rightly."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from watchkeeper.config.bench import Options, Say, environment, history
from watchkeeper.config.bench.figures import percentile
from watchkeeper.config.bench.ground import Ground
from watchkeeper.engines.calls import actions, duplicates_set
from watchkeeper.engines.calls.duplicates import WINDOW, likely
from watchkeeper.kit import chance, clock

TITLE = "the call being typed compared with those of two hours, over 100,000 closed; the published set of 10,000"
CLOSED, RECENT = 100_000, 120
TIMES = 1500
SEED, CALLS = 2026, 10_000
SHORTEST = 3


def run(database: str, options: Options, say: Say) -> list[dict[str, Any]]:
    """One run: the wait over a full history, then the marks on the set (the same on either database)."""
    laid, bulk = history.under(int(CLOSED * options.scale), say)
    say(f"taking {RECENT} calls of the last two hours")
    told = _recent(laid)
    waits, queries = _measure(laid, told, max(200, int(TIMES * min(1.0, options.scale))))
    say(f"judging the set of {CALLS:,} calls")
    verdict = duplicates_set.judge(duplicates_set.make(SEED, max(500, int(CALLS * min(1.0, options.scale)))))
    return [
        {
            "version": environment.versions(),
            "closed_calls": bulk["calls"],
            "recent_calls": RECENT,
            "keystrokes": len(waits),
            "queries": queries,
            "p50_ms": percentile(waits, 50),
            "p95_ms": percentile(waits, 95),
            "p99_ms": percentile(waits, 99),
            "set": {"seed": SEED, "calls": verdict.calls, "duplicates": verdict.duplicates},
            "recall": round(verdict.recall, 4),
            "precision": round(verdict.precision, 4),
            "bulk": bulk,
        }
    ]


def _recent(laid: Ground) -> list[duplicates_set.Told]:
    """Calls of the set, taken through the actions at times within the window that ends now."""
    told = duplicates_set.make(SEED + 1, RECENT)
    now = clock.now()
    for number, one in enumerate(told):
        actions.open_call(
            by=laid.dispatcher,
            service=one.sketch.service,
            place=one.sketch.place,
            callback=one.sketch.callback,
            at=now - WINDOW * (RECENT - number) / (RECENT + 1),
        )
    return told


def _measure(laid: Ground, told: list[duplicates_set.Told], times: int) -> tuple[list[float], int]:
    """Milliseconds of each look while places of other calls are typed letter by letter."""
    waits: list[float] = []
    with chance.seeded(3) as rng:
        texts = [rng.choice(told).sketch for _ in range(times)]
        for sketch in texts:
            typed = sketch.place[: rng.randint(SHORTEST, max(SHORTEST, len(sketch.place)))]
            began = clock.monotonic()
            likely(by=laid.dispatcher, place=typed, service=sketch.service, callback=sketch.callback)
            waits.append(1000 * (clock.monotonic() - began))
    with CaptureQueriesContext(connection) as captured:
        likely(by=laid.dispatcher, place=texts[0].place, service=texts[0].service)
    return waits, len(captured)
