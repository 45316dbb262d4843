"""The whole installation as `serve` runs it, for as long as a bench needs it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from socket import socket

from django.conf import settings
from django.db import connections

from watchkeeper.kit import clock, ids


@dataclass(frozen=True)
class Served:
    """Where it answers, and the process that supervises it."""

    host: str
    port: int
    feed_port: int
    pid: int


@contextmanager
def served(*, workers: int = 2, threads: int = 4, more: Mapping[str, str] | None = None) -> Iterator[Served]:
    """Serve the connected database on free ports; web, live and worker, as in production. Raises ``RuntimeError``.

    ``more`` is set in its environment.
    """
    connections.close_all()
    port, feed_port = _free_port(), _free_port()
    env = {
        **os.environ,
        "WATCHKEEPER_DATABASE": str(settings.DATABASE_URL),
        "WATCHKEEPER_SECRET_KEY": ids.token(48),
        "WATCHKEEPER_HOSTS": "localhost,127.0.0.1,[::1],testserver",
        **(more or {}),
    }
    command = [
        *(sys.executable, "-m", "watchkeeper.config.cli", "serve", "--port", str(port), "--feed-port", str(feed_port)),
        *("--workers", str(workers), "--threads", str(threads)),
    ]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
    try:
        _wait(process)
        yield Served("127.0.0.1", port, feed_port, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _wait(process: subprocess.Popen[str]) -> None:
    """Until the address is printed, which happens when it answers."""
    assert process.stdout is not None
    timer = threading.Timer(90, process.kill)
    timer.start()
    line = process.stdout.readline()
    timer.cancel()
    if "is at" not in line:
        raise RuntimeError(f"the server did not start: {line!r} (exit {process.poll()})")
    threading.Thread(target=process.stdout.read, daemon=True).start()
    clock.sleep(0.5)  # let the second web process finish loading too


def _free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
