"""Everything that can be done to calls and units, as operations that a random driver picks from; see `booking` too.

The property test lets hypothesis pick, ``watchkeeper bench invariants`` a seeded generator; an operation the rules
refuse counts as done, because a refused action must change nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import cache
from typing import Any

from watchkeeper.config.simulate import booking
from watchkeeper.core.journal.worker import run_timers_once
from watchkeeper.core.people.actor import Actor, system
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.clocks import TIMERS
from watchkeeper.engines.calls.models import Assignment, Call, Requester, Unit
from watchkeeper.engines.calls.states import ENDED, OPEN, STAMPS, STEPS
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Invalid, Refused
from watchkeeper.kit.prepared import Prepared

Pick = Callable[[int], int]  # a number from 0 up to, not including, the one given

SERVICES = ("security_escort", "standby_visible", "standby_covert", "crime_report", "patient_standby", "armed_intruder")
MOST_OPEN = 12
OUTCOME = "canceled_by_caller"  # one that every service knows
MOST_PICKED = 20


@cache
def _calls(statuses: tuple[str, ...]) -> Prepared[Call]:
    return Prepared(
        lambda department: Call.objects.filter(department_id=department, status__in=statuses).order_by("pk")[
            :MOST_PICKED
        ]
    )


_UNITS = Prepared(lambda department: Unit.objects.filter(department_id=department).order_by("pk")[:MOST_PICKED])
_HELD = Prepared(
    lambda department: (
        Assignment.objects.filter(call__department_id=department, cleared_at=None)
        .select_related("call", "unit")
        .order_by("pk")[:MOST_PICKED]
    )
)
_ASKERS = Prepared(
    lambda department: (
        Requester.objects.filter(call__department_id=department, call__status__in=OPEN)
        .select_related("call")
        .order_by("pk")[:MOST_PICKED]
    )
)


class Ground:
    """One department's calls and units, worked by ``by`` on a stepped clock."""

    def __init__(self, by: Actor, other: Actor, steps: clock.SteppedClock, pick: Pick) -> None:
        self.by, self.other, self.steps, self.pick = by, other, steps, pick

    def one(self, rows: Sequence[Any]) -> Any:
        """One of the rows, or None when there is none."""
        return rows[self.pick(len(rows))] if rows else None

    def calls(self, *statuses: str) -> list[Call]:
        """The department's first calls, open unless told otherwise."""
        return _calls(statuses or OPEN)(department=self.by.department_id)

    def call(self, *statuses: str) -> Any:
        """One of the department's calls, open unless told otherwise."""
        return self.one(self.calls(*statuses))

    def unit(self) -> Any:
        """One of the department's units."""
        return self.one(_UNITS(department=self.by.department_id))

    def assignment(self) -> Any:
        """One assignment that is not cleared."""
        return self.one(_HELD(department=self.by.department_id))

    def asker(self) -> Any:
        """One asker of an open call."""
        return self.one(_ASKERS(department=self.by.department_id))

    def at(self) -> Any:
        """Mostly now; sometimes a skewed clock, up to a minute ahead and five minutes behind."""
        return None if self.pick(4) else clock.now() + timedelta(seconds=self.pick(361) - 300)


def open_call(g: Ground) -> None:
    """Open a call, unless a dozen wait already."""
    if len(g.calls()) < MOST_OPEN:
        service = SERVICES[g.pick(len(SERVICES))]
        actions.open_call(by=g.by, service=service, place=f"Gate {g.pick(5)}", callback=str(g.pick(4)))


def assign(g: Ground) -> None:
    """Send one to three units."""
    call, units = g.call(), {u.pk: u for u in (g.unit() for _ in range(1 + g.pick(3))) if u}
    if call and units:
        actions.assign(call, by=g.by, units=list(units.values()), override="" if g.pick(12) else "pulled", at=g.at())


def move(g: Ground) -> None:
    """Set a unit's status."""
    found = g.assignment()
    if found:
        actions.move(found, by=g.by, to=STEPS[g.pick(len(STEPS))].value, at=g.at())


def clear(g: Ground) -> None:
    """Free a unit."""
    found = g.assignment()
    if found:
        actions.clear(found, by=g.by, outcome=OUTCOME if g.pick(3) else "", at=g.at())


def clear_all(g: Ground) -> None:
    """Free all units of a call."""
    call = g.call("active")
    if call:
        actions.clear_all(call, by=g.by, outcome=OUTCOME)


def close(g: Ground) -> None:
    """Close a call."""
    call = g.call("cleared", "waiting", "active")
    if call:
        actions.close(call, by=g.by, outcome=OUTCOME if g.pick(2) else "")


def cancel(g: Ground) -> None:
    """The caller cancels."""
    call = g.call()
    if call:
        actions.cancel_call(call, by=g.by, reason="no longer needed")


