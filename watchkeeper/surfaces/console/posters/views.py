"""The poster of one place, as a PDF."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.access import actor_for, requires
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.places import find, lines
from watchkeeper.core.places.models import Site
from watchkeeper.kit import paper
from watchkeeper.kit.errors import NotAllowed

_SOURCE = Path(__file__).parent / "poster.typ"
KINDS = ("building", "floor", "area")


def told_of(by: Actor, ref: str, root: str) -> dict[str, str]:
    """What a poster of the place ``ref`` says; ``root`` is the house's own address, without a slash at its end.

    Scanned, the public's page knows where its reader stands. Raises a hidden NotAllowed for a place that is not here.
    """
    hit = find.resolve(ref, by.department_id)
    if hit is None or hit.ref.partition(":")[0] not in KINDS:
        raise NotAllowed("", hidden=True)
    department = Department.objects.get(pk=by.department_id)
    site = Site.objects.get(pk=hit.site_id)
    line = lines.emergency(site)
    # In public an indoor place is known by its floor: a page there tells nobody what lies on it.
    at = next((one for one in hit.parents if one.startswith("floor:")), hit.ref)
    asked = urlencode({"site": site.key, "at": at})
    address = f"{root}{reverse('portal:home', args=[department.key])}?{asked}"
    number = line.number if line else ""
    return {
        "title": f"Poster, {hit.label}",
        "heading": "Walking alone?\nWe walk with you.",
        "heading_es": "¿Va a caminar a solas? Le acompañamos.",
        "words": "Scan to ask for an escort, or for help, right here. No app, no account, at any hour.",
        "words_es": "Escanee para pedir compañía o ayuda aquí mismo. Sin aplicación ni cuenta, a cualquier hora.",
        "place": hit.label if site.name in hit.label else f"{hit.label}, {site.name}",
        "call": f"Or call · O llame al  {number}" if number else "",
        "department": department.name,
        "address": address,
        "qr": paper.qr(address),
    }


@require_GET
@requires(Permission.BOARD_READ)
def poster(request: HttpRequest) -> HttpResponse:
    """A poster for a building, floor or area, to be printed."""
    told = told_of(actor_for(request), request.GET.get("place", ""), request.build_absolute_uri("/").rstrip("/"))
    return paper.answered("poster", paper.pdf(_SOURCE, told))
