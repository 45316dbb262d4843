"""Commands that take a request in: open a call, join an asker, keep a call that needs no unit."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from watchkeeper.core.services import registry
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Draft
from watchkeeper.kit import clock
from watchkeeper.surfaces.console.command import targets
from watchkeeper.surfaces.console.command.targets import Desk, Done

LONGEST_CALL = timedelta(hours=1)  # an older first keystroke belongs to something else
_PLAIN = ("callback", "requester", "requester_role", "priority", "door")


def open_call(args: dict[str, Any], desk: Desk) -> Done:
    """Open the call, and send the units that were shown when ``send`` names them."""
    targets.no_calls(args.get("numbers", ()), desk)
    given: dict[str, Any] = {name: args[name] for name in _PLAIN if name in args}
    args = args | _where(args, desk)
    given |= {"place": args["place"], "place_ref": args["place_ref"]}
    given |= targets.placed(args.get("destination", ""), desk, "destination") | why(args)
    if args.get("details"):
        given.setdefault("details", args["details"])
    if "starts" in args:
        given["starts_at"] = targets.future(args["starts"], desk)
    if "ends" in args:
        given["ends_at"] = targets.future(args["ends"], desk)
    people = targets.crew(args.get("named", ()), desk)
    call = actions.open_call(
        by=desk.by,
        service=args["service"],
        at=targets.past(args.get("at"), desk),
        is_test=bool(args.get("test")),
        named=[f"person:{person.pk}" for person in people],
        seat=desk.seat,
        answered_at=_answered(args, desk),
        **given,
    )
    said = f"Opened {call.number}"
    if sends := args.get("send"):
        actions.assign(call, by=desk.by, units=targets.units(sends, desk))
        said += f" and sent {', '.join(sends)}"
    quote = call.quote_median_s
    return Done(said + ".", select=call.subject, note=_quote(quote, call.quote_worst_s))


def _answered(args: dict[str, Any], desk: Desk) -> datetime | None:
    """The first keystroke: of the half-typed line kept for the seat, else of this one; none for a call from paper."""
    if "at" in args:
        return None
    kept = Draft.objects.filter(department_id=desk.by.department_id, seat=desk.seat).exclude(text="").first()
    began = kept.answered_at if kept and kept.answered_at else desk.began
    now = clock.now()
    return began if began and now - LONGEST_CALL < began <= now else None


def _where(args: dict[str, Any], desk: Desk) -> dict[str, Any]:
    """The place of the registry, and the words after it as details; an unknown place is kept as typed."""
    hit, rest = targets.place_and_rest(args["place"], desk)
    if hit is None:
        return {"place_ref": ""}
    details = "; ".join(text for text in (rest, args.get("details", "")) if text)
    return {"place": hit.label, "place_ref": hit.ref} | ({"details": details} if details else {})


def _quote(median_s: int | None, worst_s: int | None) -> str:
    if median_s is None or worst_s is None:
        return ""
    return f"Say about {max(1, round(median_s / 60))} minutes, at worst {max(1, round(worst_s / 60))}."


def why(args: dict[str, Any]) -> dict[str, Any]:
    """``why=`` answers the service's question of that kind when it is one of its choices; else it is a detail."""
    answers = dict(args.get("answers", {}))
    said = args.get("why")
    if not said:
        return {"answers": answers} if answers else {}
    spec = registry.get(args["service"])
    ask = next((a for a in spec.asks if a.choice(str(said).lower()) is not None), None)
    if ask is not None:
        return {"answers": answers | {ask.key: str(said).lower()}}
    details = "; ".join(text for text in (args.get("details", ""), said) if text)
    return {"details": details} | ({"answers": answers} if answers else {})


def join(args: dict[str, Any], desk: Desk) -> Done:
    """One more asker on a call."""
    call = targets.call(args["call"], desk)
    names = ("callback", "requester", "requester_role", "details", "destination")
    given: dict[str, Any] = {name: args[name] for name in names if name in args}
    asker = actions.add_requester(call, by=desk.by, **given, **targets.placed(args.get("place", ""), desk))
    return Done(
        f"Joined one more asker to {call.number}.",
        select=call.subject,
        note=_quote(asker.quote_median_s, asker.quote_worst_s),
    )


def log_call(args: dict[str, Any], desk: Desk) -> Done:
    """Information, wrong number, hang-up: kept and closed at once."""
    call = actions.log_call(
        by=desk.by, kind=args["kind"], details=args.get("details", ""), callback=args.get("callback", "")
    )
    return Done(f"Kept {call.number}, {args['kind'].replace('_', ' ')}.")


def safe(args: dict[str, Any], desk: Desk) -> Done:
    """The asker arrived safely."""
    call = targets.call(args["call"], desk)
    actions.arrived_safe(targets.asker(call, args.get("asker")), by=desk.by)
    return Done(f"An asker of {call.number} arrived safely.", select=call.subject)


def split(args: dict[str, Any], desk: Desk) -> Done:
    """Give an asker a call of its own."""
    call = targets.call(args["call"], desk)
    made = actions.split(targets.asker(call, args.get("asker")), by=desk.by)
    return Done(f"Split {made.number} off {call.number}.", select=made.subject)
