"""The words the synthetic corpus is put together from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

UNITS = ("A11", "A12", "A14", "A21", "B03", "B07", "B11", "C15", "N41", "S02", "K9")
PLACES = (
    "yawkey 4",
    "fruit st garage",
    "Blake 13",
    "cox 2",
    "Emergency, bay 14",
    "wang lobby",
    "ellison 7",
    "white 2",
    "bulfinch lawn",
    "founders 310",
    "the loading dock",
    "Gray tunnel",
    "lunder 6 east",
)
SHORT_PLACES = ("t3", "gb", "yl", "blake", "cox 2", "yawkey 4", "wang", "lunder 6")
PHONES = ("5550101", "617-555-0134", "0101", "72600", "(617)555-0199")
TALK = (
    "blue door is locked",
    "caller will meet us at the desk",
    "two people, one in a gray coat",
    "key 14 was returned",
    "asked for an interpreter",
    "says the alarm has stopped; door is shut",
    "east stair: light is out",
)
REASONS = ("weapon seen", "caller is calm now", "supervisor's order", "wrong building", "radio log says so", "as told")
# As typed, and the service it means.
SERVICES = (
    ("sp", "suspicious_person"),
    ("suspicious person", "suspicious_person"),
    ("cr", "crime_report"),
    ("theft", "crime_report"),
    ("g", "generic_assistance"),
    ("assist", "generic_assistance"),
    ("sb", "standby_visible"),
    ("standby", "standby_visible"),
    ("ps", "patient_standby"),
    ("pkg", "suspicious_package"),
    ("cb", "code_blue_support"),
    ("code blue", "code_blue_support"),
    ("code red", "code_red"),
    ("up", "unauthorized_person"),
    ("removal", "unauthorized_person"),
    ("med", "medical_response"),
    ("pink", "infant_abduction"),
    ("silver", "armed_intruder"),
)
OUTCOMES = (
    ("RTF", "report_to_follow"),
    ("as", "arrived_safe"),
    ("unf", "unfounded"),
    ("GOA", "gone_on_arrival"),
    ("advised", "advised"),
    ("arrived safe", "arrived_safe"),
    ("report taken", "report_taken"),
)
STATUSES = (("ack", "acknowledged"), ("enr", "en_route"), ("stg", "staged"), ("ons", "on_scene"), ("en", "en_route"))
# Lines that must be refused with a sentence, never guessed.
UNCLEAR = (
    "d",
    "d A12",
    "ons",
    "clr",
    "ct 4812 A12 onscene",
    "p 4812 9 why",
    "h 4812 soon",
    "escort",
    "e > gb",
    "mg 4812",
    "rs A12 4812 14:00",
    "zzz top",
    "clr A12 XYZ",
    "n 4812",
    "msg A12",
    "ack A12 purple",
    "hold",
    "bolo gray sedan",
    "ty=dragon pl=cox 2",
    "oos A12",
    "d a1x 4812",
)


@dataclass(frozen=True)
class Labeled:
    """A line and what it means; ``verb`` is empty for a line that must not be understood."""

    line: str
    verb: str
    args: dict[str, Any] = field(default_factory=dict)


class Dice:
    """Chance, in the words of the desk."""

    def __init__(self, rng: Any) -> None:
        self.rng = rng

    def of(self, choices: Any) -> Any:
        return self.rng.choice(list(choices))

    def case(self, word: str) -> str:
        return str(self.of((word, word.upper(), word.lower())))

    def unit(self) -> str:
        return str(self.of(UNITS))

    def one_of(self, choices: Sequence[Labeled]) -> Labeled:
        """One of several whole lines."""
        chosen: Labeled = self.rng.choice(choices)
        return chosen

    def units(self) -> list[str]:
        return list(self.rng.sample(UNITS, self.rng.randint(1, 4)))

    def call(self) -> str:
        return str(self.rng.randint(1, 9999)) if self.rng.random() < 0.8 else f"26-{self.rng.randint(1, 9999):06d}"

    def time(self) -> str:
        return f"{self.rng.randint(0, 23):02d}:{self.rng.randint(0, 59):02d}"