def cancel_request(g: Ground) -> None:
    """One asker cancels."""
    found = g.asker()
    if found:
        actions.cancel_request(found, by=g.by)


def add_requester(g: Ground) -> None:
    """One more asker."""
    call = g.call()
    if call:
        actions.add_requester(call, by=g.by, callback="7")


def merge(g: Ground) -> None:
    """Merge two calls."""
    first, second = g.call(), g.call()
    if first and second:
        actions.merge(first, by=g.by, into=second)


def split(g: Ground) -> None:
    """Split an asker off."""
    found = g.asker()
    if found:
        actions.split(found, by=g.by)


def hand_off(g: Ground) -> None:
    """Hand a call off."""
    call = g.call()
    if call:
        actions.hand_off(call, by=g.by, to="city police", reason="theirs")


def gone(g: Ground) -> None:
    """The caller is gone."""
    call = g.call("active")
    if call:
        actions.gone_on_arrival(call, by=g.by, call_back_at=clock.now())


def reopen(g: Ground) -> None:
    """Bring a call back."""
    call = g.call(*ENDED, "cleared")
    if call:
        actions.reopen(call, by=g.by, reason="not over")


def reserve(g: Ground) -> None:
    """Reserve a window."""
    call, unit = g.call(), g.unit()
    if call and unit:
        start = clock.now() + timedelta(minutes=10 * g.pick(12))
        actions.reserve(
            call, by=g.by, unit=unit, starts_at=start, ends_at=start + timedelta(minutes=10 + 10 * g.pick(6))
        )


def stack(g: Ground) -> None:
    """Stack a call on a unit."""
    call, unit = g.call(), g.unit()
    if call and unit:
        actions.stack(call, by=g.by, unit=unit)


def put_back(g: Ground) -> None:
    """Take a unit back."""
    found = g.assignment()
    if found:
        actions.put_back(found, by=g.by, reason="nearer one free")


def hold(g: Ground) -> None:
    """Hold a call, or take it off hold."""
    call = g.call()
    if call and g.pick(2):
        actions.hold(call, by=g.by, until=clock.now() + timedelta(minutes=5), reason="caller asked")
    elif call:
        actions.resume(call, by=g.by)


def prioritize(g: Ground) -> None:
    """Raise or lower."""
    call = g.call()
    if call:
        actions.prioritize(call, by=g.by, priority=g.pick(5), reason="heard more")


def duty(g: Ground) -> None:
    """Log a unit on or off."""
    unit = g.unit()
    if unit:
        (actions.log_off if unit.is_on_duty and g.pick(3) == 0 else actions.log_on)(unit, by=g.by)


def service(g: Ground) -> None:
    """Out of service, or back in."""
    unit = g.unit()
    if unit and g.pick(2):
        actions.out_of_service(unit, by=g.by, reason="fuel")
    elif unit:
        actions.in_service(unit, by=g.by)


def emergency(g: Ground) -> None:
    """Press the button, or release it as somebody else."""
    unit = g.unit()
    if unit and unit.emergency_at is None and g.pick(4) == 0:
        actions.press_emergency(unit, by=g.by)
    elif unit:
        actions.release_emergency(unit, by=g.other)


def welfare(g: Ground) -> None:
    """Answer a welfare check."""
    found = g.assignment()
    if found:
        actions.answer_welfare(found, by=g.by)


def correct(g: Ground) -> None:
    """Correct a stamp."""
    found = g.assignment()
    if found:
        field = STAMPS[g.pick(len(STAMPS))]
        actions.correct_time(
            found, by=g.by, field=field, value=clock.now() - timedelta(seconds=g.pick(600)), reason="radio log"
        )


def undo(g: Ground) -> None:
    """Undo the last action."""
    actions.undo(by=g.by)


def wait(g: Ground) -> None:
    """Let time pass, second by second where it matters: every promise due is asked."""
    for _ in range(1 + g.pick(4)):
        g.steps.advance(timedelta(seconds=20))
        run_timers_once(TIMERS, system)


OPERATIONS: tuple[Callable[[Ground], None], ...] = (
    open_call, open_call, open_call, assign, assign, assign, move, move, move, move, clear, clear, wait, wait,
    clear_all, close, cancel, cancel_request, add_requester, merge, split, hand_off, gone, reopen, reserve, stack,
    put_back, hold, prioritize, duty, service, emergency, welfare, correct, undo, *booking.OPERATIONS,
)  # fmt: skip


def do(operation: Callable[[Ground], None], ground: Ground) -> bool:
    """Run one operation; False when the rules refused it."""
    try:
        operation(ground)
    except (Refused, Invalid):
        return False
    return True
