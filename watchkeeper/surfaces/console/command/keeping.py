"""Commands on a call itself: how it ends, waits, ranks, reads, and what is put right."""

from __future__ import annotations

from typing import Any

from watchkeeper.core.services import registry
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Assignment, Call
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Invalid
from watchkeeper.surfaces.console.command import targets
from watchkeeper.surfaces.console.command.targets import Desk, Done


def finish(args: dict[str, Any], desk: Desk) -> Done:
    """Free every unit of a call and say how it ended; a call without units is closed."""
    call = targets.call(args["call"], desk)
    is_manned = Assignment.objects.filter(call=call, cleared_at=None, is_stacked=False).exclude(status="reserved")
    if not is_manned.exists():
        return close(args, desk)
    at = targets.past(args.get("at"), desk)
    actions.clear_all(call, by=desk.by, outcome=args.get("outcome") or _only_outcome(call), at=at)
    return Done(f"Cleared {call.number}.", select=call.subject)


def _only_outcome(call: Call) -> str:
    known = registry.get(call.service, call.department_id).outcomes
    if len(known) == 1:
        return known[0]
    raise Invalid(f"Say how {call.number} ended: {', '.join(known)}.", fields={"outcome": list(known)})


def close(args: dict[str, Any], desk: Desk) -> Done:
    """Close a cleared call, or one that needed no unit after all."""
    call = targets.call(args["call"], desk)
    actions.close(call, by=desk.by, outcome=args.get("outcome", ""), at=targets.past(args.get("at"), desk))
    return Done(f"Closed {call.number}.")


def cancel(args: dict[str, Any], desk: Desk) -> Done:
    """The caller canceled."""
    call = targets.call(args["call"], desk)
    actions.cancel_call(call, by=desk.by, reason=args.get("reason", ""))
    return Done(f"{call.number} was canceled by its caller.")


def gone(args: dict[str, Any], desk: Desk) -> Done:
    """Gone on arrival, after a call-back was tried."""
    call = targets.call(args["call"], desk)
    tried = targets.past(args["called_back"], desk) or clock.now()
    actions.gone_on_arrival(call, by=desk.by, call_back_at=tried, note=args.get("note", ""))
    return Done(f"{call.number}: gone on arrival.")


def hand_off(args: dict[str, Any], desk: Desk) -> Done:
    """Hand a call to a named owner outside."""
    call = targets.call(args["call"], desk)
    actions.hand_off(call, by=desk.by, to=args["to"], reason=args.get("reason", ""))
    return Done(f"Handed {call.number} to {args['to']}.")


def reopen(args: dict[str, Any], desk: Desk) -> Done:
    """Bring an ended call back."""
    call = targets.call(args["call"], desk)
    actions.reopen(call, by=desk.by, reason=args["reason"])
    return Done(f"Reopened {call.number}.", select=call.subject)


def hold(args: dict[str, Any], desk: Desk) -> Done:
    """Let a call wait until a time."""
    call = targets.call(args["call"], desk)
    actions.hold(call, by=desk.by, until=targets.future(args["until"], desk), reason=args["reason"])
    return Done(f"{call.number} waits until {_said(args['until'])}.", select=call.subject)


def _said(when: object) -> str:
    text = str(when)
    return f"{text[1:]} minutes from now" if text.startswith("+") else text


def resume(args: dict[str, Any], desk: Desk) -> Done:
    """Take a call off hold."""
    call = targets.call(args["call"], desk)
    actions.resume(call, by=desk.by)
    return Done(f"{call.number} is off hold.", select=call.subject)


def prioritize(args: dict[str, Any], desk: Desk) -> Done:
    """Raise or lower a call's priority."""
    call = targets.call(args["call"], desk)
    actions.prioritize(call, by=desk.by, priority=args["priority"], reason=args["reason"])
    return Done(f"{call.number} is P{args['priority']}.", select=call.subject)


def note(args: dict[str, Any], desk: Desk) -> Done:
    """Add a note."""
    call = targets.call(args["call"], desk)
    actions.note(call, by=desk.by, text=args["text"])
    return Done(f"Noted on {call.number}.", select=call.subject)


def update(args: dict[str, Any], desk: Desk) -> Done:
    """Change what is known of a call."""
    call = targets.call(args["call"], desk)
    changes: dict[str, Any] = {name: args[name] for name in ("callback", "details") if name in args}
    changes |= targets.placed(args.get("place", ""), desk)
    changes |= targets.placed(args.get("destination", ""), desk, "destination")
    if "service" in args:
        changes["service"] = _service(args["service"], desk)
    actions.update_call(call, by=desk.by, **changes)
    return Done(f"Changed {call.number}.", select=call.subject)


def _service(said: str, desk: Desk) -> str:
    for spec in registry.offered(desk.by.department_id):
        if said.lower() in {spec.key, str(spec.name).lower(), str(spec.label).lower(), *spec.short}:
            return spec.key
    raise Invalid(f"“{said}” is not a service.", fields={"service": ["unknown"]})


def correct(args: dict[str, Any], desk: Desk) -> Done:
    """Put a time right; the old one is kept beside it."""
    call = targets.call(args["call"], desk)
    subject: Call | Assignment = call
    if "unit" in args:
        unit = targets.unit(args["unit"], desk)
        found = Assignment.objects.filter(call=call, unit=unit).select_related("unit", "call").order_by("-id").first()
        if found is None:
            raise Invalid(f"{unit.call_sign} was never on {call.number}.", fields={"unit": [unit.call_sign]})
        subject = found
    value = targets.past(args["value"], desk)
    actions.correct_time(subject, by=desk.by, field=args["field"], value=value, reason=args["reason"])
    return Done(f"Corrected {call.number}: {args['field'].removesuffix('_at').replace('_', ' ')} {args['value']}.",
                select=call.subject)  # fmt: skip


def merge(args: dict[str, Any], desk: Desk) -> Done:
    """Merge a duplicate into the call it repeats; both askers are kept."""
    call, into = targets.call(args["call"], desk), targets.call(args["into"], desk)
    actions.merge(call, by=desk.by, into=into)
    return Done(f"Merged {call.number} into {into.number}; both askers are kept.", select=into.subject)
