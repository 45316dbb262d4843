"""Who must hear of a change to a call that only named people may see."""

from __future__ import annotations

from datetime import timedelta

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.people.models import Duty
from watchkeeper.engines.calls.models import Call, CallPerson, Seat
from watchkeeper.kit import clock

TOLD_OF_THE_END = timedelta(hours=1)
_PERSON = "person:"


def desk_people(department_id: int) -> set[int]:
    """The keys of the people on duty at a dispatch seat now: rostered there, or sitting at one."""
    at_desk = Duty.objects.filter(person__department_id=department_id, ended_at=None).exclude(seat="")
    sitting = Seat.objects.filter(department_id=department_id, held_by__startswith=_PERSON)
    seated = {int(key.removeprefix(_PERSON)) for key in sitting.values_list("held_by", flat=True)}
    return seated | set(at_desk.values_list("person_id", flat=True))


def people_named(call_id: int) -> set[int]:
    """The keys of the people named on the call, and of the desk once it was opened to it; empty below L3.

    The desk hears of its end too, and for a while after, so that the call leaves its screens.
    """
    call = Call.objects.filter(pk=call_id).first()
    if call is None or call.level <= Level.L2:
        return set()
    named = CallPerson.objects.filter(call_id=call_id).values_list("person", flat=True)
    found = {int(key.removeprefix(_PERSON)) for key in named if key.startswith(_PERSON)}
    ended = call.closed_at or call.cleared_at
    is_desks = call.is_exposed and (call.is_open or ended is None or ended > clock.now() - TOLD_OF_THE_END)
    return found | desk_people(call.department_id) if is_desks else found
