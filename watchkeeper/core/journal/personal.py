"""Personal values outside the hashed text, and their destruction.

The entry's text holds a salted digest; the value and its salt lie in a row of their own and are destroyed together.
The chain stays whole, and nothing in it can be guessed back: without the salt the digest tells nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256
from typing import Any, TypeGuard

import orjson

from watchkeeper.core.journal import verbs
from watchkeeper.core.journal.models import Personal
from watchkeeper.core.journal.sealing import stamp
from watchkeeper.kit import clock, ids
from watchkeeper.kit.batch import Ask

SIGN = "\u2e22kept"  # what every mark begins with
_MARK = f"{SIGN}:"
_SEVERAL = f"{SIGN}-several:"  # a dict, kept as JSON
_IN_TEXT = re.compile(f'"{SIGN}(?:-several)?:([0-9a-f]{{64}})"')
_LIKE_ONE = re.compile(f'"(?={SIGN}(?:-several)?:([^"]*))')


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
            value = _json(value)
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


def keep_several(department_id: int, texts: Sequence[tuple[str, str, str]]) -> list[str]:
    """Keep texts that no entry speaks of, each given as (subject, field, text); returns their marks (one insert)."""
    rows: list[Personal] = []
    for subject, field, text in texts:
        salt = ids.token(18).encode()
        digest = sha256(salt + text.encode()).hexdigest()
        about = {"department_id": department_id, "subject": subject, "field": field}
        rows.append(Personal(digest=digest, salt=salt, value=text, **about))
    Personal.objects.bulk_create(rows)
    return [_MARK + row.digest for row in rows]


def apart(department_id: int, subject: str, field: str, value: str | dict[str, Any], salt: str) -> tuple[str, Ask]:
    """The mark that stands for ``value`` in an entry, and what stores the value: once, however often it is asked.

    ``salt`` is the subject's own; it must be destroyed together with the values.
    """
    kind = _SEVERAL if isinstance(value, dict) else _MARK
    text = _json(value) if isinstance(value, dict) else value.replace("\x00", "")
    raw = salt.encode()
    digest = sha256(raw + text.encode()).hexdigest()
    return kind + digest, Ask(_STORE, (digest, department_id, subject, field, raw, text), is_fixed=True)


_STORE = (
    "INSERT INTO journal_personal (digest, department_id, subject, field, salt, value, purged_at)"
    " VALUES (%s, %s, %s, %s, %s, %s, '') ON CONFLICT (digest) DO NOTHING"
)


def _json(value: dict[str, Any]) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS, default=str).decode()


def marks_in(text: str) -> list[str]:
    """The digests of the marks in an entry's text."""
    return _IN_TEXT.findall(text)


def only_own(text: str, made: Collection[str], needs: Iterable[Ask]) -> str:
    """An entry's text in which nothing but marks looks like one: what somebody typed gets a space before it.

    Its marks are ``made``, and those whose values ``needs`` store.
    """
    if SIGN not in text:
        return text
    own = {mark.partition(":")[2] for mark in made} | {str(ask.params[0]) for ask in needs if ask.sql == _STORE}
    return _LIKE_ONE.sub(lambda found: '"' if found[1] in own else '" ', text)


def fill_rows(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Board rows as they were, marks replaced by values or by "purged on …" (one query, or none)."""
    marked = [{name for name, value in row.items() if _is_mark(value)} for row in rows]
    found = _rows_of(row[name] for row, names in zip(rows, marked, strict=True) for name in names)
    return [_filled(row, names, found) if names else row for row, names in zip(rows, marked, strict=True)]


def _filled(row: dict[str, Any], names: set[str], found: dict[str, Personal]) -> dict[str, Any]:
    filled = dict(row)
    for name in names:
        shown = _shown(row[name], found)
        if isinstance(shown, dict):
            filled |= shown
        else:  # of several values purged together nothing is said
            filled[name] = None if row[name].startswith(_SEVERAL) else shown
    return filled


def _is_mark(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and value.startswith((_MARK, _SEVERAL))


def _rows_of(marks: Iterable[str]) -> dict[str, Personal]:
    digests = {mark.partition(":")[2] for mark in marks}
    return {row.digest: row for row in Personal.objects.filter(digest__in=digests)} if digests else {}


def fill(entries: Sequence[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """The data of several (verb, data), marks replaced by values or by "purged on …" (one query, or none)."""
    marks = {value for verb, data in entries for name in _personal_of(verb) if _is_mark(value := data.get(name))}
    if not marks:
        return [data for _, data in entries]
    found = _rows_of(marks)
    return [
        {name: _shown(value, found) if name in _personal_of(verb) else value for name, value in data.items()}
        for verb, data in entries
    ]


def _personal_of(verb: str) -> tuple[str, ...]:
    known = verbs.find(verb)
    return known.personal + known.marked if known else ()


def _shown(value: Any, found: dict[str, Personal]) -> Any:
    if not _is_mark(value):
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


def subjects_of(department_id: int, subjects: Collection[str], fields: Sequence[str]) -> set[str]:
    """Those of ``subjects`` of which anything is still kept in ``fields``. One query."""
    rows = Personal.objects.filter(department_id=department_id, subject__in=subjects, value__isnull=False)
    return set(rows.filter(field__in=fields).values_list("subject", flat=True))


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
