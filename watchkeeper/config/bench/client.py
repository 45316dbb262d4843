"""The load: a process of its own that speaks HTTP over raw keep-alive sockets, so that its own cost stays small.

Run as a program it reads one JSON order from standard input and prints one JSON answer.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Barrier, Thread
from typing import Any

import orjson

from watchkeeper.kit import clock


class Link:
    """One connection that stays open."""

    def __init__(self, host: str, port: int, headers: Mapping[str, str]) -> None:
        self._socket = socket.create_connection((host, port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        fixed = {"Host": f"{host}:{port}", "Connection": "keep-alive", **headers}
        self._headers = "".join(f"{name}: {value}\r\n" for name, value in fixed.items()).encode()
        self._rest = b""

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, bytes, bytes]:
        """Send one request and give status, the head in lower case, and the body."""
        content = orjson.dumps(body) if body is not None else b""
        head = f"{method} {path} HTTP/1.1\r\nContent-Length: {len(content)}\r\n".encode()
        kind = b"Content-Type: application/json\r\n" if content else b""
        self._socket.sendall(head + kind + self._headers + b"\r\n" + content)
        return self._answer()

    def _answer(self) -> tuple[int, bytes, bytes]:
        head, _, rest = self._until(b"\r\n\r\n").partition(b"\r\n\r\n")
        head = head.lower()
        status = int(head[9:12])  # after "http/1.1 "
        if b"transfer-encoding: chunked" in head:
            return status, head, self._chunks(rest)
        begins = head.find(b"content-length:")
        length = int(head[begins + 15 :].split(b"\r\n", 1)[0]) if begins >= 0 else 0
        while len(rest) < length:
            rest += self._more()
        self._rest = rest[length:]
        return status, head, rest[:length]

    def _until(self, mark: bytes) -> bytes:
        data = self._rest
        while mark not in data:
            data += self._more()
        return data

    def _chunks(self, data: bytes) -> bytes:
        body = b""
        while True:
            while b"\r\n" not in data:
                data += self._more()
            size, _, data = data.partition(b"\r\n")
            many = int(size, 16)
            while len(data) < many + 2:
                data += self._more()
            body, data = body + data[:many], data[many + 2 :]
            if many == 0:
                self._rest = data
                return body

    def _more(self) -> bytes:
        data = self._socket.recv(65536)
        if not data:
            raise ConnectionError("the server closed the connection")
        return data


@dataclass
class Timings:
    """What one client measured, in milliseconds."""

    requests: list[float] = field(default_factory=list)
    cycles: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def life_cycles(order: dict[str, Any], number: int, timings: Timings, start: Barrier) -> None:
    """Open, assign, en route, on scene, clear, close, again and again until the time is over."""
    link = Link(order["host"], order["port"], {"Authorization": f"Bearer {order['token']}"})
    units = order["units"][number :: order["clients"]]
    places = order["places"]
    done = 0
    start.wait()
    begin = clock.monotonic()
    measured_from, until = begin + order["warm_s"], begin + order["warm_s"] + order["seconds"]
    while (now := clock.monotonic()) < until:
        steps: list[float] = []
        problem = one_cycle(link, units[done % len(units)], places[(done * 7 + number) % len(places)], steps)
        done += 1
        if problem:
            timings.problems.append(problem)
        elif now >= measured_from:
            timings.requests += steps
            timings.cycles.append(sum(steps))


def one_cycle(link: Link, unit: str, place: str, steps: list[float]) -> str:
    """Six requests; the milliseconds of each go to ``steps``. Gives what went wrong, or the empty string."""
    answers: list[dict[str, Any]] = []

    def post(path: str, body: dict[str, Any]) -> bool:
        began = clock.monotonic()
        status, _, content = link.ask("POST", f"/api/v1{path}", body)
        steps.append((clock.monotonic() - began) * 1000)
        answers.append(orjson.loads(content))
        return status == 200

    if not post("/calls", {"service": "generic_assistance", "place_ref": place, "callback": "617-555-0100"}):
        return f"open: {answers[-1]}"
    call = answers[-1]["id"]
    if not post(f"/calls/{call}/assign", {"units": [unit]}):
        return f"assign: {answers[-1]}"
    mine = answers[-1]["assignments"][0]["id"]
    rest: tuple[tuple[str, dict[str, Any]], ...] = (
        (f"/assignments/{mine}/move", {"to": "en_route"}),
        (f"/assignments/{mine}/move", {"to": "on_scene"}),
        (f"/assignments/{mine}/clear", {"outcome": "assisted"}),
        (f"/calls/{call}/close", {}),
    )
    for path, body in rest:
        if not post(path, body):
            return f"{path}: {answers[-1]}"
    return ""


def readings(order: dict[str, Any], number: int, timings: Timings, start: Barrier) -> None:
    """Fetch one page again and again."""
    link = Link(order["host"], order["port"], {**order["headers"], "Accept-Encoding": "gzip"})
    start.wait()
    for turn in range(order["times"] + 10):
        began = clock.monotonic()
        status, head, body = link.ask("GET", order["path"])
        took = (clock.monotonic() - began) * 1000
        if status != 200:
            timings.problems.append(f"{status}: {body[:200]!r}")
        elif turn >= 10:
            timings.requests.append(took)
            timings.cycles.append(len(body) if b"content-encoding: gzip" in head else -len(body))


WORK: dict[str, Callable[[dict[str, Any], int, Timings, Barrier], None]] = {
    "life_cycles": life_cycles,
    "readings": readings,
}


def send(order: dict[str, Any]) -> dict[str, Any]:
    """Run an order in a process of its own and give its answer. Raises ``RuntimeError`` when that fails."""
    command = [sys.executable, "-m", "watchkeeper.config.bench.client"]
    done = subprocess.run(command, input=json.dumps(order), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the client failed: {done.stderr[-2000:]}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def main() -> None:
    """Carry out the order on standard input with as many threads as it names clients."""
    order = json.load(sys.stdin)
    clients = int(order.get("clients", 1))
    timings = [Timings() for _ in range(clients)]
    start = Barrier(clients)
    threads = [Thread(target=WORK[order["work"]], args=(order, n, timings[n], start)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    together = {
        "requests": [one for timing in timings for one in timing.requests],
        "cycles": [one for timing in timings for one in timing.cycles],
        "problems": [one for timing in timings for one in timing.problems],
    }
    sys.stdout.write(json.dumps(together))


if __name__ == "__main__":
    main()
