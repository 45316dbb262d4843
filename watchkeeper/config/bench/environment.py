"""What a figure was measured on: nobody can use one without it."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any

from django.db import connection

from watchkeeper.config.bench.figures import percentile
from watchkeeper.kit import clock

LOOPS = 60


def machine() -> dict[str, Any]:
    """Processor, cores, memory, load before the run, and versions."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": _memory_gb(),
        "load_before": [round(load, 2) for load in os.getloadavg()],
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def loop_ms() -> dict[str, float | None]:
    """Milliseconds of one fixed loop (60,000 additions), again and again: how fast and how steady the machine is now.

    On a shared machine it differs from minute to minute; figures are comparable where it is alike.
    """
    took = []
    for _ in range(LOOPS):
        began, total = clock.monotonic(), 0
        for one in range(60_000):
            total += one
        took.append(1000 * (clock.monotonic() - began))
    return {"p50": percentile(took, 50), "p95": percentile(took, 95), "n": LOOPS}


def versions() -> str:
    """The connected database and its version."""
    if connection.vendor == "sqlite":
        import sqlite3

        return f"SQLite {sqlite3.sqlite_version}"
    connection.ensure_connection()
    return f"PostgreSQL {connection.pg_version // 10000}.{connection.pg_version % 10000}"  # type: ignore[attr-defined]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else ():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory_gb() -> float:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1)
