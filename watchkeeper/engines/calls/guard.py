"""Locks in one fixed order: units by key, then calls by key. Each bump returns the fresh row it locked.

Whoever assigns, moves or frees a unit changes the unit's guard first and the call's version next, in the same
transaction, so that two dispatchers cannot both act on what they read a moment ago (architecture.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

from django.db.models import Model, Q

from watchkeeper.engines.calls.models import Assignment, Call, Unit
from watchkeeper.kit.batch import Ask, send
from watchkeeper.kit.errors import NotAllowed
from watchkeeper.kit.prepared import Prepared, bump

M = TypeVar("M", bound=Model)


def unit(pk: int, department_id: int, *, is_shown: bool = True) -> Unit:
    """Lock one unit and return it fresh; its board version counts only when ``is_shown``."""
    return units([pk], department_id, is_shown=is_shown)[0]


def units(pks: Iterable[int], department_id: int, *, is_shown: bool = True) -> list[Unit]:
    """Lock several units in key order."""
    return [_one(found) for found in send(*(_unit(pk, department_id, is_shown) for pk in sorted(set(pks))))]


def call(pk: int, department_id: int) -> Call:
    """Lock one call, count its version, and return it fresh."""
    found: list[Call] = send(bump(Call, ("version",), pk, department_id))[0]
    return _one(found)


def lock(
    call_pk: int,
    department_id: int,
    *,
    unit_pks: Iterable[int],
    is_shown: bool = True,
    hidden: Collection[int] = (),
) -> tuple[list[Unit], Call, list[Assignment]]:
    """Lock units in key order and then their call; give them fresh, with the open assignments of all of them.

    One round trip. Board versions of units count only when ``is_shown``, those of ``hidden`` never. Raises a hidden
    NotAllowed for what is not the department's.
    """
    pks = sorted(set(unit_pks))
    *found, calls, held = send(
        *(_unit(pk, department_id, is_shown and pk not in hidden) for pk in pks),
        bump(Call, ("version",), call_pk, department_id),
        _OPEN.ask(calls=[call_pk], units=pks),
    )
    fresh_units, fresh = [_one(one) for one in found], _one(calls)
    return fresh_units, fresh, _joined(held, [fresh], fresh_units)


def _unit(pk: int, department_id: int, is_shown: bool) -> Ask:
    return bump(Unit, ("guard", "version") if is_shown else ("guard",), pk, department_id)


def _one(found: list[M]) -> M:
    if not found:
        raise NotAllowed("", hidden=True)
    return found[0]


_OPEN = Prepared(
    lambda calls, units: Assignment.objects.filter(Q(call__in=calls) | Q(unit__in=units), cleared_at=None).order_by(
        "id"
    )
)
_CALLS = Prepared(lambda pks: Call.objects.filter(pk__in=pks))
_UNITS = Prepared(lambda pks: Unit.objects.filter(pk__in=pks))


def open_assignments(*, calls: Sequence[Call] = (), units: Sequence[Unit] = ()) -> list[Assignment]:
    """The assignments not yet cleared of these calls or these units, with both loaded, in at most two trips."""
    return _joined(_OPEN(calls=[c.pk for c in calls], units=[u.pk for u in units]), calls, units)


def _joined(held: list[Assignment], calls: Sequence[Call], units: Sequence[Unit]) -> list[Assignment]:
    """Hang calls and units on their assignments: the fresh ones given, the others read together."""
    known_calls, known_units = {c.pk: c for c in calls}, {u.pk: u for u in units}
    other_calls = {a.call_id for a in held} - known_calls.keys()
    other_units = {a.unit_id for a in held} - known_units.keys()
    if other_calls or other_units:
        more_calls, more_units = send(_CALLS.ask(pks=sorted(other_calls)), _UNITS.ask(pks=sorted(other_units)))
        known_calls |= {c.pk: c for c in more_calls}
        known_units |= {u.pk: u for u in more_units}
    for assignment in held:
        assignment.call = known_calls[assignment.call_id]
        assignment.unit = known_units[assignment.unit_id]
    return held
