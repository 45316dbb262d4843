"""A synthetic set of calls with seeded duplicates, published so that anyone can judge the detector on the same calls.

One campus, some ten calls an hour, busiest in the evening; a hot spot (the emergency department) has a sixth of them.
One call in twelve repeats an event already told: by another caller in most cases, minutes later, with the place said in
other words or taken from next door, sometimes as another kind of call. Everything comes from one seed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from watchkeeper.engines.calls.duplicates import THRESHOLD, WINDOW, Sketch, compare
from watchkeeper.kit import chance

START = datetime(2026, 1, 5, tzinfo=UTC)
CALLS_AN_HOUR = 10.0
DUPLICATES = 1 / 12
BUILDINGS = (
    "Bigelow", "Blake", "Blossom", "Bulfinch", "Charles", "Cox", "Ellison", "Founders", "Fruit", "Gray",
    "Jackson", "Lawrence", "Lunder", "Parkman", "Russell", "Wang", "Warren", "White", "Yawkey",
)  # fmt: skip
OUTDOORS = (
    "Parkman Street garage", "Fruit Street garage", "Blossom Street entrance", "Main entrance",
    "Cambridge Street sidewalk", "North Grove Street", "Shuttle stop, Blossom Street", "Loading dock, Charles Street",
)  # fmt: skip
KINDS = {
    "security_escort": 0.18, "patient_standby": 0.2, "standby_visible": 0.06, "crime_report": 0.07,
    "suspicious_person": 0.12, "suspicious_package": 0.02, "unauthorized_person": 0.09, "code_blue_support": 0.03,
    "code_red": 0.03, "medical_response": 0.08, "generic_assistance": 0.12,
}  # fmt: skip
MISTAKEN = {
    "suspicious_person": ("unauthorized_person", "crime_report", "generic_assistance"),
    "unauthorized_person": ("suspicious_person", "patient_standby", "generic_assistance"),
    "crime_report": ("suspicious_person", "generic_assistance"),
    "patient_standby": ("standby_visible", "unauthorized_person", "generic_assistance"),
    "standby_visible": ("patient_standby", "generic_assistance"),
    "medical_response": ("code_blue_support", "generic_assistance"),
    "code_blue_support": ("medical_response",),
    "suspicious_package": ("suspicious_person", "generic_assistance"),
    "code_red": ("generic_assistance",),
    "generic_assistance": ("suspicious_person", "standby_visible"),
    "security_escort": ("generic_assistance",),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One call of the set; calls of one ``event`` are duplicates of each other."""

    sketch: Sketch
    event: int
    is_duplicate: bool


@dataclass(frozen=True, slots=True)
class Where:
    """A true place: a room on a floor of a building, or a spot outdoors (floor 0)."""

    building: str
    floor: int
    room: int


def make(seed: int, calls: int = 10_000) -> list[Told]:
    """``calls`` calls in the order of time, the same for the same seed."""
    with chance.seeded(seed) as rng:
        told: list[Told] = []
        truths: dict[int, tuple[Where, str, str]] = {}
        now, event = START, 0
        pending: list[tuple[datetime, int]] = []
        while len(told) < calls:
            busy = 1 + 0.5 * math.cos(2 * math.pi * (now.hour - 20) / 24)
            now += timedelta(seconds=rng.expovariate(CALLS_AN_HOUR * busy / 3600))
            for at, repeated in sorted(p for p in pending if p[0] <= now):
                told.append(Told(_again(rng, at, *truths[repeated]), repeated, True))
            pending = [p for p in pending if p[0] > now]
            event += 1
            where, kind = _where(rng), rng.choices(list(KINDS), list(KINDS.values()))[0]
            phone = _phone(rng, where)
            truths[event] = (where, kind, phone)
            told.append(Told(_sketch(rng, now, where, kind, phone), event, False))
            while rng.random() < DUPLICATES:
                pending.append((now + timedelta(minutes=min(rng.expovariate(1 / 4), 20)), event))
    return told[:calls]


