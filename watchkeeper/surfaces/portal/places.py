"""The places of a site that the public may pick from: where people wait and go, and nothing that is worth robbing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import Q

from watchkeeper.core.places import find
from watchkeeper.core.places.models import Area, AreaClass, Building, Floor, Site
from watchkeeper.core.places.models.registry import Placed

# High-risk areas are not listed in public: no pharmacy, no irradiator, no nursery.
_PUBLIC = (AreaClass.LOBBY, AreaClass.EMERGENCY, AreaClass.HEALTH_CENTER)
_GOING = re.compile(r"garage|parking|\blots?\b|station|\bstop\b|\bshuttle|\bbus\b", re.IGNORECASE)
MOST = 400
CHIPS = 3


@dataclass(frozen=True)
class Pick:
    """A place one may pick: its subject ("area:12"), its name, and the key that printed codes carry ("lobby")."""

    ref: str
    label: str
    key: str


@dataclass(frozen=True)
class Picks:
    """The places of one site: all, and the few that people mostly start from or go to."""

    listed: tuple[Pick, ...] = ()
    waiting: tuple[Pick, ...] = ()
    going: tuple[Pick, ...] = ()

    def named(self, text: str) -> Pick | None:
        """The place whose name is ``text``, in any case and spacing."""
        wanted = " ".join(text.casefold().split())
        return next((pick for pick in self.listed if pick.label.casefold() == wanted), None)

    def at(self, code: str) -> Pick | None:
        """The place a printed code or a link names, by its key or its subject; None when it is not listed."""
        return next((pick for pick in self.listed if code and code in {pick.key, pick.ref}), None)


def picks(site: Site | None) -> Picks:
    """What may be picked at ``site`` (three queries)."""
    if site is None:
        return Picks()
    buildings = list(Building.objects.filter(site=site).order_by("name"))
    ground = Q(floor__isnull=True, area_class=AreaClass.GENERAL)
    areas = list(Area.objects.filter(Q(area_class__in=_PUBLIC) | ground, site=site).order_by("name"))
    floors = Floor.objects.filter(site=site, level__gte=0).order_by("building__name", "level")
    lobbies = [area for area in areas if area.area_class in _PUBLIC]
    ends: list[Placed] = [*buildings, *areas]
    going = [place for place in ends if _GOING.search(place.name)]
    every = [_pick(row) for row in [*lobbies, *going, *buildings, *areas, *floors]]
    listed = list({pick.label.casefold(): pick for pick in reversed(every)}.values())[::-1]
    return Picks(
        listed=tuple(listed[:MOST]),
        waiting=tuple(_pick(row) for row in [*lobbies, *buildings][:CHIPS]),
        going=tuple(_pick(row) for row in [*going, *buildings][:CHIPS]),
    )


def resolve(text: str, site: Site, known: Picks) -> str:
    """The subject of the place ``text`` names exactly, listed in public or not; "" when only a dispatcher can tell."""
    listed = known.named(text)
    if listed is not None:
        return listed.ref
    wanted = " ".join(text.casefold().split())
    hits = find.search(site.department_id, text[:120], site_id=site.pk, limit=3)
    return next((hit.ref for hit in hits if hit.label.casefold() == wanted and hit.site_id == site.pk), "")


def _pick(row: Placed) -> Pick:
    return Pick(f"{row._meta.model_name}:{row.pk}", row.name, row.key)
