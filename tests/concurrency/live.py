"""A real live process on a free port of this machine, and readers of its stream."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import orjson
from django.db import connection

from watchkeeper.core.people.actions import sign_in
from watchkeeper.core.people.models import Account
from watchkeeper.core.people.rights import actor_of
from watchkeeper.core.people.session_store import SessionStore
from watchkeeper.kit import clock


def database_url() -> str:
    """The address of the test database, for another process."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{told['NAME']}"
    password = f":{quote(told['PASSWORD'], safe='')}" if told["PASSWORD"] else ""
    return f"postgresql://{told['USER']}{password}@{told['HOST']}:{told['PORT']}/{told['NAME']}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(true: Callable[[], bool], *, within_s: float = 10.0) -> None:
    """Wait until ``true()``; fail after ``within_s`` seconds."""
    end = clock.monotonic() + within_s
    while not true():
        assert clock.monotonic() < end, "it did not come to pass in time"
        clock.sleep(0.01)


@dataclass
class Live:
    """The live process: started, killed, started again."""

    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = ["-m", "uvicorn", "--port", str(self.port), "--log-level", "warning", "--lifespan", "on"]
        env = {
            **os.environ,
            "WATCHKEEPER_DATABASE": database_url(),
            "DJANGO_SETTINGS_MODULE": "watchkeeper.config.settings",
        }
        self.process = subprocess.Popen([sys.executable, *command, "watchkeeper.config.live.app:app"], env=env)
        eventually(lambda: self.get("/health")[0] == 200, within_s=30)

    def get(self, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage | None]:
        """Status and headers of a plain request; (0, None) when nobody answers."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            link.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            answer = link.getresponse()
            return answer.status, answer.headers
        except OSError:
            return 0, None
        finally:
            link.close()

    def stop(self, number: int = signal.SIGTERM) -> float:
        """Signal the process, wait for its end and return how many seconds it took."""
        assert self.process
        began = clock.monotonic()
        self.process.send_signal(number)
        self.process.wait(20)
        return clock.monotonic() - began


@contextmanager
def live() -> Iterator[Live]:
    one = Live()
    one.start()
    try:
        yield one
    finally:
        if one.process and one.process.poll() is None:
            one.stop(signal.SIGKILL)


class Listener:
    """A reader of the stream in a thread: keeps every event, and resumes when told to."""

    def __init__(self, to: Live, session_key: str, *, after: str = "", **headers: str) -> None:
        self.events: list[tuple[str, Any]] = []
        self.last_id = after
        self.status = 0
        self.ended = threading.Event()
        self._headers = {"Cookie": f"watchkeeper={session_key}", **headers}
        self._link = http.client.HTTPConnection("127.0.0.1", to.port, timeout=30)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        eventually(lambda: bool(self.status))
        if self.status == 200:
            eventually(lambda: bool(self.events))

    def _read(self) -> None:
        try:
            self._link.request("GET", "/feed", headers={**self._headers, **self._resume()})
            answer = self._link.getresponse()
            self.status = answer.status
            name = ""
            while answer.status == 200 and (line := answer.readline()):
                kind, _, value = line.decode().rstrip("\n").partition(": ")
                if kind == "event":
                    name = value
                elif kind == "id":
                    self.last_id = value
                elif kind == "data":
                    self.events.append((name, orjson.loads(value)))
        except (OSError, http.client.HTTPException, ValueError, AttributeError):
            pass  # closed under the reader, by us or by the killed process
        finally:
            self.status = self.status or -1
            self.ended.set()

    def _resume(self) -> dict[str, str]:
        return {"Last-Event-ID": self.last_id} if self.last_id else {}

    def of(self, name: str) -> list[Any]:
        """The data of every event called ``name`` so far."""
        return [data for kind, data in self.events if kind == name]

    def told(self) -> list[str]:
        """Every line of the log so far."""
        return [line["text"] for data in self.of("rows") for line in data["log"]]

    def rows(self) -> dict[str, dict[str, Any]]:
        """The board as this reader has it, from events alone."""
        board: dict[str, dict[str, Any]] = {}
        for data in self.of("rows"):
            board.update({row["k"]: row for row in data["rows"]})
            for key in data["gone"]:
                board.pop(key, None)
        return board

    def close(self) -> None:
        if self._link.sock:
            self._link.sock.shutdown(socket.SHUT_RDWR)
        self._link.close()
        self._thread.join(5)


def signed_in(account: Account) -> str:
    """The key of a session ``account`` is signed in on."""
    store = SessionStore()
    store.create()
    key = store.session_key
    assert key
    sign_in(account, by=actor_of(account), session_key=key, method="password", device="test")
    return key
