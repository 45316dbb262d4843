"""A stream whose network does not take: nothing waits for it, it loses nothing, and too far behind it is let go."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from watchkeeper.config.live.client import Client
from watchkeeper.core.journal.feed import View
from watchkeeper.core.people.actor import system
from watchkeeper.core.people.sessions import Reader

READER = Reader(system(1, "test"), 1)


class Network:
    """Takes bytes, or holds the writer up until it is opened again."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.is_open = asyncio.Event()
        self.is_open.set()
        self.fault: Exception | None = None

    async def send(self, message: MutableMapping[str, Any]) -> None:
        if not self.is_open.is_set():
            await self.is_open.wait()
        if self.fault:
            raise self.fault
        self.taken.append(message["body"])


def with_client(run: Callable[[Client, Network], Awaitable[None]]) -> None:
    async def inside() -> None:
        network = Network()
        await run(Client(network.send, "key", READER, View(1, 2)), network)

    # In a thread of its own: a browser test before this one may have left a loop running in ours.
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(asyncio.run, inside()).result()


def test_what_comes_while_the_reader_is_let_in_follows_what_it_missed() -> None:
    async def run(client: Client, network: Network) -> None:
        client.put(4, b"four")
        client.put(6, b"six")
        assert network.taken == []
        client.release(5, b"missed up to five;")
        client.put(7, b"seven")
        assert network.taken == [b"missed up to five;six", b"seven"]

    with_client(run)


def test_a_held_up_write_gathers_the_rest_into_one() -> None:
    async def run(client: Client, network: Network) -> None:
        client.release(0, b"")
        network.is_open.clear()
        for number in range(1, 4):
            client.put(number, f"{number};".encode())
        assert network.taken == []
        network.is_open.set()
        await asyncio.sleep(0.01)
        assert network.taken == [b"1;", b"2;3;"]
        client.put(4, b"4;")
        assert network.taken[-1] == b"4;"

    with_client(run)


def test_a_reader_too_far_behind_is_let_go() -> None:
    async def run(client: Client, network: Network) -> None:
        client.release(0, b"")
        network.is_open.clear()
        for number in range(40):
            client.put(number, b"x" * 50_000)
        assert client.over.result() == "slow"
        network.is_open.set()
        await asyncio.sleep(0.01)
        assert len(network.taken) == 1

    with_client(run)


def test_a_broken_connection_ends_its_own_stream_only() -> None:
    async def run(client: Client, network: Network) -> None:
        client.release(0, b"")
        network.fault = ConnectionResetError()
        client.put(1, b"x")
        assert client.over.result() == "broken: ConnectionResetError"
        client.put(2, b"y")

    with_client(run)


def test_a_connection_that_breaks_while_it_is_held_up_ends_too() -> None:
    async def run(client: Client, network: Network) -> None:
        client.release(0, b"")
        network.is_open.clear()
        client.put(1, b"x")
        network.fault = ConnectionResetError()
        network.is_open.set()
        await asyncio.sleep(0.01)
        assert client.over.result() == "broken: ConnectionResetError"

    with_client(run)
