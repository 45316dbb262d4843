"""What wakes the hub: on PostgreSQL the sealer's own thread, on SQLite a watch on the database's version."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import DatabaseError, InterfaceError, connection

from watchkeeper.core.journal import bell, sealer
from watchkeeper.kit import clock

logger = logging.getLogger("watchkeeper.live")
_AWAY = (DatabaseError, InterfaceError, sqlite3.Error, psycopg.Error, OSError)
_IDLE_S = 1.0  # the safety look, rung or not
# An entry that comes after quiet is sealed at once; those that follow within the gap are sealed together.
_GAP_S = 0.010
_UNHEARD_GAP_S = 0.1  # nobody reads: pages and followers can wait that long
_WATCH_S = 0.003  # between two looks at SQLite's version: a look costs some 3 µs


class Bell:
    """A thread that calls ``on_ring`` whenever there may be new entries, until told to stop.

    It takes its time while ``is_heard`` says that nobody reads.
    """

    def __init__(self, on_ring: Callable[[], None], is_heard: Callable[[], bool]) -> None:
        self._on_ring = on_ring
        self._is_heard = is_heard
        self._stop = threading.Event()
        self.error = ""
        run = self._postgres if connection.vendor == "postgresql" else self._sqlite
        address: Any = bell.parameters(connection) if connection.vendor == "postgresql" else connection.settings_dict
        self._thread = threading.Thread(target=self._outlive, args=(run, address), name="live-bell", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Stop within a second or so; does not wait."""
        self._stop.set()

    def _outlive(self, run: Callable[[Any], None], address: Any) -> None:
        while not self._stop.is_set():
            try:
                run(address)
            except Exception as error:  # nothing else would ever ring again
                self.error = f"{type(error).__name__}: {error}"
                if isinstance(error, _AWAY):
                    logger.warning("the journal cannot be watched: %s", self.error)
                else:
                    logger.exception("the journal cannot be watched")
                self._stop.wait(_IDLE_S)

    def _postgres(self, address: dict[str, Any]) -> None:
        """Seal at every ring; a ring about entries another process sealed wakes the hub all the same."""
        with psycopg.connect(**address, autocommit=True, application_name="watchkeeper sealer") as link:
            link.execute(f"LISTEN {bell.CHANNEL}")
            link.execute(f"LISTEN {bell.SEALED}")
            while not self._stop.is_set():
                sealed = sealer.seal_alone(link)
                self.error = ""
                if sealed:
                    self._ring()
                    self._stop.wait(_GAP_S if self._is_heard() else _UNHEARD_GAP_S)
                if bell.wait(link, _IDLE_S, bell.SEALED):
                    self._ring()

    def _ring(self) -> None:
        if self._is_heard():
            self._on_ring()

    def _sqlite(self, settings: dict[str, Any]) -> None:
        """Watch the version other connections' commits change; positions were given with the entries."""
        name = str(settings["NAME"])
        with sqlite3.connect(name, uri=name.startswith("file:"), isolation_level=None) as link:
            self.error = ""
            seen = None
            while not self._stop.is_set():
                if not self._is_heard():
                    clock.sleep(_UNHEARD_GAP_S)
                    continue
                (version,) = link.execute("PRAGMA data_version").fetchone()
                if version != seen:
                    seen = version
                    self._on_ring()
                clock.sleep(_WATCH_S)
        link.close()
