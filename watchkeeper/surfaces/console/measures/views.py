"""The measures page, what changed against another period or site, and the calls behind each mark."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.journal import reads
from watchkeeper.core.people.access import actor_for, requires
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.calls import measures
from watchkeeper.kit import csv
from watchkeeper.surfaces.console import downloads
from watchkeeper.surfaces.console.measures import changes as differences
from watchkeeper.surfaces.console.measures import forms, panels
from watchkeeper.surfaces.console.measures.words import WORDS, span

A_PAGE = 100
COLUMNS = ("call", "priority", "service", "place", "unit", "opened (local time)", "seconds")


@requires(Permission.MEASURE_READ)
def page(request: HttpRequest) -> HttpResponse:
    """Response times of a period: percentiles with n, each mark leading to its calls."""
    by = actor_for(request)
    asked = forms.read(request.GET, by=by, zone=zone_of(by.department_id))
    found = measures.overview(asked.scope, by=by, zone=asked.zone)
    context = panels.common(asked, by)
    return render(request, "console/measures/page.html", context | panels.shown(found, asked, context["names"]))


@requires(Permission.MEASURE_READ)
def changes(request: HttpRequest) -> HttpResponse:
    """What changed against the period before, a year before or another site: a panel of the page, or a page."""
    by = actor_for(request)
    asked = forms.read(request.GET, by=by, zone=zone_of(by.department_id))
    found = measures.compare(asked.compared.scope, asked.scope, by=by, zone=asked.zone)
    context = panels.common(asked, by)
    names = context["names"] | {one.key: panels.service_name(one.key, by.department_id) for one in found.services}
    then, now = differences.sides(asked, names)
    context |= {
        "then": then,
        "now": now,
        "headline": differences.headline(found, then),
        "pairs": differences.pairs(found, asked),
        "reasons": differences.reasons(found, asked, names),
        "over": differences.share_over(found),
        "limit": span(found.then.spread.p90_s),
        "mixed": found.same_mix_calls,
    }
    part = "changes_panel" if request.GET.get("part") == "1" else "changes"
    return render(request, f"console/measures/{part}.html", context)


@requires(Permission.MEASURE_READ)
def behind(request: HttpRequest) -> HttpResponse:
    """The calls behind one mark, slowest first; that they were read is kept."""
    by = actor_for(request)
    asked = forms.read(request.GET, by=by, zone=zone_of(by.department_id))
    measure = request.GET.get("measure", "response")
    rows = measures.behind(measure, asked.scope, by=by, zone=asked.zone)
    listed = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    some = list(listed)
    reads.note(by, "measures", sorted({f"call:{row.pk}" for row in some}), why=measure)
    context = panels.common(asked, by) | {
        "listed": listed,
        "shown": [_row(row, asked.zone, by.department_id) for row in some],
        "title": WORDS[measure],
        "measure": measure,
        "may_export": by.may(Permission.EXPORT_READ),
    }
    return render(request, "console/measures/calls.html", context)


@requires(Permission.MEASURE_READ)
def download(request: HttpRequest) -> StreamingHttpResponse:
    """The same list whole, as a CSV file; that it was taken, and each call in it, is kept. Refused when too often."""
    by = actor_for(request)
    downloads.admit(by)
    asked = forms.read(request.GET, by=by, zone=zone_of(by.department_id))
    measure = request.GET.get("measure", "response")
    rows = measures.behind(measure, asked.scope, by=by, zone=asked.zone)
    reads.note(by, "export", sorted({f"call:{pk}" for pk in rows.calls.tolist()}), why=f"measures: {measure}")
    answer = StreamingHttpResponse(
        csv.lines(COLUMNS, _table(rows, asked.zone, by.department_id)), content_type=csv.TYPE
    )
    answer["Content-Disposition"] = f'attachment; filename="{measure}-{asked.since}-to-{asked.until}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def _row(row: measures.Behind, zone: ZoneInfo, department_id: int) -> tuple[measures.Behind, str, str, str]:
    return row, span(row.seconds), _local(row.opened, zone), panels.service_name(row.service, department_id)


def _table(rows: measures.Listed, zone: ZoneInfo, department_id: int) -> Iterator[tuple[object, ...]]:
    names: dict[str, str] = {}
    for row in rows:
        if row.service not in names:
            names[row.service] = panels.service_name(row.service, department_id)
        opened = _local(row.opened, zone)
        yield row.number, row.priority, names[row.service], row.place, row.unit, opened, row.seconds


def _local(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
