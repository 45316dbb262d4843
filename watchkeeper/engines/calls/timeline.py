"""A timeline file laid out as what happens, moment by moment, before any of it is done. Pure.

At one moment, in this order: units move on, units are freed, calls are opened, units are sent, and what a unit sent
this very second did in the same second. A row whose stamps run backwards is told in the order of the trade: each step
waits for the one before it and keeps its own stamp.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from watchkeeper.engines.calls.figures import UNKNOWN_END, Leg
from watchkeeper.engines.calls.sffd import ZONE, Row
from watchkeeper.engines.calls.states import AssignmentStatus

STEPS = (
    ("response", AssignmentStatus.EN_ROUTE),
    ("on_scene", AssignmentStatus.ON_SCENE),
    ("transport", AssignmentStatus.TRANSPORTING),
    ("hospital", AssignmentStatus.AT_DESTINATION),
)
WORDS = {"response": "Response", "on_scene": "On Scene", "transport": "Transport", "hospital": "Hospital"}


class Do(StrEnum):
    """What happens."""

    MOVE = "move"
    CLEAR = "clear"
    OPEN = "open"
    ASSIGN = "assign"
    END = "end"  # a commitment of unknown end ends because its unit is sent elsewhere
    CLOSE = "close"


# The order within one second.
MOVED, FREED, OPENED, SENT, MOVED_AT_ONCE, FREED_AT_ONCE, CLOSED = range(7)


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing to do at ``at`` on the file's clock; ``stamp`` is the time the file gives it."""

    at: datetime
    rank: int
    do: Do
    row: Row
    stamp: datetime
    to: str = ""


@dataclass(frozen=True)
class Plan:
    """Everything that happens, in order, and what is known of a row beforehand that the rules would not take."""

    happenings: list[Happening]
    known: dict[str, list[str]] = field(default_factory=dict)

    @property
    def units(self) -> list[str]:
        """The units, in the order of their first dispatch."""
        return list(dict.fromkeys(h.row.unit for h in self.happenings if h.do is Do.ASSIGN))


def lay_out(rows: Sequence[Row]) -> Plan:
    """The plan of ``rows``."""
    known: dict[str, list[str]] = defaultdict(list)
    by_call: dict[str, list[Row]] = defaultdict(list)
    by_unit: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_call[row.call_number].append(row)
        by_unit[row.unit].append(row)
        known[row.row_id] += backward(row)
        if row.dispatch is None:
            known[row.row_id].append("no Dispatch stamp; sent when the call was entered")
    ended = {row.row_id: end for sent in by_unit.values() for row, end in _unknown_ends(sent, known)}
    happenings = [h for row in rows for h in _of_row(row, ended)]
    for call in by_call.values():
        happenings += _of_call(call, ended)
    happenings.sort(key=lambda h: (h.at, h.rank, h.row.line))
    return Plan(happenings, {row: reasons for row, reasons in known.items() if reasons})


def legs(rows: Sequence[Row]) -> list[Leg]:
    """The rows as the figures take them, straight from the file."""
    return [
        Leg(r.row_id, r.call_number, r.unit, r.received, r.dispatch, r.response, r.on_scene, r.available) for r in rows
    ]


def backward(row: Row) -> list[str]:
    """What runs backwards in ``row``, in words with local times."""
    at = dict(row.stamps())
    return [
        f"{_name(later)} {_local(at[later])} comes before {_name(earlier)} {_local(at[earlier])}"
        for earlier, later in row.out_of_order()
    ]


def _name(stamp: str) -> str:
    return stamp.replace("_", " ").title()


def _local(at: datetime, zone: ZoneInfo = ZONE) -> str:
    return at.astimezone(zone).strftime("%H:%M:%S")


def sent_at(row: Row) -> datetime:
    """When the row's unit was sent; without a stamp, when the call was entered or received."""
    return row.dispatch or row.entry or row.received


def _unknown_ends(sent: list[Row], known: dict[str, list[str]]) -> Iterator[tuple[Row, datetime | None]]:
    """The rows of one unit without Available, and when each ends by implication (None: never)."""
    ranked = sorted(sent, key=lambda row: (sent_at(row), row.line))
    for place, row in enumerate(ranked):
        if row.available is not None:
            continue
        following = next((later for later in ranked[place + 1 :] if sent_at(later) > sent_at(row)), None)
        if following is None:
            known[row.row_id].append(f"{UNKNOWN_END}: no Available stamp; still open, the unit was not sent again")
            yield row, None
        else:
            known[row.row_id].append(f"{UNKNOWN_END}: no Available stamp; ended when sent to {following.call_number}")
            yield row, sent_at(following)


def _of_row(row: Row, ended: dict[str, datetime | None]) -> Iterator[Happening]:
    sent = told = sent_at(row)
    yield Happening(sent, SENT, Do.ASSIGN, row, sent)
    for name, to in STEPS:
        stamp = getattr(row, name)
        if stamp is not None:
            told = max(told, stamp)
            yield Happening(told, MOVED_AT_ONCE if told == sent else MOVED, Do.MOVE, row, stamp, to)
    if row.available is not None:
        told = max(told, row.available)
        yield Happening(told, FREED_AT_ONCE if told == sent else FREED, Do.CLEAR, row, row.available)
    elif end := ended[row.row_id]:
        told = max(told, end)
        yield Happening(told, FREED, Do.END, row, told)


def _of_call(rows: list[Row], ended: dict[str, datetime | None]) -> Iterator[Happening]:
    first = min(rows, key=sent_at)
    opened = min(min(row.entry or row.received, sent_at(row)) for row in rows)
    yield Happening(opened, OPENED, Do.OPEN, first, opened)
    if any(ended.get(row.row_id, row.available) is None for row in rows):
        return
    stamps = [at for row in rows for _, at in row.stamps()]
    last = max([*stamps, *(end for row in rows if (end := ended.get(row.row_id)))])
    yield Happening(last, CLOSED, Do.CLOSE, first, last)
