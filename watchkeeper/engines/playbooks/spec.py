"""A playbook is a value: what is looked at, step by step, how often, and what follows from a step that fails."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.services.kinds import EVERYWHERE

Words = str | Promise
_KEY = re.compile(r"[a-z][a-z0-9_]{1,59}")


class Kind(StrEnum):
    """What a playbook is for."""

    PATROL = "patrol"
    CHECK = "check"
    SURVEY = "survey"
    CARD = "card"
    PLAN = "plan"
    EXERCISE = "exercise"


class Evidence(StrEnum):
    """What proves that a step was done."""

    TICK = "tick"
    YES_NO = "yes_no"
    NUMBER = "number"
    TEXT = "text"
    CHOICE = "choice"
    DATE = "date"
    SCAN = "scan"
    POST = "post"


class Each(StrEnum):
    """Of what inside the building of its target a step is made once for each: its areas, its doors to the street."""

    AREA = "area"
    EXIT = "exit"


class Risk(StrEnum):
    """How bad a finding is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


# How long a finding of each risk may stand before it chases its owner (field defaults).
DUE: Mapping[Risk, timedelta] = {
    Risk.HIGH: timedelta(days=7),
    Risk.MEDIUM: timedelta(days=30),
    Risk.LOW: timedelta(days=90),
}


@dataclass(frozen=True)
class StepSpec:
    """One step. ``fails`` are the answers that make it fail; a number fails outside ``least`` to ``most``; a day fails
    when it lies less than ``ahead_days`` away. ``opens`` is the service whose call a failure opens; ``risk`` is that of
    its finding. ``within`` is how soon after the run began it is to be done, where it is required. A step of ``each``
    is made once for every such place of the target's building, and once alone where nothing is known of the building.
    """

    key: str
    words: Words
    evidence: Evidence = Evidence.TICK
    choices: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    ahead_days: int | None = None
    is_required: bool = True
    risk: Risk = Risk.MEDIUM
    opens: str = ""
    hint: Words = ""
    within: timedelta | None = None
    each: Each | None = None

    @property
    def in_order(self) -> str:
        """The pressed answer that says all is well, "" when there is none to press."""
        if self.evidence is Evidence.TICK:
            return "yes"
        good = [value for value in ("yes", "no") if value not in self.fails]
        return good[0] if self.evidence is Evidence.YES_NO and len(good) == 1 else ""

    def problem(self, value: str) -> str:
        """What is wrong with ``value`` as evidence, in words; "" when it is evidence."""
        if not value.strip():
            return "It needs its evidence."
        if self.evidence is Evidence.TICK and value != "yes":
            return "Tick it, or say that it does not apply."
        if self.evidence is Evidence.POST and len(value.strip()) > 80:
            return "Name who stands there, in 80 letters."
        if self.evidence is Evidence.YES_NO and value not in ("yes", "no"):
            return "Say yes or no."
        if self.evidence is Evidence.CHOICE and value not in self.choices:
            return f"Choose one of: {', '.join(self.choices)}."
        if self.evidence is Evidence.NUMBER and _number(value) is None:
            return "Give a number."
        if self.evidence is Evidence.DATE and _day(value) is None:
            return "Give a day, like 2027-03-31."
        return "" if len(value) <= 2000 else "That is too long."

    def is_failed(self, value: str, today: date) -> bool:
        """Whether ``value``, which is evidence, says that something is wrong."""
        if value in self.fails:
            return True
        number = _number(value) if self.evidence is Evidence.NUMBER else None
        if number is not None:
            return (self.least is not None and number < self.least) or (self.most is not None and number > self.most)
        day = _day(value) if self.evidence is Evidence.DATE else None
        return day is not None and self.ahead_days is not None and day < today + timedelta(days=self.ahead_days)


@dataclass(frozen=True, kw_only=True)
class Playbook:
    """One list of steps. Construction refuses what cannot be (``ValueError``).

    ``targets`` is what it is run against: a kind of fixture ("aed"), "area", "place" or "" for the department itself.
    ``every`` is how often each target is due, ``window`` how long it may be done before that. ``owner`` is the role
    that answers for what it finds. ``is_logged``: a round with nothing to tell may be kept in one go, all in order.
    """

    key: str
    name: Words
    kind: Kind
    steps: tuple[StepSpec, ...]
    owes: tuple[str, ...] = ()
    targets: str = ""
    every: timedelta | None = None
    window: timedelta = timedelta(days=5)
    owner: str = "supervisor"
    level: Level = Level.L1
    about: Words = ""
    offered_in: frozenset[str] = EVERYWHERE
    is_logged: bool = False

    def __post_init__(self) -> None:
        wrong = [*_wrong(self), *_wrong_in_one_go(self)]
        if wrong:
            raise ValueError(f"The playbook {self.key!r} cannot be: " + "; ".join(wrong))

    def body(self) -> dict[str, Any]:
        """All that a run of it needs for ever, as JSON."""
        return {
            "name": str(self.name),
            "kind": self.kind.value,
            "owner": self.owner,
            "level": int(self.level),
            "targets": self.targets,
            "steps": [step_row(step) for step in self.steps],
        }


