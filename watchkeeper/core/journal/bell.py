"""The bell: after a commit, tell whoever seals and streams that the journal has grown.

On PostgreSQL it is a NOTIFY on a connection of its own (inside an action it would take a global lock), at most every
2 ms. On SQLite readers watch ``PRAGMA data_version``; an event serves those inside this process.
"""

from __future__ import annotations

import logging
import os
import threading
from typing import Any

from django.db import connection

from watchkeeper.kit import clock

CHANNEL = "journal"
SEALED = "journal_sealed"
_GAP_SECONDS = 0.002
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
                link.execute(f"NOTIFY {CHANNEL}")
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


_ringer = _Ringer()


def ring() -> None:
    """Tell readers that entries were committed. Never waits and never raises for a database that is away."""
    rung.set()
    if connection.vendor == "postgresql":
        _ringer.ring()


def stop() -> None:
    """Close this process's bell on PostgreSQL, as before a test database is dropped."""
    _ringer.stop()


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
