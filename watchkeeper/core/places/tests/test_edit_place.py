"""A place is renamed and classed with both values in the journal; the look-up knows it at once."""

from __future__ import annotations

import pytest

from watchkeeper.core.departments.actor import Actor, system
from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal.journal import sentence
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.places import find
from watchkeeper.core.places.actions import edit_place
from watchkeeper.core.places.models import Area, Site
from watchkeeper.kit.errors import Invalid, NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Area:
    department = Department.objects.create(key="general", name="General", kind="hospital")
    site = Site.objects.create(department=department, key="main", name="Main", lon=0, lat=0)
    return Area.objects.create(department=department, site=site, key="er", name="ER lobby", lon=0, lat=0)


def by(place: Area) -> Actor:
    return system(place.department_id, "test:house")


def test_a_place_is_found_by_its_new_name_and_both_stay_in_the_journal(place: Area) -> None:
    assert not find.search(place.department_id, "ambulance hall")
    edit_place(place, by=by(place), name="Ambulance hall", aliases=["bay 1"], area_class="emergency")
    assert find.search(place.department_id, "ambulance hall")[0].ref == f"area:{place.pk}"
    entry = Entry.objects.get(verb="place.changed", subject=f"area:{place.pk}")
    assert sentence(entry) == "changed name, aliases, area class of Ambulance hall"
    assert entry.fields["before"]["name"] == "ER lobby"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"area_class": "castle"}, "area_class"),
        ({"aliases": "er"}, "aliases"),
        ({"aliases": ["x" * 61]}, "aliases"),
        ({"lon": 3.0}, "lon"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(place: Area, changes: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as wrong:
        edit_place(place, by=by(place), **changes)
    assert field in wrong.value.fields
    place.refresh_from_db()
    assert (place.name, place.lon) == ("ER lobby", 0)


def test_nothing_changed_is_refused_and_so_is_a_stranger(place: Area) -> None:
    with pytest.raises(Invalid, match="Nothing would change"):
        edit_place(place, by=by(place), name="ER lobby ")
    with pytest.raises(NotAllowed):
        edit_place(place, by=system(place.department_id + 1, "test:house"), name="Mine")