def _where(rng: Any) -> Where:
    if rng.random() < 1 / 6:
        return Where("Emergency department", 1, rng.randint(1, 60))
    if rng.random() < 0.15:
        return Where(rng.choice(OUTDOORS), 0, 0)
    floor = rng.randint(1, 12)
    return Where(rng.choice(BUILDINGS), floor, floor * 100 + rng.randint(1, 40))


def _again(rng: Any, at: datetime, where: Where, kind: str, phone: str) -> Sketch:
    """The same event told again: by the same caller one time in five, else by somebody near."""
    if where.room and rng.random() < 0.12:
        where = replace(where, room=where.room + rng.choice((-1, 1)))
    if rng.random() < 0.15:
        kind = rng.choice(MISTAKEN[kind])
    is_same_caller = bool(phone) and rng.random() < 0.2
    return _sketch(rng, at, where, kind, phone if is_same_caller else _phone(rng, where))


def _phone(rng: Any, where: Where) -> str:
    """The room's own telephone, a mobile, or nothing known."""
    kind = rng.random()
    if kind < 0.2:
        return ""
    if kind < 0.6 and where.room:
        return f"617555{(sum(map(ord, where.building)) * 31 + where.room) % 10_000:04d}"
    return f"617{rng.randint(2_000_000, 9_999_999)}"


def _sketch(rng: Any, at: datetime, where: Where, kind: str, phone: str) -> Sketch:
    area = f"{where.building}/{where.floor}"
    is_picked = rng.random() < 0.5
    return Sketch(
        at=at,
        place=_say(rng, where),
        place_ref=f"area:{area}" if is_picked else "",
        callback=phone,
        service=kind,
    )


def _say(rng: Any, where: Where) -> str:
    """The place as one caller or dispatcher would put it."""
    name = where.building
    if name == "Emergency department":
        text = rng.choice(("ED bay {r}", "ED {r}", "Emergency bay {r}", "emerg dept bay {r}", "ER room {r}"))
    elif not where.floor:
        short = name.replace(" Street", " St").replace("garage", rng.choice(("gar", "garage")))
        text = rng.choice((name, name, short, short.lower()))
    else:
        exact = (
            "{b} {f} room {r}",
            "{b} {r}",
            "{b} bldg rm {r}",
            "{b} building, floor {f}, room {r}",
            "{b} fl {f} rm {r}",
        )
        vague = ("{b} {f}", "{b} bldg {f}th fl")
        text = rng.choice(exact) if rng.random() < 0.85 else rng.choice(vague)
    said = str(text).format(b=name, f=where.floor, r=where.room)
    return _slip(rng, said) if rng.random() < 0.08 else said


def _slip(rng: Any, text: str) -> str:
    """One letter dropped, doubled or swapped with its neighbor."""
    places = [i for i in range(1, len(text) - 1) if text[i].isalpha() and text[i + 1].isalpha()]
    if not places:
        return text
    at = rng.choice(places)
    return str(
        rng.choice(
            (
                text[:at] + text[at + 1 :],
                text[:at] + text[at] + text[at:],
                text[:at] + text[at + 1] + text[at] + text[at + 2 :],
            )
        )
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a detector did: of the duplicates those found, and of what it showed first those that were right."""

    calls: int
    duplicates: int
    recall: float
    precision: float


def judge(told: list[Told]) -> Verdict:
    """Compare every call with those of the two hours before it, as the desk would while typing.

    A duplicate is found when the likeliest call shown is of its event; every other call shown first is a false alarm.
    """
    right = shown = start = 0
    for place, one in enumerate(told):
        while told[start].sketch.at <= one.sketch.at - WINDOW:
            start += 1
        scores = [(compare(one.sketch, other.sketch)[0], other.event) for other in told[start:place]]
        best, event = max(scores, default=(0.0, 0))
        if best >= THRESHOLD:
            shown += 1
            right += event == one.event
    duplicates = sum(one.is_duplicate for one in told)
    return Verdict(len(told), duplicates, right / max(duplicates, 1), right / max(shown, 1))
