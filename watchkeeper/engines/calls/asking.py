"""What a call in its booked form begins with: its appointment, and when the asker must have an answer."""

from __future__ import annotations

from datetime import datetime

from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.journal.timers import Due
from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls import slots, workdays
from watchkeeper.engines.calls.models import Appointment, Call
from watchkeeper.kit import ids


def begin(call: Call, spec: Service) -> list[Due]:
    """Give a call just opened its appointment, within the action under way; the clocks that start with it."""
    Appointment.objects.create(
        call=call,
        expected=slots.wish_of(call.answers).heads,
        seats=spec.booked.seats if spec.booked else 0,
        wished_from=call.starts_at,
        wished_until=call.ends_at,
        uid=ids.token(),
    )
    if call.starts_at or call.ends_at:  # what was wished is not yet what is confirmed
        call.starts_at = call.ends_at = None
        call.save(update_fields=["starts_at", "ends_at"])
    return [Due(call.department_id, "appointment.reply", call.subject, call.due_at)] if call.due_at else []


def reply_due(spec: Service, department_id: int, at: datetime) -> datetime | None:
    """When who asked ``at`` must have an answer: times proposed, or confirmed, or at a desk the answer itself.

    None when nothing is promised.
    """
    answers = (spec.promised(end) for end in ("proposed", "confirmed", "delivered", "closed"))
    target = next((one for one in answers if one is not None), None)
    if target is None:
        return None
    return workdays.after(at, target.duration, zone_of(department_id)) if target.is_working else at + target.duration
