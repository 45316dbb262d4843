"""Many readers of the live feed in a process of their own: who heard which change when, and what was asked for.

Run as a program: reads one JSON order from standard input, prints ``ready`` once all streams are open, and after a line
on standard input one JSON answer: percentiles of the spans from commit to client over every change and reader, and what
was lost.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import sys
from typing import Any, cast

import orjson
import uvloop

from watchkeeper.config.bench.figures import percentile
from watchkeeper.kit import clock

_CHANGE = b"change number "
_IDENT = re.compile(rb"id: (\S+)\n")
_BACK_S = 60.0
_TAIL = 64  # longer than the mark, so that one cut by the network is seen whole


class Reader(asyncio.Protocol):
    """One stream over a raw socket; when it ends, it comes back with the last cursor it saw."""

    def __init__(self, order: dict[str, Any], opened: asyncio.Event, cookie: str) -> None:
        self._order = order
        self._cookie = cookie
        self._opened = opened
        self._transport: asyncio.Transport | None = None
        self._tail = b""
        self._marked = b""  # the last bytes that held a cursor
        self._over = False
        self.heard: dict[int, float] = {}
        self.twice = 0
        self.requests = 0
        self.storms = 0
        self.is_open = False
        self.stays_away = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the stream."""
        self._transport = transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but name
        self.requests += 1
        idents = _IDENT.findall(self._marked)
        resume = b"Last-Event-ID: " + idents[-1] + b"\r\n" if idents else b""
        host = f"{self._order['host']}:{self._order['port']}"
        asked = f"GET /feed HTTP/1.1\r\nHost: {host}\r\nCookie: {self._cookie}\r\n".encode()
        transport.write(asked + resume + b"\r\n")

    def data_received(self, data: bytes) -> None:
        """Note every change in ``data`` with the time it came."""
        now = clock.monotonic()
        text = self._tail + data
        # The fewest steps: this process shares the machine with what it measures.
        found = text.find(_CHANGE)
        while found >= 0:
            end = text.find(b" ends", found)
            if end < 0:
                break
            if end + 5 > len(self._tail):
                number = int(text[found + len(_CHANGE) : end])
                self.twice += number in self.heard
                self.heard.setdefault(number, now)
            found = text.find(_CHANGE, end)
        if b"id: " in text:
            self._marked = text
        self._tail = text[-_TAIL:]
        if not self.is_open and b"event: beat" in text:
            self.is_open = True
            self._opened.set()

    def connection_lost(self, error: Exception | None) -> None:
        """Come back, as a browser does."""
        self.is_open, self._tail = False, b""
        if not (self._over or self.stays_away):
            asyncio.get_running_loop().call_later(0.2, self.come)

    def come(self) -> None:
        """Open the stream; try again until somebody answers."""
        task = asyncio.ensure_future(self._come())
        task.add_done_callback(lambda done: done.cancelled() or done.exception())

    async def _come(self) -> None:
        while not self._over:
            try:
                loop = asyncio.get_running_loop()
                await loop.create_connection(lambda: self, self._order["host"], self._order["port"])
                return
            except OSError:
                await asyncio.sleep(0.1)

    def cut(self) -> None:
        """Lose the connection, as when a proxy restarts."""
        self.is_open = False
        self.storms += 1
        if self._transport:
            self._transport.abort()

    def leave(self) -> None:
        """Close the stream for good."""
        self._over = True
        if self._transport:
            self._transport.close()


async def read(order: dict[str, Any]) -> dict[str, Any]:
    """Open ``order["clients"]`` streams, read until told, and say what was heard."""
    opened = asyncio.Event()
    cookies: list[str] = order["cookies"]
    readers = [Reader(order, opened, cookies[number % len(cookies)]) for number in range(order["clients"])]
    for number, reader in enumerate(readers):
        reader.come()
        if number % 50 == 49:
            await asyncio.sleep(0.05)
    await _all_open(readers, opened)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    if order.get("storm"):
        return await _back_at_once(readers, opened)
    said = await _told()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(_all_open(readers, opened), _BACK_S)  # each comes back and is told what it missed
    await asyncio.sleep(1.0)
    storm = await _storm(readers, opened)
    answer = _answer(readers, said)
    for reader in readers:
        reader.leave()
    return {**answer, "storm_s": storm}


async def _told() -> dict[int, float]:
    """When each change was committed, once it is known."""
    said = await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    return {int(number): at for number, at in orjson.loads(said).items()}


async def _back_at_once(readers: list[Reader], opened: asyncio.Event) -> dict[str, Any]:
    """All are cut off, changes are made meanwhile, and all come back at the same moment to be told of them."""
    for reader in readers:
        reader.stays_away = True
        reader.cut()
    sys.stdout.write("away\n")
    sys.stdout.flush()
    said = await _told()
    began = clock.monotonic()
    for reader in readers:
        reader.stays_away = False
        reader.come()
    await _all_open(readers, opened)
    took = round(clock.monotonic() - began, 2)
    answer = _answer(readers, said)
    for reader in readers:
        reader.leave()
    return {**answer, "storm_s": took}


async def _storm(readers: list[Reader], opened: asyncio.Event) -> float:
    """Seconds until every stream is open again after all were cut off at once; each resumes from its cursor."""
    began = clock.monotonic()
    for reader in readers:
        reader.cut()
    await _all_open(readers, opened)
    return round(clock.monotonic() - began, 2)


async def _all_open(readers: list[Reader], opened: asyncio.Event) -> None:
    while not all(reader.is_open for reader in readers):
        opened.clear()
        await opened.wait()


def _answer(readers: list[Reader], committed: dict[int, float]) -> dict[str, Any]:
    spans = [
        round((at - committed[number]) * 1000, 3)
        for reader in readers
        for number, at in reader.heard.items()
        if number in committed
    ]
    lost = sum(len(committed.keys() - reader.heard.keys()) for reader in readers)
    more = sum(reader.requests - 1 - reader.storms for reader in readers)
    return {
        "p50_ms": percentile(spans, 50),
        "p95_ms": percentile(spans, 95),
        "p99_ms": percentile(spans, 99),
        "lost": lost,
        "twice": sum(r.twice for r in readers),
        "more_requests": more,
    }


def main() -> None:
    """Read the order, run, print the answer."""
    order = orjson.loads(sys.stdin.readline())
    uvloop.install()
    answer = asyncio.run(read(order))
    sys.stdout.write(orjson.dumps(answer).decode() + "\n")


if __name__ == "__main__":
    main()
