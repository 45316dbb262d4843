"""A poster of a place: a PDF, whose code opens the public's page where one stands; of no place but our own."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.signing_in import a_browser
from tests.world import a_coordinator, a_department
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.places.models import Area, Building, Floor, Line, Site
from watchkeeper.surfaces.console.posters.told import told_of

pytestmark = pytest.mark.django_db


def _ward(key: str = "general") -> Area:
    where = {"department": a_department(key), "lon": -71.07, "lat": 42.36}
    site = Site.objects.create(key="main", name="Main", is_main=True, **where)
    Line.objects.create(department=site.department, site=site, key="e", purpose="Emergency", number="555-2121",
                        is_emergency=True, hours="always")  # fmt: skip
    building = Building.objects.create(site=site, key="blake", name="Blake", **where)
    floor = Floor.objects.create(
        site=site, building=building, key="blake-1", name="Blake 1", number="1", level=0, **where
    )
    return Area.objects.create(site=site, floor=floor, key="ward", name="Irradiator", area_class="irradiator", **where)


def test_a_poster_opens_the_publics_page_where_it_hangs() -> None:
    ward, desk = _ward(), a_browser(Role.COORDINATOR)
    answer = desk.get(f"/console/places/poster.pdf?place=area:{ward.pk}")
    assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")
    told = told_of(a_coordinator(), f"area:{ward.pk}", "http://testserver")
    assert told["call"].endswith("555-2121")
    assert "Irradiator" not in told["address"]
    page = Client().get(told["address"])
    assert page.status_code == 200
    form = Client().get(f"/general/ask/security_escort/?{told['address'].partition('?')[2]}").content.decode()
    assert f'value="floor:{ward.floor_id}"' in form or f"floor:{ward.floor_id}" in form
    drawer = desk.get(f"/console/places/areas/{ward.pk}/").content.decode()
    assert f"/console/places/poster.pdf?place=area%3A{ward.pk}" in drawer


def test_nowhere_has_no_poster() -> None:
    ward = _ward("elsewhere")
    desk = a_browser(Role.COORDINATOR)
    for place in ("", "nonsense", "line:1", f"area:{ward.pk}", "area:999999"):
        assert desk.get("/console/places/poster.pdf", {"place": place}).status_code == 404
    assert Client().get("/console/places/poster.pdf").status_code == 302
