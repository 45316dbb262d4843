"""A service is a value: what the department owes, how it is asked for, how fast, and how it ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.services import answers as given
from watchkeeper.core.services.flows import RESPOND, Flow
from watchkeeper.core.services.kinds import EVERYWHERE, Capability, Door, Engine, Kind, Priority, Topic
from watchkeeper.core.services.parts import (
    ASSIGN,
    ON_SCENE,
    Ask,
    Booked,
    Choice,
    Purge,
    Raise,
    RaiseAfter,
    Send,
    Share,
    Staff,
    Tell,
    Within,
    Words,
    days,
    minutes,
    seconds,
)
from watchkeeper.core.services.possible import refuse_impossible

__all__ = [
    "Ask",
    "Booked",
    "Capability",
    "Choice",
    "Door",
    "Engine",
    "Kind",
    "Level",
    "Priority",
    "Purge",
    "Raise",
    "RaiseAfter",
    "Send",
    "Service",
    "Share",
    "Staff",
    "Tell",
    "Topic",
    "Within",
    "days",
    "minutes",
    "seconds",
]


# An officer on scene is asked after every ten minutes (services.md, engine contract 1).
WELFARE_EVERY = minutes(10)


@dataclass(frozen=True, kw_only=True)
class Service:
    """One thing the department offers, declared. Construction refuses what cannot be (``ValueError``).

    ``label`` is the short name on the board, ``invite`` the button of the portal, ``about`` the sentence under it.
    ``short`` are the desk's short forms. ``offered_in`` are the kinds of department that have it at all.
    """

    key: str
    name: Words
    label: Words
    owes: tuple[str, ...]
    topic: Topic
    asks: tuple[Ask, ...]
    priority: Priority
    sends: tuple[Send, ...] = ()
    outcomes: tuple[str, ...]
    level: Level
    doors: frozenset[Door]
    engine: Engine = Engine.CALLS
    flow: Flow = RESPOND
    raises: tuple[Raise | RaiseAfter, ...] = ()
    booked_priority: Priority | None = None
    shares: Share | None = None
    booked: Booked | None = None
    targets: tuple[Within, ...] = ()
    tells: tuple[Tell, ...] = ()
    never: tuple[str, ...] = ("refused", "expired")
    purge: tuple[Purge, ...] = ()
    short: tuple[str, ...] = ()
    plan: str = ""
    invite: Words = ""
    about: Words = ""
    next_step: Words = ""
    tip: Words = ""
    is_covert: bool = False
    is_house: bool = False
    is_on: bool = True
    welfare_every: timedelta | None = WELFARE_EVERY
    offered_in: frozenset[str] = EVERYWHERE

    def __post_init__(self) -> None:
        refuse_impossible(self)

    @property
    def emergency(self) -> bool:
        """Whether it starts as P0 or P1."""
        return self.priority <= Priority.P1

    @property
    def is_by_appointment(self) -> bool:
        """Whether it takes the booked form of a call: people are held for it, no unit is sent."""
        return self.flow.is_by_appointment

    @property
    def starting_asks(self) -> tuple[Ask, ...]:
        """The one or two questions that start a call."""
        return tuple(ask for ask in self.asks if ask.starts)

    def ask(self, key: str) -> Ask | None:
        """The question ``key``, or None."""
        return next((ask for ask in self.asks if ask.key == key), None)

    def ask_filling(self, column: str) -> Ask | None:
        """The question that fills ``column`` of the call, or None."""
        return next((ask for ask in self.asks if ask.fills == column), None)

    def is_danger(self, answers: Mapping[str, Any]) -> bool:
        """Whether an answer means danger now: the asker is told to call, and the call opens at P1 or above."""
        return bool(given.dangers(self.asks, answers))

    def priority_for(self, answers: Mapping[str, Any], *, booked: bool = False) -> tuple[Priority, str]:
        """The priority ``answers`` give, and why in words ("" when nothing raised it)."""
        base = self.booked_priority if booked and self.booked_priority is not None else self.priority
        met = given.raised(self, answers)
        reached = [(rule.to, str(given.words_of(self.asks, rule.ask, rule.value))) for rule in met]
        reached += [(Priority.P1, str(words)) for words in given.dangers(self.asks, answers)]
        best = min(reached, default=(base, ""), key=lambda pair: pair[0])
        return best if best[0] < base else (base, "")

    def raise_after(self) -> tuple[RaiseAfter, ...]:
        """What waiting does to it, soonest first."""
        waits = (rule for rule in self.raises if isinstance(rule, RaiseAfter))
        return tuple(sorted(waits, key=lambda rule: rule.after))

    def sends_at(self, priority: int) -> tuple[Send, ...]:
        """Whom to send when the call stands at ``priority``."""
        return tuple(send for send in self.sends if send.at is None or priority <= send.at)

    def due(self, end: str, priority: int, start: str = "opened") -> timedelta | None:
        """How long after ``start`` the moment ``end`` is due at ``priority``; None when nothing is promised.

        The service's own target for that priority comes first, then its target for all priorities; a call raised above
        the base priority is held to whichever is tighter, that or the default clock of its new priority.
        """
        mine = [t for t in self.targets if t.start == start and t.end == end]
        exact = [t for t in mine if t.at == priority]
        if start == "opened" and priority == Priority.P4 and not exact:
            return None  # scheduled work is due by its window, not by when it was asked
        own = max(exact or [t for t in mine if t.at is None], key=lambda t: t.percentile, default=None)
        default = _default(end, start, priority)
        if own is None:
            return default
        if exact or default is None or priority >= self.priority:
            return own.duration
        return min(own.duration, default)

    def promised(self, end: str, start: str = "opened") -> Within | None:
        """The target of a service by appointment from ``start`` to ``end`` that holds for most, or None."""
        mine = [target for target in self.targets if (target.start, target.end) == (start, end)]
        return max(mine, key=lambda target: target.percentile, default=None)

    def check(self, answers: Mapping[str, Any]) -> dict[str, list[str]]:
        """What is wrong with ``answers``, per question; empty when all is well. Unknown keys are wrong too."""
        return given.check(self.asks, answers)

    def check_columns(self, columns: Mapping[str, Any]) -> dict[str, list[str]]:
        """What is wrong with what fills columns of the call (place, details, callback …), per column.

        Text that is too long for a question is left to the call itself; this holds the behavior-only rule.
        """
        filled = {ask.key: ask for ask in self.asks if ask.fills and ask.behavior_only and columns.get(ask.fills)}
        wrong = given.check(self.asks, {key: columns[ask.fills] for key, ask in filled.items()})
        return {filled[key].fills: words for key, words in wrong.items()}


def _default(end: str, start: str, priority: int) -> timedelta | None:
    if start != "opened":
        return None
    if end == "on_scene":
        return ON_SCENE.get(Priority(priority))
    return ASSIGN if end == "assigned" and priority <= Priority.P1 else None
