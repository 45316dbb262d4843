"""What the API takes and gives. Times carry an offset; keys are whole numbers; text holds no NUL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from ninja import Field, Schema
from pydantic import AfterValidator, StringConstraints

from watchkeeper.engines.calls.states import CallStatus


def no_nul(text: str) -> str:
    """``text``. Raises ``ValueError`` when it holds a NUL, which no database keeps."""
    if "\x00" in text:
        raise ValueError("text cannot hold a NUL character")
    return text


def _sane(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a time needs its offset, as in 2026-02-19T14:02:31-05:00")
    try:
        moment = at.astimezone(UTC)
    except (OverflowError, ValueError) as error:
        raise ValueError("that time cannot be") from error
    if not 1970 <= moment.year <= 2100:
        raise ValueError("a time lies between 1970 and 2100")
    return moment


Key = Annotated[int, Field(ge=1, le=2**63 - 1)]
Line = Annotated[str, StringConstraints(max_length=200), AfterValidator(no_nul)]
Word = Annotated[str, StringConstraints(max_length=60), AfterValidator(no_nul)]
Text = Annotated[str, StringConstraints(max_length=1_000_000), AfterValidator(no_nul)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(no_nul)]
Moment = Annotated[datetime, AfterValidator(_sane)]
Sign = Annotated[str, StringConstraints(min_length=1, max_length=20), AfterValidator(no_nul)]
Answers = dict[Word, Line]


class Problem(Schema):
    """RFC 9457: what went wrong, in words."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str
    errors: dict[str, list[str]] | None = None


class CallOut(Schema):
    """A call as its reader may see it."""

    id: int
    number: str
    service: str
    status: str
    priority: int
    level: int
    place: str
    destination: str
    callback: str
    details: str
    outcome: str
    is_test: bool
    version: int
    opened_at: datetime
    answered_at: datetime | None
    dispatched_at: datetime | None
    on_scene_at: datetime | None
    cleared_at: datetime | None
    closed_at: datetime | None
    due_at: datetime | None
    held_until: datetime | None
    quote_median_s: int | None
    quote_worst_s: int | None


class AssignmentOut(Schema):
    """One unit on one call, with its own times."""

    id: int
    call_id: int
    unit_id: int
    status: str
    is_stacked: bool
    override: str
    outcome: str
    version: int
    reserved_at: datetime | None
    assigned_at: datetime | None
    acknowledged_at: datetime | None
    en_route_at: datetime | None
    staged_at: datetime | None
    on_scene_at: datetime | None
    transporting_at: datetime | None
    at_destination_at: datetime | None
    cleared_at: datetime | None


class Assignments(Schema):
    """The assignments one action touched."""

    assignments: list[AssignmentOut]


class Wanted(Schema):
    """Which calls, and how many at a time."""

    status: CallStatus | None = None
    service: Word | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Line = ""


class CallPage(Schema):
    """A page of calls, newest first; ``next`` is the cursor of the following page, or null."""

    calls: list[CallOut]
    next: str | None


class UnitOut(Schema):
    """A unit."""

    id: int
    call_sign: str
    kind: str
    capabilities: list[str]
    beat: str
    mode: str
    vehicle: str
    place: str
    is_on_duty: bool
    out_of_service: str
    emergency_at: datetime | None
    version: int


class Units(Schema):
    """The department's units."""

    units: list[UnitOut]


class Board(Schema):
    """The board as the console shows it: compact rows, their hash, and when."""

    rows: list[dict[str, Any]]
    hash: str
    at: str


class CallIn(Schema):
    """A new call. Only ``service`` is required; ``at`` keeps a paper call's own time."""

    service: Word
    place: Text = ""
    place_ref: Annotated[str, StringConstraints(pattern=r"^([a-z]+:[0-9]{1,18})?$")] = ""
    destination: Text = ""
    callback: Word = ""
    requester: Annotated[str, StringConstraints(max_length=120), AfterValidator(no_nul)] = ""
    details: Text = ""
    answers: Answers = {}
    priority: Annotated[int, Field(ge=0, le=4)] | None = None
    is_test: bool = False
    answered_at: Moment | None = None
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    at: Moment | None = None


class ChangeIn(Schema):
    """What may be changed of a call; leave out what stays."""

    place: Text | None = None
    destination: Text | None = None
    callback: Word | None = None
    details: Text | None = None


class AssignIn(Schema):
    """Which units to send, by call sign; ``override`` is the reason to send a busy one."""

    units: Annotated[list[Sign], Field(min_length=1, max_length=50)]
    override: Line = ""
    at: Moment | None = None


class MoveIn(Schema):
    """The status a unit reached."""

    to: Word
    destination: Text = ""
    at: Moment | None = None


class ClearIn(Schema):
    """Freeing a unit; the last one needs an outcome."""

    outcome: Word = ""
    at: Moment | None = None


class ReasonIn(Schema):
    """Why."""

    reason: Reason


class PriorityIn(ReasonIn):
    """A new priority, and why."""

    priority: Annotated[int, Field(ge=0, le=4)]


class HoldIn(ReasonIn):
    """Until when, and why."""

    until: Moment


class NoteIn(Schema):
    """A line of the narrative."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=1_000_000), AfterValidator(no_nul)]


class CloseIn(Schema):
    """The outcome, when it is not known yet."""

    outcome: Word = ""


class MergeIn(Schema):
    """The call that stays."""

    into: Key


class HandOffIn(ReasonIn):
    """Who takes it over, and why."""

    to: Annotated[str, StringConstraints(min_length=1, max_length=120), AfterValidator(no_nul)]


class GoneIn(Schema):
    """When the call-back was tried, and what it gave."""

    call_back_at: Moment
    note: Line = ""


class ReserveIn(Schema):
    """A unit and a booked window."""

    unit: Sign
    starts_at: Moment
    ends_at: Moment


class StackIn(Schema):
    """A busy unit this call is next for."""

    unit: Sign


class CorrectIn(ReasonIn):
    """A stamp put right."""

    field: Word
    value: Moment | None = None


class LogOnIn(Schema):
    """How a unit goes on duty."""

    mode: Word = "foot"
    vehicle: Annotated[str, StringConstraints(max_length=40), AfterValidator(no_nul)] = ""
    place: Text = ""
    until: Moment | None = None


class OutIn(ReasonIn):
    """Why out of service, and until when."""

    reason: Annotated[str, StringConstraints(min_length=1, max_length=120), AfterValidator(no_nul)]
    until: Moment | None = None


class PlaceIn(Schema):
    """Where a unit is."""

    place: Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(no_nul)]


class RequesterIn(Schema):
    """One more asker."""

    place: Text = ""
    destination: Text = ""
    callback: Word = ""
    requester: Annotated[str, StringConstraints(max_length=120), AfterValidator(no_nul)] = ""


class RequesterOut(Schema):
    """An asker's entry on a call."""

    id: int
    call_id: int
    asked_at: datetime
    quote_median_s: int | None
    quote_worst_s: int | None
