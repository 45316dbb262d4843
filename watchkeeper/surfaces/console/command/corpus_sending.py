"""Corpus lines that open calls, send units and stamp their statuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from watchkeeper.surfaces.console.command.corpus_words import (
    OUTCOMES,
    PHONES,
    PLACES,
    REASONS,
    SERVICES,
    SHORT_PLACES,
    STATUSES,
    TALK,
    Dice,
    Labeled,
)


def opened(d: Dice) -> Labeled:
    """A line of the kind “opened”."""
    word, key = d.of(SERVICES)
    place = d.of(PLACES)
    line, args = f"{d.case(word)} {place}", {"service": key, "place": place}
    if d.rng.random() < 0.5:
        args["callback"] = d.of(PHONES)
        line += d.of((f" {args['callback']}", f" ph={args['callback']}"))
    if d.rng.random() < 0.4:
        args["details"] = d.of(TALK)
        line += d.of((f" ; {args['details']}", f" det={args['details']}"))
    return Labeled(line, "open", args)


def escort(d: Dice) -> Labeled:
    """A line of the kind “escort”."""
    place, to = d.rng.sample(PLACES, 2)
    word = d.of(("e", "esc", "escort", "security escort"))
    line = f"{d.case(word)} {place} {d.of(('>', 'to', '->', '→'))} {to}"
    args = {"service": "security_escort", "place": place, "destination": to}
    if d.rng.random() < 0.6:
        args["callback"] = d.of(PHONES)
        line += d.of((f" {args['callback']}", f" ph={args['callback']}", f" why=dark ph={args['callback']}"))
    return Labeled(line, "open", args)


def escort_short(d: Dice) -> Labeled:
    """A line of the kind “escort short”."""
    place, to = d.rng.sample(SHORT_PLACES, 2)
    phone = d.of(PHONES)
    args = {"service": "security_escort", "place": place, "destination": to, "callback": phone}
    return Labeled(f"e {place} {to} {phone}", "open", args)


def open_fields(d: Dice) -> Labeled:
    """A line of the kind “open fields”."""
    word, key = d.of(SERVICES)
    place, phone, pr = d.of(PLACES), d.of(PHONES), d.rng.randint(0, 4)
    parts = [f"ty={word}", f"ph={phone}", f"pr={d.of((str(pr), f'P{pr}'))}", f"who={d.of(('nurse', 'visitor'))}"]
    d.rng.shuffle(parts)
    line = " ".join([f"pl={place}", *parts])
    return Labeled(line, "open", {"service": key, "place": place, "callback": phone, "priority": pr})


def booked(d: Dice) -> Labeled:
    """A line of the kind “booked”."""
    place, start, end = d.of(PLACES), d.time(), d.time()
    args = {"service": "standby_visible", "place": place, "starts": start, "ends": end}
    return Labeled(f"standby {place} from={start} until={end}", "open", args)


def assign(d: Dice) -> Labeled:
    """A line of the kind “assign”."""
    units, call = d.units(), d.call()
    word = d.of(("d", "D", "assign", "send"))
    typed = d.of((" ", ",")).join(d.case(unit) for unit in units)
    line = d.of((f"{word} {typed} {call}", f"{word} {call} {typed}"))
    return Labeled(line, "assign", {"units": units, "call": call})


def assign_dotted(d: Dice) -> Labeled:
    """A line of the kind “assign dotted”."""
    units, call = d.units(), d.call()
    if d.rng.random() < 0.5:
        return Labeled(f"D.{units[0]}.{call}", "assign", {"units": units[:1], "call": call})
    return Labeled(f"MD.{call}.{'.'.join(units)}", "assign", {"units": units, "call": call})


def assign_override(d: Dice) -> Labeled:
    """A line of the kind “assign override”."""
    unit, call, why = d.unit(), d.call(), d.of(REASONS)
    return Labeled(f"d {unit} {call} !{why}", "assign", {"units": [unit], "call": call, "override": why})


def assign_comment(d: Dice) -> Labeled:
    """A line of the kind “assign comment”."""
    unit, call = d.unit(), d.call()
    note = d.of(TALK)
    line = d.of((f"d {unit} {call} {note}", f"D.{unit}.{call}.{note}"))
    return Labeled(line, "assign", {"units": [unit], "call": call, "note": note})


def best(d: Dice) -> Labeled:
    """A line of the kind “best”."""
    call = d.call()
    return Labeled(f"d {call}", "assign", {"call": call})


def status(d: Dice) -> Labeled:
    """A line of the kind “status”."""
    word, status = d.of(STATUSES)
    units = d.units()
    args: dict[str, Any] = {"status": status, "units": units}
    line = d.of((f"{d.case(word)} {' '.join(units)}", f"{word}.{'.'.join(units)}"))
    if len(units) == 1 and d.rng.random() < 0.4:
        line = f"{d.case(units[0])} {word}"
    if d.rng.random() < 0.4 and "." not in line:
        args["at"] = d.time()
        line += d.of((f" {args['at']}", f" at {args['at']}", f" at={args['at']}"))
    return Labeled(line, status, args)


def status_of_call(d: Dice) -> Labeled:
    """A line of the kind “status of call”."""
    word, status = d.of(STATUSES)
    call = d.call()
    return Labeled(f"{word} {call}", status, {"status": status, "call": call})


def arrived_dotted(d: Dice) -> Labeled:
    """A line of the kind “arrived dotted”."""
    unit = d.unit()
    return Labeled(f"A.{unit}", "on_scene", {"units": [unit]})


def transport(d: Dice) -> Labeled:
    """A line of the kind “transport”."""
    unit, to = d.unit(), d.of(PLACES)
    return Labeled(f"{d.case('trn')} {unit} {to}", "transporting", {"units": [unit], "destination": to})


def at_destination(d: Dice) -> Labeled:
    """A line of the kind “at destination”."""
    unit = d.unit()
    return Labeled(f"dst {unit}", "at_destination", {"units": [unit]})


def clear(d: Dice) -> Labeled:
    """A line of the kind “clear”."""
    unit, (word, key) = d.unit(), d.of(OUTCOMES)
    line = d.of(
        (f"clr {unit} {word}", f"CU.{unit}.{word}" if " " not in word else f"cu {unit} {word}", f"{unit} clr {word}")
    )
    return Labeled(line, "clear", {"units": [unit], "outcome": key})


def clear_bare(d: Dice) -> Labeled:
    """A line of the kind “clear bare”."""
    units = d.units()
    return Labeled(f"clr {' '.join(units)}", "clear", {"units": units})


def finish(d: Dice) -> Labeled:
    """A line of the kind “finish”."""
    call, (word, key) = d.call(), d.of(OUTCOMES)
    verb = d.of((("cl", "finish"), ("close", "close")))
    return Labeled(f"{verb[0]} {call} {word}", verb[1], {"call": call, "outcome": key})


def with_reason(word: str, verb: str) -> Callable[[Dice], Labeled]:
    """A line of the kind “with reason”."""

    def make(d: Dice) -> Labeled:
        call, why = d.call(), d.of(REASONS)
        return Labeled(d.of((f"{word} {call} {why}", f"{word} {call} why={why}")), verb, {"call": call, "reason": why})

    return make
