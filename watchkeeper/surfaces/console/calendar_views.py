"""The calendar of everybody and everything that is held: a week or a day."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from watchkeeper.core.people.access import actor_for, requires
from watchkeeper.core.people.permissions import Permission
from watchkeeper.surfaces.console import calendar_page
from watchkeeper.surfaces.console.desk.cells import look_of


@require_safe
@requires(Permission.CALL_READ)
def page(request: HttpRequest) -> HttpResponse:
    """Who is held for what, as far as the reader may know."""
    look = look_of(actor_for(request))
    return render(
        request, "console/calendar.html", calendar_page.screen(calendar_page.read(request.GET.dict(), look), look)
    )
