"""A week of opening hours in one line of words and back: "Mon–Fri 08:00–17:30, Sat 09:00–12:00 and 13:00–15:00"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
Weekly = list[list[list[str]]]
_DAY = "|".join(DAYS)
_SPAN = r"\d\d:\d\d\s*[–-]\s*\d\d:\d\d"
_PART = re.compile(rf"^({_DAY})(?:\s*[–-]\s*({_DAY}))?\s+({_SPAN}(?:\s+and\s+{_SPAN})*)$", re.IGNORECASE)


def said(weekly: Weekly) -> str:
    """``weekly`` (seven lists of spans, Monday first) in words; "" when it is never open or no week."""
    if len(weekly) != len(DAYS):
        return ""
    found = []
    for spans, several in groupby(range(len(DAYS)), key=lambda day: weekly[day]):
        days = list(several)
        if spans:
            name = DAYS[days[0]] + (f"–{DAYS[days[-1]]}" if len(days) > 1 else "")
            found.append(f"{name} {' and '.join(f'{opens}–{closes}' for opens, closes in spans)}")
    return ", ".join(found)


def read(text: str) -> Weekly | None:
    """The week that ``text`` says; days not named are closed. None when it cannot be read or names a day twice."""
    weekly: Weekly = [[] for _ in DAYS]
    for part in filter(None, (one.strip() for one in re.split(r"[,;\n]", text))):
        found = _PART.match(part)
        if found is None:
            return None
        spans = [re.findall(r"\d\d:\d\d", span) for span in re.split(r"\s+and\s+", found[3], flags=re.IGNORECASE)]
        for day in _days(found[1], found[2] or found[1]):
            if weekly[day]:
                return None
            weekly[day] = [list(span) for span in spans]
    return weekly if any(weekly) else None


def _days(first: str, last: str) -> Iterator[int]:
    begin, end = DAYS.index(first.capitalize()), DAYS.index(last.capitalize())
    return iter(range(begin, end + 1)) if begin <= end else iter([*range(begin, 7), *range(end + 1)])
