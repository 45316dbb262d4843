"""The hub: who is connected in which class, when to take a turn, and the fan-out of its bytes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from django.db import DatabaseError, InterfaceError, connection

from watchkeeper.config.live.bells import Bell
from watchkeeper.config.live.client import Client
from watchkeeper.config.live.events import event
from watchkeeper.config.live.turns import Outcome, Turns
from watchkeeper.core.journal.feed import View, view_of
from watchkeeper.core.journal.sealing import stamp
from watchkeeper.core.people import sessions
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.people.sessions import Reader
from watchkeeper.kit import clock

R = TypeVar("R")
_AWAY = (DatabaseError, InterfaceError)
logger = logging.getLogger("watchkeeper.live")

_BEAT_S = 5.0
_LOOK_S = 1.0  # the safety look at the journal, rung or not
_RIGHTS_S = 0.8  # so that lost rights end a stream within a second
_UNCHECKED_S = 30.0  # streams whose rights cannot be checked for longer end
_CHECK_S = 60.0  # the boards' own check against the database
_LONG_FAN_OUT_S = 0.010
_GAP_S = 0.025
_MOST_KNOWN = 10_000
_BEAT_GOOD_S = 0.020  # many who come at once get the same bytes


def may_read(reader: Reader) -> bool:
    """Whether this reader may see a board at all."""
    return reader.actor.may(Permission.BOARD_READ)


class Hub:
    """All open streams of this process. Lives in the event loop; the database is touched in threads only."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._classes: dict[View, set[Client]] = {}
        self._hashes: dict[View, str] = {}
        self._rung = asyncio.Event()
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="live-turns")  # one: turns and joins keep their order
        self._asking = ThreadPoolExecutor(1, thread_name_prefix="live-rights")
        self._tasks: list[asyncio.Task[None]] = []
        self._sign_ins: dict[str, asyncio.Future[Reader | None]] = {}
        self._known: dict[str, Reader] = {}  # of sessions that left; believed only once the database agrees
        self._beats: dict[tuple[View, int, str], tuple[float, bytes]] = {}
        self._bell: Bell | None = None
        self._errors: dict[str, str] = {}
        self._has_gap = False
        self._unchecked_since = 0.0  # since when nobody could say who may still read
        self.position = 0
        self.is_closing = False

    # -- life

    async def start(self) -> None:
        """Begin to watch the journal."""
        loop = asyncio.get_running_loop()

        def ring() -> None:
            loop.call_soon_threadsafe(self._rung.set)

        self._bell = Bell(ring, lambda: bool(self._classes))
        self._bell.start()
        steps = {"turn": self._turn, "beat": self._beats_all, "rights": self._rights, "check": self._check}
        for name, step in steps.items():
            self._tasks.append(asyncio.create_task(self._outlive(name, step)))

    def close_all(self, reason: str = "restart") -> None:
        """End every stream, so that readers come back at once to whoever runs next."""
        self.is_closing = True
        for client in self.clients():
            client.close(reason)

    async def stop(self) -> None:
        """Stop watching and give the database back."""
        self.close_all()
        if self._bell:
            self._bell.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for pool in (self._reading, self._asking):
            pool.submit(connection.close)
            pool.shutdown(wait=True)

    @property
    def error(self) -> str:
        """What stands in the way of the feed just now, the sealer included; "" when all is well."""
        return next(iter(self._errors.values()), "") or (self._bell.error if self._bell else "")

    def clients(self) -> list[Client]:
        """Every open stream."""
        return [client for several in self._classes.values() for client in several]

    # -- one stream

    async def reader(self, session_key: str) -> Reader | None:
        """Who reads under this session; many who come at once are asked for in one query."""
        waiting = self._sign_ins.get(session_key)
        if waiting is None:
            waiting = self._sign_ins[session_key] = asyncio.get_running_loop().create_future()
            if len(self._sign_ins) == 1:
                asyncio.get_running_loop().call_later(0.005, self._ask_sign_ins)
        return await asyncio.shield(waiting)

    def _ask_sign_ins(self) -> None:
        asked, self._sign_ins = self._sign_ins, {}
        task = asyncio.create_task(self._answer_sign_ins(asked))
        self._tasks.append(task)
        task.add_done_callback(self._tasks.remove)

    async def _answer_sign_ins(self, asked: dict[str, asyncio.Future[Reader | None]]) -> None:
        known = {key: self._known[key] for key in asked if key in self._known}
        # A version nobody has: the reader of a session we do not know "changed".
        held = {key: known[key].rights_version if key in known else -1 for key in asked}
        try:
            found = await self._in(self._asking, sessions.rights_changed_since, held)
        except Exception as error:  # whoever waits must hear of it, whatever it was
            if not isinstance(error, _AWAY):
                logger.exception("nobody can sign in to the feed")
            for future in asked.values():
                future.set_exception(error)
            return
        for key, future in asked.items():
            future.set_result(found.get(key) if key in found else known.get(key))

    async def join(self, client: Client, after: int | None) -> None:
        """Let ``client`` in: what it missed first, then everything that comes."""
        is_first = not self._classes
        self._classes.setdefault(client.view, set()).add(client)
        join = partial(self._turns.join, is_first=is_first)
        position, missed, hashed = await self._in(
            self._reading, join, client.view, after, client.reader.actor.person_id
        )
        self._hashes[client.view] = hashed
        client.release(position, missed + self._beat(client.view, position))

    def leave(self, client: Client) -> None:
        """Forget ``client``; its class goes with its last reader. Who read is remembered, for most come back."""
        self._known[client.session_key] = client.reader
        if len(self._known) > _MOST_KNOWN:
            del self._known[next(iter(self._known))]
        several = self._classes.get(client.view)
        if several is not None:
            several.discard(client)
            if not several:
                del self._classes[client.view]
                self._hashes.pop(client.view, None)

    # -- what it does forever

    async def _outlive(self, name: str, step: Callable[[], Awaitable[None]]) -> None:
        """Take ``step`` for ever; what fails is logged, told by :attr:`error` and tried again a second later."""
        while True:
            try:
                await step()
                self._errors.pop(name, None)
            except _AWAY as error:
                self._errors[name] = f"{type(error).__name__}: {error}"
                logger.warning("the feed waits for the database (%s): %s", name, error)
                await asyncio.sleep(_LOOK_S)
            except Exception as error:  # one row that cannot be shown must not stop the feed for good
                self._errors[name] = f"{type(error).__name__}: {error}"
                logger.exception("the feed stumbled (%s)", name)
                await asyncio.sleep(_LOOK_S)

    async def _turn(self) -> None:
        try:
            async with asyncio.timeout(_LOOK_S):
                await self._rung.wait()
        except TimeoutError:
            pass
        self._rung.clear()
        try:
            outcome = await self._in(self._reading, self._turns.turn, list(self._classes))
        except Exception:
            self._has_gap = self._has_gap or self._turns.position != self.position
            raise
        if outcome.more:
            self._rung.set()
        began = clock.monotonic()
        self._fan_out(outcome)
        if self._has_gap:  # something was read and never told: every board must be loaded anew
            self._has_gap = False
            for client in self.clients():
                client.put(self.position, event("lost", {}, position=self.position))
        if clock.monotonic() - began > _LONG_FAN_OUT_S:
            await asyncio.sleep(_GAP_S)

    def _fan_out(self, outcome: Outcome) -> None:
        """Give each class its bytes, and named people theirs."""
        self.position = outcome.position
        self._hashes.update({view: hashed for view, hashed in outcome.hashes.items() if view in self._classes})
        for view, payload in outcome.classes.items():
            for client in tuple(self._classes.get(view, ())):
                client.put(outcome.position, payload)
        for people, payload in outcome.named:
            for client in self.clients():
                if client.reader.actor.person_id in people:
                    client.put(outcome.position, payload)

    async def _beats_all(self) -> None:
        await asyncio.sleep(_BEAT_S)
        for view, several in tuple(self._classes.items()):
            payload = self._beat(view, self.position)
            for client in tuple(several):
                client.put(self.position, payload)

    def _beat(self, view: View, position: int) -> bytes:
        hashed, now = self._hashes.get(view, ""), clock.monotonic()
        made, payload = self._beats.get((view, position, hashed), (0.0, b""))
        if not payload or now - made > _BEAT_GOOD_S:
            payload = event("beat", {"hash": hashed, "at": stamp(clock.now())}, position=position)
            self._beats = {(view, position, hashed): (now, payload)}
        return payload

    async def _check(self) -> None:
        await asyncio.sleep(_CHECK_S)
        try:
            fresh = await self._in(self._reading, self._turns.check, list(self._classes))
        except _AWAY:
            return  # the turns say so
        self._hashes.update({view: hashed for view, hashed in fresh.items() if view in self._classes})

    async def _rights(self) -> None:
        await asyncio.sleep(_RIGHTS_S)
        held = {client.session_key: client.reader.rights_version for client in self.clients()}
        try:
            changed = await self._in(self._asking, sessions.rights_changed_since, held) if held else {}
        except Exception:
            self._unchecked_since = self._unchecked_since or clock.monotonic()
            if clock.monotonic() - self._unchecked_since > _UNCHECKED_S:
                for client in self.clients():
                    client.close("unchecked")
            raise
        self._unchecked_since = 0.0
        for client in self.clients():
            if client.session_key in changed:
                self._rights_changed(client, changed[client.session_key])

    def _rights_changed(self, client: Client, reader: Reader | None) -> None:
        """End the stream, or move it to the class the reader is in now; its board must be loaded anew."""
        if reader is None or not may_read(reader):
            client.close("rights")
            return
        moved = view_of(reader.actor)
        if moved != client.view:
            self.leave(client)
            client.view = moved
            self._classes.setdefault(moved, set()).add(client)
            client.put(self.position, event("lost", {}, position=self.position))
            self._rung.set()
        client.reader = reader

    # -- the database, in threads

    async def _in(self, pool: ThreadPoolExecutor, ask: Callable[..., R], *args: Any) -> R:
        return await asyncio.get_running_loop().run_in_executor(pool, _asked, ask, args)


def _asked(ask: Callable[..., R], args: tuple[Any, ...]) -> R:
    """Ask the database; a connection that broke is dropped so that the next question opens another."""
    try:
        return ask(*args)
    except Exception:
        connection.close()
        raise
