"""The poster of one place, as a PDF."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from watchkeeper.core.people.access import actor_for, requires
from watchkeeper.core.people.permissions import Permission
from watchkeeper.kit import paper
from watchkeeper.surfaces.console.posters.told import told_of

_SOURCE = Path(__file__).parent / "poster.typ"


@require_GET
@requires(Permission.BOARD_READ)
def poster(request: HttpRequest) -> HttpResponse:
    """A poster for a building, floor or area, to be printed."""
    told = told_of(actor_for(request), request.GET.get("place", ""), request.build_absolute_uri("/").rstrip("/"))
    return paper.answered("poster", paper.pdf(_SOURCE, told))
