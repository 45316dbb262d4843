"""Closed history laid in bulk: years of calls with askers, assignments and a sealed journal that verifies.

This is the only part of a bench that does not go through the actions; a report says how much of it there is. One entry
is written for the opening and one for the closing of each call.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import orjson
from django.db import connection, models

from watchkeeper.config.bench import Say, ground, rebuilding, shelf
from watchkeeper.config.bench.ground import Ground
from watchkeeper.core.journal import bulk
from watchkeeper.core.journal.models import Cursor, Entry
from watchkeeper.core.journal.sealing import stamp
from watchkeeper.core.journal.transaction import writing
from watchkeeper.core.places import find
from watchkeeper.engines.calls import purging
from watchkeeper.engines.calls.models import Assignment, Call, Requester, Unit
from watchkeeper.kit import chance, clock

SPAN = timedelta(days=3 * 365)
SERVICES = (("generic_assistance", 3), ("security_escort", 3), ("patient_standby", 2), ("suspicious_person", 2))
ENTRIES_A_CALL = 2
_CHUNK = 50_000
_WORTH = 50_000  # from so many calls on, indexes are built at the end


def under(many: int, say: Say) -> tuple[Ground, dict[str, Any]]:
    """The ground with ``many`` closed calls under it, and what was laid; taken from the shelf if it is there.

    In a database that a bench made for itself nothing else is left of what it held before.
    """
    said = shelf.holding(many, lambda: lay(ground.lay(), many, say), say)
    return ground.lay(), said


def lay(laid: Ground, many: int, say: Say) -> dict[str, Any]:
    """Lay ``many`` closed calls and say what was laid and how long it took."""
    began = clock.monotonic()
    calls = _Calls(laid, many)
    with chance.seeded(7), rebuilding.indexes((*_MODELS, Entry) if many >= _WORTH else ()):
        for number, chunk in enumerate(_chunks(range(many), _CHUNK)):
            _lay_chunk(calls, chunk)
            if number % 4 == 0:
                say(f"laying closed calls: {chunk[-1] + 1:,} of {many:,}")
        say("building the indexes")
    _long_read()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {
        "calls": many,
        "journal_entries": ENTRIES_A_CALL * many,
        "took_s": round(clock.monotonic() - began, 1),
        "how": "laid in bulk, not through the actions",
    }


def _long_read() -> None:
    """A past is past: what follows the journal has read it long ago, and forgotten what it had to."""
    last = Entry.objects.aggregate(last=models.Max("position"))["last"] or 0
    for reader in purging.readers():
        Cursor.objects.update_or_create(follower=reader, defaults={"position": last})


def _lay_chunk(calls: _Calls, numbers: list[int]) -> None:
    rows = [calls.row(number) for number in numbers]
    with writing():
        _append(Call, _CALL, (row[0] for row in rows))
        _append(Requester, _REQUESTER, (row[1] for row in rows))
        _append(Assignment, _ASSIGNMENT, (row[2] for row in rows))
    bulk.lay(line for row in rows for line in row[3])


_CALL = (
    "id", "department_id", "site_id", "number", "service", "status", "priority", "base_priority", "level", "place",
    "place_ref", "node", "lon", "lat", "callback", "opened_at", "dispatched_at", "on_scene_at", "cleared_at",
    "closed_at", "outcome", "opened_by", "version",
)  # fmt: skip
_REQUESTER = ("id", "call_id", "callback", "place", "place_ref", "door", "token", "asked_at", "reached_at")
_ASSIGNMENT = (
    "id", "call_id", "unit_id", "status", "assigned_at", "en_route_at", "on_scene_at", "cleared_at", "outcome",
    "version",
)  # fmt: skip


class _Calls:
    """Makes the rows of the n-th closed call, oldest first."""

    def __init__(self, laid: Ground, many: int) -> None:
        self._first = {model: (model._default_manager.aggregate(m=models.Max("id"))["m"] or 0) + 1 for model in _MODELS}
        self._begin = clock.now() - SPAN
        self._apart = SPAN / (many + 1)
        self._ground = laid
        self._places = [hit for ref in laid.places if (hit := find.resolve(ref, laid.department.pk))]
        self._units = list(Unit.objects.filter(department=laid.department).order_by("pk").values_list("pk", flat=True))
        self._moment = _moment_of()

    def row(self, n: int) -> tuple[tuple[Any, ...], tuple[Any, ...], tuple[Any, ...], list[bulk.Line]]:
        """Call, asker, assignment, and the two entries."""
        rng = chance.rng()
        service, priority = SERVICES[n % len(SERVICES)]
        hit = self._places[n * 13 % len(self._places)]
        opened = self._begin + self._apart * n
        sent = opened + timedelta(seconds=rng.randrange(20, 300))
        there = sent + timedelta(seconds=rng.randrange(60, 900))
        clear = there + timedelta(seconds=rng.randrange(120, 2400))
        o, s, t, c = (self._moment(at) for at in (opened, sent, there, clear))
        pk = self._first[Call] + n
        number, callback = f"H-{n + 1:07d}", f"617-555-{n % 10000:04d}"
        call = (
            pk, self._ground.department.pk, hit.site_id, number, service, "closed", priority, priority, 1, hit.label,
            hit.ref, hit.node_id, hit.lon, hit.lat, callback, o, s, t, c, c, "assisted", self._ground.dispatcher.key, 6,
        )  # fmt: skip
        asker = (self._first[Requester] + n, pk, callback, hit.label, hit.ref, "phone", f"history-{pk}", o, t)
        unit = self._units[n % len(self._units)]
        sent_row = (self._first[Assignment] + n, pk, unit, "cleared", s, s, t, c, "assisted", 4)
        return call, asker, sent_row, self._entries(pk, number, service, hit.label, priority, opened, clear)

    def _entries(
        self, pk: int, number: str, service: str, place: str, priority: int, opened: datetime, closed: datetime
    ) -> list[bulk.Line]:
        department, actor = self._ground.department.pk, self._ground.dispatcher.key
        first = {"is_test": False, "number": number, "origin": "phone", "place": place, "priority": priority,
                 "rows": {}, "service": service}  # fmt: skip
        last = {"number": number, "outcome": "assisted", "rows": {}}
        return [
            bulk.Line(department, stamp(opened), actor, "call.opened", f"call:{pk}", _text(first)),
            bulk.Line(department, stamp(closed), actor, "call.closed", f"call:{pk}", _text(last)),
        ]


_MODELS: tuple[type[models.Model], ...] = (Call, Requester, Assignment)


def _text(data: dict[str, Any]) -> str:
    return orjson.dumps(data, option=orjson.OPT_SORT_KEYS).decode()


def _moment_of() -> Any:
    """How a moment is written into a table: with its zone on PostgreSQL, bare UTC on SQLite as Django does."""
    if connection.vendor == "sqlite":
        return lambda at: at.isoformat(" ", "microseconds")[:-6]
    return lambda at: at.isoformat(" ", "microseconds")


def _append(model: type[models.Model], columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    """Append rows, every other column at its default: ``COPY`` on PostgreSQL, ``executemany`` on SQLite."""
    rest = {f.column: _default(f) for f in model._meta.concrete_fields if f.column not in columns}
    names = ", ".join(f'"{name}"' for name in (*columns, *rest))
    table, constant = model._meta.db_table, tuple(rest.values())
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join(["%s"] * (len(columns) + len(rest)))
            full = [(*row, *constant) for row in rows]
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", full)  # noqa: S608
            return
        tail = "".join("\t" + _copied(value) for value in constant) + "\n"
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for several in _chunks(rows, 2000):
                copy.write("".join("\t".join(map(_copied, row)) + tail for row in several))
        last = f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"  # noqa: S608
        cursor.execute(last)


def _default(column: models.Field[Any, Any]) -> Any:
    if column.has_default():
        value = column.get_default()
        return orjson.dumps(value).decode() if isinstance(value, dict | list) else value
    return None if column.null else ""


def _copied(value: Any) -> str:
    """A value as COPY's text format writes it."""
    if type(value) is int:
        return str(value)
    if value is None:
        return r"\N"
    if value is True or value is False:
        return "t" if value else "f"
    return bulk.copied(str(value))


def _chunks(source: Iterable[Any], size: int) -> Iterator[list[Any]]:
    iterator = iter(source)
    while chunk := list(islice(iterator, size)):
        yield chunk
