"""What a line would do, before Enter: who could share it, which unit would go, the quote, the premise's cautions."""

from __future__ import annotations

from typing import Any

from watchkeeper.core.services import registry
from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls import duplicates, quote
from watchkeeper.engines.calls.models import Call
from watchkeeper.engines.calls.recommend import Option, picks, recommend
from watchkeeper.engines.calls.rows import iso
from watchkeeper.kit import clock
from watchkeeper.surfaces.console.command import asking, targets
from watchkeeper.surfaces.console.command.looking import place_row, premise
from watchkeeper.surfaces.console.command.parsed import Parsed
from watchkeeper.surfaces.console.command.targets import Desk

MOST = 6


def of(parsed: Parsed, desk: Desk) -> dict[str, Any]:
    """``opens`` (for a line that opens a call) and ``known`` (for a line that names a place)."""
    if parsed.verb == "open" and parsed.args.get("service"):
        return _opening(parsed, desk)
    if parsed.verb == "find" and parsed.args.get("place"):
        hit = targets.place(parsed.args["place"], desk)
        return {"opens": None, "known": premise(hit.ref, desk) | place_row(hit) | {"place": hit.label} if hit else None}
    enter = _enter(parsed, desk) if parsed.verb == "assign" and parsed.is_complete else ""
    return {"opens": None, "known": None, "enter": enter}


def _enter(parsed: Parsed, desk: Desk) -> str:
    """What Enter will do with a line that names a call and perhaps no unit."""
    if parsed.args.get("units"):
        return f"send {', '.join(parsed.args['units'])}"
    call = targets.call(parsed.args["call"], desk)
    sends = registry.get(call.service, call.department_id).sends_at(call.priority)
    chosen = picks(recommend(call, by=desk.by), sends)
    return f"send {', '.join(option.unit.call_sign for option in chosen)}" if chosen else ""


def _opening(parsed: Parsed, desk: Desk) -> dict[str, Any]:
    args = parsed.args
    spec = registry.get(args["service"], desk.by.department_id)
    where, _rest = targets.place_and_rest(args.get("place", ""), desk)
    given = asking.why(args)
    judged, reason = spec.priority_for(given.get("answers", {}), booked="starts" in args)
    priority = args["priority"] if args.get("priority") is not None else int(judged)
    call = Call(
        department_id=desk.by.department_id,
        service=spec.key,
        priority=priority,
        base_priority=priority,
        level=int(spec.level),
        site_id=where.site_id if where else desk.site_id,
        node=where.node_id if where else None,
        lon=where.lon if where else None,
        lat=where.lat if where else None,
        opened_at=clock.now(),
    )
    same = _same(parsed, desk, where.ref if where else "", where.node_id if where else None, spec)
    known = premise(where.ref, desk) | place_row(where) | {"place": where.label} if where else None
    return {"opens": _told(spec, call, reason, args, desk) | {"same": same}, "known": known}


def _told(spec: Service, call: Call, reason: str, args: dict[str, Any], desk: Desk) -> dict[str, Any]:
    options = recommend(call, by=desk.by)
    chosen = picks(options, spec.sends_at(call.priority))
    free = [option for option in options if not option.refused and option not in chosen]
    estimate = quote.quote_for(call) if "starts" not in args else None
    return {
        "service": str(spec.name),
        "priority": call.priority,
        "why": reason,
        "send": [_option(option) for option in chosen],
        "next": _option(free[0]) if free else None,
        "quote": [estimate.median_s, estimate.worst_s, estimate.basis] if estimate else None,
        "asks": [_ask(ask) for ask in spec.asks if not ask.starts and _typed(ask.key, ask.fills) not in args][:4],
        "asked_danger": spec.is_danger(asking.why(args).get("answers", {})),
    }


def _ask(ask: Any) -> dict[str, Any]:
    return {
        "field": _FIELD.get(ask.fills, ask.key),
        "words": str(ask.words),
        "choices": [choice.value for choice in ask.choices],
    }


_FIELD = {"callback": "ph", "requester": "who", "requester_role": "role", "details": "det", "destination": "to"}


def _typed(key: str, fills: str) -> str:
    return fills or key


def _option(option: Option) -> dict[str, Any]:
    return {
        "unit": option.unit.call_sign,
        "place": option.unit.place,
        "seconds": option.seconds,
        "reasons": list(option.reasons),
        "refused": option.refused,
    }


def _same(parsed: Parsed, desk: Desk, ref: str, node: int | None, spec: Service) -> list[dict[str, Any]]:
    """Calls that are likely this one: the first may be joined with one key."""
    found = duplicates.likely(
        by=desk.by,
        place=parsed.args.get("place", ""),
        place_ref=ref,
        node=node,
        callback=parsed.args.get("callback", ""),
        service=spec.key,
    )
    return [_match(match, parsed, desk) for match in found[:3]]


def _match(match: duplicates.Match, parsed: Parsed, desk: Desk) -> dict[str, Any]:
    """A likely duplicate, with the line that joins this asker to it."""
    label = str(registry.get(match.service, desk.by.department_id).label)
    return {
        "k": match.subject,
        "n": match.number,
        "t": label,
        "pl": match.place,
        "at": iso(match.opened_at),
        "why": list(match.why),
        "join": _join(match.number, parsed.args),
    }


def _join(number: str, args: dict[str, Any]) -> str:
    typed = {"ph": "callback", "who": "requester", "role": "requester_role", "pl": "place", "to": "destination"}
    return " ".join(["join", number, *(f"{field}={args[name]}" for field, name in typed.items() if args.get(name))])


def who_can_go(parsed: Parsed, desk: Desk) -> list[dict[str, Any]]:
    """The units for a call, best first, each with its reasons; then those refused, with why."""
    call = targets.call(parsed.args["call"], desk)
    head = parsed.line.rstrip()
    return [
        {
            "text": option.unit.call_sign,
            "side": option.refused or _seconds(option.seconds),
            "about": ", ".join(option.reasons),
            "refused": bool(option.refused),
            "line": f"{head} {option.unit.call_sign}",
        }
        for option in recommend(call, by=desk.by)[:MOST]
    ]


def _seconds(seconds: float | None) -> str:
    return "" if seconds is None else f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
