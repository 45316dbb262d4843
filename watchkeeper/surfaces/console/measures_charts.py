"""Bars of the measures pages as text and percentages, so that a template needs no arithmetic. Axes start at zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from watchkeeper.engines.calls.figures import Spread
from watchkeeper.engines.calls.measures import Hour, Line, Overview
from watchkeeper.surfaces.console.measures_forms import Asked

# Too few to say a ninth decile of.
FEW = 5
WHOLE = "dispatch_to_available"
WORDS = {
    "received_to_dispatch": "Received to dispatch",
    "dispatch_to_en_route": "Dispatch to en route",
    "en_route_to_on_scene": "En route to on scene",
    "dispatch_to_on_scene": "Dispatch to on scene",
    "received_to_first_on_scene": "Received to first on scene",
    "dispatch_to_available": "Dispatch to available",
    "response": "Opened to first on scene",
    "processing": "Answered to first dispatch",
    "answering": "Ring to answer",
}


@dataclass(frozen=True)
class Bar:
    """One bar: median as a ring, ninth decile as its end, 95th as a whisker; positions are percentages as text."""

    name: str
    n: int
    p50: str
    p90: str
    p95: str
    at50: str
    at90: str
    at95: str
    at_target: str = ""
    target: str = ""
    verdict: str = ""  # kept, missed, few or ""
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class Column:
    """One hour of the day: its height as a percentage of the busiest, and the ninth decile of its responses."""

    hour: str
    calls: int
    height: str
    top: str
    p90: str
    href: str
    is_busiest: bool


@dataclass(frozen=True)
class Tile:
    """One figure at the top of the page. ``verdict`` is kept, missed, few or ""."""

    title: str
    figure: str
    unit: str
    verdict: str
    line: str
    href: str = ""


def span(seconds: float | None) -> str:
    """Seconds as the desk reads them: "8 s", "4:31", "1:02:09"; a dash for nothing."""
    if seconds is None:
        return "–"
    whole = round(abs(seconds))
    sign = "-" if seconds < 0 and whole else ""
    if whole < 60:
        return f"{sign}{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{sign}{minutes // 60}:{minutes % 60:02d}:{rest:02d}" if minutes >= 60 else f"{sign}{minutes}:{rest:02d}"


def steps(intervals: dict[str, Spread], asked: Asked) -> list[Bar]:
    """A bar for each interval of units on one axis that ends at the longest 95th; the whole commitment on its own."""
    shared = max((spread.p95_s or 0.0 for name, spread in intervals.items() if name != WHOLE), default=0.0) or 1.0
    bars = []
    for name, spread in intervals.items():
        own = name == WHOLE and (spread.p95_s or 0.0) > shared
        bar = _bar(WORDS[name], spread, spread.p95_s or 1.0 if own else shared, href=asked.address(measure=name))
        bars.append(replace(bar, note=f"on an axis of its own, to {span(spread.p95_s)}") if own else bar)
    return bars


def axis(lines: Sequence[Line]) -> float:
    """Where the axis of the services ends, in targets: half as much again as promised, or at the longest 95th."""
    reached = [(line.spread.p95_s or 0.0) / line.target_s for line in lines if line.target_s]
    return max([1.5, *reached])


def services(lines: Sequence[Line], asked: Asked) -> list[Bar]:
    """A bar for each service, as a share of its own target, all on one axis."""
    end = axis(lines)
    return [_service(line, asked, end) for line in lines]


def _service(line: Line, asked: Asked, end: float) -> Bar:
    target = line.target_s or line.spread.p95_s or 1.0
    note = f"{round(100 * line.kept)} % in target" if line.kept is not None else "no target"
    href = asked.address(measure="response", service=line.service)
    return replace(
        _bar(line.name, line.spread, end * target, href=href),
        at_target=_share(1.0, end) if line.target_s else "",
        target=span(line.target_s),
        verdict=_verdict(line.spread, line.target_s),
        note=f"{note}, {line.never_arrived} never arrived" if line.never_arrived else note,
    )


def _bar(name: str, spread: Spread, end: float, *, href: str) -> Bar:
    at50, at90, at95 = (_share(value, end) for value in (spread.median_s, spread.p90_s, spread.p95_s))
    return Bar(
        name, spread.n, span(spread.median_s), span(spread.p90_s), span(spread.p95_s), at50, at90, at95, href=href
    )


def _share(value: float | None, end: float) -> str:
    return f"{100 * min(max(value or 0.0, 0.0) / end, 1.0):.2f}"


def _verdict(spread: Spread, target_s: float | None) -> str:
    if target_s is None or spread.p90_s is None:
        return ""
    if spread.n < FEW:
        return "few"
    return "kept" if spread.p90_s <= target_s else "missed"


def hours(found: Sequence[Hour], asked: Asked) -> list[Column]:
    """A column for each local hour, from zero to the busiest."""
    most = max((hour.calls for hour in found), default=0)
    return [
        Column(
            hour=f"{hour.hour:02d}",
            calls=hour.calls,
            height=_share(hour.calls, most or 1),
            top=f"{100 - float(_share(hour.calls, most or 1)):.2f}",
            p90=span(hour.spread.p90_s) if hour.spread.n >= FEW else "",
            href=asked.address(measure="response", hour=hour.hour),
            is_busiest=most > 0 and hour.calls == most,
        )
        for hour in found
    ]


def tiles(found: Overview, asked: Asked, *, answer_s: float, process_s: float, promise: float) -> list[Tile]:
    """The figures at the top: answering, processing, urgent response, promises kept, who was never reached."""
    kept, told = found.promise
    share = kept / told if told else None
    return [
        _tile("Answered", found.answering, answer_s, asked.address(measure="answering"), none="not measured: no ring"),
        _tile("Processing", found.processing, process_s, asked.address(measure="processing")),
        _tile("Response, P0 and P1", found.urgent, None, asked.address(measure="response", urgent=1)),
        Tile(
            "Promise kept",
            f"{round(100 * share)} %" if share is not None else "–",
            "",
            "" if share is None else "few" if told < FEW else "kept" if share >= promise else "missed",
            f"of {round(100 * promise)} %, n {told:,}",
        ),
        Tile(
            "Never arrived",
            f"{found.never_arrived:,}",
            "",
            "",
            f"of {found.calls:,} calls",
            asked.address(measure="response"),
        ),
    ]


def _tile(title: str, spread: Spread, target: float | None, href: str, *, none: str = "no such calls") -> Tile:
    if not spread.n:
        return Tile(title, "–", "", "", none)
    of = f"of {span(target)}, " if target is not None else ""
    return Tile(title, span(spread.p90_s), "P90", _verdict(spread, target), f"{of}n {spread.n:,}", href)
