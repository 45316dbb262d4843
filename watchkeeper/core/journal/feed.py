"""What the live feed asks of an engine: rows of the board, rendered once per clearance class."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from watchkeeper.core.departments.actor import Actor
from watchkeeper.core.departments.levels import Level
from watchkeeper.core.departments.permissions import Permission
from watchkeeper.core.journal.acting import Acting
from watchkeeper.core.journal.models import Entry, Timer

Row = dict[str, Any]  # at least "k" ("call:42") and "v" (its version)
NO_CALLS = -1  # the level of a board without calls, and without what was noted of them: that of units and the map


@dataclass(frozen=True)
class View:
    """A clearance class: all readers who see the same board. ``level`` is L0 to L2, or :data:`NO_CALLS`."""

    department_id: int
    level: int
    language: str = "en"


def view_of(actor: Actor) -> View:
    """The clearance class whose board ``actor`` sees; what only named people may see is in no class.

    Who may not read a call is sent no row of one: the board says no more than the call's own page would.
    """
    level = int(min(actor.clearance, Level.L2)) if actor.may(Permission.CALL_READ) else NO_CALLS
    return View(actor.department_id, level, actor.language)


class Renderer(Protocol):
    """Renders the subjects of one prefix ("call", "unit"); each method asks a fixed number of queries."""

    prefix: str

    def rows(self, ids: list[int], view: View) -> Mapping[str, Row | None]:
        """``{"call:42": row}``; None for one that is not, or no longer, on this board."""
        ...

    def board(self, view: View) -> list[Row]:
        """Every row of this prefix that is now on the board."""
        ...


@dataclass(frozen=True, kw_only=True)
class Follow:
    """Something that follows entries: run after commit, at least once each, from a stored cursor.

    ``concerning`` may say, for a batch at once and with a fixed number of queries, which of the entries there is
    anything to do about as things stand now; the others are not run.
    """

    verbs: tuple[str, ...]
    run: Callable[[Entry, Any], None]  # (entry, the system actor of its department)
    concerning: Callable[[Sequence[Entry]], Sequence[Entry]] | None = None


TimerHandler = Callable[[Timer, Any], None]
ActorOf = Callable[[int, str], Acting]  # (department id, "follower:name") → the house itself, acting


def board_hash(rows: Iterable[Row]) -> str:
    """CRC-32 (8 hexadecimal digits) over the sorted ``key@version`` lines; the consoles compute the same."""
    return hash_of({str(row["k"]): int(row["v"]) for row in rows})


def hash_of(versions: Mapping[str, int]) -> str:
    """As :func:`board_hash`, from keys and versions alone."""
    return f"{zlib.crc32(chr(10).join(sorted(f'{k}@{v}' for k, v in versions.items())).encode()):08x}"
