"""The bell: after a commit, tell whoever seals and streams that the journal has grown.

On PostgreSQL it is a NOTIFY on a connection of its own (inside an action it would take a global lock): at once when
it was quiet, and at most every 10 ms. On SQLite readers watch ``PRAGMA data_version``; an event serves those inside
this process.
"""

from __future__ import annotations

import logging
import os
import threading
from typing import TYPE_CHECKING, Any

from django.db import connection

from watchkeeper.kit import clock

if TYPE_CHECKING:
    import psycopg

CHANNEL = "journal"
SEALED = "journal_sealed"
_GAP_SECONDS = 0.010  # each ring takes a turn from this process's requests and wakes others
_log = logging.getLogger(__name__)

rung = threading.Event()  # for listeners inside this process


class _Ringer:
    """The thread that rings on PostgreSQL, started at the first ring in each process."""

    def __init__(self) -> None:
        self.pid = 0
        self.wanted = threading.Event()
        self.database = ""

    def ring(self) -> None:
        database = connection.settings_dict["NAME"]
        if self.pid != os.getpid() or database != self.database:
            self.stop()
            self.pid, self.database = os.getpid(), database
            address = parameters(connection)
            threading.Thread(target=self._run, args=(self.wanted, address), name="journal-bell", daemon=True).start()
        self.wanted.set()

    def _run(self, wanted: threading.Event, address: dict[str, Any]) -> None:
        import psycopg

        link: psycopg.Connection[Any] | None = None
        while self.wanted is wanted:
            if not wanted.wait(timeout=5):
                continue
            wanted.clear()
            if self.wanted is not wanted:
                break
            try:
                if link is None or link.closed:
                    link = psycopg.connect(**address, autocommit=True, application_name="watchkeeper bell")
                _say(link, b"NOTIFY " + CHANNEL.encode())
            except psycopg.Error as error:
                # Nobody is missed: sealer and hub also look once a second by themselves.
                _log.warning("the journal's bell could not ring: %s", error)
                link = None
                clock.sleep(0.5)
            clock.sleep(_GAP_SECONDS)
        if link is not None:
            link.close()

    def stop(self) -> None:
        """Let the thread end and its connection close, within a moment; the next ring starts another."""
        self.pid, self.database, before, self.wanted = 0, "", self.wanted, threading.Event()
        before.set()


def _say(link: psycopg.Connection[Any], command: bytes) -> None:
    """Send ``command`` by the shortest way: the threads that serve requests wait meanwhile."""
    from psycopg import OperationalError, pq

    if link.pgconn.exec_(command).status != pq.ExecStatus.COMMAND_OK:
        raise OperationalError(link.pgconn.get_error_message())


_ringer = _Ringer()


def ring() -> None:
    """Tell readers that entries were committed. Never waits and never raises for a database that is away."""
    rung.set()
    if connection.vendor == "postgresql":
        _ringer.ring()


def stop() -> None:
    """Close this process's bell on PostgreSQL, as before a test database is dropped."""
    _ringer.stop()


def wait(link: psycopg.Connection[Any], timeout_s: float, channel: str) -> bool:
    """Wait on ``link``, which listens, until somebody rings; whether ``channel`` was rung by another than ``link``."""
    own = link.info.backend_pid
    notes = list(link.notifies(timeout=timeout_s, stop_after=1))
    return any(note.channel == channel and note.pid != own for note in notes)


def hear(stopping: threading.Event, gap_s: float) -> None:
    """Let what other processes seal set :data:`rung` too, at most every ``gap_s`` seconds: in a thread, on PostgreSQL.

    On SQLite whoever writes is in this process. A connection that breaks is made anew; meanwhile one looks by oneself.
    """
    if connection.vendor == "postgresql":
        address = parameters(connection)
        threading.Thread(target=_hear, args=(stopping, gap_s, address), name="journal-ear", daemon=True).start()


def _hear(stopping: threading.Event, gap_s: float, address: dict[str, Any]) -> None:
    import psycopg

    while not stopping.is_set():
        try:
            with psycopg.connect(**address, autocommit=True, application_name="watchkeeper ear") as link:
                link.execute(f"LISTEN {SEALED}")
                while not stopping.is_set():
                    if wait(link, 5.0, SEALED):
                        rung.set()
                        stopping.wait(gap_s)
        except psycopg.Error as error:
            _log.warning("the journal's bell cannot be heard: %s", error)
            stopping.wait(1.0)


def parameters(of: Any) -> dict[str, Any]:
    """Plain psycopg connection parameters of the Django connection ``of``, without its pool."""
    found: dict[str, Any] = dict(of.get_connection_params())
    for key in (
        "pool",
        "cursor_factory",
        "context",
        "prepare_threshold",
        "assume_role",
        "isolation_level",
        "server_side_binding",
    ):
        found.pop(key, None)
    return found
