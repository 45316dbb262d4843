"""The dispatch seats of a department: each is called as those who work at the desk are, or was made on purpose."""

from __future__ import annotations

from watchkeeper.core.people import roster
from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.calls.models import Seat
from watchkeeper.kit.errors import Invalid

NAMED = 24  # so many are listed to who named none of them


def known(by: Actor) -> list[str]:
    """The seats ``by`` may sit down at, in order: of their department's desk, and their own. Two queries."""
    made = Seat.objects.filter(department_id=by.department_id).values_list("key", flat=True)
    names = {*roster.desk_names(by.department_id), by.name}
    return sorted({*made, *(name.upper() for name in names)})


def check(by: Actor, key: str) -> None:
    """Raise Invalid, with the seats there are, when nobody declared ``key``."""
    seats = known(by)
    if key in seats:
        return
    more = f" and {len(seats) - NAMED} more" if len(seats) > NAMED else ""
    listed = f"The seats are {', '.join(seats[:NAMED])}{more}."
    raise Invalid(
        f"There is no seat {key}. {listed} “seat {key} new” makes one, for a supervisor.",
        fields={"seat": [f"no seat {key}"]},
    )
