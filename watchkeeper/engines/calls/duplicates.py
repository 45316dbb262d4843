"""Is somebody already on their way to this? Open and recent calls like the one being typed: place, phone, kind, time.

Each call is compared with those of the last two hours by a handful of likenesses; a logistic score makes one number of
them. Its weights were fitted on sets of `duplicates_set` with seeds 1 to 3 and are judged on others; nothing is learned
while running. The place counts most and is compared as dispatchers write it: short forms, half words, a slip of a
letter; two different room numbers speak against. Only calls the one who types may see are looked at.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from watchkeeper.core.people.actor import Actor
from watchkeeper.core.places.gazetteer import FILLER, SHORT_WORDS, words
from watchkeeper.engines.calls import private
from watchkeeper.engines.calls.models import Call, Requester
from watchkeeper.engines.calls.states import OPEN, CallStatus
from watchkeeper.kit import clock

WINDOW = timedelta(hours=2)
MOST_CALLS = 300
THRESHOLD = 0.33
MOST_MATCHES = 5
# What different callers call the same thing.
FAMILIES = (
    frozenset({"suspicious_person", "unauthorized_person", "crime_report"}),
    frozenset({"patient_standby", "standby_visible", "unauthorized_person"}),
    frozenset({"medical_response", "code_blue_support"}),
    frozenset({"armed_intruder", "suspicious_person"}),
    frozenset({"suspicious_package", "suspicious_person"}),
)
VAGUE = "generic_assistance"
MOST_FLOORS = 25
# Fitted by logistic regression on all pairs of two hours; the place gives most, another kind of call takes most away.
BIAS = -14.3
WEIGHTS = {
    "place": 9.0,
    "same_ref": 0.35,
    "room": 3.3,
    "floor": 2.5,
    "next": 1.4,
    "elsewhere": -6.0,
    "phone": 2.0,
    "kind": 10.1,
    "alike": 7.5,
    "vague": 7.5,
    "age": -2.1,
}


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is known of a call for comparing: whatever has been typed so far."""

    at: datetime
    place: str = ""
    place_ref: str = ""
    node: int | None = None
    callback: str = ""
    service: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A call that is likely the same; ``score`` from 0 to 1, ``why`` in words, strongest first."""

    pk: int
    number: str
    service: str
    place: str
    status: str
    opened_at: datetime
    score: float
    why: tuple[str, ...]

    @property
    def subject(self) -> str:
        """How the journal and the feed name the call."""
        return f"call:{self.pk}"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as typed, cut into words and numbers."""

    words: tuple[str, ...]
    numbers: frozenset[int]


def likely(
    *,
    by: Actor,
    place: str = "",
    place_ref: str = "",
    node: int | None = None,
    callback: str = "",
    service: str = "",
    at: datetime | None = None,
    but: int | None = None,
) -> list[Match]:
    """The calls that ``by`` may see and that are likely what is being typed now, best first; at most five.

    ``but`` leaves one call out (the one being compared, once it is open). Two queries, whatever the history; nothing
    is asked for less than a place of three letters or a phone number. Phones count only for who may read them.
    """
    phone = digits(callback) if private.may_match_phones(by) else ""
    typed = Sketch(at or clock.now(), place.strip(), place_ref, node, phone, service)
    if len(typed.place) < 3 and not typed.place_ref and not typed.callback:
        return []
    recent = Call.objects.visible_to(by).filter(opened_at__gt=typed.at - WINDOW, opened_at__lte=typed.at, is_test=False)
    columns = ("pk", "number", "service", "place", "status", "opened_at", "place_ref", "node", "callback")
    wanted = (*OPEN, CallStatus.CLEARED, CallStatus.CLOSED, CallStatus.GONE_ON_ARRIVAL)
    calls = [
        c for c in recent.order_by("-opened_at").values_list(*columns)[:MOST_CALLS] if c[4] in wanted and c[0] != but
    ]
    asked = _askers([c[0] for c in calls])
    found = []
    for pk, number, kind, where, status, opened_at, ref, its_node, phone in calls:
        others = [Sketch(opened_at, p, "", None, digits(t), kind) for p, t in asked[pk]]
        first = Sketch(opened_at, where, ref, its_node, digits(phone), kind)
        best, why = max((compare(typed, other) for other in (first, *others)), key=lambda scored: scored[0])
        if best >= THRESHOLD:
            found.append(Match(pk, number, kind, where, status, opened_at, round(best, 3), why))
    return sorted(found, key=lambda match: -match.score)[:MOST_MATCHES]


