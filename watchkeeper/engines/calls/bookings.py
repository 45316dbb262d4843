"""Calls in the booked form as they stand: what each still waits for, and who and what belongs to a page of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from watchkeeper.core.services import registry
from watchkeeper.engines.calls.models import Call, Enrollment, Holding, Slot
from watchkeeper.engines.calls.states import CallStatus

STANDING = (CallStatus.CONFIRMED, CallStatus.IN_SESSION)
DONE = (CallStatus.DELIVERED, CallStatus.CLOSED)


@dataclass
class Facts:
    """What belongs to one call besides its own columns. ``pulled`` are those whom nobody stands in for yet."""

    held: list[Holding] = field(default_factory=list)
    pulled: list[Holding] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    taken: int = 0
    in_line: int = 0
    needed: int = 0

    @property
    def people(self) -> list[str]:
        """The call names of those held, each once; of a proposal, those of any of its times."""
        return sorted({one.person.call_name for one in self.held})

    def is_short(self, call: Call) -> bool:
        """Whether a call that has its time has fewer people than it needs, or lost one."""
        return call.status in STANDING and (bool(self.pulled) or len(self.held) < self.needed)


def unanswered(now: datetime) -> Q:
    """Requests whose askers should have had an answer by ``now``."""
    return Q(status=CallStatus.ASKED, due_at__lt=now)


def over(by: datetime) -> Q:
    """Sessions that had ended ``by`` then and of which nobody said how they were held."""
    return Q(status__in=STANDING, ends_at__lt=by)


def needs_somebody() -> Q:
    """Sessions from which somebody was pulled whom nobody stands in for."""
    pulled = Holding.objects.filter(call=OuterRef("pk"), pulled_at__isnull=False)
    in_its_window = pulled.filter(starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at"))
    return Q(Exists(in_its_window), status__in=STANDING)


def facts(calls: Iterable[Call]) -> dict[int, Facts]:
    """What belongs to each of ``calls`` (with their ``appointment``), by key. Three queries, whatever their number."""
    known = {call.pk: call for call in calls}
    found = {pk: Facts(needed=_needed(call)) for pk, call in known.items()}
    standing = Holding.objects.filter(call__in=list(known)).filter(Q(released_at=None) | Q(pulled_at__isnull=False))
    for one in standing.select_related("person"):
        if one.pulled_at is None:
            found[one.call_id].held.append(one)
        elif _is_in_window(one, known[one.call_id]):
            found[one.call_id].pulled.append(one)
    for slot in Slot.objects.filter(appointment__in=list(known), withdrawn_at=None, taken_at=None):
        found[slot.appointment_id].slots.append(slot)
    seats = Enrollment.objects.filter(call__in=list(known), canceled_at=None)
    for call, seat in seats.values_list("call_id", "seated_at"):
        found[call].taken += seat is not None
        found[call].in_line += seat is None
    return found


def _needed(call: Call) -> int:
    booked = registry.get(call.service, call.department_id).booked
    return sum(staff.needed(call.appointment.expected) for staff in booked.staff) if booked and booked.lasts else 0


def _is_in_window(one: Holding, call: Call) -> bool:
    """Whether it was held for the window that stands: who was pulled before a move is of no more concern."""
    if call.starts_at is None or call.ends_at is None:
        return False
    return one.starts_at < call.ends_at and one.ends_at > call.starts_at
