"""What a line was understood to mean, and the cursor that reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from watchkeeper.surfaces.console.command.lexicon import CALL_NUMBER, Lexicon

_WORD = re.compile(r"\S+")
_CLOCK = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?")
_AFTER = re.compile(r"\+(\d{1,4})m?|(\d{1,4})(?:m|min)")
_FIELD = re.compile(r"([a-z_]{2,20})=(.*)", re.IGNORECASE)


@dataclass(frozen=True)
class Token:
    """One word of the line and where it stands in it."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Piece:
    """A part of the line that was understood: ``kind`` is "verb", "service", "unit", "call", "place", "time" …"""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class When:
    """A time as typed: a time of day ("13:14") or so many minutes from now ("+20")."""

    text: str

    @property
    def minutes(self) -> int | None:
        """Minutes from now, or None for a time of day."""
        return int(self.text[1:]) if self.text.startswith("+") else None

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Parsed:
    """The meaning of a line. ``missing`` are the things still to say, in words; ``problem`` what makes no sense."""

    line: str
    verb: str = ""
    args: dict[str, Any] = field(default_factory=dict)
    pieces: tuple[Piece, ...] = ()
    missing: tuple[str, ...] = ()
    problem: str = ""
    usage: str = ""

    @property
    def is_complete(self) -> bool:
        """Whether it can be run."""
        return bool(self.verb) and not self.missing and not self.problem

    def sentence(self) -> str:
        """What was understood and what is missing, for the line under the command line."""
        heard = ", ".join(dict.fromkeys(f"{p.kind} {p.text}" for p in self.pieces))
        parts = [f"Understood: {heard}." if heard else "Nothing of this was understood."]
        if self.problem:
            parts.append(self.problem)
        if self.missing:
            parts.append(f"Missing: {', '.join(self.missing)}.")
        if self.usage:
            parts.append(f"As in: {self.usage}")
        return " ".join(parts)


def tokens(line: str, offset: int = 0) -> list[Token]:
    """The words of ``line``; ``offset`` is added to their places."""
    return [Token(m.group(), m.start() + offset, m.end() + offset) for m in _WORD.finditer(line)]


def moment(word: str) -> When | None:
    """The time ``word`` says, or None."""
    if _CLOCK.fullmatch(word):
        return When(word.zfill(5) if word.count(":") == 1 else word.zfill(8))
    after = _AFTER.fullmatch(word)
    return When(f"+{int(after.group(1) or after.group(2))}") if after else None


class Reader:
    """Reads a line word by word, keeping what it understood and what it missed."""

    def __init__(self, line: str, words: list[Token], lexicon: Lexicon, selected: str = "") -> None:
        self.line = line
        self.words = words
        self.lexicon = lexicon
        self.selected = selected
        self.args: dict[str, Any] = {}
        self.pieces: list[Piece] = []
        self.missing: list[str] = []
        self.problem = ""

    @property
    def next(self) -> str:
        """The next word, or nothing."""
        return self.words[0].text if self.words else ""

    def take(self, kind: str, text: str = "") -> str:
        """Move past the next word as understood to be ``kind``; returns the word as typed."""
        word = self.words.pop(0)
        self.heard(kind, text or word.text, word.start, word.end)
        return word.text

    def heard(self, kind: str, text: str, start: int, end: int) -> None:
        """Keep that the line's part from ``start`` to ``end`` is ``kind``."""
        self.pieces.append(Piece(kind, text, start, end))

    def fields(self, known: dict[str, str]) -> None:
        """Pull ``xx=value`` out of what is left; ``known`` maps what may be typed to the argument it sets.

        A value goes on to the next field or the end of the line.
        """
        rest: list[Token] = []
        current, value = "", list[Token]()
        for word in self.words:
            match = _FIELD.fullmatch(word.text)
            if match and match.group(1).lower() in known:
                self._field(current, value)
                current, value = known[match.group(1).lower()], [Token(match.group(2), word.start, word.end)]
            elif current:
                value.append(word)
            else:
                rest.append(word)
        self._field(current, value)
        self.words = rest

    def _field(self, name: str, value: list[Token]) -> None:
        if name:
            text = " ".join(token.text for token in value).strip()
            self.args[name] = text
            self.heard(name.replace("_", " "), text, value[0].start, value[-1].end)

    def call(self, name: str = "call", *, missing: str = "the call, as 4812") -> None:
        """The next word as a call's number, else the selected call, else missing."""
        if self.next and CALL_NUMBER.fullmatch(self.next):
            self.args[name] = self.take("call").lstrip("#").upper()
        elif self.selected and name == "call":
            self.args[name] = self.selected
            self.heard("call", f"{self.selected} (selected)", 0, 0)
        else:
            self.missing.append(missing)

    def units(self, *, required: bool = True) -> None:
        """The next words as call signs ("A12 B03" or "A12,B03")."""
        found: list[str] = []
        while self.next and all(self.lexicon.is_unit(part) for part in self.next.split(",") if part):
            found += [part.upper() for part in self.next.split(",") if part]
            self.take("unit", self.next.upper())
        if found:
            self.args["units"] = [*self.args.get("units", []), *found]
        elif required and "units" not in self.args:
            self.missing.append("the unit, as A12")

    def unit(self) -> None:
        """The next word as one call sign."""
        if self.next and self.lexicon.is_unit(self.next):
            self.args["unit"] = self.take("unit", self.next.upper()).upper()
        else:
            self.missing.append("the unit, as A12")

    def time(self, name: str, *, missing: str = "") -> None:
        """The next word as a time, perhaps after "at", "until" or "by"."""
        ahead = self.words[1].text if len(self.words) > 1 else ""
        if self.next.lower() in {"at", "until", "till", "by", "from", "to", "in"} and moment(ahead):
            self.words.pop(0)
        when = moment(self.next)
        if when is not None:
            self.args[name] = when
            self.take("time")
        elif missing:
            self.missing.append(missing)

    def time_anywhere(self, name: str, after: tuple[str, ...] = ("until", "till", "at")) -> None:
        """A time that follows one of the words ``after``, wherever it stands in what is left."""
        for i in range(len(self.words) - 1):
            when = moment(self.words[i + 1].text)
            if self.words[i].text.lower() in after and when is not None:
                self.args[name] = when
                self.heard("time", when.text, self.words[i].start, self.words[i + 1].end)
                del self.words[i : i + 2]
                return

    def outcome(self, *, required: bool = False) -> None:
        """All that is left as an outcome: its key, words or short form."""
        said = " ".join(word.text for word in self.words).lower().strip()
        if not said:
            if required:
                self.missing.append("how it ended, as RTF")
            return
        key = self.lexicon.outcomes.get(said) or self.lexicon.outcomes.get(said.replace("_", " "))
        if key is None:
            self.problem = f"“{said}” is not an outcome."
        else:
            self.args["outcome"] = key
            self.heard("outcome", key.replace("_", " "), self.words[0].start, self.words[-1].end)
        self.words = []

    def rest(self, name: str, *, missing: str = "") -> None:
        """All that is left, as written, for ``name``."""
        if self.words:
            text = self.line[self.words[0].start : self.words[-1].end]
            self.args[name] = text
            self.heard(name.replace("_", " "), text, self.words[0].start, self.words[-1].end)
            self.words = []
        elif missing and name not in self.args:
            self.missing.append(missing)

    def leftover(self) -> None:
        """What nobody asked for makes the line unclear: say so rather than guess."""
        if self.words and not self.problem:
            self.problem = f"“{self.line[self.words[0].start : self.words[-1].end]}” was not expected here."
