"""The supervisor and the real servers: they start, come back after a kill, and stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from socket import socket

import pytest

from watchkeeper.config.processes import Shape, address_of, children, require_free
from watchkeeper.config.supervisor import Child, Supervisor
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Refused

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


def _until(holds: Callable[[], bool], *, within_s: float = 20.0) -> bool:
    deadline = clock.monotonic() + within_s
    while clock.monotonic() < deadline:
        if holds():
            return True
        clock.sleep(0.05)
    return False


@pytest.mark.slow
def test_a_killed_child_is_started_again_and_all_end_together() -> None:
    said: list[str] = []
    supervisor = Supervisor([Child("sleeper", SLEEPER)], say=said.append)
    child = supervisor.children[0]

    def meddle() -> None:
        assert child.process is not None
        first = child.process.pid
        os.kill(first, signal.SIGKILL)
        assert _until(lambda: child.process is not None and child.process.pid != first)
        supervisor.stop()

    meddler = threading.Thread(target=meddle)
    assert supervisor.run(when_up=meddler.start) is True
    meddler.join()
    assert child.process is not None
    assert child.process.returncode is not None, "the second one was ended too"
    assert any("starting it again" in line for line in said)


def test_a_child_that_never_stays_up_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("watchkeeper.config.supervisor._LONGEST_WAIT_S", 0.01)
    said: list[str] = []
    supervisor = Supervisor([Child("broken", [sys.executable, "-c", "raise SystemExit(7)"])], say=said.append)
    assert supervisor.run() is False
    assert "exit 7" in said[-1]


def test_sqlite_has_one_web_process_that_carries_the_worker() -> None:
    names = [child.name for child in children(Shape(database="sqlite:////tmp/x", workers=4))]
    assert names == ["web", "live"]
    many = children(Shape(database="postgresql://x/y", workers=4, background=2))
    assert [child.name for child in many] == ["web", "live", "worker 1", "worker 2"]
    assert "4" in many[0].argv


def test_a_taken_port_is_named() -> None:
    with socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Refused, match=str(port)):
            require_free("127.0.0.1", port)


def test_a_host_name_is_looked_up() -> None:
    assert address_of("127.0.0.1") == "127.0.0.1"
    with pytest.raises(Refused):
        address_of("no such host")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A fresh installation on SQLite, served for real."""
    with socket() as one, socket() as two:
        one.bind(("127.0.0.1", 0))
        two.bind(("127.0.0.1", 0))
        port, feed = one.getsockname()[1], two.getsockname()[1]
    env = {name: value for name, value in os.environ.items() if not name.startswith("WATCHKEEPER_")}
    env |= {"WATCHKEEPER_VAR": str(tmp_path), "WATCHKEEPER_SECRET_KEY": "k" * 50}
    command = [sys.executable, "-m", "watchkeeper.config.cli", "serve", "--migrate"]
    command += ["--port", str(port), "--feed-port", str(feed), "--database", f"sqlite:///{tmp_path / 'house.sqlite3'}"]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
    try:
        yield process, port
    finally:
        process.kill()
        process.wait()


@pytest.mark.slow
def test_the_installation_starts_survives_a_killed_web_worker_and_stops(
    house: tuple[subprocess.Popen[str], int],
) -> None:
    process, port = house
    assert process.stdout is not None
    assert f"http://127.0.0.1:{port}/" in process.stdout.readline()
    for pid in _web_workers(process.pid):
        os.kill(pid, signal.SIGKILL)
    assert _until(lambda: _answers(port), within_s=40)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    assert not _answers(port)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/alive", timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def _web_workers(supervisor: int) -> list[int]:
    """The processes under granian, which is under the supervisor."""
    below = [pid for child in _children(supervisor) for pid in _children(child) if "granian" in _command(child)]
    assert below
    return below


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().decode().replace("\0", " ")
