"""One line of the desk, understood: which command, on what, what is missing. Pure, and far under five milliseconds."""

from __future__ import annotations

import re
from dataclasses import replace

from watchkeeper.surfaces.console.command import opening
from watchkeeper.surfaces.console.command.lexicon import CALL_NUMBER, Lexicon
from watchkeeper.surfaces.console.command.parsed import Parsed, Reader, tokens
from watchkeeper.surfaces.console.command.verbs import BY_KEY, BY_WORD, DOTTED, Verb

LONGEST = 20_000  # characters of one line; the rest of a narrative belongs into a note
_FIELD_FIRST = re.compile(r"(ty|pl)=", re.IGNORECASE)
_OPEN_WORDS = {"o", "new", "open"}


def parse(line: str, lexicon: Lexicon, *, selected: str = "") -> Parsed:
    """What ``line`` means. ``selected`` is the number of the call at hand, used where none is named."""
    if len(line) > LONGEST:
        return Parsed(line, problem=f"A line holds {LONGEST:,} characters; put the rest into a note.")
    text = _undotted(line)
    words = tokens(text)
    if not words:
        return Parsed(line)
    if words[0].text.startswith("?") and len(words[0].text) > 1:
        text = text.replace("?", "? ", 1)
        words = tokens(text)
    verb = _verb(words[0].text)
    reader = Reader(text, words, lexicon, selected)
    service, count = opening.service_of(words, lexicon)
    if service and not (verb and count == 1):
        verb = None
    elif verb is None and len(words) > 1 and lexicon.is_unit(words[0].text):
        verb = _status_after_unit(reader)
    if verb is not None:
        return _command(line, verb, reader)
    if not service and words[0].text.lower() in _OPEN_WORDS:
        reader.take("verb", "open")
        service = "?"
    if service or _FIELD_FIRST.match(words[0].text):
        return _opening(line, reader)
    return _alone(line, reader)


def _undotted(line: str) -> str:
    """``D.A12.4812.comment`` with its dots as spaces, each in its place, when it starts with a command's word."""
    lead = line[: len(line) - len(line.lstrip())]
    head, space, rest = line.lstrip().partition(" ")
    first = head.split(".")[0].lower()
    if "." in head and (first in BY_WORD or first in DOTTED):
        return lead + head.replace(".", " ") + space + rest
    return line


def _verb(word: str) -> Verb | None:
    low = word.lower()
    return BY_WORD.get(low) or (BY_KEY[DOTTED[low]] if low in DOTTED else None)


def _status_after_unit(reader: Reader) -> Verb | None:
    """``A12 ons`` as well as ``ons A12``."""
    verb = _verb(reader.words[1].text)
    if verb is None or verb.group not in {"status", "units", "end"}:
        return None
    reader.words[0], reader.words[1] = reader.words[1], reader.words[0]
    return verb


def _command(line: str, verb: Verb, reader: Reader) -> Parsed:
    reader.take("verb", verb.says)
    verb.read(reader)
    if not reader.problem:
        reader.leftover()
    return _parsed(line, verb.key, reader, verb.usage)


def _opening(line: str, reader: Reader) -> Parsed:
    opening.read(reader)
    return _parsed(line, "open", reader, opening.USAGE)


def _alone(line: str, reader: Reader) -> Parsed:
    """A number or a call sign alone shows that call or unit."""
    only = reader.next if len(reader.words) == 1 else ""
    if only and CALL_NUMBER.fullmatch(only):
        reader.call()
        return _parsed(line, "find", reader, "")
    if only and only.upper() in reader.lexicon.units:
        reader.unit()
        return _parsed(line, "find", reader, "")
    problem = f"“{reader.next}” is neither a service nor a command."
    return Parsed(line, problem=problem, usage=opening.USAGE)


def _parsed(line: str, verb: str, reader: Reader, usage: str) -> Parsed:
    done = Parsed(
        line,
        verb=verb,
        args=reader.args,
        pieces=tuple(sorted(reader.pieces, key=lambda piece: piece.start)),
        missing=tuple(reader.missing),
        problem=reader.problem,
    )
    return done if done.is_complete else replace(done, usage=usage)
