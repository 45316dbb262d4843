"""Which processes an installation consists of, by database and by size."""

from __future__ import annotations

import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from watchkeeper.config.supervisor import Child
from watchkeeper.kit.errors import Refused


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How big, and where. ``workers`` processes times ``threads`` answer requests; SQLite has one process only."""

    database: str
    host: str = "127.0.0.1"
    port: int = 8000
    feed_port: int = 8001
    workers: int = 2
    threads: int = 8
    background: int = 1  # worker processes (timers, followers) on PostgreSQL
    carry: Sequence[str] = ()  # threads of the web process besides requests, SQLite only

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded form: one process writes."""
        return self.database.startswith("sqlite")


def children(shape: Shape) -> list[Child]:
    """The processes to supervise: web, live, and on PostgreSQL the workers."""
    env = {
        "DJANGO_SETTINGS_MODULE": "watchkeeper.config.settings",
        "WATCHKEEPER_DATABASE": shape.database,
        "WATCHKEEPER_PORT": str(shape.port),
        "WATCHKEEPER_FEED_PORT": str(shape.feed_port),
        "WATCHKEEPER_THREADS": str(shape.threads),
        "PYTHONUNBUFFERED": "1",
    }
    carried = ["worker", *shape.carry] if shape.is_sqlite else []
    web = Child("web", web_argv(shape), {**env, "WATCHKEEPER_CARRY": ",".join(carried)})
    live = Child("live", _live_argv(shape), env)
    workers = [
        Child(f"worker {number}", [sys.executable, "-m", "watchkeeper.config.worker"], {**env, "WATCHKEEPER_POOL": "4"})
        for number in range(1, shape.background + 1)
        if not shape.is_sqlite
    ]
    extra = [] if shape.is_sqlite else [_carried_alone(name, env) for name in shape.carry]
    return [web, live, *workers, *extra]


def web_argv(shape: Shape) -> list[str]:
    """granian serving WSGI with keep-alive; one process on SQLite, for its queue of writers lives in memory."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws"),
        *("--host", shape.host, "--port", str(shape.port)),
        *("--workers", str(1 if shape.is_sqlite else shape.workers), "--blocking-threads", str(shape.threads)),
        *("--blocking-threads-idle-timeout", "600", "--respawn-failed-workers", "--respawn-interval", "0.3"),
        *("--workers-kill-timeout", "5", "--log-level", "error"),
        "watchkeeper.config.wsgi:application",
    ]


def _live_argv(shape: Shape) -> list[str]:
    return [
        *(sys.executable, "-m", "uvicorn", "--host", shape.host, "--port", str(shape.feed_port)),
        *("--log-level", "warning", "--no-access-log", "--timeout-graceful-shutdown", "2", "--lifespan", "on"),
        "watchkeeper.config.live.app:app",
    ]


def _carried_alone(name: str, env: dict[str, str]) -> Child:
    module = {"simulator": "watchkeeper.config.simulate.living"}[name]
    return Child(name, [sys.executable, "-m", module], {**env, "WATCHKEEPER_POOL": "4"})


def address_of(host: str) -> str:
    """The IP address of ``host``, which the servers want instead of a name. Raises :class:`Refused` if it has none."""
    try:
        return str(socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][4][0])
    except OSError as error:
        raise Refused(f"There is no address {host!r} to listen on.") from error


def require_free(host: str, *ports: int) -> None:
    """Raise :class:`Refused` naming the first port somebody else already listens on."""
    for port in ports:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise Refused(f"Port {port} of {host} is taken ({error.strerror}). Choose another.") from error
