"""Runs of two phones without signal are merged without loss; a round with nothing to tell is kept in one go."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.world import a_coordinator, a_department, a_supervisor, an_officer
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.places import labels
from watchkeeper.core.places.models import Area, Site
from watchkeeper.engines.playbooks import actions
from watchkeeper.engines.playbooks.models import Finding, Run, Step
from watchkeeper.kit import clock
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def wards(stepped: SteppedClock) -> list[str]:
    site = Site.objects.create(department=a_department(), key="main", name="Main", lon=0, lat=0)
    made = [
        Area.objects.create(
            department=a_department(), site=site, key=f"w{number}", name=f"Ward {number}", area_class="lobby", lon=0,
            lat=0,
        )
        for number in (3, 4)
    ]  # fmt: skip
    return [f"area:{area.pk}" for area in made]


@pytest.fixture
def planned(wards: list[str]) -> Run:
    now = clock.now()
    return actions.schedule_run(
        by=a_coordinator(),
        playbook="selective_patrol",
        target=wards[0],
        starts_at=now,
        ends_at=now + timedelta(hours=1),
    )


def _step(run: Run, key: str) -> Step:
    return Step.objects.get(run=run, key=key)


def test_two_who_did_the_same_run_without_signal_are_both_kept(planned: Run, stepped: SteppedClock) -> None:
    first, second, start = an_officer(name="P01"), an_officer(name="P02"), clock.now()
    stepped.advance(timedelta(minutes=30))
    # The first phone has signal again: its whole run arrives.
    actions.take_up(planned, by=first, at=start + timedelta(minutes=5))
    for key, minute in (("there", 6), ("doors", 7), ("belongings", 8)):
        value = "Ward 3" if key == "there" else "yes"
        actions.record(_step(planned, key), by=first, value=value, at=start + timedelta(minutes=minute))
    actions.complete_late(planned, by=first, at=start + timedelta(minutes=9))
    actions.review(planned, by=a_supervisor())
    # Now the second one's, who began before and saw a door that was open after the first had gone.
    actions.take_up(planned, by=second, at=start + timedelta(minutes=1))
    for key, value, minute in (("people", "A visitor", 2), ("doors", "no", 12)):
        at = start + timedelta(minutes=minute)
        actions.record(_step(planned, key), by=second, value=value, at=at, is_late=True)
    actions.pause_late(planned, by=second, reason="Sent to a call", at=start + timedelta(minutes=13))
    actions.complete_late(planned, by=second, at=start + timedelta(minutes=20))

    run = Run.objects.get(pk=planned.pk)
    assert (run.status, run.started_at, run.person_id) == ("completed", start + timedelta(minutes=1), first.person_id)
    doors = _step(run, "doors")
    assert [(one.by_name, one.value) for one in doors.proofs.all()] == [("P01", "yes"), ("P02", "no")]
    assert (doors.status, _step(run, "people").value) == ("failed", "A visitor")
    assert Finding.objects.get().step == doors
    also = Entry.objects.filter(subject=run.subject, verb="run.also").order_by("pk")
    assert [one.fields["what"] for one in also] == ["began", "paused", "completed"]
    assert Entry.objects.filter(verb="run.reopened").count() == 1, "somebody else looks at what came late"


def test_without_being_late_an_ended_run_takes_nothing_and_a_planned_one_must_be_begun(planned: Run) -> None:
    by = an_officer()
    with pytest.raises(Refused, match="is scheduled"):
        actions.record(_step(planned, "doors"), by=by, value="yes", is_late=True)
    with pytest.raises(Refused, match="was not begun"):
        actions.complete_late(planned, by=by)
    actions.abandon(planned, by=by, reason="End of shift")
    with pytest.raises(Refused, match="is abandoned"):
        actions.record(_step(planned, "doors"), by=by, value="yes")
    assert actions.resume_late(planned, by=by).status == "abandoned"


def test_the_label_of_another_place_proves_nothing_here(planned: Run, wards: list[str]) -> None:
    actions.take_up(planned, by=an_officer())
    with pytest.raises(Invalid, match="That is the label of Ward 4, not of Ward 3"):
        actions.record(_step(planned, "there"), by=an_officer(), value=labels.code_of(wards[1]))
    assert actions.record(_step(planned, "there"), by=an_officer(), value=labels.code_of(wards[0])).status == "done"


def test_a_patrol_with_nothing_to_tell_is_kept_in_one_go_and_is_the_one_that_was_planned(
    planned: Run, wards: list[str]
) -> None:
    by, code = an_officer(), labels.code_of(wards[0])
    twice = [
        actions.log_patrol(by=by, playbook="selective_patrol", place=code, seen=code, client_id="tap") for _ in range(2)
    ]
    run = twice[0]
    assert twice[1] == run == planned
    assert (run.status, run.person_id) == ("completed", by.person_id)
    assert dict(run.steps.values_list("key", "value")) == {
        "there": code, "doors": "yes", "belongings": "yes", "people": "",
    }  # fmt: skip
    elsewhere = actions.log_patrol(by=by, playbook="selective_patrol", place="The loading dock")
    assert (elsewhere.target, elsewhere.place) == ("", "The loading dock")
    with pytest.raises(Refused, match="step by step"):
        actions.log_patrol(by=by, playbook="fire_watch", place="x")
    with pytest.raises(NotAllowed):
        actions.take_up(run, by=an_officer(a_department("elsewhere")))
