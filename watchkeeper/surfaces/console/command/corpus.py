"""A synthetic corpus: lines as desks type them, each with what it means. The grammar is held to it, and timed on it.

Labels come from the pieces a line is put together from, never from the parser. ``lines(1000)`` is always the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from watchkeeper.kit import chance
from watchkeeper.surfaces.console.command import corpus_sending as sending
from watchkeeper.surfaces.console.command.corpus_words import PHONES, PLACES, REASONS, TALK, UNCLEAR, Dice, Labeled

SEED = 911


def _put_back(d: Dice) -> Labeled:
    unit, why = d.unit(), d.of(REASONS)
    return Labeled(f"pb {unit} {why}", "put_back", {"units": [unit], "reason": why})


def _hold(d: Dice) -> Labeled:
    call, why, minutes, at = d.call(), d.of(REASONS), d.rng.randint(1, 90), d.time()
    typed, meant = d.of(((str(minutes), f"+{minutes}"), (f"+{minutes}", f"+{minutes}"), (f"until {at}", at), (at, at)))
    return Labeled(f"h {call} {typed} {why}", "hold", {"call": call, "until": meant, "reason": why})


def _prioritize(d: Dice) -> Labeled:
    call, pr, why = d.call(), d.rng.randint(0, 4), d.of(REASONS)
    line = f"p {call} {d.of((str(pr), f'p{pr}', f'P{pr}'))} {why}"
    return Labeled(line, "prioritize", {"call": call, "priority": pr, "reason": why})


def _note(d: Dice) -> Labeled:
    call, text = d.call(), d.of(TALK)
    return Labeled(d.of((f"n {call} {text}", f"N.{call}.{text}")), "note", {"call": call, "text": text})


def _correct(d: Dice) -> Labeled:
    call, unit, at, why = d.call(), d.unit(), d.time(), d.of(REASONS)
    word, stamp = d.of(
        (("onscene", "on_scene_at"), ("enroute", "en_route_at"), ("cleared", "cleared_at"), ("ack", "acknowledged_at"))
    )
    args = {"call": call, "unit": unit, "field": stamp, "value": at, "reason": why}
    return Labeled(f"ct {call} {unit} {word} {at} {why}", "correct", args)


def _correct_call(d: Dice) -> Labeled:
    call, at, why = d.call(), d.time(), d.of(REASONS)
    args = {"call": call, "field": "opened_at", "value": at, "reason": why}
    return Labeled(f"ct {call} opened {at} {why}", "correct", args)


def _reserve(d: Dice) -> Labeled:
    unit, call, start, end = d.unit(), d.call(), d.time(), d.time()
    line = d.of((f"rs {unit} {call} {start} {end}", f"rs {call} {unit} from {start} to {end}"))
    return Labeled(line, "reserve", {"unit": unit, "call": call, "starts": start, "ends": end})


def _stack(d: Dice) -> Labeled:
    unit, call = d.unit(), d.call()
    return Labeled(d.of((f"stk {unit} {call}", f"stack {call} {unit}")), "stack", {"unit": unit, "call": call})


def _merge(d: Dice) -> Labeled:
    call, into = d.call(), d.call()
    return Labeled(d.of((f"mg {call} {into}", f"merge {call} into {into}")), "merge", {"call": call, "into": into})


def _split(d: Dice) -> Labeled:
    call, which = d.call(), d.rng.randint(1, 4)
    return Labeled(f"split {call} {which}", "split", {"call": call, "asker": which})


def _join(d: Dice) -> Labeled:
    call, phone = d.call(), d.of(PHONES)
    return Labeled(f"join {call} ph={phone} who=visitor", "join", {"call": call, "callback": phone})


def _hand_off(d: Dice) -> Labeled:
    call, to, why = d.call(), d.of(("city police", "facilities", "parking")), d.of(REASONS)
    return Labeled(f"ho {call} {to} why={why}", "hand_off", {"call": call, "to": to, "reason": why})


def _gone(d: Dice) -> Labeled:
    call, at = d.call(), d.time()
    return Labeled(f"goa {call} {at}", "gone", {"call": call, "called_back": at})


def _log_on(d: Dice) -> Labeled:
    unit, until = d.unit(), d.time()
    crew = d.rng.sample(("P07", "P08", "P11", "P23"), d.rng.randint(1, 2))
    line = f"on {unit} {','.join(crew)} car {d.rng.randint(1, 9)} {d.of(('foot', 'cruiser', 'bicycle'))} until {until}"
    return Labeled(line, "log_on", {"unit": unit, "crew": crew, "until": until})


def _only_unit(word: str, verb: str) -> Callable[[Dice], Labeled]:
    def make(d: Dice) -> Labeled:
        unit = d.unit()
        return Labeled(f"{d.case(word)} {d.case(unit)}", verb, {"unit": unit})

    return make


def _out(d: Dice) -> Labeled:
    unit, why, until = d.unit(), d.of(("break", "fuel", "report writing")), d.time()
    return Labeled(f"oos {unit} {why} until {until}", "out_of_service", {"unit": unit, "reason": why, "until": until})


def _loc(d: Dice) -> Labeled:
    unit, place = d.unit(), d.of(PLACES)
    return Labeled(f"loc {unit} {place}", "place_unit", {"unit": unit, "place": place})


def _message(d: Dice) -> Labeled:
    units, text = d.units(), d.of(TALK)
    if d.rng.random() < 0.5:
        return Labeled(f"msg all {text}", "message", {"units": [], "text": text})
    return Labeled(f"msg {','.join(units)} {text}", "message", {"units": units, "text": text})


def _radio(d: Dice) -> Labeled:
    unit, text = d.unit(), d.of(TALK)
    return Labeled(f"r {unit} {text}", "radio", {"unit": unit, "text": text})


def _bolo(d: Dice) -> Labeled:
    kind, until = d.of(("person", "vehicle", "other")), d.time()
    text = d.of(("gray hoodie, blue bag", "white van, ladder on the roof", "stolen laptop, sticker on the lid"))
    return Labeled(f"bolo {kind} {text} until {until}", "bolo", {"kind": kind, "text": text, "until": until})


def _log_call(d: Dice) -> Labeled:
    text = d.of(("visiting hours", "where to park", "number of the billing office"))
    return d.one_of(
        (
            Labeled(f"info {text}", "information", {"details": text}),
            Labeled("wn", "wrong_number"),
            Labeled("hu", "hang_up"),
        )
    )


def _find(d: Dice) -> Labeled:
    call, unit, place = d.call(), d.unit(), d.of(PLACES)
    return d.one_of(
        (
            Labeled(f"f {call}", "find", {"call": call}),
            Labeled(call, "find", {"call": call}),
            Labeled(f"f {unit}", "find", {"unit": unit}),
            Labeled(f"? {place}", "find", {"place": place}),
            Labeled(f"?{place}", "find", {"place": place}),
        )
    )


def _ways(d: Dice) -> Labeled:
    way, why, until = d.of(("stair 4", "elevator 9", "Gray tunnel")), d.of(("wet floor", "service")), d.time()
    if d.rng.random() < 0.3:
        return Labeled(f"unblock {way}", "unblock", {"place": way})
    return Labeled(f"block {way} why={why} until {until}", "block", {"place": way, "reason": why, "until": until})


def _update(d: Dice) -> Labeled:
    call, place, phone = d.call(), d.of(PLACES), d.of(PHONES)
    return Labeled(f"ch {call} pl={place} ph={phone}", "update", {"call": call, "place": place, "callback": phone})


def _small(d: Dice) -> Labeled:
    seat = d.of(("D01", "D02"))
    return d.one_of(
        (
            Labeled("u", "undo"),
            Labeled("undo", "undo"),
            Labeled("help", "help"),
            Labeled(f"seat {seat}", "seat", {"seat": seat}),
        )
    )


def _wrong(d: Dice) -> Labeled:
    """Lines that must be refused with a sentence, never guessed."""
    return Labeled(d.of(UNCLEAR), "")


_MAKERS: tuple[Callable[[Dice], Labeled], ...] = (
    sending.opened,
    sending.opened,
    sending.opened,
    sending.escort,
    sending.escort,
    sending.escort_short,
    sending.open_fields,
    sending.booked,
    sending.assign,
    sending.assign,
    sending.assign_dotted,
    sending.assign_override,
    sending.assign_comment,
    sending.best,
    sending.status,
    sending.status,
    sending.status,
    sending.status_of_call,
    sending.arrived_dotted,
    sending.transport,
    sending.at_destination,
    sending.clear,
    sending.clear,
    sending.clear_bare,
    sending.finish,
    sending.with_reason("ro", "reopen"),
    sending.with_reason("can", "cancel"),
    _put_back,
    _hold,
    _prioritize,
    _note,
    _note,
    _correct,
    _correct_call,
    _reserve,
    _stack,
    _merge,
    _split,
    _join,
    _hand_off,
    _gone,
    _log_on,
    _only_unit("off", "log_off"),
    _only_unit("is", "in_service"),
    _only_unit("ok", "welfare"),
    _only_unit("rel", "release"),
    _out,
    _loc,
    _message,
    _radio,
    _bolo,
    _log_call,
    _find,
    _ways,
    _update,
    _small,
    _wrong,
)


def lines(count: int = 1000, seed: int = SEED) -> list[Labeled]:
    """``count`` labeled lines, every kind in turn, the same for the same seed."""
    with chance.seeded(seed) as rng:
        dice = Dice(rng)
        return [_spaced(_MAKERS[i % len(_MAKERS)](dice), rng) for i in range(count)]


def _spaced(made: Labeled, rng: Any) -> Labeled:
    """Now and then a space too many in front or behind, as hands in a hurry leave them."""
    extra = rng.random()
    line = f" {made.line}" if extra < 0.04 else f"{made.line}  " if extra < 0.08 else made.line
    return Labeled(line, made.verb, made.args)


def is_met(label: Labeled, verb: str, args: dict[str, Any], is_complete: bool) -> bool:
    """Whether what was parsed is what the label says; times are compared as typed, words without case."""
    if not label.verb:
        return not is_complete
    return is_complete and verb == label.verb and all(_plain(args.get(k)) == _plain(v) for k, v in label.args.items())


def _plain(value: Any) -> Any:
    return [str(one).lower() for one in value] if isinstance(value, list) else str(value).lower()
