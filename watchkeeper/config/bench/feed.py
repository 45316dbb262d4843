"""From commit to client: a note written through the actions, heard by 50 and by 500 open streams."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from socket import socket
from typing import Any

import orjson
from django.conf import settings
from django.db import connection

from watchkeeper.config.bench import Options, Say, environment, ground
from watchkeeper.core.journal.transaction import writing
from watchkeeper.core.people.actions import sign_in
from watchkeeper.core.people.session_store import SessionStore
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Call
from watchkeeper.kit import clock

TITLE = (
    "commit to client through the live feed: 50 and 500 streams, 20 changes a second; a restart; 1,000 who come back"
)
CLIENTS = (50, 500)
CHANGES_PER_S = 20
STORM = 1000  # readers who come back at the same moment, each with a sign-in of its own
MISSED = 20  # changes made while they were away
OPEN_CALLS = 30


def run(database: str, options: Options, say: Say) -> list[dict[str, Any]]:
    """A timed run for each number of clients, and after it one with the live process restarted half-way."""
    laid = ground.lay()
    ground.open_calls(laid, OPEN_CALLS)
    storm = max(2, int(STORM * min(1.0, options.scale)))
    with writing():
        cookies = [f"{settings.SESSION_COOKIE_NAME}={_session(laid)}" for _ in range(storm)]
    runs = []
    for clients in (max(2, int(number * min(1.0, options.scale))) for number in CLIENTS):
        say(f"{clients} streams, {CHANGES_PER_S} changes a second")
        with _Live() as live:
            steady = _round(live, cookies[:clients], clients, laid, options.seconds, restart=False)
            restarted = _round(live, cookies[:clients], clients, laid, options.seconds, restart=True)
        runs.append(_report(clients, steady, restarted))
    say(f"{storm} readers come back at once")
    with _Live() as live:
        runs[-1] |= _storm(live, cookies, laid)
    return runs


def _storm(live: _Live, cookies: list[str], laid: ground.Ground) -> dict[str, Any]:
    """Everybody is cut off and comes back at once with ``Last-Event-ID``; seconds until the last was served."""
    order = {"host": "127.0.0.1", "port": live.port, "cookies": cookies, "clients": len(cookies), "storm": True}
    with _readers(order) as readers:
        _expect(readers, "ready")
        _expect(readers, "away")
        answer = _answer(readers, _changes(laid, MISSED / CHANGES_PER_S, None))
    return {"storm_clients": len(cookies), "storm_s": answer["storm_s"], "storm_lost": answer["lost"]}


def _report(clients: int, steady: dict[str, Any], restarted: dict[str, Any]) -> dict[str, Any]:
    return {
        "version": environment.versions(),
        "clients": clients,
        "changes_per_s": steady["changes_per_s"],
        "changes": steady["changes"],
        "p50_ms": steady["p50_ms"],
        "p95_ms": steady["p95_ms"],
        "p99_ms": steady["p99_ms"],
        "lost": steady["lost"] + restarted["lost"],
        "lost_across_restart": restarted["lost"],
        "changes_across_restart": restarted["changes"],
        "twice": steady["twice"] + restarted["twice"],
        "reconnect_storm_s": steady["storm_s"],
        "web_requests_per_change": steady["more_requests"] / max(1, steady["changes"]),
    }


def _session(laid: ground.Ground) -> str:
    """A signed-in session of the dispatcher."""
    store = SessionStore()
    store.create()
    key = str(store.session_key)
    sign_in(laid.account, by=laid.dispatcher, session_key=key, method="password", device="bench")
    return key


def _round(
    live: _Live, cookies: list[str], clients: int, laid: ground.Ground, seconds: float, *, restart: bool
) -> dict[str, Any]:
    """Open the streams, change things at an even pace, wait for the last echo, and ask what was heard."""
    order = {"host": "127.0.0.1", "port": live.port, "cookies": cookies, "clients": clients}
    with _readers(order) as readers:
        _expect(readers, "ready")
        began = clock.monotonic()
        committed = _changes(laid, seconds, live if restart else None)
        took = clock.monotonic() - began
        answer = _answer(readers, committed)
    return {**answer, "changes": len(committed), "changes_per_s": round(len(committed) / took, 1)}


def _expect(readers: subprocess.Popen[str], word: str) -> None:
    """Wait until the readers say ``word``."""
    assert readers.stdout is not None
    if readers.stdout.readline().strip() != word:
        raise RuntimeError("the readers could not open their streams")


def _answer(readers: subprocess.Popen[str], committed: dict[int, float]) -> dict[str, Any]:
    """Tell the readers when each change was committed, and hear what they heard."""
    assert readers.stdin is not None
    assert readers.stdout is not None
    readers.stdin.write(orjson.dumps({str(n): at for n, at in committed.items()}).decode() + "\n")
    readers.stdin.flush()
    answer: dict[str, Any] = orjson.loads(readers.stdout.readline())
    return answer


def _changes(laid: ground.Ground, seconds: float, restarted: _Live | None) -> dict[int, float]:
    """Notes on the open calls at an even pace; when each was committed, on the clock all processes share."""
    calls = list(Call.objects.filter(department=laid.department, closed_at=None).order_by("pk")[:OPEN_CALLS])
    committed: dict[int, float] = {}
    began = clock.monotonic()
    for number in range(int(seconds * CHANGES_PER_S)):
        clock.sleep(max(0.0, began + number / CHANGES_PER_S - clock.monotonic()))
        actions.note(calls[number % len(calls)], by=laid.dispatcher, text=f"change number {number} ends")
        committed[number] = clock.monotonic()
        if restarted is not None and number == int(seconds * CHANGES_PER_S / 2):
            restarted.restart()
    return committed


class _Live:
    """The live process alone, on a free port."""

    def __init__(self) -> None:
        with socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> _Live:
        self._start()
        return self

    def __exit__(self, *why: object) -> None:
        self._stop()

    def _launch(self) -> None:
        env = {**os.environ, "WATCHKEEPER_DATABASE": str(settings.DATABASE_URL)}
        command = [sys.executable, "-m", "uvicorn", "--port", str(self.port), "--log-level", "warning"]
        self._process = subprocess.Popen([*command, "--lifespan", "on", "watchkeeper.config.live.app:app"], env=env)

    def _start(self) -> None:
        self._launch()
        end = clock.monotonic() + 60
        while not self._answers():
            if clock.monotonic() > end:
                raise RuntimeError("the live process did not start")
            clock.sleep(0.1)

    def _stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(30)

    def restart(self) -> None:
        """End it as a deployment does, and start it again without waiting."""
        self._stop()
        self._launch()

    def _answers(self) -> bool:
        with socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@contextmanager
def _readers(order: dict[str, Any]) -> Iterator[subprocess.Popen[str]]:
    """The process that reads, given its order."""
    process = subprocess.Popen(
        [sys.executable, "-m", "watchkeeper.config.bench.feed_readers"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    process.stdin.write(orjson.dumps(order).decode() + "\n")
    process.stdin.flush()
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)
        if connection.vendor == "postgresql":
            connection.close()
