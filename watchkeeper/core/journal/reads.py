"""Reads that must be provable: of level L2 and up, exports and searches; batched, and sealed once a minute."""

from __future__ import annotations

import atexit
import logging
import os
import threading
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from itertools import groupby

from django.db import DatabaseError, InterfaceError, connection

from watchkeeper.core.journal import journal, transaction
from watchkeeper.core.journal.acting import Acting
from watchkeeper.core.journal.feed import ActorOf
from watchkeeper.core.journal.models import ReadEvent
from watchkeeper.core.journal.sealing import stamp
from watchkeeper.kit import clock

_FLUSH_SECONDS = 1.0
_MOST_AT_ONCE = 5000
AGAIN_S = 600.0

_guard = threading.Lock()
_waiting: list[ReadEvent] = []
_shown: dict[tuple[str, str, str], float] = {}
_flusher_pid = 0
logger = logging.getLogger(__name__)


def note(by: Acting, what: str, subjects: Iterable[str], why: str = "") -> None:
    """Keep that ``by`` read ``subjects`` through ``what`` ("call page", "export"); written within a second."""
    at = stamp(clock.now())
    events = [
        ReadEvent(department_id=by.department_id, at=at, actor=by.key, what=what, subject=subject, why=why)
        for subject in subjects
    ]
    with _guard:
        _waiting.extend(events)
    if not clock.is_stepped():
        _start_flusher()


def note_shown(by: Acting, what: str, subjects: Iterable[str]) -> None:
    """As :func:`note`, for what stays on a screen and is asked again by itself: kept once in ten minutes a process."""
    now = clock.monotonic()
    with _guard:
        for key in [key for key, at in _shown.items() if now - at >= AGAIN_S]:
            del _shown[key]
        fresh = [subject for subject in subjects if (by.key, what, subject) not in _shown]
        _shown.update({(by.key, what, subject): now for subject in fresh})
    note(by, what, fresh)


def flush() -> int:
    """Write what is waiting and return how many; put back if the database refuses."""
    with _guard:
        events, _waiting[:] = _waiting[:], []
    if not events:
        return 0
    try:
        with transaction.writing():
            ReadEvent.objects.bulk_create(events, batch_size=500)
    except BaseException:
        with _guard:
            _waiting[:0] = events
        raise
    return len(events)


def _start_flusher() -> None:
    """Start this process's flushing thread once (again after a fork)."""
    global _flusher_pid
    with _guard:
        if _flusher_pid == os.getpid():
            return
        _flusher_pid = os.getpid()
    atexit.register(_flush_at_exit, os.getpid(), connection.settings_dict["NAME"])
    threading.Thread(target=_flush_forever, name="journal-reads", daemon=True).start()


def _flush_forever() -> None:
    while True:
        clock.sleep(_FLUSH_SECONDS)
        try:
            flush()
        except (DatabaseError, InterfaceError) as error:
            logger.warning("read events wait for the database: %s", error)
        except Exception:  # whatever it was, the next try may succeed, and nobody else tries
            logger.exception("read events wait")
        finally:
            with suppress(Exception):
                connection.close()


def _flush_at_exit(pid: int, database: object) -> None:
    """Write what the last second left, if this still is the process and the database it was noted for."""
    if pid != os.getpid() or connection.settings_dict["NAME"] != database:
        return
    try:
        flush()
    except Exception:  # there is no later try
        logger.exception("%s read events are lost", len(_waiting))


def line_of(event: ReadEvent) -> str:
    """One read event as the text its seal is computed over."""
    parts = (str(event.pk), event.at, event.actor, event.what, event.subject, event.why)
    return "".join(f"{len(part)}:{part}" for part in parts)


def digest_over(events: Iterable[ReadEvent]) -> str:
    """SHA-256 (hexadecimal) over read events in the order of their keys."""
    sum_ = sha256()
    for event in events:
        sum_.update(line_of(event).encode())
    return sum_.hexdigest()


def seal(actor_of: ActorOf) -> int:
    """Seal the read events not yet sealed, one entry per department, and return how many; called once a minute."""
    flush()
    sealed = 0
    with transaction.writing():
        events = list(
            ReadEvent.objects.filter(sealed_in__isnull=True)
            .select_for_update(skip_locked=_can_skip())
            .order_by("id")[:_MOST_AT_ONCE]
        )
        events.sort(key=lambda event: (event.department_id, event.pk))
        for department_id, group in groupby(events, key=lambda event: event.department_id):
            several = list(group)
            entry = journal.write(
                actor_of(department_id, "reads"),
                "reads.sealed",
                "reads",
                data={"count": len(several), "digest": digest_over(several)},
            )
            ReadEvent.objects.filter(pk__in=[event.pk for event in several]).update(sealed_in=entry.pk)
            sealed += len(several)
    return sealed


def _can_skip() -> bool:
    return connection.features.has_select_for_update_skip_locked
