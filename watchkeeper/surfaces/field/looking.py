"""A place before one goes in: its cautions, what is close, what happened there lately."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.places import cautions, find
from watchkeeper.core.places.models import Fixture
from watchkeeper.core.places.models.classes import FixtureKind
from watchkeeper.engines.calls.models import Call
from watchkeeper.engines.calls.rows import iso
from watchkeeper.kit import clock
from watchkeeper.kit.errors import NotAllowed
from watchkeeper.kit.geometry import meters_between

HITS = 12
CLOSE = 4
DAYS = 30
_USEFUL = (FixtureKind.AED, FixtureKind.BLUE_PHONE, FixtureKind.DOOR, FixtureKind.STAIR)


def places(by: Actor, text: str) -> list[dict[str, Any]]:
    """The places ``text`` may mean, best first."""
    if not text.strip():
        return []
    return [_hit(hit) for hit in find.search(by.department_id, text, limit=HITS)]


def place(by: Actor, ref: str) -> dict[str, Any]:
    """Everything to know of the place ``ref``. Raises a hidden NotAllowed when the department has no such place."""
    hit = find.resolve(ref, by.department_id)
    if hit is None:
        raise NotAllowed("", hidden=True)
    found = cautions.near(ref, by.department_id)
    since = clock.now() - timedelta(days=DAYS)
    calls = Call.objects.visible_to(by).filter(place_ref=ref, opened_at__gte=since).count()
    return _hit(hit) | {
        "zone": str(zone_of(by.department_id)),
        "cautions": [{"id": c.pk, "text": c.text, "kind": c.kind, "until": iso(c.expires_at)} for c in found],
        "close": close(by, hit),
        "calls": calls,
        "days": DAYS,
    }


def close(by: Actor, hit: find.Hit) -> list[dict[str, Any]]:
    """The nearest of each useful kind of fixture on the site, with meters as the crow flies."""
    useful = Fixture.objects.filter(kind__in=_USEFUL, department_id=by.department_id, site_id=hit.site_id)
    nearest: dict[str, tuple[float, Fixture]] = {}
    for fixture in useful.select_related("floor"):
        meters = meters_between((hit.lon, hit.lat), (fixture.lon, fixture.lat))
        if fixture.kind not in nearest or meters < nearest[fixture.kind][0]:
            nearest[fixture.kind] = (meters, fixture)
    rows = sorted(nearest.values(), key=lambda pair: pair[0])[:CLOSE]
    return [
        {
            "kind": f.kind,
            "words": f.get_kind_display(),
            "name": f.name,
            "floor": f.floor.name if f.floor and f.floor.name not in f.name else "",
            "m": round(meters),
        }
        for meters, f in rows
    ]


def _hit(hit: find.Hit) -> dict[str, Any]:
    return {"ref": hit.ref, "label": hit.label, "site": hit.site_name, "kind": hit.kind}
