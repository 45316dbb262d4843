"""Laying many entries at once, sealed as they are laid: closed history for imports, trials and measurements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection

from watchkeeper.core.journal import sealer
from watchkeeper.core.journal.sealing import HASHED, chain_of, digest_of
from watchkeeper.core.journal.transaction import writing
from watchkeeper.kit import ids

_COLUMNS = ("id", *HASHED, "digest", "position", "chain")
_CHUNK = 20_000


@dataclass(frozen=True, slots=True)
class Line:
    """One entry to lay. Times are stamps (:func:`sealing.stamp`), ``data`` is canonical JSON text."""

    department_id: int
    at: str
    actor: str
    verb: str
    subject: str
    data: str = "{}"
    place: str = ""
    level: int = 1
    named: bool = False
    recorded_at: str = ""  # empty: the same as ``at``
    client_id: str = ""


def lay(lines: Iterable[Line]) -> int:
    """Append ``lines`` in order with position and chain and return how many; ``COPY`` on PostgreSQL.

    Takes the sealer's lock for each chunk of 20,000, so entries written meanwhile find their place in between. No
    verb's schema is checked: the caller lays what the actions would have written.
    """
    total = 0
    source = iter(lines)
    while chunk := list(islice(source, _CHUNK)):
        with writing(), connection.cursor() as cursor:
            _lay_chunk(cursor, chunk)
        total += len(chunk)
    return total


def _lay_chunk(cursor: Any, chunk: list[Line]) -> None:
    if connection.vendor == "postgresql":
        while sealer.seal_pass(connection.connection, wait=True):
            pass
    cursor.execute("SELECT count, chain FROM journal_head WHERE id = 1")
    count, chain = cursor.fetchone()
    rows = _Sealed(int(count), bytes(chain))
    first = _reserve(cursor, len(chunk))
    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY journal_entry ({', '.join(_COLUMNS)}) FROM STDIN") as copy:
            for several in _several(rows.of(chunk, first)):
                copy.write("".join(map(_copied_row, several)))
    else:
        marks = ", ".join(["%s"] * len(_COLUMNS))
        cursor.executemany(
            f"INSERT INTO journal_entry ({', '.join(_COLUMNS)}) VALUES ({marks})",  # noqa: S608
            list(rows.of(chunk, first)),
        )
    cursor.execute("UPDATE journal_head SET count = %s, chain = %s WHERE id = 1", (rows.count, rows.chain))


def _reserve(cursor: Any, many: int) -> int:
    """Draw ``many`` keys nobody else will get and return the first."""
    if connection.vendor == "postgresql":
        # Other writers draw from the sequence at the same time; leave the gap in one step.
        cursor.execute("SELECT setval('journal_entry_id_seq', nextval('journal_entry_id_seq') + %s)", (many,))
        return int(cursor.fetchone()[0]) - many
    cursor.execute("SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'journal_entry'), 0)")
    return int(cursor.fetchone()[0]) + 1


def _several(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while several := list(islice(rows, 1000)):
        yield several


def _copied_row(row: tuple[Any, ...]) -> str:
    """An entry as a line of ``COPY``'s text format; writing it here costs a tenth of handing over its columns."""
    key, department, *texts, level, named, client_id, nonce, data, digest, position, chain = row
    said = "\t".join(map(copied, texts))
    return (
        f"{key}\t{department}\t{said}\t{level}\t{'t' if named else 'f'}\t{copied(client_id)}\t{nonce}\t{copied(data)}"
        f"\t\\\\x{digest.hex()}\t{position}\t\\\\x{chain.hex()}\n"
    )


def copied(text: str) -> str:
    """Text as ``COPY``'s text format writes it."""
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if text.isprintable():
        return text
    return text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


class _Sealed:
    """Gives position, digest and chain to lines as they go by."""

    def __init__(self, count: int, chain: bytes) -> None:
        self.count, self.chain = count, chain

    def of(self, lines: list[Line], first: int) -> Iterator[tuple[Any, ...]]:
        for key, line in enumerate(lines, start=first):
            columns = (
                line.department_id,
                line.recorded_at or line.at,
                line.at,
                line.actor,
                line.verb,
                line.subject,
                line.place,
                line.level,
                line.named,
                line.client_id,
                ids.token(9),
                line.data,
            )
            digest = digest_of(*columns)
            self.count += 1
            self.chain = chain_of(self.chain, self.count, key, digest)
            yield (key, *columns, digest, self.count, self.chain)
