"""The board: what stands now, for one clearance class. A fixed number of queries, whatever the history."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal.feed import View, board_hash
from watchkeeper.engines.calls.models import Assignment, Bolo, Call, Unit
from watchkeeper.engines.calls.rows import Row, bolo_row, call_row, seen, unit_row
from watchkeeper.engines.calls.states import OPEN
from watchkeeper.kit import clock
from watchkeeper.kit.batch import send
from watchkeeper.kit.prepared import Prepared

# Asked at every change by the live feed.
_CALLS = Prepared(lambda pks, department: Call.objects.filter(pk__in=pks, department_id=department))
_UNITS = Prepared(lambda pks, department: Unit.objects.filter(pk__in=pks, department_id=department))
_OPEN = Assignment.objects.filter(cleared_at=None).order_by("id")
_OF_CALLS = Prepared(lambda pks: _OPEN.filter(call__in=pks).select_related("unit"))
_OF_UNITS = Prepared(lambda pks: _OPEN.filter(unit__in=pks).select_related("call"))

# In so many words: SQLite uses the small index of open calls only for a condition it can read, not for values given
# apart, and would walk through all of history instead.
_IS_OPEN = f"calls_call.status IN ({', '.join(repr(status.value) for status in OPEN)})"


class CallRows:
    """Rows of calls."""

    prefix = "call"

    def rows(self, ids: list[int], view: View) -> Mapping[str, Row | None]:
        """The rows of these calls; None for those ended or not to be known."""
        some = _padded(ids)
        found, open_ones = send(_CALLS.ask(pks=some, department=view.department_id), _OF_CALLS.ask(pks=some))
        rows = _calls(found, open_ones, view)
        return {f"call:{pk}": rows.get(f"call:{pk}") for pk in ids}

    def board(self, view: View) -> list[Row]:
        """Every open call the class may know of."""
        cap = min(view.level, Level.L2)
        ours = Call.objects.filter(department_id=view.department_id, level__lte=cap)
        found = list(ours.extra(where=[_IS_OPEN]))  # noqa: S610  constants of this house
        return list(_calls(found, _OF_CALLS(pks=_padded([call.pk for call in found])), view).values())


def _calls(found: list[Call], open_ones: list[Assignment], view: View) -> dict[str, Row]:
    held: dict[int, list[Assignment]] = {}
    for a in open_ones:
        held.setdefault(a.call_id, []).append(a)
    rows = (seen(call_row(call, held.get(call.pk, [])), view) for call in found)
    return {row["k"]: row for row in rows if row is not None}


class UnitRows:
    """Rows of units."""

    prefix = "unit"

    def rows(self, ids: list[int], view: View) -> Mapping[str, Row | None]:
        """The rows of these units; None for those off duty."""
        some = _padded(ids)
        found, open_ones = send(_UNITS.ask(pks=some, department=view.department_id), _OF_UNITS.ask(pks=some))
        rows = _units(found, open_ones, view)
        return {f"unit:{pk}": rows.get(f"unit:{pk}") for pk in ids}

    def board(self, view: View) -> list[Row]:
        """Every unit on duty, and any still on a call or in an emergency."""
        busy = Assignment.objects.filter(cleared_at=None, unit__department_id=view.department_id).values("unit_id")
        found = list(
            Unit.objects.filter(department_id=view.department_id).filter(
                Q(is_on_duty=True) | Q(pk__in=busy) | Q(emergency_at__isnull=False)
            )
        )
        return list(_units(found, _OF_UNITS(pks=_padded([unit.pk for unit in found])), view).values())


def _units(found: list[Unit], open_ones: list[Assignment], view: View) -> dict[str, Row]:
    held: dict[int, list[Assignment]] = {}
    for a in open_ones:
        held.setdefault(a.unit_id, []).append(a)
    rows = (seen(unit_row(unit, held.get(unit.pk, [])), view) for unit in found)
    return {row["k"]: row for row in rows if row is not None}


class BoloRows:
    """Rows of look-outs."""

    prefix = "bolo"

    def rows(self, ids: list[int], view: View) -> Mapping[str, Row | None]:
        """The rows of these look-outs; None for those that ended."""
        found = {b.subject: b for b in Bolo.objects.filter(pk__in=ids, department_id=view.department_id)}
        return {
            f"bolo:{pk}": seen(bolo_row(found[f"bolo:{pk}"]), view) if f"bolo:{pk}" in found else None for pk in ids
        }

    def board(self, view: View) -> list[Row]:
        """Every look-out that stands."""
        found = Bolo.objects.filter(
            department_id=view.department_id, ended_at=None, level__lte=min(view.level, Level.L2)
        )
        rows = (bolo_row(b) for b in found)
        return [row for row in rows if row is not None]


def _padded(keys: list[int]) -> list[int]:
    """``keys`` with the first repeated up to the next power of two: few lengths, so few shapes to compile."""
    many = 1 << (len(keys) - 1).bit_length() if keys else 0
    return keys + keys[:1] * (many - len(keys))


RENDERERS = (CallRows(), UnitRows(), BoloRows())


def board(view: View) -> list[Row]:
    """Every row of the board for ``view``: calls, units, look-outs."""
    return [row for renderer in RENDERERS for row in renderer.board(view)]


def state(view: View) -> dict[str, object]:
    """The board and its hash, as the console fetches it in one request."""
    rows = board(view)
    return {"rows": rows, "hash": board_hash(rows), "at": clock.now().isoformat()}
