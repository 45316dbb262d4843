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


class CallRows:
    """Rows of calls."""

    prefix = "call"

    def rows(self, ids: list[int], view: View) -> Mapping[str, Row | None]:
        """The rows of these calls; None for those ended or not to be known."""
        found = list(Call.objects.filter(pk__in=ids, department_id=view.department_id))
        rows = _calls(found, view)
        return {f"call:{pk}": rows.get(f"call:{pk}") for pk in ids}

    def board(self, view: View) -> list[Row]:
        """Every open call the class may know of."""
        cap = min(view.level, Level.L2)
        found = list(Call.objects.filter(department_id=view.department_id, status__in=OPEN, level__lte=cap))
        return list(_calls(found, view).values())


def _calls(found: list[Call], view: View) -> dict[str, Row]:
    held: dict[int, list[Assignment]] = {}
    for a in (
        Assignment.objects.filter(call__in=[c.pk for c in found], cleared_at=None).select_related("unit").order_by("id")
    ):
        held.setdefault(a.call_id, []).append(a)
    rows = (seen(call_row(call, held.get(call.pk, [])), view) for call in found)
    return {row["k"]: row for row in rows if row is not None}


class UnitRows:
    """Rows of units."""

    prefix = "unit"

    def rows(self, ids: list[int], view: View) -> Mapping[str, Row | None]:
        """The rows of these units; None for those off duty."""
        found = list(Unit.objects.filter(pk__in=ids, department_id=view.department_id))
        rows = _units(found, view)
        return {f"unit:{pk}": rows.get(f"unit:{pk}") for pk in ids}

    def board(self, view: View) -> list[Row]:
        """Every unit on duty, and any still on a call or in an emergency."""
        busy = Assignment.objects.filter(cleared_at=None, unit__department_id=view.department_id).values("unit_id")
        found = list(
            Unit.objects.filter(department_id=view.department_id).filter(
                Q(is_on_duty=True) | Q(pk__in=busy) | Q(emergency_at__isnull=False)
            )
        )
        return list(_units(found, view).values())


def _units(found: list[Unit], view: View) -> dict[str, Row]:
    held: dict[int, list[Assignment]] = {}
    for a in (
        Assignment.objects.filter(unit__in=[u.pk for u in found], cleared_at=None).select_related("call").order_by("id")
    ):
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


RENDERERS = (CallRows(), UnitRows(), BoloRows())


def board(view: View) -> list[Row]:
    """Every row of the board for ``view``: calls, units, look-outs."""
    return [row for renderer in RENDERERS for row in renderer.board(view)]


def state(view: View) -> dict[str, object]:
    """The board and its hash, as the console fetches it in one request."""
    rows = board(view)
    return {"rows": rows, "hash": board_hash(rows), "at": clock.now().isoformat()}
