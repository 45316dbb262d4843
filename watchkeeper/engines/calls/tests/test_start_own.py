"""An officer comes upon something: the call is open and the unit on its scene, or neither is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import world
from watchkeeper.core.people.actions import start_duty
from watchkeeper.core.people.models import Person
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Call, Unit
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    made = world.a_unit("A12")
    officer = world.an_officer()
    start_duty(Person.objects.get(call_name=officer.name), by=officer, unit=made.subject)
    return made


def test_the_call_is_open_with_the_unit_on_scene_since_then(unit: Unit) -> None:
    Unit.objects.filter(pk=unit.pk).update(available_at=clock.now() - timedelta(hours=1))
    at = clock.now() - timedelta(minutes=5)
    made = actions.start_own(unit, by=world.an_officer(), service="generic_assistance", place="Bulfinch lawn", at=at)
    call = Call.objects.get(pk=made.call_id)
    assert (call.origin, call.status, call.place) == ("officer", "active", "Bulfinch lawn")
    assert call.opened_at == made.assigned_at == made.on_scene_at == call.on_scene_at == at


def test_a_busy_unit_opens_nothing(unit: Unit) -> None:
    world.sent(world.a_call(), unit)
    before = Call.objects.count()
    with pytest.raises(Refused, match="A12 is assigned"):
        actions.start_own(unit, by=world.an_officer(), service="generic_assistance")
    assert Call.objects.count() == before


def test_only_its_crew_or_the_desk_starts_with_a_unit(unit: Unit) -> None:
    with pytest.raises(NotAllowed):
        actions.start_own(unit, by=world.an_officer(name="P99"), service="generic_assistance")
    with pytest.raises(NotAllowed):
        actions.start_own(unit, by=world.a_planner(), service="generic_assistance")
    with pytest.raises(Invalid):
        actions.start_own(unit, by=world.an_officer(), service="tea")
    actions.start_own(unit, by=world.a_dispatcher(), service="generic_assistance")


def test_a_mode_changes_with_the_crews_duty_and_not_twice(unit: Unit) -> None:
    officer = world.an_officer()
    assert actions.set_mode(unit, by=officer, mode="bicycle").mode == "bicycle"
    assert Person.objects.get(call_name=officer.name).duties.get().mode == "bicycle"
    with pytest.raises(Refused, match="already"):
        actions.set_mode(unit, by=officer, mode="bicycle")
    with pytest.raises(Invalid):
        actions.set_mode(unit, by=officer, mode="swim")
    with pytest.raises(NotAllowed):
        actions.set_mode(unit, by=world.an_officer(name="P99"), mode="foot")
    with pytest.raises(Refused, match="not on duty"):
        actions.set_mode(world.a_unit("B03", is_on_duty=False), by=world.a_dispatcher(), mode="foot")
