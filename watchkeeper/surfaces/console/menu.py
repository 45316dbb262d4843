"""The staff pages one can go to: one table, drawn as the rail of the registry and as the short row of the board.

Registers are in :mod:`desk.registers`, with their own letters; the short row leads to the first its reader may read.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.surfaces.console.desk import registers
from watchkeeper.surfaces.console.desk.register import Register

GROUPS = ("", "Registry", "Insight")


@dataclass(frozen=True)
class Page:
    """A page that is no register: its group in the rail, the name of its address, and its letter after "g".

    ``needs`` is what it takes to open it. ``is_short`` puts it into the short row, where few have room.
    """

    group: str
    name: str
    words: str
    icon: str
    letter: str
    needs: Permission
    is_short: bool = True


@dataclass(frozen=True)
class Way:
    """A link to a page: ``key`` is the page's name or the register's key."""

    group: str
    key: str
    words: str
    icon: str
    letter: str
    address: str


PAGES = (
    Page("", "board", "Board", "layout-dashboard", "b", Permission.BOARD_READ),
    Page("", "exceptions", "Exceptions", "alert-triangle", "e", Permission.HANDOVER_SIGN),
    Page("", "handover", "Hand-over", "clipboard", "h", Permission.HANDOVER_SIGN),
    Page("", "calendar", "Calendar", "calendar", "v", Permission.CALL_READ, is_short=False),
    Page("Registry", "offers", "Services", "tag", "s", Permission.BOARD_READ, is_short=False),
    Page("Registry", "playbooks", "Playbooks", "clipboard", "i", Permission.RUN_READ, is_short=False),
    Page("Insight", "measures", "Response times", "chart-bar", "m", Permission.MEASURE_READ),
    Page("Insight", "coverage", "Coverage", "route", "1", Permission.RUN_READ, is_short=False),
    Page("Insight", "replay", "Replay", "history", "r", Permission.CALL_READ),
    Page("Insight", "audit", "Audit", "shield-check", "j", Permission.AUDIT_READ, is_short=False),
)
_SHORT_REGISTERS = ("roster",)  # with a place of their own in the short row


def pages(by: Actor) -> list[Way]:
    """The pages that are no registers and that ``by`` may open."""
    return [_way(one) for one in PAGES if by.may(one.needs)]


def rail(by: Actor) -> list[tuple[str, list[Way]]]:
    """All ``by`` may open, by group."""
    links = [*pages(by), *(_way_of(one, words=_words(one, by)) for one in registers.in_rail(by))]
    groups = [(name, [one for one in links if one.group == name]) for name in GROUPS]
    return [(name, several) for name, several in groups if several]


def short(by: Actor) -> list[Way]:
    """The few that have room everywhere: pages, the roster, the registry by its first register, one's own account."""
    several = registers.in_rail(by)
    found = [_way(one) for one in PAGES if one.is_short and by.may(one.needs)]
    found += [_way_of(one) for one in several if one.key in _SHORT_REGISTERS]
    found += [_way_of(one, words="Registry") for one in several[:1]]
    return [*found, Way("", "me", "My account", "", "y", reverse("me"))]


def _words(one: Register, by: Actor) -> str:
    """A family by its name; a register its reader may open alone by its own."""
    return one.family if registers.family_of(one, by) else one.title


def _way(one: Page) -> Way:
    return Way(one.group, one.name, one.words, one.icon, one.letter, reverse(one.name))


def _way_of(one: Register, words: str = "") -> Way:
    return Way(one.group, one.key, words or one.family or one.title, one.icon, one.letter, one.home)
