"""The audit's page and its file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from watchkeeper.core.people.access import actor_for, requires
from watchkeeper.core.people.permissions import Permission
from watchkeeper.kit import csv
from watchkeeper.surfaces.console.audit import screen
from watchkeeper.surfaces.console.audit.asked import read
from watchkeeper.surfaces.console.desk.cells import look_of


@require_GET
@requires(Permission.AUDIT_READ)
def audit(request: HttpRequest) -> HttpResponse:
    """Who read or changed what, newest first."""
    look, asked = look_of(actor_for(request)), read(request.GET.dict())
    part = "rows" if request.headers.get("HX-Target") == "rows" else "page"
    return render(request, f"console/audit/{part}.html", screen.screen(asked, look))


@require_GET
@requires(Permission.AUDIT_READ)
def taken(request: HttpRequest) -> StreamingHttpResponse:
    """What was asked for as a CSV file; refused when too long or too often."""
    look, asked = look_of(actor_for(request)), read(request.GET.dict())
    answer = StreamingHttpResponse(screen.taken(asked, look), content_type=csv.TYPE)
    answer["Content-Disposition"] = f'attachment; filename="audit-{look.now.astimezone(look.zone).date()}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer
