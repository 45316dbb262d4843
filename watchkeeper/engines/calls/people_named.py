"""Who must hear of a change to a call that only named people may see."""

from __future__ import annotations

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.people.models import Duty
from watchkeeper.engines.calls.models import Call, CallPerson


def desk_people(department_id: int) -> set[int]:
    """The keys of the people on duty at a dispatch seat now."""
    at_desk = Duty.objects.filter(person__department_id=department_id, ended_at=None).exclude(seat="")
    return set(at_desk.values_list("person_id", flat=True))


def people_named(call_id: int) -> set[int]:
    """The keys of the people named on the call, and of the desk once it was opened to it; empty below L3."""
    call = Call.objects.filter(pk=call_id).first()
    if call is None or call.level <= Level.L2:
        return set()
    named = CallPerson.objects.filter(call_id=call_id).values_list("person", flat=True)
    found = {int(key.removeprefix("person:")) for key in named if key.startswith("person:")}
    return found | desk_people(call.department_id) if call.is_exposed else found
