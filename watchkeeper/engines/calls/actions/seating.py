"""Sitting down at a dispatch seat."""

from __future__ import annotations

from datetime import datetime

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal import journal
from watchkeeper.core.journal.action import action
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.calls import seats, told
from watchkeeper.engines.calls.models import Seat
from watchkeeper.kit import lengths
from watchkeeper.kit.errors import Invalid


@action
def take_seat(*, by: Actor, seat: str, is_new: bool = False, at: datetime | None = None) -> Seat:
    """Sit down at a dispatch seat: whoever sat there is relieved; screen, drafts and selection stay with the seat.

    Raises Invalid for a seat nobody declared, unless it ``is_new`` and a supervisor makes it so.
    """
    by.require(Permission.CALL_ASSIGN)
    if is_new:
        by.require(Permission.UNIT_MANAGE)
    if not seat.strip():
        raise Invalid("Name the seat.", fields={"seat": ["missing"]})
    lengths.check(seat=(seat, Seat, "key"))
    key = seat.strip().upper()
    if not is_new:
        seats.check(by, key)
    found, _ = Seat.objects.get_or_create(department_id=by.department_id, key=key)
    before = found.held_by_name
    found.held_by, found.held_by_name, found.taken_at = by.key, by.name, told.stamp(at)
    found.save()
    journal.write(
        by, "seat.taken", f"seat:{found.key}", at=at, level=Level.L1, data={"seat": found.key, "before": before or None}
    )
    return found
