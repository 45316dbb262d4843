"""What stands in a row and in a drawer: words with a kind, and a state only where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.people.actor import Actor
from watchkeeper.kit import clock


@dataclass(frozen=True)
class Look:
    """Who looks, in which zone, at which moment (UTC, aware)."""

    by: Actor
    zone: ZoneInfo
    now: datetime

    def moment(self, at: datetime | None, none: str = "") -> str:
        """``at`` in the department's zone: "14:02" today, else "18 Feb 14:02", with the year when it is another."""
        if at is None:
            return none
        local, today = at.astimezone(self.zone), self.now.astimezone(self.zone)
        if local.date() == today.date():
            return f"{local:%H:%M}"
        return f"{self.day(at)} {local:%H:%M}"

    def day(self, at: datetime | None, none: str = "") -> str:
        """``at`` as a day of the department: "18 Feb", with the year when it is another."""
        if at is None:
            return none
        local, today = at.astimezone(self.zone), self.now.astimezone(self.zone)
        year = "" if local.year == today.year else f" {local.year}"
        return f"{local.day} {local:%b}{year}"


def look_of(by: Actor) -> Look:
    """``by`` looking now, in the zone of the department."""
    return Look(by, zone_of(by.department_id), clock.now())


@dataclass(frozen=True)
class Cell:
    """Text with a ``kind`` ("mono", "number", "muted", "strong") and, where it has a state, ``tone`` and ``glyph``.

    ``tone`` is a state of the tokens ("waiting", "sent", "scene", "move", "over", "idle"), ``glyph`` one of the sprite.
    ``address`` is where it leads, in a band over the table.
    """

    text: str
    kind: str = ""
    tone: str = ""
    glyph: str = ""
    address: str = ""


def gap(text: str) -> Cell:
    """Something the department ought to know and does not: amber, a hollow diamond, and the word."""
    return Cell(text, tone="waiting", glyph="held")


def muted(text: str) -> Cell:
    """Something of less weight."""
    return Cell(text, kind="muted")


def mono(text: str) -> Cell:
    """A number, a time or a key."""
    return Cell(text, kind="mono")


def cell_of(shown: Cell | str) -> Cell:
    """Plain words as a cell."""
    return shown if isinstance(shown, Cell) else Cell(shown)


@dataclass(frozen=True)
class Fact:
    """One line of a drawer's details; ``is_always`` when it stands beside the form too, which does not hold it.

    ``address`` is the page that the value leads to, where it has one.
    """

    words: str
    value: Cell | str
    is_always: bool = False
    address: str = ""

    @property
    def cell(self) -> Cell:
        """The value as a cell."""
        return cell_of(self.value)


@dataclass(frozen=True)
class Notice:
    """A band in the drawer: what is missing, and what the house does meanwhile."""

    title: str
    text: str
    tone: str = "waiting"
    glyph: str = "caution"


@dataclass(frozen=True)
class Band:
    """A band over the table: facts that are no rows ("Main desk: nobody planned Tue 15:00 to 23:00")."""

    title: str
    cells: Sequence[Cell | str]

    @property
    def shown(self) -> list[Cell]:
        """Its cells."""
        return [cell_of(one) for one in self.cells]
