"""The states of a call and of an assignment, and which may follow which (architecture.md, "Who stores what")."""

from __future__ import annotations

from enum import StrEnum


class CallStatus(StrEnum):
    """What a call stores. A call never ends refused or expired.

    The first five are the dispatched form; it ends as closed or one of the four after it. The booked form is ``asked,
    proposed, confirmed, in_session, delivered`` and then closed; it may end as ``no_show``.
    """

    RECEIVED = "received"
    WAITING = "waiting"
    ACTIVE = "active"
    CLEARED = "cleared"
    CLOSED = "closed"
    CANCELED_BY_CALLER = "canceled_by_caller"
    MERGED = "merged"
    HANDED_OFF = "handed_off"
    GONE_ON_ARRIVAL = "gone_on_arrival"
    ASKED = "asked"
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    IN_SESSION = "in_session"
    DELIVERED = "delivered"
    NO_SHOW = "no_show"


class AssignmentStatus(StrEnum):
    """How far one unit is with one call, in order; a forward skip leaves the skipped stamp empty."""

    RESERVED = "reserved"
    ASSIGNED = "assigned"
    ACKNOWLEDGED = "acknowledged"
    EN_ROUTE = "en_route"
    STAGED = "staged"
    ON_SCENE = "on_scene"
    TRANSPORTING = "transporting"
    AT_DESTINATION = "at_destination"
    CLEARED = "cleared"


class UnitState(StrEnum):
    """What a unit is doing, always derived from its duty and assignments, never stored."""

    OFF_DUTY = "off_duty"
    AVAILABLE = "available"
    OUT_OF_SERVICE = "out_of_service"
    ASSIGNED = "assigned"
    ACKNOWLEDGED = "acknowledged"
    EN_ROUTE = "en_route"
    STAGED = "staged"
    ON_SCENE = "on_scene"
    TRANSPORTING = "transporting"
    AT_DESTINATION = "at_destination"


# On the board: something may still have to be done about these.
OPEN = (CallStatus.RECEIVED, CallStatus.WAITING, CallStatus.ACTIVE)
# The booked form, while something may still have to be done about it; none of these is on the board.
BOOKED = (
    CallStatus.ASKED,
    CallStatus.PROPOSED,
    CallStatus.CONFIRMED,
    CallStatus.IN_SESSION,
    CallStatus.DELIVERED,
)
ENDED = (
    CallStatus.CLOSED,
    CallStatus.CANCELED_BY_CALLER,
    CallStatus.MERGED,
    CallStatus.HANDED_OFF,
    CallStatus.GONE_ON_ARRIVAL,
    CallStatus.NO_SHOW,
)
# No longer open and not closed: few of many, so that they have an index of their own.
ENDED_OTHERWISE = (CallStatus.CLEARED, *ENDED[1:])

# The order of an assignment's life; a move goes only to the right.
ORDER: dict[str, int] = {status.value: place for place, status in enumerate(AssignmentStatus)}
# What `move` may set; the others have actions of their own.
STEPS = (
    AssignmentStatus.ACKNOWLEDGED,
    AssignmentStatus.EN_ROUTE,
    AssignmentStatus.STAGED,
    AssignmentStatus.ON_SCENE,
    AssignmentStatus.TRANSPORTING,
    AssignmentStatus.AT_DESTINATION,
)
STAMPS = tuple(f"{status.value}_at" for status in AssignmentStatus)


def may_follow(before: str, after: str) -> bool:
    """Whether an assignment may go from ``before`` to ``after``: forward only, skips allowed."""
    return ORDER[after] > ORDER[before]


def next_steps(status: str) -> list[str]:
    """The statuses a unit's crew may set next, nearest first."""
    return (
        [step.value for step in STEPS if may_follow(status, step.value)] if status != AssignmentStatus.CLEARED else []
    )
