"""The code on a place's label: short enough to be typed at night, with a letter that tells a slip of a key.

"A123-K" is the area 123. It is made from the place's subject, so that no label has to be registered; a place that is
reloaded from its folder keeps its subject, and so its label.
"""

from __future__ import annotations

import re

_KINDS = {"area": "A", "building": "B", "floor": "F", "site": "S", "fixture": "X"}
_OF = {letter: kind for kind, letter in _KINDS.items()}
_CHECKS = "ACDEFGHJKLMNPQRTUVWXYZ4"  # 23, a prime: no single slip and no swap of neighbors goes unseen
_CODE = re.compile(r"([ABFSX])(\d{1,18})-?([A-Z4])")


def code_of(ref: str) -> str:
    """What the label of the place ``ref`` ("area:123") says; "" for what has no label."""
    kind, _, key = ref.partition(":")
    letter = _KINDS.get(kind, "")
    return f"{letter}{key}-{_check(letter, key)}" if letter and key.isdecimal() else ""


def ref_of(code: str) -> str:
    """The place whose label says ``code``, however it is spaced and cased; "" for what is no code of a label."""
    found = _CODE.fullmatch(re.sub(r"\s", "", code).upper())
    if found is None or _check(found[1], found[2]) != found[3]:
        return ""
    return f"{_OF[found[1]]}:{int(found[2])}"


def _check(letter: str, key: str) -> str:
    total = sum((place + 2) * int(digit) for place, digit in enumerate(reversed(key)))
    return _CHECKS[(total + list(_OF).index(letter)) % len(_CHECKS)]
