"""Calls over the API: open, read, send, move, end."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal import reads
from watchkeeper.core.journal.feed import view_of
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.calls import actions, board, private, recommend
from watchkeeper.engines.calls.api import schemas as s
from watchkeeper.engines.calls.api.asking import actor, answers, assignment_of, call_of, repeatable, units_of
from watchkeeper.engines.calls.models import Call
from watchkeeper.engines.calls.selected import selected
from watchkeeper.kit.errors import Invalid

router = Router(tags=["calls"])


@router.get("/board", response=answers(s.Board), tags=["board"])
def get_board(request: HttpRequest) -> Any:
    """The board now: every open call, unit on duty and look-out the asker may know of."""
    by = actor(request)
    by.require(Permission.BOARD_READ)
    return board.state(view_of(by))


@router.get("/calls", response=answers(s.CallPage))
def list_calls(request: HttpRequest, wanted: Query[s.Wanted]) -> Any:
    """Calls the asker may see, newest first, a page at a time."""
    by = actor(request)
    by.require(Permission.CALL_READ)
    found = Call.objects.visible_to(by)
    if wanted.status is not None:
        found = found.standing(wanted.status)
    if wanted.service is not None:
        found = found.filter(service=wanted.service)
    if wanted.cursor:
        at, pk = read_cursor(wanted.cursor)
        found = found.filter(Q(opened_at__lt=at) | Q(opened_at=at, pk__lt=pk))
    calls = list(found.order_by("-opened_at", "-pk")[: wanted.limit + 1])
    page = calls[: wanted.limit]
    reads.note(by, "api list", [call.subject for call in page if call.level >= Level.L2])
    return {
        "calls": [private.call_for(by, call) for call in page],
        "next": cursor_of(page[-1]) if len(calls) > wanted.limit else None,
    }


def cursor_of(call: Call) -> str:
    """The place of ``call`` in a list, newest first, as a word."""
    return base64.urlsafe_b64encode(f"{call.opened_at.isoformat()}|{call.pk}".encode()).decode()


def read_cursor(text: str) -> tuple[datetime, int]:
    """The moment and the key that a word of :func:`cursor_of` names. Raises Invalid for any other."""
    try:
        at, _, pk = base64.urlsafe_b64decode(text.encode()).decode().partition("|")
        return s._sane(datetime.fromisoformat(at)), min(int(pk), 2**63 - 1)
    except (ValueError, binascii.Error):
        raise Invalid("The cursor is not one of ours.", fields={"cursor": ["not a cursor"]}) from None


@router.post("/calls", response=answers(s.CallOut))
def open_call(request: HttpRequest, given: s.CallIn) -> Any:
    """Open a call."""
    return repeatable(
        request, given, s.CallOut, lambda: actions.open_call(by=actor(request), door="api", **given.dict())
    )


@router.get("/calls/{int:pk}", response=answers(dict[str, Any]))
def get_call(request: HttpRequest, pk: s.Key) -> Any:
    """Everything the asker may see of one call."""
    return selected(call_of(request, pk), actor(request))


@router.patch("/calls/{int:pk}", response=answers(s.CallOut))
def update_call(request: HttpRequest, pk: s.Key, given: s.ChangeIn) -> Any:
    """Change what is known of a call."""
    changes = {key: value for key, value in given.dict().items() if value is not None}
    run = lambda: actions.update_call(call_of(request, pk), by=actor(request), **changes)  # noqa: E731
    return repeatable(request, given, s.CallOut, run)


@router.get("/calls/{int:pk}/recommendation", response=answers(list[dict[str, Any]]))
def get_recommendation(request: HttpRequest, pk: s.Key) -> Any:
    """Units ranked for the call, with the reasons; those refused last, each with why."""
    options = recommend.recommend(call_of(request, pk), by=actor(request))
    return [
        {"unit": o.unit.call_sign, "seconds": o.seconds, "reasons": list(o.reasons), "refused": o.refused}
        for o in options
    ]


@router.post("/calls/{int:pk}/assign", response=answers(s.Assignments))
def assign(request: HttpRequest, pk: s.Key, given: s.AssignIn) -> Any:
    """Send units."""

    def run() -> dict[str, Any]:
        units = units_of(request, given.units)
        sent = actions.assign(
            call_of(request, pk), by=actor(request), units=units, override=given.override, at=given.at
        )
        return {"assignments": sent}

    return repeatable(request, given, s.Assignments, run)


@router.post("/calls/{int:pk}/reserve", response=answers(s.AssignmentOut))
def reserve(request: HttpRequest, pk: s.Key, given: s.ReserveIn) -> Any:
    """Hold a unit for a booked window."""
    unit = units_of(request, [given.unit])[0]
    window = {"starts_at": given.starts_at, "ends_at": given.ends_at}
    run = lambda: actions.reserve(call_of(request, pk), by=actor(request), unit=unit, **window)  # noqa: E731
    return repeatable(request, given, s.AssignmentOut, run)


@router.post("/calls/{int:pk}/stack", response=answers(s.AssignmentOut))
def stack(request: HttpRequest, pk: s.Key, given: s.StackIn) -> Any:
    """Put the call next in line for a busy unit."""
    unit = units_of(request, [given.unit])[0]
    run = lambda: actions.stack(call_of(request, pk), by=actor(request), unit=unit)  # noqa: E731
    return repeatable(request, given, s.AssignmentOut, run)


@router.post("/calls/{int:pk}/clear", response=answers(s.Assignments))
def clear_all(request: HttpRequest, pk: s.Key, given: s.ClearIn) -> Any:
    """Free every unit on the call."""
    run = lambda: {  # noqa: E731
        "assignments": actions.clear_all(call_of(request, pk), by=actor(request), outcome=given.outcome, at=given.at)
    }
    return repeatable(request, given, s.Assignments, run)


@router.post("/calls/{int:pk}/close", response=answers(s.CallOut))
def close(request: HttpRequest, pk: s.Key, given: s.CloseIn) -> Any:
    """Close a cleared call, or one that needed no unit."""
    run = lambda: actions.close(call_of(request, pk), by=actor(request), outcome=given.outcome)  # noqa: E731
    return repeatable(request, given, s.CallOut, run)


@router.post("/calls/{int:pk}/cancel", response=answers(s.CallOut))
def cancel(request: HttpRequest, pk: s.Key, given: s.ReasonIn) -> Any:
    """The caller canceled."""
    run = lambda: actions.cancel_call(call_of(request, pk), by=actor(request), reason=given.reason)  # noqa: E731
    return repeatable(request, given, s.CallOut, run)


@router.post("/calls/{int:pk}/gone", response=answers(s.CallOut))
def gone(request: HttpRequest, pk: s.Key, given: s.GoneIn) -> Any:
    """The caller was gone on arrival; a call-back was tried."""
    run = lambda: actions.gone_on_arrival(call_of(request, pk), by=actor(request), **given.dict())  # noqa: E731
    return repeatable(request, given, s.CallOut, run)


@router.post("/calls/{int:pk}/hand-off", response=answers(s.CallOut))
def hand_off(request: HttpRequest, pk: s.Key, given: s.HandOffIn) -> Any:
    """Hand the call to a named owner outside."""
    run = lambda: actions.hand_off(call_of(request, pk), by=actor(request), **given.dict())  # noqa: E731
    return repeatable(request, given, s.CallOut, run)


@router.post("/calls/{int:pk}/merge", response=answers(s.CallOut))
def merge(request: HttpRequest, pk: s.Key, given: s.MergeIn) -> Any:
    """Merge a duplicate into the call that stays; gives the one that stays."""
    run = lambda: actions.merge(call_of(request, pk), by=actor(request), into=call_of(request, given.into))  # noqa: E731
    return repeatable(request, given, s.CallOut, run)


@router.post("/calls/{int:pk}/reopen", response=answers(s.CallOut))
def reopen(request: HttpRequest, pk: s.Key, given: s.ReasonIn) -> Any:
    """Bring back an ended call."""
    run = lambda: actions.reopen(call_of(request, pk), by=actor(request), reason=given.reason)  # noqa: E731
    return repeatable(request, given, s.CallOut, run)


@router.post("/calls/{int:pk}/hold", response=answers(s.CallOut))
def hold(request: HttpRequest, pk: s.Key, given: s.HoldIn) -> Any:
    """Let a waiting call wait until a time."""
    run = lambda: actions.hold(call_of(request, pk), by=actor(request), **given.dict())  # noqa: E731
    return repeatable(request, given, s.CallOut, run)


@router.post("/calls/{int:pk}/resume", response=answers(s.CallOut))
def resume(request: HttpRequest, pk: s.Key) -> Any:
    """Take the call off hold."""
    return repeatable(request, None, s.CallOut, lambda: actions.resume(call_of(request, pk), by=actor(request)))


@router.post("/calls/{int:pk}/priority", response=answers(s.CallOut))
def prioritize(request: HttpRequest, pk: s.Key, given: s.PriorityIn) -> Any:
    """Raise or lower the priority."""
    run = lambda: actions.prioritize(call_of(request, pk), by=actor(request), **given.dict())  # noqa: E731
    return repeatable(request, given, s.CallOut, run)


@router.post("/calls/{int:pk}/notes", response=answers(s.CallOut))
def note(request: HttpRequest, pk: s.Key, given: s.NoteIn) -> Any:
    """Add a line to the narrative."""
    run = lambda: actions.note(call_of(request, pk), by=actor(request), text=given.text).call  # noqa: E731
    return repeatable(request, given, s.CallOut, run)


@router.post("/calls/{int:pk}/requesters", response=answers(s.RequesterOut))
def add_requester(request: HttpRequest, pk: s.Key, given: s.RequesterIn) -> Any:
    """Join one more asker."""
    run = lambda: actions.add_requester(call_of(request, pk), by=actor(request), door="api", **given.dict())  # noqa: E731
    return repeatable(request, given, s.RequesterOut, run)


@router.post("/assignments/{int:pk}/move", response=answers(s.AssignmentOut), tags=["assignments"])
def move(request: HttpRequest, pk: s.Key, given: s.MoveIn) -> Any:
    """Set how far the unit is."""
    run = lambda: actions.move(assignment_of(request, pk), by=actor(request), **given.dict())  # noqa: E731
    return repeatable(request, given, s.AssignmentOut, run)


@router.post("/assignments/{int:pk}/clear", response=answers(s.AssignmentOut), tags=["assignments"])
def clear(request: HttpRequest, pk: s.Key, given: s.ClearIn) -> Any:
    """Free the unit from its call."""
    run = lambda: actions.clear(assignment_of(request, pk), by=actor(request), **given.dict())  # noqa: E731
    return repeatable(request, given, s.AssignmentOut, run)


@router.post("/assignments/{int:pk}/put-back", response=answers(s.AssignmentOut), tags=["assignments"])
def put_back(request: HttpRequest, pk: s.Key, given: s.ReasonIn) -> Any:
    """Take the unit off a call it has not reached."""
    run = lambda: actions.put_back(assignment_of(request, pk), by=actor(request), reason=given.reason)  # noqa: E731
    return repeatable(request, given, s.AssignmentOut, run)


@router.post("/assignments/{int:pk}/welfare", response=answers(s.AssignmentOut), tags=["assignments"])
def welfare(request: HttpRequest, pk: s.Key) -> Any:
    """The crew is all right."""
    run = lambda: actions.answer_welfare(assignment_of(request, pk), by=actor(request))  # noqa: E731
    return repeatable(request, None, s.AssignmentOut, run)


@router.post("/assignments/{int:pk}/correct", response=answers(s.AssignmentOut), tags=["assignments"])
def correct(request: HttpRequest, pk: s.Key, given: s.CorrectIn) -> Any:
    """Put a stamp right; both values stay."""

    def run() -> Any:
        actions.correct_time(assignment_of(request, pk), by=actor(request), **given.dict())
        return assignment_of(request, pk)

    return repeatable(request, given, s.AssignmentOut, run)
