"""One writing transaction: plain atomic on PostgreSQL, first come first served on SQLite.

SQLite's own back-off is unfair (the last of sixteen writers may wait over a second), so writers of one process
stand in a queue, and processes take a file lock beside the database before they begin.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

from watchkeeper.core.journal import bell


class WriterQueue:
    """A lock handed on strictly in the order it was asked for."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._held = False
        self._waiting: deque[threading.Lock] = deque()

    def acquire(self) -> None:
        """Wait for one's turn; returns holding the lock."""
        with self._guard:
            if not self._held:
                self._held = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()

    def release(self) -> None:
        """Hand the lock to the next in the queue, if any."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False


@dataclass
class Writing:
    """What the outermost writing block of this thread has done so far."""

    entries: int = 0
    answered: bool = False  # a client id seen before: the first result was given again, nothing is written


class _Mine(threading.local):
    current: Writing | None = None


_mine = _Mine()
_queue = WriterQueue()


def current() -> Writing | None:
    """The writing block this thread is inside of, or None."""
    return _mine.current


@contextmanager
def writing() -> Iterator[Writing]:
    """Run the block in one transaction; inside another writing block it joins that one, without a savepoint.

    A failure inside a joined block spoils the outer one: state and journal stay whole or are not written at all.
    """
    outer = _mine.current
    if outer is not None:
        with transaction.atomic(savepoint=False):
            yield outer
        return
    mine = _mine.current = Writing()
    try:
        with _turn(), transaction.atomic():
            yield mine
    finally:
        _mine.current = None
    if mine.entries and not connection.in_atomic_block:
        bell.ring()


@contextmanager
def _turn() -> Iterator[None]:
    """Hold this thread's turn to write (SQLite only, and only for the outermost transaction)."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    _queue.acquire()
    try:
        with _file_lock(connection.settings_dict["NAME"]):
            yield
    finally:
        _queue.release()


@contextmanager
def _file_lock(name: object) -> Iterator[None]:
    """Hold the lock file beside the SQLite database ``name``; a database in memory has none."""
    path = str(name)
    if ":memory:" in path or "mode=memory" in path:
        yield
        return
    lock = os.open(path + ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
