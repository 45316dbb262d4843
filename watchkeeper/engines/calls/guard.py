"""Locks in one fixed order: units by key, then calls by key. Each bump returns the fresh row it locked.

Whoever assigns, moves or frees a unit changes the unit's guard first and the call's version next, in the same
transaction, so that two dispatchers cannot both act on what they read a moment ago (architecture.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from django.db.models import Q

from watchkeeper.engines.calls.models import Assignment, Call, Unit
from watchkeeper.kit.errors import NotAllowed
from watchkeeper.kit.prepared import Prepared


@cache
def _sql(model: type[Unit] | type[Call], counters: tuple[str, ...]) -> str:
    table = model._meta.db_table
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    sets = ", ".join(f"{name} = {name} + 1" for name in counters)
    return f"UPDATE {table} SET {sets} WHERE id = %s AND department_id = %s RETURNING {columns}"  # noqa: S608


def unit(pk: int, department_id: int, *, is_shown: bool = True) -> Unit:
    """Lock one unit and return it fresh; its board version counts only when ``is_shown``."""
    counters = ("guard", "version") if is_shown else ("guard",)
    found = list(Unit.objects.raw(_sql(Unit, counters), [pk, department_id]))
    if not found:
        raise NotAllowed("", hidden=True)
    return found[0]


def units(pks: Iterable[int], department_id: int, *, is_shown: bool = True) -> list[Unit]:
    """Lock several units in key order."""
    return [unit(pk, department_id, is_shown=is_shown) for pk in sorted(set(pks))]


def call(pk: int, department_id: int) -> Call:
    """Lock one call, count its version, and return it fresh."""
    found = list(Call.objects.raw(_sql(Call, ("version",)), [pk, department_id]))
    if not found:
        raise NotAllowed("", hidden=True)
    return found[0]


_OPEN = Prepared(
    lambda calls, units: (
        Assignment.objects.filter(Q(call__in=calls) | Q(unit__in=units), cleared_at=None)
        .select_related("call", "unit")
        .order_by("id")
    )
)


def open_assignments(*, calls: Sequence[Call] = (), units: Sequence[Unit] = ()) -> list[Assignment]:
    """The assignments not yet cleared of these calls or these units, with both loaded, in one query."""
    found = _OPEN(calls=[c.pk for c in calls], units=[u.pk for u in units])
    fresh_calls = {c.pk: c for c in calls}
    fresh_units = {u.pk: u for u in units}
    result = []
    for assignment in found:
        assignment.call = fresh_calls.get(assignment.call_id, assignment.call)
        assignment.unit = fresh_units.get(assignment.unit_id, assignment.unit)
        result.append(assignment)
    return result
