"""Where phones are: shared while on duty, withheld by a word, moving the unit only when sure, gone after the hours."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.world import a_department, a_unit, an_officer, the_house
from watchkeeper.core.departments.actor import system
from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.actions import add_person, end_duty, open_account, share_position, start_duty
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Account
from watchkeeper.core.places.models import Building, Node, PlacesVersion, Site
from watchkeeper.engines.calls import fixes
from watchkeeper.engines.calls.actions import place_unit, press_emergency, purge_fixes
from watchkeeper.engines.calls.fixes import Reading, Taken, take
from watchkeeper.engines.calls.models import Fix, Unit
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

pytestmark = pytest.mark.django_db

LON, LAT = -71.07, 42.36
FAR = LON + 0.003  # some 250 m east


class Crew:
    """An officer on duty on a unit, signed in on a phone."""

    def __init__(self) -> None:
        department, house = a_department(), the_house()
        person = add_person(department, by=house, call_name="P07")
        self.account: Account = open_account(department, by=house, username="p07", person=person)
        self.unit: Unit = a_unit("A07")
        self.duty = start_duty(person, by=house, unit=self.unit.subject)
        first = an_officer()
        self.by = Actor(
            department_id=department.pk,
            key=f"person:{person.pk}",
            name="P07",
            roles=first.roles,
            permissions=first.permissions,
            clearance=first.clearance,
            person_id=person.pk,
            account_id=self.account.pk,
        )


@pytest.fixture
def crew(stepped: SteppedClock) -> Crew:
    made = Crew()
    stepped.advance(timedelta(minutes=10))
    return made


@pytest.fixture
def tower(crew: Crew) -> Node:
    """A building 250 m east of where the unit starts, with a node at its door."""
    department = a_department()
    site = Site.objects.create(department=department, key="main", name="Main", lon=LON, lat=LAT)
    Building.objects.create(department=department, site=site, key="wang", name="Wang", lon=FAR, lat=LAT)
    node = Node.objects.create(department=department, site=site, lon=FAR, lat=LAT, level=0, key="door")
    PlacesVersion.objects.update_or_create(
        pk=department.pk, defaults={"registry": "fixes", "graph": str(node.pk), "closures": ""}
    )
    place_unit(crew.unit, by=the_house(), place="Blake 13", node=None, lon=LON, lat=LAT)
    return node


def read(at: datetime, lon: float = LON, lat: float = LAT, accuracy_m: float = 8.0) -> Reading:
    return Reading(at, lon, lat, accuracy_m)


def verbs() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("verb", flat=True))


def test_what_a_phone_on_duty_reads_is_kept_in_a_batch(crew: Crew, stepped: SteppedClock) -> None:
    now = stepped.now()
    batch = [read(now - timedelta(seconds=10 * n)) for n in range(30)]
    with CaptureQueriesContext(connection) as asked:
        assert take(crew.unit, batch[:2], by=crew.by).kept == 2
    few = len(asked)
    with CaptureQueriesContext(connection) as asked:
        assert take(crew.unit, batch[2:], by=crew.by).kept == 28
    assert len(asked) <= few
    assert Fix.objects.filter(unit=crew.unit, person=crew.duty.person).count() == 30


def test_a_batch_sent_again_is_kept_once(crew: Crew, stepped: SteppedClock) -> None:
    batch = [read(stepped.now() - timedelta(seconds=n)) for n in range(3)]
    take(crew.unit, batch, by=crew.by)
    take(crew.unit, batch, by=crew.by)
    assert Fix.objects.count() == 3


def test_readings_before_the_duty_from_the_future_or_off_the_globe_are_left_out(
    crew: Crew, stepped: SteppedClock
) -> None:
    now = stepped.now()
    bad = [
        read(crew.duty.started_at - timedelta(seconds=1)),
        read(now + fixes.AHEAD + timedelta(seconds=1)),
        read(now, lat=91),
        read(now, lon=float("nan")),
        read(now, accuracy_m=-1),
        read(now, accuracy_m=fixes.WORST_M + 1),
    ]
    assert take(crew.unit, [*bad, read(now)], by=crew.by) == Taken(1, len(bad), is_shared=True, is_moved=True)


def test_whoever_withholds_it_is_not_tracked_and_the_journal_says_so(crew: Crew, stepped: SteppedClock) -> None:
    assert share_position(crew.account, by=crew.by, is_shared=False, reason="union talk") is False
    assert take(crew.unit, [read(stepped.now())], by=crew.by) == Taken(0, 1, is_shared=False)
    assert not Fix.objects.exists()
    share_position(crew.account, by=crew.by, is_shared=True)
    assert take(crew.unit, [read(stepped.now())], by=crew.by).kept == 1
    assert [verb for verb in verbs() if verb.startswith("position.")] == ["position.withheld", "position.shared"]


def test_nobody_says_it_for_another(crew: Crew) -> None:
    with pytest.raises(NotAllowed):
        share_position(crew.account, by=the_house(), is_shared=True)


def test_only_the_crew_of_the_unit_is_heard_and_only_on_duty(crew: Crew, stepped: SteppedClock) -> None:
    with pytest.raises(NotAllowed):
        take(a_unit("B01"), [read(stepped.now())], by=crew.by)
    end_duty(crew.duty, by=the_house())
    with pytest.raises(NotAllowed):
        take(crew.unit, [read(stepped.now())], by=crew.by)
    assert not Fix.objects.exists()


def test_too_many_at_once_are_refused_whole(crew: Crew, stepped: SteppedClock) -> None:
    with pytest.raises(Invalid):
        take(crew.unit, [read(stepped.now())] * (fixes.MOST + 1), by=crew.by)
    assert not Fix.objects.exists()


def test_a_sure_reading_elsewhere_moves_the_unit_and_is_an_entry(
    crew: Crew, tower: Node, stepped: SteppedClock
) -> None:
    before = verbs().count("unit.placed")
    taken = take(crew.unit, [read(stepped.now(), lon=FAR)], by=crew.by)
    crew.unit.refresh_from_db()
    assert taken.is_moved
    assert (crew.unit.place, crew.unit.node) == ("near Wang", tower.pk)
    assert verbs().count("unit.placed") == before + 1


def test_a_reading_nearby_or_unsure_leaves_the_better_place(crew: Crew, tower: Node, stepped: SteppedClock) -> None:
    near = LON + 0.0004  # some 33 m
    for one in (read(stepped.now(), lon=near), read(stepped.now(), lon=FAR, accuracy_m=fixes.SURE_M + 1)):
        assert not take(crew.unit, [one], by=crew.by).is_moved
    crew.unit.refresh_from_db()
    assert crew.unit.place == "Blake 13"


def test_a_reading_kept_without_signal_moves_no_unit(crew: Crew, tower: Node, stepped: SteppedClock) -> None:
    old = read(stepped.now(), lon=FAR)
    stepped.advance(fixes.FRESH + timedelta(seconds=1))
    assert take(crew.unit, [old], by=crew.by) == Taken(1, 0, is_shared=True)
    crew.unit.refresh_from_db()
    assert crew.unit.place == "Blake 13"


def test_a_batch_sent_again_moves_no_unit(crew: Crew, tower: Node, stepped: SteppedClock) -> None:
    batch = [read(stepped.now(), lon=FAR)]
    assert take(crew.unit, batch, by=crew.by).is_moved
    place_unit(crew.unit, by=the_house(), place="Blake 13", lon=LON, lat=LAT)
    assert not take(crew.unit, batch, by=crew.by).is_moved


def test_a_reading_from_before_the_desk_placed_the_unit_moves_it_not(
    crew: Crew, tower: Node, stepped: SteppedClock
) -> None:
    old = read(stepped.now(), lon=FAR)
    stepped.advance(timedelta(seconds=10))
    place_unit(crew.unit, by=the_house(), place="Roof of Lunder", lon=LON, lat=LAT)
    assert not take(crew.unit, [old], by=crew.by).is_moved
    with pytest.raises(Refused):
        place_unit(crew.unit, by=the_house(), place="near Wang", lon=FAR, lat=LAT, at=old.at)
    crew.unit.refresh_from_db()
    assert crew.unit.place == "Roof of Lunder"


def test_an_old_reading_does_not_move_an_emergency_away_from_where_it_was_said_to_be(
    crew: Crew, tower: Node, stepped: SteppedClock
) -> None:
    old = read(stepped.now(), lon=FAR)
    stepped.advance(timedelta(seconds=10))
    press_emergency(crew.unit, by=the_house(), place="Garage 4")
    assert not take(crew.unit, [old], by=crew.by).is_moved
    crew.unit.refresh_from_db()
    assert (crew.unit.place, crew.unit.emergency_place, crew.unit.lon) == ("Garage 4", "Garage 4", None)


def test_a_fresh_reading_adds_the_point_to_words_just_said_and_moves_them_when_it_is_elsewhere(
    crew: Crew, tower: Node, stepped: SteppedClock
) -> None:
    press_emergency(crew.unit, by=the_house(), place="Garage 4, level 2")
    stepped.advance(timedelta(seconds=10))
    assert take(crew.unit, [read(stepped.now())], by=crew.by).is_moved
    crew.unit.refresh_from_db()
    assert (crew.unit.emergency_place, crew.unit.lon) == ("Garage 4, level 2", LON)
    stepped.advance(timedelta(minutes=2))
    assert take(crew.unit, [read(stepped.now(), lon=FAR)], by=crew.by).is_moved
    crew.unit.refresh_from_db()
    assert (crew.unit.place, crew.unit.emergency_place, crew.unit.lon) == ("near Wang", "near Wang", FAR)


def test_words_said_long_ago_give_way_to_a_reading(crew: Crew, tower: Node, stepped: SteppedClock) -> None:
    place_unit(crew.unit, by=the_house(), place="Annex basement")
    stepped.advance(fixes.SAID + timedelta(seconds=1))
    assert take(crew.unit, [read(stepped.now(), lon=FAR)], by=crew.by).is_moved
    crew.unit.refresh_from_db()
    assert crew.unit.place == "near Wang"


def test_a_department_that_keeps_them_for_no_hour_has_none_written_and_its_units_placed(
    crew: Crew, tower: Node, stepped: SteppedClock
) -> None:
    Department.objects.filter(pk=crew.unit.department_id).update(fixes_kept_hours=0)
    batch = [read(stepped.now(), lon=FAR)]
    assert take(crew.unit, batch, by=crew.by).is_moved
    assert not Fix.objects.exists()
    assert not take(crew.unit, batch, by=crew.by).is_moved, "sent again"


def test_a_purge_ends_while_phones_go_on_reporting(crew: Crew, stepped: SteppedClock) -> None:
    for _ in range(30):
        take(crew.unit, [read(stepped.now())], by=crew.by)
        stepped.advance(timedelta(seconds=1))
    stepped.advance(timedelta(hours=72, minutes=50) - timedelta(seconds=20))
    steps = []
    for _ in range(20):
        steps.append(fixes.step(system))
        stepped.advance(timedelta(seconds=1))
    assert steps == [30] + [None] * 19
    assert verbs().count("fixes.purged") == 1


def test_they_are_destroyed_when_the_hours_are_over_and_no_sooner(crew: Crew, stepped: SteppedClock) -> None:
    take(crew.unit, [read(stepped.now() - timedelta(seconds=n)) for n in range(3)], by=crew.by)
    stepped.advance(timedelta(hours=72, minutes=49, seconds=59))
    assert fixes.step(system) is None, "it is a second to the full hour"
    stepped.advance(timedelta(seconds=1))
    assert fixes.look() == {crew.unit.department_id: 3}
    assert fixes.step(system) == 3
    assert fixes.step(system) is None
    assert not Fix.objects.exists()
    assert verbs()[-1] == "fixes.purged"


def test_nothing_is_destroyed_before_its_time(crew: Crew, stepped: SteppedClock) -> None:
    take(crew.unit, [read(stepped.now())], by=crew.by)
    with pytest.raises(Refused):
        purge_fixes(stepped.now(), by=the_house(), most=10)
    with pytest.raises(NotAllowed):
        purge_fixes(stepped.now() - timedelta(days=9), by=crew.by, most=10)
    assert Fix.objects.count() == 1
