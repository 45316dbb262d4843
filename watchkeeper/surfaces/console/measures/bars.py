"""Bars of the measures pages as text and percentages, so that a template needs no arithmetic. Axes start at zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from watchkeeper.engines.calls.figures import Spread
from watchkeeper.engines.calls.measures import Held, Line, Overview
from watchkeeper.surfaces.console.measures.forms import Asked
from watchkeeper.surfaces.console.measures.words import FEW, WORDS, percent, span

WHOLE = "dispatch_to_available"


@dataclass(frozen=True)
class Bar:
    """One bar: median as a ring, ninth decile as its end, 95th as a whisker; positions are percentages as text.

    Of fewer than five it has no percentiles, and ``is_few``.
    """

    name: str
    n: int
    p50: str
    p90: str
    p95: str
    worst: str
    at50: str
    at90: str
    at95: str
    is_few: bool
    at_target: str = ""
    target: str = ""
    verdict: str = ""  # kept, missed, few or ""
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class Tile:
    """One figure at the top of the page. ``verdict`` is kept, missed, few or ""."""

    title: str
    figure: str
    unit: str
    verdict: str
    line: str
    href: str = ""


def steps(intervals: Mapping[str, Spread], asked: Asked) -> list[Bar]:
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
    shown = [line for line in lines if line.target_s and line.spread.n >= FEW]
    return max([1.5, *((line.spread.p95_s or 0.0) / (line.target_s or 1.0) for line in shown)])


def services(lines: Sequence[Line], asked: Asked) -> list[Bar]:
    """A bar for each service, as a share of its own target, all on one axis."""
    end = axis(lines)
    return [_service(line, asked, end) for line in lines]


def _service(line: Line, asked: Asked, end: float) -> Bar:
    target = line.target_s or line.spread.p95_s or 1.0
    return replace(
        _bar(line.name, line.spread, end * target, href=asked.address(measure="response", service=line.key)),
        at_target=_share(1.0, end) if line.target_s else "",
        target=span(line.target_s) if line.target_s else "",
        verdict=verdict(line.spread, line.target_s),
        note=_note(line),
    )


def sites(lines: Sequence[Line], names: Mapping[str, str], asked: Asked) -> list[Bar]:
    """A bar for each site in seconds, all on one axis from zero to the longest 95th."""
    end = max((line.spread.p95_s or 0.0 for line in lines if line.spread.n >= FEW), default=0.0) or 1.0
    return [
        replace(
            _bar(names.get(line.key, "no site"), line.spread, end, href=_site(line, asked)),
            note=_note(line),
        )
        for line in lines
    ]


def _site(line: Line, asked: Asked) -> str:
    # A call of no site cannot be asked for by one: its bar opens all.
    return asked.address(measure="response", site=line.key if line.key != "0" else None)


def units(held: Sequence[Held], asked: Asked) -> list[tuple[Bar, str]]:
    """A bar for each unit from dispatch to on scene, with the hours it was committed."""
    end = max((one.arrival.p95_s or 0.0 for one in held if one.arrival.n >= FEW), default=0.0) or 1.0
    return [
        (
            replace(
                _bar(one.unit, one.arrival, end, href=asked.address(measure="dispatch_to_on_scene", unit=one.unit)),
                note=f"sent {one.sent:,} {'time' if one.sent == 1 else 'times'}",
            ),
            f"{one.hours:,.1f} h",
        )
        for one in held
    ]


def _note(line: Line) -> str:
    note = f"{percent(line.kept)} in target" if line.kept is not None else "no target"
    return f"{note}, {line.never_arrived:,} never arrived" if line.never_arrived else note


def _bar(name: str, spread: Spread, end: float, *, href: str) -> Bar:
    return Bar(
        name=name,
        n=spread.n,
        p50=span(spread.median_s),
        p90=span(spread.p90_s),
        p95=span(spread.p95_s),
        worst=span(spread.worst_s),
        at50=_share(spread.median_s, end),
        at90=_share(spread.p90_s, end),
        at95=_share(spread.p95_s, end),
        is_few=spread.n < FEW,
        href=href,
    )


def _share(value: float | None, end: float) -> str:
    return f"{100 * min(max(value or 0.0, 0.0) / end, 1.0):.2f}"


def verdict(spread: Spread, target_s: float | None) -> str:
    """Whether nine in ten met the target: kept or missed, "few" of too few to say, "" without a target."""
    if target_s is None or spread.p90_s is None:
        return ""
    if spread.n < FEW:
        return "few"
    return "kept" if spread.p90_s <= target_s else "missed"


def tiles(found: Overview, asked: Asked, *, answer_s: float, process_s: float, promise: float) -> list[Tile]:
    """The figures at the top: answering, processing, urgent response, promises kept, who was never reached."""
    kept, told = found.promise
    share = kept / told if told else None
    held = "" if share is None else "few" if told < FEW else "kept" if share >= promise else "missed"
    never = asked.address(measure="response")
    return [
        _tile("Answered", found.answering, answer_s, asked.address(measure="answering"), none="not measured: no ring"),
        _tile("Processing", found.processing, process_s, asked.address(measure="processing")),
        _tile("Response, P0 and P1", found.urgent, None, asked.address(measure="response", urgent=1)),
        Tile(
            "Promise kept",
            percent(share) if told >= FEW else "–",
            "",
            held,
            f"of {round(100 * promise)} %, n {told:,}",
            asked.address(measure="beyond_promise") if told else "",
        ),
        Tile("Never arrived", f"{found.never_arrived:,}", "", "", f"of {found.calls:,} calls", never),
    ]


def _tile(title: str, spread: Spread, target: float | None, href: str, *, none: str = "no such calls") -> Tile:
    if not spread.n:
        return Tile(title, "–", "", "", none)
    of = f"of {span(target)}, " if target is not None else ""
    if spread.n < FEW:
        return Tile(title, "–", "", "few", f"n {spread.n}", href)
    return Tile(title, span(spread.p90_s), "P90", verdict(spread, target), f"{of}n {spread.n:,}", href)
