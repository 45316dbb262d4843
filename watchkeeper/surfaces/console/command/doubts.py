"""What a half-typed line names that the department does not know: said while it is typed, not only after Enter."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from watchkeeper.engines.calls import seats
from watchkeeper.kit.errors import Invalid
from watchkeeper.surfaces.console.command import targets
from watchkeeper.surfaces.console.command.lexicon import Lexicon
from watchkeeper.surfaces.console.command.parsed import Parsed
from watchkeeper.surfaces.console.command.targets import Desk

KNOWN_ONLY = {"find", "block", "caution"}  # commands that do nothing with a place nobody knows
LONGEST_COMMON = 4  # digits: a shorter number at the end of the line may go on


@dataclass(frozen=True)
class Doubt:
    """What is unknown, in a sentence; ``stops`` when Enter would be refused for it."""

    text: str
    stops: bool


def doubt(parsed: Parsed, desk: Desk, lexicon: Lexicon) -> Doubt | None:
    """The first thing of the line that is unknown: its units, its calls, its seat, its places. None when all is known.

    A word that may still become a known one is left alone.
    """
    if (
        said := _units(parsed, lexicon)
        or _calls(parsed, desk)
        or _taken_for_places(parsed, desk)
        or _seat(parsed, desk)
    ):
        return Doubt(said, stops=True)
    return _places(parsed, desk)


def _units(parsed: Parsed, lexicon: Lexicon) -> str:
    named = [*parsed.args.get("units", ()), *([parsed.args["unit"]] if "unit" in parsed.args else [])]
    unknown = [sign for sign in named if sign not in lexicon.units and not _may_go_on(parsed, sign, lexicon.units)]
    return f"There is no unit {', '.join(unknown)}." if unknown else ""


def _may_go_on(parsed: Parsed, word: str, known: Iterable[str]) -> bool:
    """Whether ``word`` is the last of the line and the beginning of a known one."""
    return parsed.line.upper().endswith(word) and any(one.startswith(word) for one in known)


def _calls(parsed: Parsed, desk: Desk) -> str:
    typed = [piece.text for piece in parsed.pieces if piece.kind == "call" and piece.end]
    for number in typed:
        if parsed.line.endswith(number) and len(number.lstrip("#")) < LONGEST_COMMON:
            continue
        if said := _said(targets.call, number.lstrip("#").upper(), desk):
            return said
    return ""


def _taken_for_places(parsed: Parsed, desk: Desk) -> str:
    return _said(targets.no_calls, parsed.args.get("numbers", ()), desk)


def _said(check: Callable[..., object], *about: object) -> str:
    """What ``check`` has against what it is asked about, or nothing."""
    try:
        check(*about)
    except Invalid as none:
        return none.sentence
    return ""


def _seat(parsed: Parsed, desk: Desk) -> str:
    key = parsed.args.get("seat", "") if parsed.verb == "seat" else ""
    if not key:
        return ""
    if "new" in parsed.args or _may_go_on(parsed, key, seats.known(desk.by)):
        return ""
    return _said(seats.check, desk.by, key)


def _places(parsed: Parsed, desk: Desk) -> Doubt | None:
    for name in ("place", "destination"):
        text = parsed.args.get(name)
        if not isinstance(text, str) or not text or parsed.verb == "unblock":
            continue
        if _is_known(text, parsed, desk):
            continue
        if parsed.verb in KNOWN_ONLY:
            return Doubt(f"No place is called “{text}”.", stops=True)
        return Doubt(f"“{text}” is not on the map; it is kept as typed.", stops=False)
    return None


def _is_known(text: str, parsed: Parsed, desk: Desk) -> bool:
    hit = targets.place_and_rest(text, desk)[0] if parsed.verb == "open" else targets.place(text, desk)
    return hit is not None
