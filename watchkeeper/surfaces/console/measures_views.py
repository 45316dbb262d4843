"""The measures page, and the calls behind each of its bars."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.journal import reads
from watchkeeper.core.people.access import actor_for, requires
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.places.models import Site
from watchkeeper.core.services import askings, registry
from watchkeeper.engines.calls import measures
from watchkeeper.kit import csv
from watchkeeper.kit.errors import Refused
from watchkeeper.surfaces.console import measures_charts as charts
from watchkeeper.surfaces.console import measures_forms as forms

A_PAGE = 100
MOST_DOWNLOADS = 10
COLUMNS = ("call", "priority", "service", "place", "unit", "opened (local time)", "seconds")


@requires(Permission.MEASURE_READ)
def page(request: HttpRequest) -> HttpResponse:
    """Response times of a period: percentiles with n, each bar leading to its calls."""
    by = actor_for(request)
    asked = forms.read(request.GET, by=by, zone=zone_of(by.department_id))
    found = measures.overview(asked.scope, by=by, zone=asked.zone)
    context = _common(asked, by) | _shown(found, asked)
    return render(request, "console/measures.html", context)


@requires(Permission.MEASURE_READ)
def behind(request: HttpRequest) -> HttpResponse:
    """The calls behind one bar, slowest first; that they were read is kept."""
    by = actor_for(request)
    asked = forms.read(request.GET, by=by, zone=zone_of(by.department_id))
    measure = request.GET.get("measure", "response")
    rows = measures.behind(measure, asked.scope, by=by, zone=asked.zone)
    listed = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    reads.note(by, "measures", sorted({f"call:{row.pk}" for row in listed}), why=measure)
    shown = [(row, charts.span(row.seconds), _local(row.opened, asked.zone), _name(row.service, by)) for row in listed]
    context = _common(asked, by) | {
        "listed": listed,
        "shown": shown,
        "title": charts.WORDS[measure],
        "measure": measure,
        "may_export": by.may(Permission.EXPORT_READ),
    }
    return render(request, "console/measures_calls.html", context)


@requires(Permission.MEASURE_READ)
def download(request: HttpRequest) -> StreamingHttpResponse:
    """The same list whole, as a CSV file; that it was taken, and each call in it, is kept. Refused when too often."""
    by = actor_for(request)
    by.require(Permission.EXPORT_READ)
    if askings.is_many(by.department_id, "download", browser=by.key, address="", most=MOST_DOWNLOADS):
        raise Refused(f"That is more than {MOST_DOWNLOADS} downloads in ten minutes; try again later.", too_often=True)
    asked = forms.read(request.GET, by=by, zone=zone_of(by.department_id))
    measure = request.GET.get("measure", "response")
    rows = measures.behind(measure, asked.scope, by=by, zone=asked.zone)
    reads.note(by, "export", sorted({f"call:{row.pk}" for row in rows}), why=f"measures: {measure}")
    table = (
        (
            row.number,
            row.priority,
            _name(row.service, by),
            row.place,
            row.unit,
            _local(row.opened, asked.zone),
            row.seconds,
        )
        for row in rows
    )
    answer = StreamingHttpResponse(csv.lines(COLUMNS, table), content_type=csv.TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{measure}-{asked.since}-to-{asked.until}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def _shown(found: measures.Overview, asked: forms.Asked) -> dict[str, object]:
    targets = (measures.ANSWER_TARGET_S, measures.PROCESS_TARGET_S, measures.PROMISE_SHARE)
    hours = charts.hours(found.hours, asked)
    return {
        "found": found,
        "tiles": charts.tiles(found, asked, answer_s=targets[0], process_s=targets[1], promise=targets[2]),
        "steps": charts.steps(found.intervals, asked),
        "services": charts.services(found.lines, asked),
        "axis": round(100 * charts.axis(found.lines)),
        "hours": hours,
        "busiest": next((hour for hour in hours if hour.is_busiest), None),
        "peak_at": _local(found.peak_at, asked.zone) if found.peak_at else "",
        "left_out": [(name.replace("_", " "), n) for name, n in found.left_out.items() if n],
    }


def _common(asked: forms.Asked, by: Actor) -> dict[str, object]:
    sites = Site.objects.filter(department_id=by.department_id).order_by("order", "pk")
    periods = [(words, asked.address(since=None, until=asked.until, days=days), days) for days, words in forms.PERIODS]
    return {
        "asked": asked,
        "address": asked.address(),
        "wide": asked.address(service=None, hour=None, urgent=None),
        "sites": sites,
        "site": next((site for site in sites if site.pk == asked.site), None),
        "periods": periods,
        "service": _name(asked.service, by) if asked.service else "",
    }


def _name(service: str, by: Actor) -> str:
    return str(registry.get(service, by.department_id).name)


def _local(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
