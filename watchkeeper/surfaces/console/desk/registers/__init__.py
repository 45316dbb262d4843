"""Every staff page there is, in the order of the rail. A new one is a module here and a line below."""

from __future__ import annotations

from watchkeeper.core.people.actor import Actor
from watchkeeper.kit.errors import NotAllowed
from watchkeeper.surfaces.console.desk.register import Button, Register
from watchkeeper.surfaces.console.desk.registers.accounts import ACCOUNTS
from watchkeeper.surfaces.console.desk.registers.consoles import CONSOLES
from watchkeeper.surfaces.console.desk.registers.lines import LINES
from watchkeeper.surfaces.console.desk.registers.people import PEOPLE
from watchkeeper.surfaces.console.desk.registers.tokens import TOKENS

ALL: tuple[Register, ...] = (
    LINES,
    PEOPLE,
    ACCOUNTS,
    CONSOLES,
    TOKENS,
)


def open_to(by: Actor) -> list[Register]:
    """The registers ``by`` may read."""
    return [one for one in ALL if one.may_open(by)]


def first(by: Actor) -> Register:
    """The first register ``by`` may read. Raises :class:`NotAllowed` when there is none."""
    found = open_to(by)
    if not found:
        raise NotAllowed("Your role opens none of these pages.")
    return found[0]


def new_of(register: Register, by: Actor) -> Button:
    """The button that makes a row. Raises :class:`NotAllowed`, hidden where no register makes any."""
    if register.new is None:
        raise NotAllowed("", hidden=True)
    by.require(register.new.needs or register.write)
    return register.new
