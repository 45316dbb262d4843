"""A retry or an offline replay carries a client-made id; the same id and input give the first result again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any

import orjson
from django.db import connection

from watchkeeper.core.journal import transaction
from watchkeeper.core.journal.acting import Acting
from watchkeeper.core.journal.models import LONGEST_CLIENT_ID, ClientResult
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Invalid

KEPT = timedelta(days=90)

_CLAIM = (
    "INSERT INTO journal_client_result (department_id, actor, device, client_id, input_digest, made_at)"
    " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING id"
)


def once(
    by: Acting, client_id: str, input_digest_source: Mapping[str, Any], fn: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """The result of ``fn``, or of its first run under this id by this account and device.

    Runs in the transaction under way: a second request with the same id waits for the first to commit. Raises
    :class:`Invalid` when the id was used with another input, or is too long. An empty id simply runs ``fn``.
    """
    if not client_id:
        return fn()
    if len(client_id) > LONGEST_CLIENT_ID:
        raise Invalid(
            "This request's id is too long.", fields={"client_id": [f"longer than {LONGEST_CLIENT_ID} characters"]}
        )
    with transaction.writing() as writing:
        digest = sha256(
            orjson.dumps(dict(input_digest_source), default=str, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
        ).hexdigest()
        key = _claim(by, client_id, digest)
        if key is not None:
            result = fn()
            ClientResult.objects.filter(pk=key).update(result=result)
            return result
        first = ClientResult.objects.get(
            department_id=by.department_id, actor=by.key, device=by.device, client_id=client_id
        )
        if first.input_digest != digest:
            raise Invalid(
                "This request's id was already used for something else.",
                fields={"client_id": ["already used with another input"]},
            )
        writing.answered = True
        answer: dict[str, Any] = first.result or {}
        return answer


def result_of(by: Acting, client_id: str) -> dict[str, Any]:
    """What was kept under this id by this account and device; empty when nothing was."""
    kept = ClientResult.objects.filter(
        department_id=by.department_id, actor=by.key, device=by.device, client_id=client_id
    )
    return dict(kept.values_list("result", flat=True).first() or {})


def _claim(by: Acting, client_id: str, digest: str) -> int | None:
    """Take the id for this transaction; None when somebody has it already."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, (by.department_id, by.key, by.device, client_id, digest, clock.now()))
        row = cursor.fetchone()
    return int(row[0]) if row else None


def forget_old() -> int:
    """Delete results older than 90 days and return how many; the worker calls it."""
    return ClientResult.objects.filter(made_at__lt=clock.now() - KEPT).delete()[0]
