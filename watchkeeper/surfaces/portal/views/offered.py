"""The directory of services, and a page for each: what it is, who may ask, what happens next, how long it takes."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from watchkeeper.surfaces.portal.directory import LONGEST_SEARCH, groups
from watchkeeper.surfaces.portal.presented import presented
from watchkeeper.surfaces.portal.tips import beside
from watchkeeper.surfaces.portal.views.page import page
from watchkeeper.surfaces.portal.visits import visit


@login_not_required
@require_safe
def directory(request: HttpRequest, department: str) -> HttpResponse:
    """Everything the department offers in public, or what ``?q=`` finds of it."""
    here = visit(request, department)
    search = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    return page(request, "services.html", here, search=search, groups=groups(here, search))


@login_not_required
@require_safe
def service(request: HttpRequest, department: str, service: str) -> HttpResponse:
    """One service; what is not offered here, or not in public, is not there."""
    here = visit(request, department)
    found = here.service(service)
    return page(request, "service.html", here, shown=presented(here, found), tips=beside(here, found.key))
