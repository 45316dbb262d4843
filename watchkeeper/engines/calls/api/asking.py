"""What every address of the API shares: who asks, answers that repeat safely, and the problems it may tell."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, cast, get_args

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Schema

from watchkeeper.core.journal.client_ids import once
from watchkeeper.core.journal.models import LONGEST_CLIENT_ID
from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.calls import private
from watchkeeper.engines.calls.api.schemas import Problem
from watchkeeper.engines.calls.models import Assignment, Call, Unit
from watchkeeper.kit.errors import Invalid, NotAllowed
from watchkeeper.kit.prepared import Prepared

PROBLEMS: dict[Any, Any] = {frozenset({400, 401, 403, 404, 409, 413, 422, 423, 503}): Problem}


def answers(schema: Any) -> dict[Any, Any]:
    """The ``response=`` of an address that gives ``schema`` or a problem."""
    return {200: schema, **PROBLEMS}


def actor(request: HttpRequest) -> Actor:
    """Who is asking (set at the door)."""
    return cast(Actor, request.actor)  # type: ignore[attr-defined]


def repeatable(request: HttpRequest, given: Schema | None, schema: type[Schema], run: Callable[[], Any]) -> Any:
    """``run``, or its first answer when this ``Idempotency-Key`` came before with the same input.

    Raises Invalid for a key longer than 120 characters or used with another input.
    """
    key, by = request.headers.get("Idempotency-Key", ""), actor(request)
    if not key:
        return answer(schema, _seen(run(), by))
    if len(key) > LONGEST_CLIENT_ID or not key.isprintable():
        said = f"The Idempotency-Key is no plain text of at most {LONGEST_CLIENT_ID} characters."
        raise Invalid(said, fields={"Idempotency-Key": ["too long"]})
    source = {"address": request.path, "given": given.dict() if given else None}
    return once(by, key, source, lambda: schema.from_orm(_seen(run(), by)).model_dump(mode="json"))


def _seen(result: Any, by: Actor) -> Any:
    """What ``by`` may see of the call or unit that was changed."""
    if isinstance(result, Call):
        return private.call_for(by, result)
    return Unit.objects.filter(pk=result.pk).seen_by(by)[0] if isinstance(result, Unit) else result


def answer(schema: type[Schema], result: Any) -> HttpResponse:
    """``result`` as JSON, with the fields ``schema`` names.

    Our columns hold what the schema says, so the rows are written out as they are: checking each again on its way out
    would cost as much as the change itself. The schema's own tests hold the two together.
    """
    content = orjson.dumps(_plain(schema, result), option=orjson.OPT_UTC_Z)
    return HttpResponse(content, content_type="application/json; charset=utf-8")


def _plain(schema: type[Schema], row: Any) -> dict[str, Any]:
    found = row if isinstance(row, dict) else _Fields(row)
    return {
        name: [_plain(inner, one) for one in found[name]] if inner else found[name] for name, inner in _shape(schema)
    }


class _Fields:
    """A row's attributes, asked for like a dict's values."""

    def __init__(self, row: Any) -> None:
        self._row = row

    def __getitem__(self, name: str) -> Any:
        return getattr(self._row, name)


@cache
def _shape(schema: type[Schema]) -> tuple[tuple[str, type[Schema] | None], ...]:
    """The fields of ``schema``, each with the schema of what it lists, if it lists rows."""
    inner = {name: (get_args(field.annotation) or (None,))[0] for name, field in schema.model_fields.items()}
    return tuple(
        (name, one if isinstance(one, type) and issubclass(one, Schema) else None) for name, one in inner.items()
    )


def call_of(request: HttpRequest, pk: int) -> Call:
    """The call, as the asker may see it. Raises a hidden NotAllowed."""
    return Call.objects.one(actor(request), pk)


# Of the call and the unit only what tells whose they are: the action locks them and reads them fresh.
_KNOWN = ("call__department", "call__level", "call__number", "unit__department", "unit__call_sign")
_ASSIGNMENT = Prepared(
    lambda pk: (
        Assignment.objects.select_related("unit", "call")
        .only(*(field.name for field in Assignment._meta.concrete_fields), *_KNOWN)
        .filter(pk=pk)
    )
)


def assignment_of(request: HttpRequest, pk: int) -> Assignment:
    """The assignment, on a call the asker may see. Raises a hidden NotAllowed."""
    found = _ASSIGNMENT(pk=pk)
    if not found:
        raise NotAllowed("", hidden=True)
    if not found[0].call.is_plainly_visible_to(actor(request)):
        Call.objects.one(actor(request), found[0].call_id)
    return found[0]


_UNITS = Prepared(lambda department, signs: Unit.objects.filter(department=department, call_sign__in=signs))


def units_of(request: HttpRequest, signs: list[str]) -> list[Unit]:
    """The units with these call signs. Raises Invalid naming those the department does not have."""
    wanted = sorted({sign.upper() for sign in signs})
    found = _UNITS(department=actor(request).department_id, signs=wanted)
    missing = set(wanted) - {unit.call_sign for unit in found}
    if missing:
        raise Invalid("There is no such unit.", fields={"units": sorted(missing)})
    return found
