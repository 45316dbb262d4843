"""What the API takes and gives of what is held by appointment."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from ninja import Field, Schema
from pydantic import AfterValidator, StringConstraints

from watchkeeper.engines.calls.api.schemas import Key, Line, Moment, Reason, Sign, Word, no_nul
from watchkeeper.engines.calls.states import BOOKED

Count = Annotated[int, Field(ge=0, le=100_000)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=120), AfterValidator(no_nul)]
Stage = Annotated[
    str, StringConstraints(pattern=f"^({'|'.join(BOOKED)}|closed|no_show|canceled_by_caller|handed_off)$")
]


class SlotOut(Schema):
    """A time proposed, and who is held for it."""

    id: int
    starts_at: datetime
    ends_at: datetime


class HoldingOut(Schema):
    """Somebody held, by call name; ``slot_id`` of a proposed time, ``pulled_at`` when they were sent elsewhere."""

    id: int
    person: str
    qualification: str
    slot_id: int | None
    is_tentative: bool
    pulled_at: datetime | None


class BookingOut(Schema):
    """A call in its booked form, as its reader may see it."""

    id: int
    number: str
    service: str
    status: str
    level: int
    place: str
    outcome: str
    version: int
    opened_at: datetime
    due_at: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None
    expected: int
    attended: int | None
    seats: int
    seats_taken: int
    in_line: int
    material: str
    unanswered: str
    quoted_cents: int | None
    slots: list[SlotOut]
    held: list[HoldingOut]


class Bookings(Schema):
    """A page of bookings, newest first; ``next`` is the cursor of the following page, or null."""

    bookings: list[BookingOut]
    next: str | None


class Asked(Schema):
    """Which bookings, and how many at a time."""

    status: Stage | None = None
    service: Word | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Line = ""


class Many(Schema):
    """How many times are wanted."""

    count: Annotated[int, Field(ge=1, le=6)] = 3


class OfferOut(Schema):
    """A time in which it can be held, and who would hold it, by call name."""

    starts_at: datetime
    ends_at: datetime
    people: list[str]


class WindowIn(Schema):
    """A window, and who is held for it by call name; nobody named: whoever fits best."""

    starts_at: Moment
    ends_at: Moment
    people: Annotated[list[Sign], Field(max_length=50)] = []


class ProposeIn(Schema):
    """One to six windows; ``override`` is the reason to do it all the same."""

    windows: Annotated[list[WindowIn], Field(min_length=1, max_length=6)]
    override: Line = ""


class ConfirmIn(WindowIn):
    """The window agreed."""

    override: Line = ""


class RescheduleIn(ConfirmIn):
    """The new window, and why."""

    reason: Reason


class ReplaceIn(Schema):
    """Who stands in, by call name, and why."""

    person: Sign
    reason: Line = ""
    override: Line = ""


class StartIn(Schema):
    """When it began."""

    at: Moment | None = None


class DeliverIn(Schema):
    """How it was held."""

    outcome: Word
    attended: Count | None = None
    material: Word = ""
    unanswered: Annotated[str, StringConstraints(max_length=2_000), AfterValidator(no_nul)] = ""
    at: Moment | None = None


class NoShowIn(Schema):
    """A word about it."""

    note: Line = ""
    at: Moment | None = None


class EnrollIn(Schema):
    """A name for the list, and how to reach them."""

    requester: Name
    callback: Word = ""


class LeaveIn(Schema):
    """Why."""

    reason: Line = ""


class EnrollmentOut(Schema):
    """A seat, or a place in line while ``seated_at`` is null."""

    id: Key
    call_id: Key
    at: datetime
    seated_at: datetime | None
    canceled_at: datetime | None
