"""The parts a service is made of: questions, what raises it, whom it sends, its targets and what it forgets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

from django.utils.functional import Promise

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.people.qualifications import Qualification
from watchkeeper.core.services.kinds import Capability, Kind, Priority

Words: TypeAlias = str | Promise


def minutes(count: float) -> timedelta:
    """``count`` minutes."""
    return timedelta(minutes=count)


def seconds(count: float) -> timedelta:
    """``count`` seconds."""
    return timedelta(seconds=count)


def days(count: float) -> timedelta:
    """``count`` days."""
    return timedelta(days=count)


@dataclass(frozen=True)
class Choice:
    """One answer of a closed question. ``danger``: it means danger now, so the asker is told to call."""

    value: str
    words: Words
    danger: bool = False


@dataclass(frozen=True)
class Ask:
    """One question. ``starts``: it is one of the at most two that start a call.

    ``fills`` names the column of the call it fills; otherwise the answer is kept under ``key``. ``behavior_only``
    refuses an answer that says only what somebody looks like. ``level`` is set when the answer is more private than
    the call.
    """

    key: str
    words: Words
    kind: Kind = Kind.TEXT
    starts: bool = False
    required: bool = False
    fills: str = ""
    choices: tuple[Choice, ...] = ()
    hint: Words = ""
    behavior_only: bool = False
    level: Level | None = None
    is_extra: bool = False

    def choice(self, value: str) -> Choice | None:
        """The choice with ``value``, or None."""
        return next((choice for choice in self.choices if choice.value == value), None)


@dataclass(frozen=True)
class Raise:
    """An answer that makes it more urgent."""

    ask: str
    value: str
    to: Priority


@dataclass(frozen=True)
class RaiseAfter:
    """Waiting that makes it more urgent: nobody is on the way ``after`` this long."""

    after: timedelta
    to: Priority


@dataclass(frozen=True)
class Send:
    """Units to send. ``at``: only from this priority up. ``every``: all that are free, at least ``count``."""

    count: int
    capability: Capability = Capability.OFFICER
    at: Priority | None = None
    every: bool = False
    job: Words = ""


@dataclass(frozen=True)
class Within:
    """A target: ``end`` within ``duration`` of ``start``, for ``percentile`` of a hundred.

    ``at`` limits it to one priority. A negative ``duration`` from "starts" means that long before a booked start.
    ``is_working``: its days are working days, Monday to Friday.
    """

    start: str
    end: str
    duration: timedelta
    percentile: int = 90
    at: Priority | None = None
    is_working: bool = False


@dataclass(frozen=True)
class Staff:
    """People a booked service needs: ``count`` with ``qualification``, and one for every ``per`` heads (0: no more)."""

    count: int
    qualification: Qualification
    per: int = 0

    def needed(self, heads: int) -> int:
        """How many for ``heads`` people."""
        return max(self.count, -(-heads // self.per) if self.per else 0)


@dataclass(frozen=True, kw_only=True)
class Booked:
    """How a service is held by appointment.

    ``lasts`` is its usual length; None: it is answered at a desk and has no window. ``seats`` above 0 makes sessions
    that people enroll in one by one, with a waitlist. Times are proposed between the hours ``opens`` and ``closes`` of
    the department's clock, no sooner than ``notice`` and no later than ``within`` from now; ``around`` is kept free
    before and after for the way and the setting up. ``remind`` is how long before its start those concerned are
    reminded. ``material``: what is shown has a version, which is kept with the session (a deck). ``start_words`` is
    what starting it is called, where it is more than that. ``hourly_cents`` is what one person costs for an hour.
    """

    lasts: timedelta | None
    staff: tuple[Staff, ...] = ()
    seats: int = 0
    notice: timedelta = timedelta(days=1)
    within: timedelta = timedelta(days=21)
    opens: int = 8
    closes: int = 18
    weekends: bool = False
    around: timedelta = timedelta(0)
    remind: timedelta = timedelta(days=1)
    material: bool = False
    start_words: Words = ""
    hourly_cents: int = 0


@dataclass(frozen=True)
class Share:
    """Several askers, one unit: at most ``most`` of them, when they go the same way."""

    most: int
    on: str = "same_way"


@dataclass(frozen=True)
class Tell:
    """Whom the desk tells, and how soon after it opened."""

    who: Words
    within: timedelta | None = None


@dataclass(frozen=True)
class Purge:
    """What is forgotten when: ``what`` is a question's key, reduced to its ``zone`` or to ``nothing``.

    ``outcome`` limits it to calls that ended so.
    """

    what: str
    to: str = "nothing"
    after: timedelta = timedelta(days=90)
    outcome: str = ""


# On scene, by priority: field defaults of services.md, section 2; a service's own targets come first.
ON_SCENE: dict[Priority, timedelta] = {
    Priority.P0: minutes(3),
    Priority.P1: minutes(5),
    Priority.P2: minutes(10),
    Priority.P3: minutes(20),
}
# Answer to first unit assigned, for emergencies (NFPA 1225 as quoted there).
ASSIGN = seconds(60)