@dataclass(frozen=True)
class Repeat:
    """What ``count`` findings of one kind at one place within ``within`` open: the service ``opens``, once for them."""

    count: int
    within: timedelta
    opens: str
    advice: Words = ""


@dataclass(frozen=True, kw_only=True)
class FindingSpec:
    """A kind of finding that is noted in passing, with or without a run. Construction refuses what cannot be.

    ``choices`` are what it may be of, in words by key; ``owner`` the role that answers for it. ``is_told``: whoever
    owns the place hears of it before the shift of the finder ends, from ``owner``.
    """

    key: str
    name: Words
    choices: Mapping[str, Words]
    risk: Risk = Risk.LOW
    owner: str = "coordinator"
    is_told: bool = True
    repeat: Repeat | None = None
    owes: tuple[str, ...] = ()
    about: Words = ""

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key) or not self.choices or not all(map(_KEY.fullmatch, self.choices)):
            raise ValueError(f"The finding {self.key!r} needs a key and choices of small letters.")
        if self.repeat is not None and (self.repeat.count < 2 or self.repeat.within <= timedelta(0)):
            raise ValueError(f"The finding {self.key!r} repeats by a count and time that cannot be.")


def step_row(step: StepSpec) -> dict[str, Any]:
    """A step as JSON."""
    return {
        "key": step.key, "words": str(step.words), "evidence": step.evidence.value, "choices": list(step.choices),
        "fails": list(step.fails), "least": step.least, "most": step.most, "ahead_days": step.ahead_days,
        "is_required": step.is_required, "risk": step.risk.value, "opens": step.opens, "hint": str(step.hint),
        "within_s": step.within.total_seconds() if step.within else None, "each": step.each,
    }  # fmt: skip


def step_from(row: Mapping[str, Any]) -> StepSpec:
    """A step from its JSON, which may be older than what can be said of a step today."""
    within_s, each = row.get("within_s"), row.get("each")
    return StepSpec(
        row["key"], row["words"], Evidence(row["evidence"]), tuple(row["choices"]), tuple(row["fails"]), row["least"],
        row["most"], row["ahead_days"], row["is_required"], Risk(row["risk"]), row["opens"], row["hint"],
        timedelta(seconds=within_s) if within_s else None, Each(each) if each else None,
    )  # fmt: skip


def spec_of(steps: Iterable[StepSpec], key: str) -> StepSpec | None:
    """What is declared of the step ``key`` of a run: one of several of a place ("exits-3") is declared once."""
    declared = key.partition("-")[0]
    return next((step for step in steps if step.key == declared), None)


def _wrong_in_one_go(book: Playbook) -> Iterable[str]:
    asked = [step for step in book.steps if step.is_required and step.evidence is not Evidence.SCAN]
    if book.is_logged and not all(step.in_order for step in asked):
        yield "it is kept in one go and has a step that nobody can answer for"


def _wrong(book: Playbook) -> Iterable[str]:
    if not _KEY.fullmatch(book.key):
        yield "its key must be small letters, digits and underscores"
    if not book.steps:
        yield "it has no steps"
    if book.level > Level.L2:
        yield "what only named people may see is not run yet"
    if book.every is not None and not timedelta(0) < book.window <= book.every:
        yield "its window is longer than the time between two runs"
    twice = [key for key, count in Counter(step.key for step in book.steps).items() if count > 1]
    if twice:
        yield f"the step {twice[0]!r} is there twice"
    for step in book.steps:
        if not _KEY.fullmatch(step.key):
            yield f"the step {step.key!r} must be small letters, digits and underscores"
        if bool(step.choices) != (step.evidence is Evidence.CHOICE):
            yield f"{step.key!r} must have choices exactly when it is a choice"
        if step.opens and not (step.fails or step.least is not None or step.most is not None or step.ahead_days):
            yield f"{step.key!r} opens a call and can never fail"
        if step.within is not None and step.within <= timedelta(0):
            yield f"{step.key!r} is due before it begins"
        if step.fails and any(step.problem(value) for value in step.fails):
            yield f"{step.key!r} fails by what is no answer to it"


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if abs(number) < 1e9 else None


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
