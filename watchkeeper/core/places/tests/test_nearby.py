from __future__ import annotations

from watchkeeper.core.departments.actor import Actor
from watchkeeper.core.departments.models import Department
from watchkeeper.core.places import nearby
from watchkeeper.core.places.actions import close_way, import_geojson
from watchkeeper.core.places.models import Arc, Node, Site
from watchkeeper.core.places.tests.conftest import collection, one, spot
from watchkeeper.kit.clock import SteppedClock


def _told(campus: Site, key: str) -> list[tuple[str, int]]:
    found = nearby.nearby(campus.department_id, Node.objects.get(key=key).pk)
    return [(near.thing.name, round(near.seconds)) for near in found]


def _hang(house: Actor) -> None:
    heart = [one("fixture", f"aed-{n}", spot(n, 1), name=f"AED {n}", fixture="aed", node="b1") for n in range(5)]
    phone = one("fixture", "phone", spot(1, -3), name="Gate phone", fixture="blue_phone", node="gate")
    import_geojson(collection(*heart, phone), by=house, site="main")


def test_the_three_nearest_of_each_kind_are_told_with_the_walk(campus: Site, house: Actor) -> None:
    assert _told(campus, "a2") == [("Link door", 15)]
    _hang(house)
    told = _told(campus, "a1")
    assert [name for name, _ in told] == ["AED 0", "AED 1", "AED 2", "Link door", "Gate phone"]
    assert 30 < dict(told)["Gate phone"] < 35


def test_what_a_closure_cuts_off_is_not_close(campus: Site, house: Actor, stepped: SteppedClock) -> None:
    _hang(house)
    before = dict(_told(campus, "a1"))["AED 0"]
    close_way(Arc.objects.get(key="a1>b1"), by=house, reason="spill")
    assert dict(_told(campus, "a1"))["AED 0"] > before + 30
    close_way(Node.objects.get(key="b1"), by=house, reason="gas")
    assert "AED 0" not in dict(_told(campus, "a1"))


def test_another_department_has_nothing_there(campus: Site, elsewhere: Department) -> None:
    assert nearby.nearby(elsewhere.pk, Node.objects.get(key="a1").pk) == []
