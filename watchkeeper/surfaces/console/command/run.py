"""From an understood line to the action that does it: one table, the same actions every other door calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from watchkeeper.kit.errors import Invalid
from watchkeeper.surfaces.console.command import asking, desk, keeping, looking, sending
from watchkeeper.surfaces.console.command.parsed import Parsed
from watchkeeper.surfaces.console.command.targets import Desk, Done
from watchkeeper.surfaces.console.command.verbs import BY_KEY

Runs = Callable[[dict[str, Any], Desk], Done]

RUNS: dict[str, Runs] = {
    "open": asking.open_call,
    "join": asking.join,
    "information": asking.log_call,
    "wrong_number": asking.log_call,
    "hang_up": asking.log_call,
    "safe": asking.safe,
    "split": asking.split,
    "assign": sending.assign,
    "reserve": sending.reserve,
    "stack": sending.stack,
    "put_back": sending.put_back,
    "acknowledged": sending.move,
    "en_route": sending.move,
    "staged": sending.move,
    "on_scene": sending.move,
    "transporting": sending.move,
    "at_destination": sending.move,
    "welfare": sending.welfare,
    "clear": sending.clear,
    "finish": keeping.finish,
    "close": keeping.close,
    "cancel": keeping.cancel,
    "gone": keeping.gone,
    "hand_off": keeping.hand_off,
    "reopen": keeping.reopen,
    "hold": keeping.hold,
    "resume": keeping.resume,
    "prioritize": keeping.prioritize,
    "note": keeping.note,
    "update": keeping.update,
    "correct": keeping.correct,
    "merge": keeping.merge,
    "log_on": desk.log_on,
    "log_off": desk.log_off,
    "out_of_service": desk.out_of_service,
    "in_service": desk.in_service,
    "place_unit": desk.place_unit,
    "emergency": desk.emergency,
    "release": desk.release,
    "message": desk.message,
    "radio": desk.radio,
    "bolo": desk.bolo,
    "block": desk.block,
    "unblock": desk.unblock,
    "caution": desk.caution,
    "seat": desk.seat,
    "undo": desk.undo,
    "find": looking.find,
    "help": looking.help_page,
}


def run(parsed: Parsed, at: Desk) -> Done:
    """Do what ``parsed`` says. Raises Invalid, saying what was understood and what is missing, when incomplete."""
    if not parsed.is_complete:
        raise Invalid(parsed.sentence(), fields={"line": [parsed.problem or "incomplete", *parsed.missing]})
    return RUNS[parsed.verb](parsed.args, at)


def is_lookup(parsed: Parsed) -> bool:
    """Whether it changes nothing."""
    return parsed.verb in BY_KEY and BY_KEY[parsed.verb].reads
