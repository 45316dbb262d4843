"""What a poster says: who comes when one scans it, in two languages."""

from __future__ import annotations

from django.urls import reverse
from django.utils.http import urlencode

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.places import find, lines
from watchkeeper.core.places.models import Site
from watchkeeper.kit import paper
from watchkeeper.kit.errors import NotAllowed

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
