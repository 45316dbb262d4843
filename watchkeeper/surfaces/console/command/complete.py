"""While a line is typed: what it means so far, what may come next, and what it would do before Enter is pressed."""

from __future__ import annotations

import math
from contextlib import suppress
from typing import Any

from watchkeeper.core.places import find, walking
from watchkeeper.core.services import registry
from watchkeeper.core.services.outcomes import OUTCOMES
from watchkeeper.engines.calls.models import Call, Unit
from watchkeeper.kit.errors import Invalid
from watchkeeper.surfaces.console.command import doubts, preview, targets
from watchkeeper.surfaces.console.command.grammar import parse
from watchkeeper.surfaces.console.command.lexicon import Lexicon
from watchkeeper.surfaces.console.command.parsed import Parsed, Piece
from watchkeeper.surfaces.console.command.targets import Desk
from watchkeeper.surfaces.console.command.verbs import VERBS

MOST = 6
Item = dict[str, Any]


def complete(line: str, desk: Desk, lexicon: Lexicon, *, selected: str = "") -> dict[str, Any]:
    """Everything the console shows under a half-typed ``line``: ``parsed, items, title, opens, known, doubt``."""
    parsed = parse(line, lexicon, selected=selected)
    title, items, shown = "", list[Item](), dict[str, Any]()
    with suppress(Invalid):  # a number or call sign that is only half there yet
        title, items = suggest(parsed, desk, lexicon)
        shown = preview.of(parsed, desk)
    unknown = doubts.doubt(parsed, desk, lexicon)
    about = {"text": unknown.text, "stops": unknown.stops} if unknown else None
    return {"line": line, "parsed": as_data(parsed), "title": title, "items": items, "doubt": about, **shown}


def as_data(parsed: Parsed) -> dict[str, Any]:
    """What was understood, as the console underlines and explains it."""
    return {
        "verb": parsed.verb,
        "complete": parsed.is_complete,
        "pieces": [[p.kind, p.start, p.end] for p in parsed.pieces if p.end],
        "missing": list(parsed.missing),
        "problem": parsed.problem,
        "sentence": "" if parsed.is_complete else parsed.sentence(),
    }


def suggest(parsed: Parsed, desk: Desk, lexicon: Lexicon) -> tuple[str, list[Item]]:
    """What the last word may become: a heading and the choices, each with the whole line it would make."""
    line = parsed.line
    if not line.strip():
        return "", []
    if not parsed.verb or (parsed.verb == "open" and " " not in line):
        return "Command or service", _first_words(line, lexicon)
    last = max((p for p in parsed.pieces if p.end), key=lambda p: p.end, default=None)
    if last is not None and last.end >= len(line.rstrip()) and last.kind in {"place", "destination"}:
        return ("To" if last.kind == "destination" else "Where"), _places(parsed, last, desk)
    if parsed.verb in {"clear", "finish", "close"}:
        return "How it ended", _outcomes(parsed, desk)
    if parsed.verb == "assign" and parsed.args.get("call") and not parsed.args.get("units"):
        return "Who can go", preview.who_can_go(parsed, desk)
    if any("unit" in missing for missing in parsed.missing):
        return "Unit", _units(parsed, desk)
    if any("call" in missing for missing in parsed.missing):
        return "Call", _calls(parsed, desk)
    return "", []


def _first_words(line: str, lexicon: Lexicon) -> list[Item]:
    said = line.strip().lower()
    found = [
        {"text": f"{verb.words[0]}  {verb.says}", "side": verb.usage, "line": f"{verb.words[0]} "}
        for verb in VERBS
        if any(word.startswith(said) for word in verb.words) or said in verb.says
    ]
    known: dict[str, Item] = {}
    for word, key in lexicon.services.items():
        if word.startswith(said) and key not in known:
            known[key] = {"text": lexicon.names[key], "side": word, "line": f"{word.replace('_', ' ')} "}
    return [*known.values(), *found][:MOST]


def _places(parsed: Parsed, piece: Piece, desk: Desk) -> list[Item]:
    hits = find.search(desk.by.department_id, piece.text, site_id=desk.site_id, limit=MOST)
    origin = targets.place(parsed.args.get("place", ""), desk) if piece.kind == "destination" else None
    line = parsed.line
    return [
        {
            "text": hit.label,
            "side": _walk(origin, hit, desk) or hit.site_name,
            "ref": hit.ref,
            "lon": hit.lon,
            "lat": hit.lat,
            "line": f"{line[: piece.start]}{hit.label}{line[piece.end :].rstrip()} ",
            "typed": piece.text,
        }
        for hit in hits
    ]


def _walk(origin: find.Hit | None, to: find.Hit, desk: Desk) -> str:
    """Minutes on foot, in words."""
    if origin is None or origin.node_id is None or to.node_id is None:
        return ""
    seconds = float(walking.times(desk.by.department_id, to.node_id)(origin.node_id))
    return f"{max(1, round(seconds / 60))} min" if math.isfinite(seconds) else "no way on foot"


def _outcomes(parsed: Parsed, desk: Desk) -> list[Item]:
    if parsed.args.get("outcome"):
        return []
    keys: tuple[str, ...] = ()
    if parsed.args.get("call"):
        call = targets.call(parsed.args["call"], desk)
        keys = registry.get(call.service, call.department_id).outcomes
    elif parsed.args.get("units"):
        held = targets.live(parsed.args["units"][:1], None, desk)
        keys = registry.get(held[0].call.service, held[0].call.department_id).outcomes
    typed = parsed.line.rstrip()
    cut = typed[: typed.rfind(" ")] if parsed.problem else typed
    return [
        {"text": str(OUTCOMES[k].words), "side": OUTCOMES[k].short, "line": f"{cut} {OUTCOMES[k].short}"} for k in keys
    ]


def _units(parsed: Parsed, desk: Desk) -> list[Item]:
    head, _, typed = parsed.line.rpartition(" ")
    rows = Unit.objects.of(desk.by).filter(is_on_duty=parsed.verb != "log_on", call_sign__istartswith=typed.strip())
    return [
        {"text": unit.call_sign, "side": unit.place, "line": f"{head} {unit.call_sign} ".lstrip()}
        for unit in rows.order_by("call_sign")[:MOST].seen_by(desk.by)
    ]


def _calls(parsed: Parsed, desk: Desk) -> list[Item]:
    head, _, typed = parsed.line.rpartition(" ")
    seen = Call.objects.visible_to(desk.by)
    ended_too = parsed.verb == "reopen"  # the latest of all history, by its index
    rows = seen.order_by("-opened_at") if ended_too else seen.open().order_by("priority", "opened_at")
    short = [(call, call.number.rpartition("-")[2].lstrip("0")) for call in rows[:200]]
    return [
        {
            "text": f"{number}  {registry.get(call.service, call.department_id).label}",
            "side": call.place,
            "line": f"{head} {number} ".lstrip(),
        }
        for call, number in short
        if number.startswith(typed.strip().lstrip("#"))
    ][:MOST]
