"""Code cards: begun with the call of their code, a post for every exit, a cell for every place, each with its time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.world import a_call, a_department, a_dispatcher, a_supervisor, an_officer, the_house
from watchkeeper.config.wiring import FOLLOWS
from watchkeeper.core.journal.models import Entry, Timer
from watchkeeper.core.journal.worker import run_followers_once
from watchkeeper.core.people.actor import system
from watchkeeper.core.places.models import Area, Building, Fixture, Floor, Site
from watchkeeper.core.services.catalog import CATALOG as SERVICES
from watchkeeper.engines.calls import actions as calls
from watchkeeper.engines.playbooks import actions, exceptions, versions
from watchkeeper.engines.playbooks.catalog import CATALOG
from watchkeeper.engines.playbooks.clocks import TIMERS
from watchkeeper.engines.playbooks.models import Run, Step
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Invalid

pytestmark = pytest.mark.django_db
FOLLOW = {name: FOLLOWS[name] for name in ("start_plan", "stand_down_card", "give_up_second_card")}


@pytest.fixture
def ward(stepped: SteppedClock) -> str:
    """An area on the second floor of a house of two floors, each with a door and an area more."""
    home = a_department()
    where = {"department": home, "lon": -71.07, "lat": 42.36}
    site = Site.objects.create(key="main", name="Main", **where)
    building = Building.objects.create(site=site, key="blake", name="Blake", **where)
    ward = None
    for level in (0, 1):
        floor = Floor.objects.create(
            site=site, building=building, key=f"blake-{level}", name=f"Blake {level + 1}", number=str(level + 1),
            level=level, **where,
        )  # fmt: skip
        for name in ("east", "west"):
            Fixture.objects.create(
                site=site, building=building, floor=floor, kind="door", key=f"{level}{name}",
                name=f"Blake {level + 1}, {name} door", **where,
            )  # fmt: skip
            ward = Area.objects.create(
                site=site, floor=floor, key=f"blake-{level}-{name}", name=f"Blake {level + 1} {name}", **where
            )
    assert ward is not None
    return f"area:{ward.pk}"


def _followed() -> None:
    run_followers_once(FOLLOW, system)


def test_every_plan_a_service_names_is_a_card_where_that_service_is_offered() -> None:
    planned = [service for service in SERVICES.values() if service.plan]
    assert len(planned) >= 8
    for service in planned:
        key = versions.card_of(service.plan)
        assert key, f"{service.plan} of {service.key} is no card"
        assert service.offered_in <= CATALOG[key].offered_in, service.key
        assert CATALOG[key].level <= service.level or CATALOG[key].level <= 2
    assert versions.card_of("Nothing like it") == ""


def test_a_code_begins_its_card_once_with_a_post_for_every_exit_and_a_cell_for_every_place(ward: str) -> None:
    call = a_call("infant_abduction", place_ref=ward, place="")
    _followed()
    _followed()
    (run,) = Run.objects.all()
    assert (run.source, run.key, run.target, run.status) == (call.subject, "code_pink", ward, "started")
    assert run.started_at == call.opened_at
    exits = Step.objects.filter(run=run, key__startswith="exits-")
    assert [step.place for step in exits] == ["Blake 1, east door", "Blake 1, west door"]
    cells = [step.place for step in Step.objects.filter(run=run, key__startswith="search-")]
    assert cells[:2] == ["Blake 2 west", "Blake 2 east"]  # where it happened, then the same floor
    assert sorted(cells[2:]) == ["Blake 1 east", "Blake 1 west"]
    assert {step.due_at for step in exits} == {call.opened_at + timedelta(seconds=90)}
    assert set(Step.objects.filter(run=run, key__startswith="search-").values_list("due_at", flat=True)) == {None}


def test_a_call_that_becomes_a_code_begins_it_too_and_a_test_is_an_exercise(ward: str) -> None:
    call = a_call("generic_assistance", place_ref=ward)
    _followed()
    assert not Run.objects.exists()
    calls.update_call(call, by=a_dispatcher(), service="code_red")
    _followed()
    assert (Run.objects.get().key, Run.objects.get().is_sim) == ("code_red", False)
    calls.open_call(by=a_dispatcher(), service="code_red", place="Lobby", is_test=True)
    _followed()
    drill = Run.objects.get(is_sim=True)
    assert not Timer.objects.filter(subject__in=[step.subject for step in drill.steps.all()]).exists()


def test_without_a_building_an_exit_is_one_post(stepped: SteppedClock) -> None:
    a_call("infant_abduction", place="somewhere")
    _followed()
    assert list(Step.objects.filter(key__startswith="exits").values_list("key", "place")) == [("exits", "")]


def test_what_is_not_done_in_its_time_is_said_and_stands_until_it_is(ward: str, stepped: SteppedClock) -> None:
    a_call("infant_abduction", place_ref=ward)
    _followed()
    run, by = Run.objects.get(), an_officer()
    unit, command = (Step.objects.get(run=run, key=key) for key in ("unit", "command"))
    stepped.advance(timedelta(seconds=48))
    actions.record(command, by=by, value="S1")
    with pytest.raises(Invalid, match="80 letters"):
        actions.record(unit, by=by, value="x" * 81)
    stepped.advance(timedelta(seconds=50))
    assert not Timer.objects.filter(kind="step.due", subject=command.subject).exists()
    TIMERS["step.due"](Timer.objects.get(kind="step.due", subject=unit.subject), the_house())
    assert Entry.objects.filter(verb="step.overdue").count() == 1
    late = {item.text for group in exceptions.groups(a_supervisor()) if group.key == "cards" for item in group.items}
    assert late == {
        "Code Pink, Main lobby: At the unit", "Code Pink, Main lobby: Exit held: Blake 1, east door",
        "Code Pink, Main lobby: Exit held: Blake 1, west door",
    }  # fmt: skip
    actions.record(unit, by=by, value="A12")
    cell = Step.objects.get(run=run, key="search-1")
    actions.record(cell, by=by, value="clear")
    proof = cell.proofs.get()
    assert (proof.value, proof.by_name) == ("clear", "P01")
    entry = Entry.objects.filter(verb="step.done").latest("id")
    assert entry.fields["words"] == "Searched: Blake 2 west"
    actions.complete(run, by=by, reason="Found at home.")
    assert not Timer.objects.filter(kind="step.due").exists()
    assert not [group for group in exceptions.groups(a_supervisor()) if group.key == "cards" and group.items]


def test_when_its_call_has_ended_nothing_of_a_card_is_late_and_it_is_completed_within_a_day(
    ward: str, stepped: SteppedClock
) -> None:
    call = a_call("infant_abduction", place_ref=ward)
    _followed()
    calls.close(call, by=a_dispatcher(), outcome="unfounded")
    stepped.advance(timedelta(minutes=10))
    _followed()
    _followed()
    run = Run.objects.get()
    assert (run.status, run.ends_at) == ("started", stepped.now() + timedelta(days=1))
    assert not Timer.objects.filter(kind="step.due").exists()
    assert Timer.objects.get(kind="run.due").due_at == run.ends_at
    assert not [group for group in exceptions.groups(a_supervisor()) if group.items]
    assert Entry.objects.filter(verb="run.stood_down").count() == 1
    stepped.advance(timedelta(days=2))
    (late,) = [item.text for group in exceptions.groups(a_supervisor()) for item in group.items]
    assert late == "Code Pink, Main lobby"


def test_two_calls_of_one_code_that_are_merged_keep_one_card(ward: str) -> None:
    first, second = (a_call("infant_abduction", place_ref=ward) for _ in range(2))
    _followed()
    assert Run.objects.filter(status="started").count() == 2
    calls.merge(second, by=a_dispatcher(), into=first)
    _followed()
    gone = Run.objects.get(source=second.subject)
    assert (gone.status, gone.reason) == ("abandoned", f"The call was merged into {first.number}.")
    assert Run.objects.get(status="started").source == first.subject


def test_a_call_typed_in_long_after_begins_no_card(ward: str, stepped: SteppedClock) -> None:
    opened = stepped.now() - timedelta(hours=3)
    calls.open_call(by=a_supervisor(), service="code_red", place="Lobby", at=opened)
    _followed()
    assert not Run.objects.exists()
