"""Every staff page there is, in the order of the rail. A new one is a module here and a line below."""

from __future__ import annotations

from watchkeeper.core.people.actor import Actor
from watchkeeper.kit.errors import NotAllowed
from watchkeeper.surfaces.console.desk.register import Button, Register
from watchkeeper.surfaces.console.desk.registers.accounts import ACCOUNTS
from watchkeeper.surfaces.console.desk.registers.bookings import BOOKINGS
from watchkeeper.surfaces.console.desk.registers.calls import CALLS
from watchkeeper.surfaces.console.desk.registers.cautions import CAUTIONS
from watchkeeper.surfaces.console.desk.registers.consoles import CONSOLES
from watchkeeper.surfaces.console.desk.registers.duties import DUTIES
from watchkeeper.surfaces.console.desk.registers.feedback import FEEDBACK
from watchkeeper.surfaces.console.desk.registers.findings import FINDINGS
from watchkeeper.surfaces.console.desk.registers.lines import LINES
from watchkeeper.surfaces.console.desk.registers.people import PEOPLE
from watchkeeper.surfaces.console.desk.registers.places import PLACES
from watchkeeper.surfaces.console.desk.registers.qualifications import QUALIFICATIONS
from watchkeeper.surfaces.console.desk.registers.roster import ROSTER
from watchkeeper.surfaces.console.desk.registers.runs import RUNS
from watchkeeper.surfaces.console.desk.registers.tips import TIPS
from watchkeeper.surfaces.console.desk.registers.tokens import TOKENS
from watchkeeper.surfaces.console.desk.registers.units import UNITS

ALL: tuple[Register, ...] = (
    *(CALLS, BOOKINGS, RUNS, FINDINGS, FEEDBACK, TIPS, LINES, *PLACES, CAUTIONS, UNITS, DUTIES, ROSTER),
    *(PEOPLE, QUALIFICATIONS, ACCOUNTS, CONSOLES, TOKENS),
)


def open_to(by: Actor) -> list[Register]:
    """The registers ``by`` may read."""
    return [one for one in ALL if one.may_open(by)]


def family_of(register: Register, by: Actor) -> list[Register]:
    """The registers that belong together with ``register`` and that ``by`` may read; none when it stands alone."""
    several = [one for one in open_to(by) if one.family == register.family] if register.family else []
    return several if len(several) > 1 else []


def in_rail(by: Actor) -> list[Register]:
    """The registers the rail shows: of a family the first."""
    several = open_to(by)
    return [one for one in several if not (family := family_of(one, by)) or family[0] is one]


def first(by: Actor) -> Register:
    """The first register ``by`` may read. Raises :class:`NotAllowed` when there is none."""
    found = open_to(by)
    if not found:
        raise NotAllowed("Your role opens none of these pages.")
    return found[0]


def button_of(register: Register, key: str, by: Actor) -> Button:
    """The button ``key``. Raises :class:`NotAllowed`, hidden where there is none, before its form is looked at."""
    found = register.button(key)
    by.require(found.needs or register.write)
    return found


def new_of(register: Register, by: Actor) -> Button:
    """The button that makes a row. Raises :class:`NotAllowed`, hidden where no register makes any."""
    if register.new is None:
        raise NotAllowed("", hidden=True)
    by.require(register.new.needs or register.write)
    return register.new
