"""What the dispatch desk keeps: calls, askers, units, assignments, and the desk's own papers."""

from watchkeeper.engines.calls.models.appointment import Appointment, Enrollment, Holding, Slot
from watchkeeper.engines.calls.models.call import Call, CallPerson, NumberSeries, Quote, Requester
from watchkeeper.engines.calls.models.desk import (
    Attachment,
    Bolo,
    Correction,
    Draft,
    Message,
    MessageRead,
    Note,
    Seat,
)
from watchkeeper.engines.calls.models.fix import Fix
from watchkeeper.engines.calls.models.unit import Assignment, Unit

__all__ = [
    "Appointment",
    "Assignment",
    "Attachment",
    "Bolo",
    "Call",
    "CallPerson",
    "Correction",
    "Draft",
    "Enrollment",
    "Fix",
    "Holding",
    "Message",
    "MessageRead",
    "Note",
    "NumberSeries",
    "Quote",
    "Requester",
    "Seat",
    "Slot",
    "Unit",
]
