"""What an officer comes upon: the call and the unit on its scene, at once."""

from __future__ import annotations

from datetime import datetime

from watchkeeper.core.journal.action import action
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.services.kinds import Door
from watchkeeper.engines.calls.actions.dispatch import send_units
from watchkeeper.engines.calls.actions.intake import open_call
from watchkeeper.engines.calls.actions.moves import move, require_unit
from watchkeeper.engines.calls.models import Assignment, Unit
from watchkeeper.engines.calls.states import AssignmentStatus


@action
def start_own(
    unit: Unit,
    *,
    by: Actor,
    service: str,
    place: str = "",
    place_ref: str = "",
    details: str = "",
    at: datetime | None = None,
) -> Assignment:
    """Open a call for what the crew of ``unit`` came upon, with the unit on scene of it since ``at``.

    Raises Refused when the unit is busy, off duty or out of service, or the service is not offered; then nothing is
    opened. Raises Invalid for an unknown service, NotAllowed for another's unit.
    """
    require_unit(by, unit, Permission.CALL_ASSIGN)
    call = open_call(
        by=by, service=service, place=place, place_ref=place_ref, details=details, door=Door.OFFICER, at=at
    )
    [assignment] = send_units(call, by, [unit], at=call.opened_at)
    return move(assignment, by=by, to=AssignmentStatus.ON_SCENE, at=call.opened_at)
