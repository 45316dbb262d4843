"""A million random operations on calls and units: how many a second, and whether one ever broke an invariant."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

from django.conf import settings
from django.db import connection, connections

from watchkeeper.config.bench import Options, Say, rounds
from watchkeeper.kit import clock

TITLE = "a million random operations, the board looked at after each, history and journal after every round"
DATABASES = ("sqlite",)  # the property test runs the same operations on both databases
OPERATIONS_OF_RECORD = 1_000_000
A_ROUND = 2_000
FIRST_SEED = 1
MOST_TOLD = 50


def run(database: str, options: Options, say: Say) -> list[dict[str, Any]]:
    """One run: operations done and refused, the sentences of every broken invariant (none, one hopes).

    Rounds of 2,000 operations, each with a seed and a fresh database of its own, are shared out among the cores.
    """
    wanted = max(1, int(OPERATIONS_OF_RECORD * options.scale / A_ROUND))
    seeds = range(FIRST_SEED, FIRST_SEED + wanted)
    began, played = clock.monotonic(), []
    with tempfile.TemporaryDirectory(prefix="watchkeeper-rounds-") as folder:
        for one in _played(seeds, Path(folder)):
            played.append(one)
            if len(played) % 10 == 0 or one["broken"]:
                found = sum(len(each["broken"]) for each in played)
                say(f"{len(played) * A_ROUND:,} of {wanted * A_ROUND:,} operations, {found} broken invariants")
    took = clock.monotonic() - began
    broken = [says for one in sorted(played, key=lambda one: one["seed"]) for says in one["broken"]]
    done, cpu = sum(one["operations"] for one in played), sum(one["cpu_s"] for one in played)
    return [
        {
            "operations": done,
            "refused": sum(one["refused"] for one in played),
            "broken": broken[:MOST_TOLD],
            "violations": len(broken),
            "rounds": len(played),
            "seeds": [seeds[0], seeds[-1]],
            "journal_entries": sum(one["entries"] for one in played),
            "processes": _processes(),
            "took_s": round(took, 1),
            "operations_per_s": round(done / took, 1),
            "operations_per_cpu_s": round(done / cpu, 1),
        }
    ]


def _processes() -> int:
    return os.cpu_count() or 1


def _played(seeds: range, folder: Path) -> Iterator[dict[str, Any]]:
    """Every round's report as it comes in. Raises ``RuntimeError`` when a process fails."""
    template = folder / "template.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections.close_all()
    shutil.copyfile(settings.DATABASES["default"]["NAME"], template)
    lines: Queue[dict[str, Any] | int] = Queue()
    many = min(_processes(), len(seeds))
    with ExitStack() as stack:
        for number in range(many):
            order = {
                "seeds": list(seeds[number::many]),
                "operations": A_ROUND,
                "template": str(template),
                "work": str(folder / f"work-{number}.sqlite3"),
            }
            command = [sys.executable, "-m", rounds.__name__]
            process = stack.enter_context(
                subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            )
            stack.callback(process.terminate)
            Thread(target=_read, args=(process, json.dumps(order), lines), daemon=True).start()
        while many:
            line = lines.get()
            if isinstance(line, dict):
                yield line
            elif line:
                raise RuntimeError(f"a process that played rounds failed (exit {line})")
            else:
                many -= 1


def _read(process: subprocess.Popen[str], order: str, lines: Queue[dict[str, Any] | int]) -> None:
    """Give the process its order and put its reports, and at last its exit status, on the queue."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(order)
    process.stdin.close()
    for line in process.stdout:
        lines.put(json.loads(line))
    lines.put(process.wait())