def _askers(calls: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """What every asker of the calls gave as place and phone."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for call, place, phone in Requester.objects.filter(call__in=calls).values_list("call_id", "place", "callback"):
        found[call].append((place, phone))
    return found


def compare(typed: Sketch, other: Sketch) -> tuple[float, tuple[str, ...]]:
    """How likely the two are one event, from 0 to 1, and why in words."""
    seen = features(typed, other)
    score = 1 / (1 + math.exp(-(BIAS + sum(WEIGHTS[name] * value for name, value in seen.items()))))
    return score, _why(typed, other, seen) if score >= THRESHOLD else ()


def features(typed: Sketch, other: Sketch) -> dict[str, float]:
    """The likenesses of two calls, by the names of :data:`WEIGHTS`."""
    same_ref = bool(typed.place_ref) and typed.place_ref == other.place_ref
    a, b = spot(typed.place), spot(other.place)
    near = same_ref or (typed.node is not None and typed.node == other.node)
    numbers = _numbers(a.numbers, b.numbers)
    kinds = kinds_alike(typed.service, other.service)
    return {
        "place": max(alike(a.words, b.words), 0.9 if near else 0.0),
        "same_ref": float(same_ref),
        "room": float(numbers == "room"),
        "floor": float(numbers == "floor"),
        "next": float(numbers == "next"),
        "elsewhere": float(numbers == "elsewhere"),
        "phone": float(bool(typed.callback) and typed.callback == other.callback),
        "kind": float(bool(typed.service) and typed.service == other.service),
        "alike": float(kinds == 1.0),
        "vague": float(kinds == 0.5),
        "age": math.log1p(max(0.0, (typed.at - other.at).total_seconds()) / 60),
    }


def _numbers(a: frozenset[int], b: frozenset[int]) -> str:
    """What two places' numbers say: the same room, the same floor, next door, elsewhere, or nothing ("")."""
    if not a or not b:
        return ""
    one, two = max(a), max(b)
    if one == two:
        return "room"
    # 4 and 438: one gave the floor, the other the room on it.
    if min(one, two) == max(one, two) // 100:
        return "floor"
    return "next" if abs(one - two) <= 2 and min(one, two) > MOST_FLOORS else "elsewhere"


def kinds_alike(a: str, b: str) -> float:
    """Whether two services are told apart with difficulty: 1 in one family, one half when either says little."""
    if not a or not b or a == b:
        return 0.5 if not a or not b else 0.0
    if any(a in family and b in family for family in FAMILIES):
        return 1.0
    return 0.5 if VAGUE in (a, b) else 0.0


def _why(typed: Sketch, other: Sketch, seen: dict[str, float]) -> tuple[str, ...]:
    minutes = round((typed.at - other.at).total_seconds() / 60)
    said = [
        ("same phone", seen["phone"]),
        ("same place", seen["same_ref"] or (seen["place"] >= 0.95 and not seen["elsewhere"] and not seen["next"])),
        ("like place", 0.5 <= seen["place"] < 0.95 and not seen["same_ref"]),
        ("same kind", seen["kind"]),
        ("like kind", seen["alike"] >= 1.0),
        (f"{minutes} min ago" if minutes else "just now", True),
    ]
    return tuple(words for words, holds in said if holds)


@lru_cache(maxsize=4096)
def spot(text: str) -> Spot:
    """``text`` as words in full and numbers: "Cox bldg, 2nd fl rm 214" gives cox and 2, 214."""
    full = [SHORT_WORDS.get(word, word) for word in words(text)]
    plain = [word for word in full if not word[0].isdigit() and word not in FILLER]
    plain = [word for word in plain if word not in _SAYS_LITTLE] or plain
    return Spot(
        tuple(dict.fromkeys(plain)), frozenset(int(n) for n in re.findall(r"(?<![\da-z])\d{1,6}", text.lower()))
    )


_SAYS_LITTLE = frozenset(
    {"building", "room", "level", "bay", "wing", "unit", "area", "by", "near", "outside", "inside"}
)


@lru_cache(maxsize=65536)
def alike(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    """How much of the shorter list of words the longer one holds, a little less when it holds much else; 0 to 1."""
    if not a or not b:
        return 0.0
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    held = sum(max(_word(word, other) for other in long) for word in short)
    return held / len(short) * (0.8 + 0.2 * len(short) / len(long))


def _word(a: str, b: str) -> float:
    if a == b:
        return 1.0
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if len(short) >= 3 and long.startswith(short):
        return 0.9
    return 0.8 if len(short) >= 3 and a[0] == b[0] and _one_slip(short, long) else 0.0


def _one_slip(short: str, long: str) -> bool:
    """Whether one letter more, less, other, or two swapped make one word the other."""
    if len(long) - len(short) > 1:
        return False
    at = next((i for i, (x, y) in enumerate(zip(short, long, strict=False)) if x != y), len(short))
    rest_short, rest_long = short[at:], long[at:]
    if len(short) < len(long):
        return rest_short == rest_long[1:]
    swapped = rest_long[1::-1] + rest_long[2:]
    return rest_short[1:] == rest_long[1:] or rest_short == swapped


def digits(phone: str) -> str:
    """The last ten digits of a phone number, the part people agree on; an internal one as it is."""
    return re.sub(r"\D", "", phone)[-10:]


def shortest(matches: Iterable[Match]) -> str:
    """One line for the console: "4812 same place, same kind, 3 min ago"."""
    return "; ".join(f"{match.number[-4:]} {', '.join(match.why)}" for match in matches)
