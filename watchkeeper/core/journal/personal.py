"""Personal values outside the hashed text, and their destruction.

The entry's text holds a salted digest; the value and its salt lie in a row of their own and are destroyed together.
The chain stays whole, and nothing in it can be guessed back: without the salt the digest tells nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from hashlib import sha256
from typing import Any

import orjson

from watchkeeper.core.journal import verbs
from watchkeeper.core.journal.models import Personal
from watchkeeper.core.journal.sealing import stamp
from watchkeeper.kit import clock, ids

_MARK = "\u2e22kept:"  # no one types it, so a kept value is told from ordinary text
_SEVERAL = "\u2e22kept-several:"  # a dict, kept as JSON


def keep(department_id: int, subject: str, names: Sequence[str], data: dict[str, Any]) -> dict[str, Any]:
    """``data`` with what ``names`` hold replaced by marks; the values are stored (one insert).

    Text is kept as it is, several values together (a dict) as JSON; what is empty stays.
    """
    rows: list[Personal] = []
    kept = dict(data)
    for name in names:
        value, mark = data.get(name), _MARK
        if isinstance(value, dict) and value:
            mark = _SEVERAL
            value = orjson.dumps(value, option=orjson.OPT_SORT_KEYS, default=str).decode()
        if not isinstance(value, str) or not value:
            continue
        salt = ids.token(18).encode()
        digest = sha256(salt + value.encode()).hexdigest()
        rows.append(
            Personal(digest=digest, department_id=department_id, subject=subject, field=name, salt=salt, value=value)
        )
        kept[name] = mark + digest
    if rows:
        Personal.objects.bulk_create(rows)
    return kept


def fill(entries: Sequence[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """The data of several (verb, data), marks replaced by values or by "purged on …" (one query, or none)."""
    marks = {
        value.partition(":")[2]
        for verb, data in entries
        for name in _personal_of(verb)
        if isinstance(value := data.get(name), str) and value.startswith((_MARK, _SEVERAL))
    }
    if not marks:
        return [data for _, data in entries]
    found = {row.digest: row for row in Personal.objects.filter(digest__in=marks)}
    return [
        {name: _shown(value, found) if name in _personal_of(verb) else value for name, value in data.items()}
        for verb, data in entries
    ]


def _personal_of(verb: str) -> tuple[str, ...]:
    known = verbs.find(verb)
    return known.personal if known else ()


def _shown(value: Any, found: dict[str, Personal]) -> Any:
    if not isinstance(value, str) or not value.startswith((_MARK, _SEVERAL)):
        return value
    row = found.get(value.partition(":")[2])
    if row is None:
        return "[missing]"
    if row.value is not None and value.startswith(_SEVERAL):
        return orjson.loads(row.value)
    return row.value if row.value is not None else f"[purged on {row.purged_at[:10]}]"


def kept_of(department_id: int, subject: str, fields: Sequence[str]) -> dict[str, tuple[str, str]]:
    """What is still kept for ``subject`` in ``fields``: digest → (field, value)."""
    rows = Personal.objects.filter(department_id=department_id, subject=subject, field__in=fields, value__isnull=False)
    return {row.digest: (row.field, row.value or "") for row in rows}


def destroy(
    department_id: int, subject: str, fields: Sequence[str] = (), *, digests: Collection[str] | None = None
) -> int:
    """Destroy values and salts kept for ``subject`` (all, or only ``fields``, or only ``digests``); returns how many.

    Called by the purging action of the engine that owns the subject, in its transaction, beside the removal of notes,
    attachments and search rows; that action writes the entry.
    """
    rows = Personal.objects.filter(department_id=department_id, subject=subject, value__isnull=False)
    if fields:
        rows = rows.filter(field__in=fields)
    if digests is not None:
        rows = rows.filter(digest__in=digests)
    return rows.update(value=None, salt=None, purged_at=stamp(clock.now()))
