"""The state machines a service may declare, by name; the engines hold the rules (architecture.md)."""

from __future__ import annotations

from dataclasses import dataclass

_CALL = ("received", "waiting", "active", "cleared", "closed")
_ENDS = ("closed", "canceled_by_caller", "merged", "handed_off", "gone_on_arrival")
_UNIT = (
    "reserved",
    "assigned",
    "acknowledged",
    "en_route",
    "staged",
    "on_scene",
    "transporting",
    "at_destination",
    "cleared",
)


_BOOKED = ("asked", "proposed", "confirmed", "in_session", "delivered")
_BOOKED_ENDS = ("closed", "canceled_by_caller", "handed_off", "no_show")


@dataclass(frozen=True, kw_only=True)
class Flow:
    """A way through the states of an engine. ``books`` says whether it may be asked for a later window.

    ``is_by_appointment``: the booked form of a call, in which people are held for a window and no unit is sent.
    """

    key: str
    states: tuple[str, ...]
    ends: tuple[str, ...]
    unit_states: tuple[str, ...]
    books: bool = False
    is_by_appointment: bool = False

    @property
    def every_state(self) -> tuple[str, ...]:
        """All states of the subject itself, each once, in order."""
        return tuple(dict.fromkeys(self.states + self.ends))


RESPOND = Flow(key="respond", states=_CALL, ends=_ENDS, unit_states=_UNIT[1:])
RESPOND_OR_BOOK = Flow(key="respond_or_book", states=_CALL, ends=_ENDS, unit_states=_UNIT, books=True)
BOOK = Flow(key="book", states=_BOOKED, ends=_BOOKED_ENDS, unit_states=(), books=True, is_by_appointment=True)

FLOWS: dict[str, Flow] = {flow.key: flow for flow in (RESPOND, RESPOND_OR_BOOK, BOOK)}
