"""Writing an entry and reading it back as a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict, Unpack
from zoneinfo import ZoneInfo

import orjson
from django.db import connection

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.journal import personal, transaction, verbs
from watchkeeper.core.journal.acting import Acting
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.journal.sealing import HASHED, chain_of, digest_of, moment, stamp
from watchkeeper.kit import clock, ids
from watchkeeper.kit.batch import Ask, Rows, send
from watchkeeper.kit.prepared import made_of

_NAMES = ("id", *HASHED, "digest", "position", "chain")
_COLUMNS = ", ".join((*HASHED, "digest"))
_INSERT = f"INSERT INTO journal_entry ({_COLUMNS}) VALUES ({', '.join(['%s'] * 13)}) RETURNING id"  # noqa: S608
_INSERT_SEALED = f"INSERT INTO journal_entry ({_COLUMNS}, id, position, chain) VALUES ({', '.join(['%s'] * 16)})"  # noqa: S608
_HEAD = (
    "SELECT h.count, h.chain, COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'journal_entry'), 0)"
    " FROM journal_head h WHERE h.id = 1"
)


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry checked and ready to be appended: its hashed columns in the order of :data:`sealing.HASHED`."""

    columns: tuple[Any, ...]
    needs: Sequence[Ask] = ()


class About(TypedDict, total=False):
    """What may be said of an entry besides who, what and about whom.

    ``at`` is when it happened (default: now); ``level`` defaults to the verb's; ``named`` hides it from all but those
    named on its subject; ``data`` holds the verb's own fields; ``needs`` goes to the database right before it.
    """

    at: datetime | None
    place: str
    level: Level | None
    named: bool
    client_id: str
    data: Mapping[str, Any] | None
    needs: Sequence[Ask]


def write(by: Acting, verb: str, subject: str, **about: Unpack[About]) -> Entry:
    """Append one entry to the transaction under way and return it; ``about`` is an :class:`About`.

    Raises ``UndeclaredVerb`` for a verb or field nobody declared and ``RuntimeError`` outside a transaction. One
    statement on PostgreSQL; on SQLite, where there is one writer, position and chain are given at once.
    """
    return append([draft(by, verb, subject, **about)])[0]


def draft(by: Acting, verb: str, subject: str, **about: Unpack[About]) -> Draft:
    """As :func:`write`, but not appended yet: for actions that send everything they write together."""
    if transaction.current() is None and not connection.in_atomic_block:
        raise RuntimeError("a journal entry belongs in the transaction of the change it speaks of")
    kind = verbs.get(verb)
    given = dict(about.get("data") or {})
    kind.check(verb, given)
    if kind.personal:
        given = personal.keep(by.department_id, subject, kind.personal, given)
    needs = about.get("needs", ())
    made = [mark for name in kind.personal if isinstance(mark := given.get(name), str)]
    text = personal.only_own(orjson.dumps(given, option=orjson.OPT_SORT_KEYS).decode(), made, needs)
    recorded_at = stamp(clock.now())
    at, level = about.get("at"), about.get("level")
    return Draft(
        (
            by.department_id,
            recorded_at,
            stamp(at) if at is not None else recorded_at,
            by.key,
            verb,
            subject,
            about.get("place", "").replace("\x00", ""),
            int(kind.level if level is None else level),
            about.get("named", False),
            about.get("client_id", "").replace("\x00", ""),
            ids.token(9),
            text,
        ),
        needs,
    )


def append(drafts: Sequence[Draft], also: Sequence[Ask] = ()) -> list[Entry]:
    """Append ``drafts`` in order and return the entries; ``also``, what the action writes, goes with them before.

    One round trip on PostgreSQL.
    """
    also = [*also, *[need for one in drafts for need in one.needs]]
    digests = [digest_of(*one.columns) for one in drafts]
    writing = transaction.current()
    if writing is not None:
        writing.entries += len(drafts)
    if connection.vendor == "postgresql":
        both = zip(drafts, digests, strict=True)
        inserts = [Ask(_INSERT, (*one.columns, digest), _key, is_fixed=True) for one, digest in both]
        keys = send(*also, *inserts)[len(also) :]
        return [_made(k, d.columns, h, None, None) for k, d, h in zip(keys, drafts, digests, strict=True)]
    send(*also)
    return [_sealed(d.columns, digest) for d, digest in zip(drafts, digests, strict=True)]


def _key(rows: Rows) -> int:
    return int(rows[0][0])


def _sealed(columns: tuple[Any, ...], digest: bytes) -> Entry:
    """Insert the row with its place in the chain: on SQLite there is one writer, so nobody comes between."""
    with connection.cursor() as cursor:
        cursor.execute(_HEAD)
        head = cursor.fetchone()
        if head is None:
            raise RuntimeError("the journal has lost its head row; run `watchkeeper verify`")
        position, key = head[0] + 1, head[2] + 1
        chain = chain_of(head[1], position, key, digest)
        cursor.execute(_INSERT_SEALED, (*columns, digest, key, position, chain))
        cursor.execute("UPDATE journal_head SET count = %s, chain = %s WHERE id = 1", (position, chain))
    return _made(key, columns, digest, position, chain)


def _made(key: int, columns: tuple[Any, ...], digest: bytes, position: int | None, chain: bytes | None) -> Entry:
    return made_of(Entry, _NAMES, (key, *columns, digest, position, chain))


class _Blank(dict[str, Any]):
    """Leaves a gap, not an error, where a sentence names a field this entry does not carry."""

    def __missing__(self, key: str) -> str:
        return ""


def sentence(entry: Entry) -> str:
    """What ``entry`` says, without its actor: "cleared the call: arrived safe"."""
    return sentences([entry])[0]


def sentences(entries: Iterable[Entry]) -> list[str]:
    """The sentence of each entry in order, with at most one query (for values kept outside the hashed text)."""
    several = list(entries)
    filled = personal.fill([(entry.verb, entry.fields) for entry in several])
    return [_say(entry, data) for entry, data in zip(several, filled, strict=True)]


def _say(entry: Entry, data: dict[str, Any]) -> str:
    known = verbs.find(entry.verb)
    if known is None:
        return entry.verb.replace(".", " ").replace("_", " ")
    shown = {name: "" if value is None else _plain(value) for name, value in data.items()}
    shown |= {name: str(shown.get(name, "")).replace("_", " ") for name in known.words}
    if known.moments:
        zone = zone_of(entry.department_id)
        shown |= {name: _time(data.get(name), entry.at, zone) for name in known.moments}
    return known.sentence.format_map(_Blank(shown)).rstrip(" :,")


def _time(told: str | None, at: str, zone: ZoneInfo) -> str:
    """A moment in the department's time: "14:05", with seconds where it has some and the day when it is another."""
    if not told:
        return "none"
    when = datetime.fromisoformat(told).astimezone(zone)
    time = f"{when:%H:%M:%S}" if when.second else f"{when:%H:%M}"
    return time if when.date() == moment(at).astimezone(zone).date() else f"{when:%b} {when.day}, {time}"


def _plain(value: Any) -> Any:
    return ", ".join(str(one) for one in value) if isinstance(value, list) else value
