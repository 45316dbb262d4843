"""Sessions people enroll in one by one: those to come that everybody may know of, and one by its unguessable key.

What is read here is public. It starts from nobody's clearance, so it says itself what may be known: level L0 and L1.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q

from watchkeeper.core.departments.levels import Level
from watchkeeper.engines.calls.models import Call, Enrollment
from watchkeeper.engines.calls.models.call import CallQuerySet
from watchkeeper.engines.calls.states import CallStatus
from watchkeeper.kit import clock

MOST = 60
OWN_GROUP = "group"  # the answer of those who want a session of their own: it is not listed, only linked to


@dataclass(frozen=True)
class Session:
    """One session as everybody may see it: when, where, and how many seats are left."""

    call: Call
    seats: int
    seated: int
    waiting: int

    @property
    def uid(self) -> str:
        """Its unguessable key."""
        return self.call.appointment.uid

    @property
    def left(self) -> int:
        """How many may still sit down."""
        return max(0, self.seats - self.seated)

    @property
    def is_full(self) -> bool:
        """Whether whoever enrolls now waits in line."""
        return self.left == 0

    @property
    def takes_people(self) -> bool:
        """Whether one may still enroll: it is confirmed and has not begun."""
        starts = self.call.starts_at
        return self.call.status == CallStatus.CONFIRMED and starts is not None and starts > clock.now()


def coming(department_id: int, services: Collection[str], *, most: int = MOST) -> list[Session]:
    """The sessions of ``services`` to come, soonest first (one query). Sessions of a group's own are left out."""
    confirmed = _known(department_id).standing(CallStatus.CONFIRMED)
    found = confirmed.filter(service__in=services, starts_at__gt=clock.now()).order_by("starts_at", "id")
    listed = [call for call in found[: 2 * most] if call.answers.get("for_whom") != OWN_GROUP]
    return [_session(call) for call in listed[:most]]


def session(department_id: int, uid: str) -> Session | None:
    """The session with the key ``uid``, whatever became of it; None for what nobody enrolls in (one query)."""
    found = _known(department_id).filter(appointment__uid=uid).first() if uid else None
    return _session(found) if found is not None else None


def place_in_line(mine: Enrollment) -> int:
    """Which in line ``mine`` is, counted from 1 (one query)."""
    line = Enrollment.objects.filter(call=mine.call_id, canceled_at=None, seated_at=None)
    return line.filter(Q(at__lt=mine.at) | Q(at=mine.at, requester_id__lt=mine.pk)).count() + 1


def _known(department_id: int) -> CallQuerySet:
    standing = Q(enrollments__canceled_at=None)
    return (
        Call.objects.filter(
            department_id=department_id, is_appointment=True, is_test=False, level__lte=Level.L1,
            appointment__seats__gt=0,
        )
        .select_related("appointment")
        .annotate(
            seated=Count("enrollments", filter=standing & Q(enrollments__seated_at__isnull=False)),
            waiting=Count("enrollments", filter=standing & Q(enrollments__seated_at=None)),
        )
    )  # fmt: skip


def _session(call: Call) -> Session:
    counts: dict[str, int] = vars(call)  # annotated
    return Session(call, call.appointment.seats, counts["seated"], counts["waiting"])
