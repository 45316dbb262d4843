"""What the templates of the measures are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.places.models import Site
from watchkeeper.core.services import registry
from watchkeeper.engines.calls import measures
from watchkeeper.engines.calls.measures import Kept, Overview
from watchkeeper.surfaces.console.measures import bars, forms, twins
from watchkeeper.surfaces.console.measures.forms import Asked
from watchkeeper.surfaces.console.measures.words import DAYS, FEW, hour_range, percent, span


@dataclass(frozen=True)
class Told:
    """Promises of one service or site as a line of a table."""

    name: str
    n: int
    kept: str
    usual: str
    late: str
    told_again: int
    verdict: str
    href: str


def common(asked: Asked, by: Actor) -> dict[str, Any]:
    """What every page of the measures has: the question in words, and the ways to change it."""
    sites = list(Site.objects.filter(department_id=by.department_id).order_by("order", "pk"))
    return {
        "asked": asked,
        "address": asked.address(),
        "wide": asked.address(service=None, hour=None, weekday=None, urgent=None, unit=None),
        "sites": sites,
        "site": next((site for site in sites if site.pk == asked.site), None),
        "names": {str(site.pk): site.short_name or site.name for site in sites},
        "periods": _periods(asked),
        "narrowed": _narrowed(asked, by.department_id),
        "may_export": by.may(Permission.EXPORT_READ),
    }


def _periods(asked: Asked) -> list[tuple[str, str, bool]]:
    """Words, address, and whether it is the one asked for."""
    last, this = forms.months(forms.today(asked.zone))
    named = [("last month", last), ("this month", this)]
    found = [
        (
            words,
            asked.address(since=begin.isoformat(), until=end.isoformat()),
            (begin, end) == (asked.since, asked.until),
        )
        for words, (begin, end) in named
    ]
    is_named = any(here for *_, here in found)
    return found + [
        (words, asked.address(since=None, until=asked.until, days=days), days == asked.days and not is_named)
        for days, words in forms.PERIODS
    ]


def _narrowed(asked: Asked, department_id: int) -> list[str]:
    """What narrows the question, in words."""
    found = [service_name(asked.service, department_id)] if asked.service else []
    found += ["P0 and P1"] if asked.urgent else []
    found += [f"unit {asked.unit}"] if asked.unit else []
    found += [DAYS[asked.weekday]] if asked.weekday is not None else []
    return found + ([f"received {hour_range(asked.hour)}"] if asked.hour is not None else [])


def service_name(key: str, department_id: int) -> str:
    """The name of a service by its key."""
    return str(registry.get(key, department_id).name)


def shown(found: Overview, asked: Asked, names: Mapping[str, str]) -> dict[str, Any]:
    """The figures of the page as text, bars and tables."""
    goal = measures.PROMISE_SHARE
    limits = {"answer_s": measures.ANSWER_TARGET_S, "process_s": measures.PROCESS_TARGET_S, "promise": goal}
    lines = {line.key: line.name for line in found.lines}
    return {
        "found": found,
        "answer": _answer(found),
        "tiles": bars.tiles(found, asked, **limits),
        "steps": bars.steps(found.intervals, asked),
        "services": bars.services(found.lines, asked),
        "axis": round(100 * bars.axis(found.lines)),
        "at_sites": bars.sites(found.sites, names, asked),
        "units": _halves(bars.units(found.held, asked)),
        "week": twins.week(found, asked),
        "by_site": twins.by_site(found, names, asked),
        "trend": twins.trend(found.trend, names, asked),
        "promises": twins.promises(found, goal, asked),
        "received": twins.received(found, asked),
        "committed": twins.committed(found, asked),
        "goal": round(100 * goal),
        "promised": found.promised,
        "told_services": [_told(one, lines, "service", asked) for one in found.promised.services],
        "told_sites": [_told(one, names, "site", asked) for one in found.promised.sites],
        "peak_at": found.peak_at.astimezone(asked.zone).strftime("%Y-%m-%d %H:%M:%S") if found.peak_at else "",
        "left_out": [(name.replace("_", " "), n) for name, n in found.left_out.items() if n],
    }


def _halves(rows: list[tuple[bars.Bar, str]]) -> list[list[tuple[bars.Bar, str]]]:
    """The rows in two columns, the second none where there are few."""
    middle = (len(rows) + 1) // 2 if len(rows) > 8 else len(rows)
    return [half for half in (rows[:middle], rows[middle:]) if half]


def _answer(found: Overview) -> dict[str, str] | None:
    """The whole in three figures; None of too few."""
    spread = found.response
    if spread.n < FEW:
        return None
    return {"p50": span(spread.median_s), "p90": span(spread.p90_s), "worst": span(spread.worst_s)}


def _told(one: Kept, names: Mapping[str, str], field: str, asked: Asked) -> Told:
    share = one.share if one.n >= FEW else None
    verdict = "few" if share is None else "kept" if share >= measures.PROMISE_SHARE else "missed"
    return Told(
        name=names.get(one.key, "no site" if one.key == "0" else one.key),
        n=one.n,
        kept=percent(share),
        usual=percent(one.usual / one.n if share is not None else None),
        late=span(one.late.p90_s) if one.late.n >= FEW else "–",
        told_again=one.told_again,
        verdict=verdict,
        href=asked.address(measure="beyond_promise", **{field: one.key if one.key != "0" else None}),
    )
