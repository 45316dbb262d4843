"""What the hub does forever goes on whatever one step of it ran into."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Coroutine, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pytest
from django.db import InterfaceError

from watchkeeper.config.live import hub as module
from watchkeeper.config.live.client import Client
from watchkeeper.config.live.hub import Hub
from watchkeeper.config.live.turns import Outcome, Turns
from watchkeeper.core.journal.feed import View
from watchkeeper.core.people import sessions
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.sessions import Reader

DESK = View(1, 2)


class Failing:
    """Turns that read one entry each and stumble over the second."""

    def __init__(self) -> None:
        self.position = 0

    def turn(self, views: Collection[View]) -> Outcome:
        self.position += 1
        if self.position == 2:
            raise ValueError("one row that cannot be rendered")
        return Outcome(self.position)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LOOK_S", 0.01)
    monkeypatch.setattr(module, "_RIGHTS_S", 0.01)


def run(inside: Coroutine[Any, Any, None]) -> None:
    """Run it in a loop of a thread of its own, as a server would."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, inside).result()


def joined(hub: Hub, sent: list[bytes]) -> Client:
    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message["body"])

    reader = Reader(actor=cast(Actor, None), rights_version=1)
    client = Client(send, "key", reader, DESK)
    client.release(0, b"")
    hub._classes[DESK] = {client}
    return client


async def until(done: Any) -> None:
    for _ in range(500):
        if done():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came")


def test_a_row_that_cannot_be_rendered_is_told_and_outlived() -> None:
    async def inside() -> None:
        turns, sent = Failing(), []  # type: tuple[Failing, list[bytes]]
        hub = Hub(cast(Turns, turns))
        joined(hub, sent)
        task = asyncio.create_task(hub._outlive("turn", hub._turn))
        await until(lambda: hub.error)
        assert "cannot be rendered" in hub.error
        await until(lambda: turns.position > 3)
        assert hub.error == ""
        assert b"event: lost" in b"".join(sent)  # what was read and never told is loaded anew
        assert b"".join(sent).count(b"event: lost") == 1
        task.cancel()

    run(inside())


def test_rights_that_cannot_be_checked_once_are_checked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async def inside() -> None:
        looks: list[int] = []

        def look(held: dict[str, int]) -> dict[str, Reader | None]:
            looks.append(1)
            if len(looks) == 1:
                raise InterfaceError("the connection is closed")
            return {"key": None}

        monkeypatch.setattr(sessions, "rights_changed_since", look)
        hub = Hub(cast(Turns, Failing()))
        client = joined(hub, [])
        task = asyncio.create_task(hub._outlive("rights", hub._rights))
        assert await client.over == "rights"
        task.cancel()

    run(inside())


def test_streams_whose_rights_stay_unchecked_end(monkeypatch: pytest.MonkeyPatch) -> None:
    async def inside() -> None:
        def look(held: dict[str, int]) -> dict[str, Reader | None]:
            raise ValueError("'watch_commander' is not a valid Role")

        monkeypatch.setattr(sessions, "rights_changed_since", look)
        monkeypatch.setattr(module, "_UNCHECKED_S", 0.05)
        hub = Hub(cast(Turns, Failing()))
        client = joined(hub, [])
        task = asyncio.create_task(hub._outlive("rights", hub._rights))
        assert await client.over == "unchecked"
        assert "watch_commander" in hub.error
        task.cancel()

    run(inside())


def test_whoever_waits_to_be_let_in_hears_of_any_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    async def inside() -> None:
        def look(held: dict[str, int]) -> dict[str, Reader | None]:
            raise ValueError("no such role")

        monkeypatch.setattr(sessions, "rights_changed_since", look)
        hub = Hub(cast(Turns, Failing()))
        with pytest.raises(ValueError, match="no such role"):
            await asyncio.wait_for(hub.reader("key"), 5)

    run(inside())
