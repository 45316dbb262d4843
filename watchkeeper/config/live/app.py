"""The live feed as a raw ASGI application: ``GET /feed`` (server-sent events) and ``GET /health``."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "watchkeeper.config.settings")
django.setup()

import orjson  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import DatabaseError, InterfaceError  # noqa: E402
from django.http.request import validate_host  # noqa: E402

from watchkeeper.config import wiring  # noqa: E402
from watchkeeper.config.live.client import Client  # noqa: E402
from watchkeeper.config.live.events import event, opening  # noqa: E402
from watchkeeper.config.live.hub import Hub, may_read  # noqa: E402
from watchkeeper.config.live.turns import Turns  # noqa: E402
from watchkeeper.core.journal import cursors  # noqa: E402
from watchkeeper.core.journal.feed import view_of  # noqa: E402

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_SAID = {"rights": "signed out", "restart": "restart", "slow": "too slow"}


class App:
    """The ASGI callable; the hub lives from the server's start-up to its shutdown."""

    def __init__(self) -> None:
        self._hub: Hub | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._hub = Hub(Turns(wiring.RENDERERS, wiring.NAMED))
                await self._hub.start()
                _close_streams_first(self._hub)
                await send({"type": "lifespan.startup.complete"})
            else:
                if self._hub:
                    await self._hub.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]}
        hub = self._hub
        if hub is None or hub.is_closing:
            await _answer(send, 503, {"error": "starting or stopping"}, [])
        elif scope["path"] == "/health" and scope["method"] in {"GET", "HEAD"}:
            await _answer(send, 503 if hub.error else 200, {"ok": not hub.error}, [])
        elif not validate_host(urlsplit(f"//{headers.get('host', '')}").hostname or "", _hosts()):
            await _answer(send, 400, {"error": "unknown host"}, [])
        elif scope["path"] != "/feed" or scope["method"] not in {"GET", "OPTIONS"}:
            await _answer(send, 404, {"error": "there is nothing here"}, [])
        elif (allowed := _cross_origin(headers, str(scope.get("scheme", "http")))) is None:
            await _answer(send, 403, {"error": "this origin may not read the feed"}, [])
        elif scope["method"] == "OPTIONS":
            await _answer(
                send, 204, None, [*allowed, (b"access-control-allow-headers", b"last-event-id,cache-control")]
            )
        else:
            await _feed(hub, scope, headers, receive, send, allowed)


async def _feed(
    hub: Hub,
    scope: Scope,
    headers: dict[str, str],
    receive: Receive,
    send: Send,
    allowed: list[tuple[bytes, bytes]],
) -> None:
    """One stream from sign-in to its end."""
    session_key = _session_key(headers.get("cookie", ""))
    try:
        reader = await hub.reader(session_key) if session_key else None
    except (DatabaseError, InterfaceError):
        await _answer(send, 503, {"error": "the database is away"}, allowed)
        return
    if reader is None:
        await _answer(send, 401, {"error": "sign in first"}, allowed)
        return
    if not may_read(reader):
        await _answer(send, 403, {"error": "your role has no board"}, allowed)
        return
    client = Client(send, session_key, reader, view_of(reader.actor))
    head = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-store")]
    await send(
        {"type": "http.response.start", "status": 200, "headers": [*head, (b"x-accel-buffering", b"no"), *allowed]}
    )
    await send({"type": "http.response.body", "body": opening(), "more_body": True})
    gone: asyncio.Future[None] = asyncio.ensure_future(_gone(receive))
    try:
        after, is_foreign = _after(scope, headers)
        await hub.join(client, after)
        if is_foreign:
            client.put(1 << 62, event("lost", {}, position=hub.position))
        gone.add_done_callback(lambda _: client.close(""))
        await client.over
    except (DatabaseError, InterfaceError):
        client.close("database")
    finally:
        hub.leave(client)
        gone.cancel()
    if client.over.result():
        said = event("bye", {"reason": _SAID.get(client.over.result(), "ended")})
        await send({"type": "http.response.body", "body": said, "more_body": False})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _after(scope: Scope, headers: dict[str, str]) -> tuple[int | None, bool]:
    """The position the reader has seen, and whether its cursor is none of ours."""
    cursor = headers.get("last-event-id", "")
    if not cursor:
        asked = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        cursor = asked.get("after", [""])[0]
    if not cursor:
        return None, False
    position = cursors.open_(cursor)
    return position, position is None


def _session_key(cookie: str) -> str:
    try:
        morsel = SimpleCookie(cookie).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


def _hosts() -> list[str]:
    return list(settings.ALLOWED_HOSTS)


def _cross_origin(headers: dict[str, str], scheme: str) -> list[tuple[bytes, bytes]] | None:
    """CORS headers for the page's own origin and no other; None refuses. No ``Origin`` header: nothing to allow.

    The page's origin is configured (``CSRF_TRUSTED_ORIGINS``, and the feed's own origin behind one proxy), or else
    the request's own host under any port: the pages live on the same host as the feed.
    """
    origin = headers.get("origin", "")
    if not origin:
        return []
    named = {*settings.CSRF_TRUSTED_ORIGINS, *([settings.FEED_ORIGIN] if settings.FEED_ORIGIN else [])}
    own = urlsplit(f"//{headers.get('host', '')}").hostname
    parts = urlsplit(origin)
    port = getattr(settings, "PORT", None)  # the pages' own, where `serve` told us
    derived = not named and parts.hostname == own and parts.scheme == scheme and port in {None, parts.port}
    if origin not in named and not derived:
        return None
    return [
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"Origin"),
    ]


async def _answer(send: Send, status: int, body: dict[str, Any] | None, extra: list[tuple[bytes, bytes]]) -> None:
    raw = orjson.dumps(body) if body is not None else b""
    kind = [(b"content-type", b"application/json"), (b"content-length", str(len(raw)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*kind, *extra]})
    await send({"type": "http.response.body", "body": raw})


def _close_streams_first(hub: Hub) -> None:
    """At SIGTERM end the streams before the server waits for open requests; a stream never ends by itself."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        server = signal.getsignal(number)

        def told(signum: int, frame: Any, server: Any = server) -> None:
            loop.call_soon_threadsafe(hub.close_all)
            if callable(server):
                server(signum, frame)

        try:
            signal.signal(number, told)
        except ValueError:
            return  # not in the main thread (tests): whoever runs the server closes the streams


app = App()
