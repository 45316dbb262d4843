from __future__ import annotations

from datetime import timedelta

import pytest

from watchkeeper.core.departments.actor import Actor
from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.places import cautions
from watchkeeper.core.places.actions import add_caution
from watchkeeper.core.places.models import Area, Building, Floor, Site
from watchkeeper.core.places.tests.said import last
from watchkeeper.kit import clock
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Invalid, NotAllowed


def ref(row: Area | Building | Floor | Site) -> str:
    return f"{type(row).__name__.lower()}:{row.pk}"


@pytest.fixture
def lobby(campus: Site) -> str:
    return ref(Area.objects.get(key="lobby"))


def add(where: str, by: Actor, now: SteppedClock, text: str = "Stair dark", days: float = 3) -> None:
    add_caution(where, by=by, text=text, source="facilities", expires=now.now() + timedelta(days=days))


def test_a_caution_is_shown_at_its_place_and_around_it(
    campus: Site, lobby: str, dispatcher: Actor, stepped: SteppedClock
) -> None:
    add(lobby, dispatcher, stepped)
    add(ref(campus), dispatcher, stepped, "Snow on all walks")
    add(ref(Building.objects.get(key="b")), dispatcher, stepped, "Gate stuck")
    near = cautions.near(lobby, campus.department_id)
    assert [row.text for row in near] == ["Stair dark", "Snow on all walks"]
    above = cautions.near(ref(Building.objects.get(key="a")), campus.department_id)
    assert [row.text for row in above] == ["Stair dark", "Snow on all walks"]
    assert [row.text for row in cautions.near(ref(campus), campus.department_id)] == ["Snow on all walks"]


def test_it_is_journaled_above_the_public_level(lobby: str, dispatcher: Actor, stepped: SteppedClock) -> None:
    add(lobby, dispatcher, stepped)
    assert last()[2] == "put a caution on Alder lobby: Stair dark"
    assert Entry.objects.latest("id").level == Level.L2


def test_it_expires_by_itself_and_not_before(
    campus: Site, lobby: str, dispatcher: Actor, stepped: SteppedClock
) -> None:
    add(lobby, dispatcher, stepped, days=1)
    stepped.advance(timedelta(hours=23, minutes=59))
    assert cautions.near(lobby, campus.department_id)
    stepped.advance(timedelta(minutes=1))
    assert cautions.near(lobby, campus.department_id) == []


def test_one_that_starts_later_is_not_shown_yet(
    campus: Site, lobby: str, dispatcher: Actor, stepped: SteppedClock
) -> None:
    start = stepped.now() + timedelta(hours=2)
    add_caution(lobby, by=dispatcher, text="Drill", source="planner", starts=start, expires=start + timedelta(hours=1))
    assert cautions.near(lobby, campus.department_id) == []
    stepped.set(start)
    assert len(cautions.near(lobby, campus.department_id)) == 1


def test_every_fault_is_named_at_once(campus: Site, dispatcher: Actor, stepped: SteppedClock) -> None:
    with pytest.raises(Invalid) as refusal:
        add_caution("area:0", by=dispatcher, text="", source=" ", expires=stepped.now(), kind="rumor")
    assert set(refusal.value.fields) == {"place", "text", "source", "expires", "kind"}


def test_nobody_warns_about_another_departments_place(lobby: str, officer: Actor, stranger: Actor) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    with pytest.raises(NotAllowed):
        add_caution(lobby, by=officer, text="x", source="y", expires=tomorrow)
    with pytest.raises(Invalid) as refusal:
        add_caution(lobby, by=stranger, text="x", source="y", expires=tomorrow)
    assert list(refusal.value.fields) == ["place"]
