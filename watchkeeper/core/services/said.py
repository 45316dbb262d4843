"""Parts of a service as people write them, one to a line, and back: "on scene within 10 min of opened, 90 in 100"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, TypeVar

from watchkeeper.core.services.docs import span, within
from watchkeeper.core.services.kinds import MOMENTS, Capability
from watchkeeper.core.services.parts import Send, Tell, Within
from watchkeeper.kit.errors import Invalid

T = TypeVar("T")
UNITS = {"s": 1, "min": 60, "h": 3600, "day": 86400, "days": 86400, "working day": 86400, "working days": 86400}
_SPAN = r"(?P<count>\d{1,6}(?:\.\d+)?) ?(?P<unit>s|min|h|days?)"
_WORKING = _SPAN.replace("days?", "(?:working )?days?")
_AT = r"(?: at p(?P<at>[0-4]))?"
_TARGET = re.compile(
    rf"(?P<end>[a-z ]+?) (?:within {_WORKING} of|(?P<lead>\d{{1,6}}) ?(?P<lead_unit>s|min|h|days?) before)"
    rf" (?P<start>[a-z ]+?)(?:, (?P<percentile>\d{{1,3}}) in 100)?{_AT}"
)
_SEND = re.compile(
    r"(?:(?P<every>all), at least )?(?P<count>\d{1,3}) (?P<capability>[a-z ]+?)"
    r"(?: from p(?P<at>[0-4]) up)?(?:: (?P<job>.+))?"
)
_TELL = re.compile(rf"(?P<who>.+?)(?: within {_SPAN})?", re.I)


def target(one: Within) -> str:
    """A target in words."""
    at = f" at {one.at.name}" if one.at is not None else ""
    return f"{one.end.replace('_', ' ')} {within(one)}, {one.percentile} in 100{at}"


def send(one: Send) -> str:
    """Units to send in words."""
    every, at = "all, at least " if one.every else "", f" from {one.at.name} up" if one.at is not None else ""
    return f"{every}{one.count} {one.capability.value.replace('_', ' ')}{at}" + (f": {one.job}" if one.job else "")


def tell(one: Tell) -> str:
    """Whom to tell in words."""
    return str(one.who) + (f" within {span(one.within)}" if one.within else "")


def lines(several: Iterable[T], words: Callable[[T], str]) -> str:
    """Several parts, one to a line."""
    return "\n".join(words(one) for one in several)


def targets_from(text: str) -> list[dict[str, Any]]:
    """Targets as rows, from lines of words. Raises :class:`Invalid` for a line that is none."""
    return _rows("targets", text, _TARGET, _target_row, "on scene within 10 min of opened, 90 in 100")


def sends_from(text: str) -> list[dict[str, Any]]:
    """Units to send as rows, from lines of words. Raises :class:`Invalid` for a line that is none."""
    return _rows("sends", text, _SEND, _send_row, "2 officer, or 1 supervisor from P1 up")


def tells_from(text: str) -> list[dict[str, Any]]:
    """Whom to tell as rows, from lines of words. Raises :class:`Invalid` for a line that is none."""
    return _rows("tells", text, _TELL, _tell_row, "Nursing supervisor within 5 min", is_exact=True)


def _rows(
    what: str,
    text: str,
    pattern: re.Pattern[str],
    row: Callable[[re.Match[str]], dict[str, Any]],
    example: str,
    is_exact: bool = False,
) -> list[dict[str, Any]]:
    found = []
    for line in filter(None, (" ".join(one.split()) for one in text.splitlines())):
        told, _, job = line.partition(": ")
        match = pattern.fullmatch(line if is_exact else told.lower() + (f": {job}" if job else ""))
        if match is None:
            raise Invalid(f"“{line[:60]}” is not understood.", fields={what: [f"write a line like: {example}"]})
        found.append(row(match))
    return found


def _seconds(count: str | None, unit: str | None) -> float | None:
    return (
        None if count is None or unit is None else timedelta(seconds=float(count) * UNITS[unit.lower()]).total_seconds()
    )


def _target_row(match: re.Match[str]) -> dict[str, Any]:
    end, start = (match[name].strip().replace(" ", "_") for name in ("end", "start"))
    if unknown := {end, start} - set(MOMENTS):
        words = ", ".join(one.replace("_", " ") for one in MOMENTS)
        named = " and ".join(sorted(unknown)).replace("_", " ")
        raise Invalid(f"There is no moment {named}.", fields={"targets": [f"moments are {words}"]})
    lead = _seconds(match["lead"], match["lead_unit"])
    seconds = -lead if lead is not None else _seconds(match["count"], match["unit"])
    percentile, at = int(match["percentile"] or 90), match["at"]
    return {
        "start": start,
        "end": end,
        "seconds": seconds,
        "percentile": percentile,
        "at": None if at is None else int(at),
        "is_working": (match["unit"] or "").startswith("working"),
    }


def _send_row(match: re.Match[str]) -> dict[str, Any]:
    capability = match["capability"].strip().removesuffix("s").replace(" ", "_")
    known = {one.value.removesuffix("s"): one.value for one in Capability}
    if capability not in known:
        words = ", ".join(one.value for one in Capability)
        raise Invalid(f"There is no unit of the kind {capability}.", fields={"sends": [f"kinds are {words}"]})
    at = match["at"]
    return {
        "count": int(match["count"]),
        "capability": known[capability],
        "at": None if at is None else int(at),
        "every": bool(match["every"]),
        "job": match["job"] or "",
    }


def _tell_row(match: re.Match[str]) -> dict[str, Any]:
    return {"who": match["who"].strip(), "seconds": _seconds(match["count"], match["unit"])}
