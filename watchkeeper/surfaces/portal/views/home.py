"""The first pages: which department, which site, what do you need."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from watchkeeper.core.departments.models import Department
from watchkeeper.core.services.kinds import Topic
from watchkeeper.surfaces.portal import waiting
from watchkeeper.surfaces.portal.places import picks
from watchkeeper.surfaces.portal.views.page import page
from watchkeeper.surfaces.portal.visits import visit

_AT_ONCE = (Topic.WALK, Topic.PRESENCE, Topic.EMERGENCY)


@login_not_required
@require_safe
def departments(request: HttpRequest) -> HttpResponse:
    """Which department; with only one there is nothing to choose."""
    found = list(Department.objects.prefetch_related("sites").order_by("key"))
    if len(found) == 1:
        return redirect("portal:home", department=found[0].key)
    return page(request, "departments.html", None, departments=found)


@login_not_required
@require_safe
def home(request: HttpRequest, department: str) -> HttpResponse:
    """What people come for, after the number to dial."""
    here = visit(request, department)
    walk = next((service for service in here.offered if service.topic is Topic.WALK), None)
    others = [one for one in here.offered if one.topic in _AT_ONCE and one is not walk]
    learn = any(one.topic is Topic.LEARN for one in here.offered)
    now = waiting.expected(here, walk) if walk else None
    at = picks(here.site).at(here.at) if here.at else None
    return page(request, "home.html", here, walk=walk, others=others, learn=learn, now=now, at=at)


@login_not_required
@require_safe
def sites(request: HttpRequest, department: str) -> HttpResponse:
    """Which site: each with its own number."""
    return page(request, "sites.html", visit(request, department))


@login_not_required
@require_safe
def report(request: HttpRequest, department: str) -> HttpResponse:
    """What to report."""
    return page(request, "report.html", visit(request, department))


@login_not_required
@require_safe
def how_to_follow(request: HttpRequest, department: str) -> HttpResponse:
    """A request is followed by its link; its number alone opens nothing."""
    return page(request, "how_to_follow.html", visit(request, department))
