"""The measures page over a period of 100,000 calls, with a million closed calls in the database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from watchkeeper.config.bench import Options, Say, environment, history
from watchkeeper.config.bench.figures import percentile
from watchkeeper.core.departments.zones import zone_of
from watchkeeper.engines.calls import measures
from watchkeeper.kit import clock

TITLE = "the figures of the measures page over 100,000 calls of 1,000,000"
CLOSED = 1_000_000
INSIDE = 100_000


def run(database: str, options: Options, say: Say) -> list[dict[str, Any]]:
    """Three runs: the figures of the page, what changed against the period before, the calls behind a mark."""
    closed = int(CLOSED * options.scale)
    laid, bulk = history.under(closed, say)
    by, zone = laid.dispatcher, zone_of(laid.department.pk)
    until = (measures.latest(by) or clock.now()) + timedelta(seconds=1)
    span = min(history.SPAN * (INSIDE / max(closed, 1)), timedelta(days=365))
    now, before = measures.Scope(until - span, until), measures.Scope(until - 2 * span, until - span)
    asked = {
        "page": lambda: measures.overview(now, by=by, zone=zone).calls,
        "what changed": lambda: measures.compare(before, now, by=by, zone=zone).now.calls,
        "calls behind a mark": lambda: _first(measures.behind("response", now, by=by, zone=zone)),
    }
    times = max(3, int(options.seconds))
    return [
        {"version": environment.versions(), "asked": name, "closed_calls": closed, "bulk": bulk}
        | _measure(ask, times, say, name)
        for name, ask in asked.items()
    ]


def _first(listed: measures.Listed) -> int:
    assert listed[0:100]
    return len(listed)


def _measure(ask: Any, times: int, say: Say, name: str) -> dict[str, Any]:
    say(f"measures: {name}")
    ask()
    took, inside = [], 0
    for _ in range(times):
        began = clock.monotonic()
        inside = ask()
        took.append(1000 * (clock.monotonic() - began))
    return {"calls": inside, "p50_ms": percentile(took, 50, 0), "p95_ms": percentile(took, 95, 0), "n": times}
