"""One open stream: bytes go out at once while the network takes them, and are gathered while it does not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Generator, MutableMapping
from typing import Any

from watchkeeper.core.journal.feed import View
from watchkeeper.core.people.sessions import Reader

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
_MOST_BYTES = 1 << 20  # a reader this far behind is let go; it comes back and resumes


class Client:
    """A reader's stream. All methods run in the event loop."""

    __slots__ = ("_busy", "_held", "_rest", "_send", "_size", "_waiting", "over", "reader", "session_key", "view")

    def __init__(self, send: Send, session_key: str, reader: Reader, view: View) -> None:
        self._send = send
        self._busy = False
        self._held = True  # until what it missed was sent
        self._waiting: list[tuple[int, bytes]] = []
        self._size = 0
        self._rest: asyncio.Task[None] | None = None
        self.session_key = session_key
        self.reader = reader
        self.view = view
        self.over: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def put(self, position: int, payload: bytes) -> None:
        """Send ``payload``, or keep it for one joined write when the network takes again."""
        if self.over.done():
            return
        if not (self._busy or self._held):
            self._write(payload)
            return
        self._waiting.append((position, payload))
        self._size += len(payload)
        if self._size > _MOST_BYTES:
            self.close("slow")

    def release(self, position: int, first: bytes) -> None:
        """Send what the reader missed up to ``position``, then what came meanwhile."""
        self._held = False
        kept = b"".join(payload for at, payload in self._waiting if at > position)
        self._waiting, self._size = [], 0
        if first or kept:
            self._write(first + kept)

    def close(self, reason: str) -> None:
        """End the stream; ``reason`` is told to the request's own coroutine."""
        if not self.over.done():
            self.over.set_result(reason)

    def _write(self, payload: bytes) -> None:
        """Send without a task of its own: a write suspends only when the network's buffer is full."""
        writing = self._send({"type": "http.response.body", "body": payload, "more_body": True})
        steps = writing.__await__()
        try:
            awaited = next(steps)
        except StopIteration:
            return
        except Exception as error:  # noqa: BLE001  whatever a broken connection raises ends this stream only
            self.close(f"broken: {type(error).__name__}")
            return
        self._busy = True
        self._rest = asyncio.ensure_future(self._finish(awaited, steps))

    async def _finish(self, awaited: Any, steps: Generator[Any, None, None]) -> None:
        """Go on with a write the network held up, then send what gathered."""
        try:
            await _Rest(awaited, steps)
        except Exception as error:  # noqa: BLE001  as above
            self.close(f"broken: {type(error).__name__}")
            return
        self._busy = False
        gathered = b"".join(payload for _, payload in self._waiting)
        self._waiting, self._size = [], 0
        if gathered and not self.over.done():
            self._write(gathered)


class _Rest:
    """The rest of a coroutine that was begun by hand, as something a task can await."""

    def __init__(self, awaited: Any, steps: Generator[Any, None, None]) -> None:
        self._awaited, self._steps = awaited, steps

    def __await__(self) -> Generator[Any, None, None]:
        yield self._awaited
        yield from self._steps
