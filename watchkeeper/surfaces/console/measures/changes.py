"""What changed between two periods or two sites, in sentences and short tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from watchkeeper.engines.calls.figures import Spread
from watchkeeper.engines.calls.measures import Comparison, Reason, Side
from watchkeeper.surfaces.console.measures.forms import YEAR, Asked
from watchkeeper.surfaces.console.measures.words import FEW, WORDS, hour_range, percent, short_day, span


@dataclass(frozen=True)
class Pair:
    """One figure then and now."""

    name: str
    then: str
    now: str
    change: str
    href: str = ""


def sides(asked: Asked, names: Mapping[str, str]) -> tuple[str, str]:
    """What the two are called: then, now."""
    other = asked.compared
    if other.site != asked.site:
        return names.get(str(other.site), "all sites"), names.get(str(asked.site), "all sites")
    return period(other), period(asked)


def period(asked: Asked) -> str:
    """The days of a question: "26 Oct to 22 Nov"; with the year where it is not that of the newest day."""
    year = f" {asked.since.year}" if asked.other == YEAR or asked.since.year != asked.until.year else ""
    first = f"{short_day(asked.since)}{year}"
    return first if asked.days == 1 else f"{first} to {short_day(asked.until)}"


def headline(found: Comparison, then: str) -> str:
    """The answer in one sentence."""
    before, after = found.then.spread, found.now.spread
    if before.n < FEW or after.n < FEW:
        return f"Too few calls to compare: {before.n:,} in {then}, {after.n:,} here."
    change = (after.p90_s or 0.0) - (before.p90_s or 0.0)
    if found.is_clear is None:
        return (
            f"P90 {span(after.p90_s)}, {span(before.p90_s)} in {then}: too few calls to say whether that is a change."
        )
    if not found.is_clear:
        return f"P90 {span(after.p90_s)}, {span(before.p90_s)} in {then}: no more apart than chance allows."
    word = "slower" if change > 0 else "faster"
    return f"P90 {span(after.p90_s)}, {span(abs(change))} {word} than {then} ({span(before.p90_s)})."


def pairs(found: Comparison, asked: Asked) -> list[Pair]:
    """What both sides are, side by side: speed, chance, mix and load."""
    then, now = found.then, found.now
    mix = span(found.same_mix_p90)
    rows = [
        Pair("Calls", f"{then.calls:,}", f"{now.calls:,}", ""),
        Pair("Calls a day", f"{then.calls_a_day:,}", f"{now.calls_a_day:,}", _ratio(then.calls_a_day, now.calls_a_day)),
        Pair(
            "Unit-hours a day",
            f"{then.unit_hours_a_day:,}",
            f"{now.unit_hours_a_day:,}",
            _ratio(then.unit_hours_a_day, now.unit_hours_a_day),
        ),
        _spread("P50", then.spread, now.spread, "median_s"),
        _spread("P90", then.spread, now.spread, "p90_s"),
        Pair("P90, 95 % sure", _between(then), _between(now), ""),
        Pair("P90 with the same services", _p90(then.spread), mix, _change(then.spread.p90_s, found.same_mix_p90)),
        Pair("Never arrived", _never(then), _never(now), ""),
    ]
    steps = [
        Pair(WORDS[name], _p90(a), _p90(b), _change(a.p90_s, b.p90_s), asked.address(measure=name))
        for name, a, b in found.steps
        if min(a.n, b.n) >= FEW
    ]
    return rows + steps


def reasons(found: Comparison, asked: Asked, names: Mapping[str, str]) -> list[tuple[str, list[Pair]]]:
    """Where it changed, by site, service and hour: points of a hundred calls over the other's P90."""
    hours = {str(hour): hour_range(hour) for hour in range(24)}
    parts: tuple[tuple[str, list[Reason], str, Mapping[str, str]], ...] = (
        ("By site", found.sites, "site", {"0": "no site", **names}),
        ("By service", found.services, "service", names),
        ("By hour", found.hours, "hour", hours),
    )
    return [
        (title, [_reason(one, known[one.key], asked.address(measure="response", **{field: one.key})) for one in some])
        for title, some, field, known in parts
        if some and getattr(asked, field) in (None, "")
    ]


def share_over(found: Comparison) -> str:
    """How many calls now take longer than the other's P90."""
    return percent(found.now.over)


def _reason(one: Reason, name: str, href: str) -> Pair:
    then, now = (
        f"{span(p90)} (n {n:,})" if n >= FEW else f"n {n}"
        for p90, n in ((one.p90_then, one.n_then), (one.p90_now, one.n_now))
    )
    return Pair(name, then, now, f"{one.points:+.1f}".replace("-", "−"), href)


def _spread(name: str, then: Spread, now: Spread, field: str) -> Pair:
    a, b = (getattr(one, field) if one.n >= FEW else None for one in (then, now))
    return Pair(name, span(a), span(b), _change(a, b))


def _p90(spread: Spread) -> str:
    return span(spread.p90_s) if spread.n >= FEW else f"n {spread.n}"


def _between(side: Side) -> str:
    found = side.p90_between
    return f"{span(found[0])} to {span(found[1])}" if found else "too few"


def _never(side: Side) -> str:
    return f"{side.never_arrived:,} of {side.calls:,}"


def _change(then: float | None, now: float | None) -> str:
    if then is None or now is None:
        return ""
    change = span(abs(now - then))
    return "same" if change == "0 s" else f"{'+' if now > then else '−'}{change}"


def _ratio(then: float, now: float) -> str:
    return f"{100 * (now / then - 1):+.0f} %" if then else ""
