"""Tables that charts are drawn from: what a chart shows is what its table says, and each cell leads to its records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from watchkeeper.engines.calls.figures import Spread
from watchkeeper.engines.calls.measures import Kept, Overview, Trend
from watchkeeper.surfaces.console.measures.forms import Asked
from watchkeeper.surfaces.console.measures.words import DAYS, FEW, day_of, percent, short_day, span

HOURS = tuple(f"{hour:02d}" for hour in range(24))


@dataclass(frozen=True)
class Cell:
    """One mark: its words, its amount (empty where too few or nothing), its n, where its records are."""

    text: str
    value: str
    n: int
    href: str = ""
    is_miss: bool = False


@dataclass(frozen=True)
class Row:
    """A row of marks, with what stands at its end."""

    name: str
    cells: list[Cell]
    end: str = ""
    n: int = 0
    href: str = ""


@dataclass(frozen=True)
class Twin:
    """A chart and its table: ``kind`` is what it is drawn as, ``unit`` what its amounts are (s, calls, h, share)."""

    key: str
    kind: str  # heat, lines or columns
    unit: str
    corner: str
    head: Sequence[str]
    rows: list[Row] = field(default_factory=list)
    end: str = ""  # what the column at the end holds
    label: str = ""  # what a screen reader is told the chart is


def week(found: Overview, asked: Asked) -> Twin:
    """Ninth deciles of responses by weekday and hour."""
    rows = []
    for day, cells in enumerate(found.week):
        n = sum(cell.n for cell in cells)
        href = asked.address(measure="response", weekday=day)
        marks = [
            _timed(cell, asked.address(measure="response", weekday=day, hour=hour)) for hour, cell in enumerate(cells)
        ]
        rows.append(Row(DAYS[day], marks, n=n, href=href))
    label = "P90 of responses by day of the week and hour"
    return Twin("week", "heat", "s", "Day", HOURS, rows, label=label)


def by_site(found: Overview, names: Mapping[str, str], asked: Asked) -> Twin:
    """Ninth deciles of responses by site and hour."""
    rows = []
    for line in found.sites:
        if line.key == "0":
            continue
        cells = found.site_hours[int(line.key)]
        marks = [
            _timed(cell, asked.address(measure="response", site=line.key, hour=hour)) for hour, cell in enumerate(cells)
        ]
        end = span(line.spread.p90_s) if line.spread.n >= FEW else ""
        href = asked.address(measure="response", site=line.key)
        rows.append(Row(names.get(line.key, ""), marks, end, line.spread.n, href))
    label = "P90 of responses by site and hour of the day"
    return Twin("sites", "heat", "s", "Site", HOURS, rows, end="P90", label=label)


def trend(found: Trend, names: Mapping[str, str], asked: Asked) -> Twin:
    """Ninth deciles of responses of each site, step by step."""
    rows = []
    many = {site: spread.n for site, spread in found.whole.items() if site}
    for site in sorted(many, key=lambda one: -many[one]):
        whole = found.whole[site]
        marks = [
            _timed(cell, asked.address(measure="response", site=site, **_within(day, found.step, asked)))
            for day, cell in zip(found.days, found.sites[site], strict=True)
        ]
        end = span(whole.p90_s) if whole.n >= FEW else "few"
        rows.append(Row(names.get(str(site), ""), marks, end, whole.n, asked.address(measure="response", site=site)))
    head = [short_day(day_of(day)) for day in found.days]
    label = f"P90 of responses by site and {'week' if found.step == 7 else 'day'}"
    return Twin("trend", "lines", "s", "Site", head, rows, end="P90", label=label)


def promises(found: Overview, goal: float, asked: Asked) -> Twin:
    """Shares of promises kept, step by step."""
    told = found.promised
    marks = [
        _share(one, goal, asked.address(measure="beyond_promise", **_within(int(one.key), told.step, asked)))
        for one in told.steps
    ]
    head = [short_day(day_of(int(one.key))) for one in told.steps]
    label = f"Share of promises kept by {'week' if told.step == 7 else 'day'}"
    row = Row("Kept", marks, n=told.whole.n)
    return Twin("promises", "columns", "share", "Promises", head, [row] if marks else [], label=label)


def received(found: Overview, asked: Asked) -> Twin:
    """Calls received by weekday and hour."""
    rows = []
    for day, counts in enumerate(found.received):
        marks = [
            Cell(f"{n:,}", str(n) if n else "", n, asked.address(measure="response", weekday=day, hour=hour))
            for hour, n in enumerate(counts)
        ]
        whole = sum(counts)
        href = asked.address(measure="response", weekday=day)
        rows.append(Row(DAYS[day], marks, f"{whole:,}", whole, href))
    return Twin("received", "heat", "calls", "Day", HOURS, rows, "calls", "Calls received by day of the week and hour")


def committed(found: Overview, asked: Asked) -> Twin:
    """Hours units were committed by weekday and hour."""
    rows = []
    for day, hours in enumerate(found.committed):
        marks = [
            Cell(
                f"{held:.1f}",
                f"{held:.2f}" if held else "",
                0,
                asked.address(measure="committed", weekday=day, hour=hour),
            )
            for hour, held in enumerate(hours)
        ]
        href = asked.address(measure="committed", weekday=day)
        rows.append(Row(DAYS[day], marks, f"{sum(hours):,.1f}", 0, href))
    label = "Hours units were committed, by day of the week and hour"
    return Twin("committed", "heat", "h", "Day", HOURS, rows, "unit-hours", label)


def _within(day: int, step: int, asked: Asked) -> dict[str, object]:
    """The days of one step of a trend, no further than the period."""
    first, last = day_of(day), day_of(day + step - 1)
    return {"since": max(first, asked.since).isoformat(), "until": min(last, asked.until).isoformat()}


def _timed(spread: Spread, href: str) -> Cell:
    if spread.n < FEW:
        return Cell(f"{spread.n} only" if spread.n else "–", "", spread.n, href if spread.n else "")
    return Cell(span(spread.p90_s), f"{spread.p90_s:.0f}", spread.n, href)


def _share(kept: Kept, goal: float, href: str) -> Cell:
    if kept.n < FEW or kept.share is None:
        return Cell(f"{kept.n} only" if kept.n else "–", "", kept.n, href if kept.n else "")
    return Cell(percent(kept.share), f"{100 * kept.share:.1f}", kept.n, href, is_miss=kept.share < goal)
