"""Commands that move units: send, reserve, stack, every status, clear, put back."""

from __future__ import annotations

from typing import Any

from watchkeeper.core.services import registry
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Assignment, Call
from watchkeeper.engines.calls.recommend import picks, recommend
from watchkeeper.kit.errors import Refused
from watchkeeper.surfaces.console.command import targets
from watchkeeper.surfaces.console.command.targets import Desk, Done


def assign(args: dict[str, Any], desk: Desk) -> Done:
    """Send the named units, or those recommended when none is named."""
    call = targets.call(args["call"], desk)
    signs = args.get("units") or recommended(call, desk)
    at = targets.past(args.get("at"), desk)
    actions.assign(call, by=desk.by, units=targets.units(signs, desk), override=args.get("override", ""), at=at)
    if args.get("note"):
        actions.note(call, by=desk.by, text=args["note"])
    return Done(f"Sent {', '.join(signs)} to {call.number}.", select=call.subject)


def recommended(call: Call, desk: Desk) -> list[str]:
    """The call signs that fill what the service sends. Raises Refused when nobody can go."""
    sends = registry.get(call.service, call.department_id).sends_at(call.priority)
    options = recommend(call, by=desk.by)
    chosen = picks(options, sends) or [option for option in options if not option.refused][:1]
    if not chosen:
        raise Refused(f"No unit can go to {call.number} now; name one with a reason: d A12 {call.number[-4:]} !why")
    return [option.unit.call_sign for option in chosen]


def move(args: dict[str, Any], desk: Desk) -> Done:
    """Stamp a status for units, or for all units of a call."""
    on = targets.call(args["call"], desk) if "call" in args else None
    found = targets.live(args.get("units", ()), on, desk)
    destination = _destination(args, desk)
    at = targets.past(args.get("at"), desk)
    for one in found:
        actions.move(one, by=desk.by, to=args["status"], destination=destination, at=at)
    return Done(f"{_signs(found)} {args['status'].replace('_', ' ')}.", select=_call_of(found, on))


def _destination(args: dict[str, Any], desk: Desk) -> str:
    return str(targets.placed(args.get("destination", ""), desk, "to").get("to", ""))


def clear(args: dict[str, Any], desk: Desk) -> Done:
    """Free units from their call."""
    on = targets.call(args["call"], desk) if "call" in args else None
    found = targets.live(args["units"], on, desk)
    at = targets.past(args.get("at"), desk)
    for one in found:
        actions.clear(one, by=desk.by, outcome=args.get("outcome", ""), at=at)
    return Done(f"{_signs(found)} clear.", select=_call_of(found, on))


def put_back(args: dict[str, Any], desk: Desk) -> Done:
    """Take units back off their call, which waits again when none is left."""
    on = targets.call(args["call"], desk) if "call" in args else None
    found = _open_ones(args["units"], on, desk)
    for one in found:
        actions.put_back(one, by=desk.by, reason=args.get("reason") or "put back by the desk")
    return Done(f"Took {_signs(found)} back.", select=_call_of(found, on))


def _open_ones(signs: list[str], on: Call | None, desk: Desk) -> list[Assignment]:
    """The open assignments of these units; reserved and stacked ones too when the call is named."""
    if on is None:
        return targets.live(signs, None, desk)
    rows = Assignment.objects.filter(call=on, cleared_at=None, unit__in=targets.units(signs, desk))
    found = list(rows.select_related("unit", "call"))
    return found or targets.live(signs, on, desk)


def reserve(args: dict[str, Any], desk: Desk) -> Done:
    """Reserve a unit for a window."""
    call, unit = targets.call(args["call"], desk), targets.unit(args["unit"], desk)
    starts, ends = targets.future(args["starts"], desk), targets.future(args["ends"], desk)
    actions.reserve(call, by=desk.by, unit=unit, starts_at=starts, ends_at=ends)
    return Done(
        f"Reserved {unit.call_sign} for {call.number}, {args['starts']} to {args['ends']}.", select=call.subject
    )


def stack(args: dict[str, Any], desk: Desk) -> Done:
    """Make a call the next one of a busy unit."""
    call, unit = targets.call(args["call"], desk), targets.unit(args["unit"], desk)
    actions.stack(call, by=desk.by, unit=unit)
    return Done(f"{call.number} is {unit.call_sign}'s next call.", select=call.subject)


def welfare(args: dict[str, Any], desk: Desk) -> Done:
    """The crew is all right."""
    one = targets.live([args["unit"]], None, desk)[0]
    actions.answer_welfare(one, by=desk.by)
    return Done(f"{args['unit']} is all right.", select=_call_of([one], None))


def _signs(found: list[Assignment]) -> str:
    return ", ".join(one.unit.call_sign for one in found)


def _call_of(found: list[Assignment], on: Call | None) -> str:
    return on.subject if on else f"call:{found[0].call_id}"
