"""The words the command line knows: services and their short forms, outcomes, call signs. No database here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from watchkeeper.core.services.outcomes import OUTCOMES
from watchkeeper.core.services.spec import Service

CALL_SIGN = re.compile(r"[A-Za-z]{1,3}-?\d{2,3}")
CALL_NUMBER = re.compile(r"#?\d{1,6}|[Xx]?\d\d-\d{6}")
PHONE = re.compile(r"\+?[\d().-]{4,}")


@dataclass(frozen=True)
class Lexicon:
    """What the parser may recognize. ``services`` maps lower-case words ("e", "code blue") to a service's key."""

    services: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict)
    goes_somewhere: frozenset[str] = frozenset()
    asks: Mapping[str, frozenset[str]] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    units: frozenset[str] = frozenset()

    def is_unit(self, word: str) -> bool:
        """Whether ``word`` is a call sign: a known one, or one that looks like it (two digits; "T3" may be a tower)."""
        return word.upper() in self.units or CALL_SIGN.fullmatch(word) is not None


def lexicon(services: Iterable[Service], units: Iterable[str] = ()) -> Lexicon:
    """The lexicon of a department: its ``services`` and the call signs of its ``units``."""
    words: dict[str, str] = {}
    known = list(services)
    for service in known:
        for word in (str(service.label), str(service.name), service.key.replace("_", " "), service.key):
            words.setdefault(word.lower().replace(",", ""), service.key)
    for service in known:
        words |= {short.lower(): service.key for short in service.short}
    return Lexicon(
        services=words,
        names={service.key: str(service.name) for service in known},
        goes_somewhere=frozenset(s.key for s in known if s.ask_filling("destination")),
        asks={s.key: frozenset(ask.key for ask in s.asks if not ask.fills) for s in known},
        outcomes=_outcomes(),
        units=frozenset(sign.upper() for sign in units),
    )


def _outcomes() -> dict[str, str]:
    found: dict[str, str] = {}
    for key, outcome in OUTCOMES.items():
        found |= {key: key, key.replace("_", " "): key, outcome.short.lower(): key, str(outcome.words).lower(): key}
    return found
