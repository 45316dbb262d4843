"""Small questions several parts ask of units, assignments and the desk's papers."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal.client_ids import result_of
from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.calls.models import Assignment, Bolo, Requester, Unit
from watchkeeper.engines.calls.states import STAMPS, AssignmentStatus
from watchkeeper.kit import clock


def live_of(unit: Unit) -> Assignment | None:
    """The assignment ``unit`` is committed to now, with its call; None when it is free."""
    waiting = Q(is_stacked=True) | Q(status=AssignmentStatus.RESERVED)
    return Assignment.objects.filter(unit=unit, cleared_at=None).exclude(waiting).select_related("call", "unit").first()


def last_stamp(assignment: Assignment) -> datetime | None:
    """The latest of the assignment's stamps, or None."""
    stamps = [getattr(assignment, f) for f in STAMPS if f != "reserved_at" and getattr(assignment, f) is not None]
    return max(stamps, default=None)


def asker_of(by: Actor, client_id: str) -> Requester:
    """The asker of the call ``by`` opened under ``client_id``, wherever merging or splitting has brought it since."""
    return Requester.objects.get(pk=result_of(by, client_id)["requester"])


def live_bolos(by: Actor) -> list[Bolo]:
    """The look-outs that stand now and that ``by`` may see, newest first."""
    standing = Bolo.objects.filter(department_id=by.department_id, ended_at=None, expires_at__gt=clock.now())
    return list(standing.filter(level__lte=min(by.clearance, Level.L2)).order_by("-posted_at"))
