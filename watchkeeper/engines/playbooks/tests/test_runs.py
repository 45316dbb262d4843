"""Running a playbook: each step with its evidence, what fails is found, nothing is lost on the way."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from tests.world import a_coordinator, a_department, a_director, a_supervisor, an_officer, the_house
from watchkeeper.core.journal.models import Entry, Timer
from watchkeeper.core.people.actor import Actor, with_roles
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.places.models import Fixture, Site
from watchkeeper.core.services.actions import set_policy
from watchkeeper.engines.calls.models import Call
from watchkeeper.engines.playbooks import actions, versions
from watchkeeper.engines.playbooks.catalog import CATALOG
from watchkeeper.engines.playbooks.clocks import TIMERS
from watchkeeper.engines.playbooks.models import Finding, PlaybookVersion, Proof, Run, Step
from watchkeeper.kit import clock
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def aed(stepped: SteppedClock) -> str:
    department = a_department()
    site = Site.objects.create(department=department, key="main", name="Main", lon=0, lat=0)
    fixture = Fixture.objects.create(
        department=department, site=site, key="aed-1", name="Lobby AED", kind="aed", number="7", lon=0, lat=0
    )
    return f"fixture:{fixture.pk}"


def _step(run: Run, key: str) -> Step:
    return Step.objects.get(run=run, key=key)


def _begun(aed: str, **more: Any) -> Run:
    return actions.start_run(by=an_officer(), playbook="aed_check", target=aed, **more)


def test_a_check_is_run_step_by_step_to_its_record(aed: str) -> None:
    run, by = _begun(aed), an_officer()
    assert (run.status, run.place, run.steps.count()) == ("started", "Lobby AED", 4)
    for key, value in (("ready", "yes"), ("pads", "2027-06-30"), ("battery", "2028-01-31"), ("cabinet", "yes")):
        actions.record(_step(run, key), by=by, value=value)
    done = actions.complete(run, by=by)
    assert done.status == "completed"
    assert set(run.steps.values_list("status", flat=True)) == {"done"}
    assert not Finding.objects.exists()
    with pytest.raises(Refused, match="Somebody else"):
        actions.review(done, by=_reviewing(by))
    actions.review(done, by=a_supervisor())
    told = set(Entry.objects.filter(subject=run.subject).values_list("verb", flat=True))
    assert told == {"run.started", "step.done", "run.completed", "run.reviewed"}


def _reviewing(by: Actor) -> Actor:
    """The same person with a supervisor's rights."""
    roles = frozenset({Role.SUPERVISOR})
    return with_roles(department_id=by.department_id, key=by.key, name=by.name, roles=roles, person_id=by.person_id)


def test_what_fails_is_found_and_opens_its_work(aed: str) -> None:
    run = _begun(aed)
    actions.record(_step(run, "ready"), by=an_officer(), value="no", note="Red light")
    (found,) = Finding.objects.all()
    assert (found.status, found.risk, found.owner, found.target) == ("found", "high", "planner", aed)
    call = Call.objects.get()
    assert (found.call, call.service, call.status, call.source) == (
        call.subject,
        "technician_visit",
        "asked",
        run.subject,
    )
    assert "Red light" in call.details
    actions.record(_step(run, "ready"), by=an_officer(), value="no")
    assert Finding.objects.count() == Call.objects.count() == 1


def test_where_the_work_is_not_offered_the_finding_stands_without_a_call(aed: str) -> None:
    set_policy("technician_visit", by=a_director(), is_on=False)
    actions.record(_step(_begun(aed), "ready"), by=an_officer(), value="no", note="Red light")
    assert Finding.objects.get().call == ""
    assert not Call.objects.exists()


@pytest.mark.parametrize(("days", "is_found"), [(59, True), (60, False), (-1, True)])
def test_a_day_that_is_near_is_found(aed: str, days: int, is_found: bool) -> None:
    run = _begun(aed)
    day = clock.now().date() + timedelta(days=days)
    actions.record(_step(run, "pads"), by=an_officer(), value=str(day))
    assert Finding.objects.exists() == is_found


@pytest.mark.parametrize(
    ("key", "value"), [("ready", ""), ("ready", "maybe"), ("pads", "soon"), ("pads", "2027-02-30"), ("battery", "5")]
)
def test_a_step_is_done_only_with_its_evidence(aed: str, key: str, value: str) -> None:
    run = _begun(aed)
    with pytest.raises(Invalid):
        actions.record(_step(run, key), by=an_officer(), value=value)
    assert _step(run, key).status == "to_do"
    assert not Proof.objects.exists()


def test_what_does_not_apply_says_why(aed: str) -> None:
    run = _begun(aed)
    with pytest.raises(Invalid):
        actions.record(_step(run, "cabinet"), by=an_officer(), applies=False)
    actions.record(_step(run, "cabinet"), by=an_officer(), applies=False, note="Carried in the cruiser")
    assert _step(run, "cabinet").status == "not_applicable"


def test_steps_that_are_left_are_missed_with_a_reason(aed: str) -> None:
    run = _begun(aed)
    actions.record(_step(run, "ready"), by=an_officer(), value="yes")
    with pytest.raises(Invalid):
        actions.complete(run, by=an_officer())
    actions.complete(run, by=an_officer(), reason="The cabinet is locked.")
    assert _step(run, "pads").status == "missed"
    with pytest.raises(Refused):
        actions.record(_step(run, "pads"), by=an_officer(), value="2027-06-30")


def test_two_phones_that_say_otherwise_are_both_kept(aed: str, stepped: SteppedClock) -> None:
    run = _begun(aed)
    early = clock.now()
    stepped.advance(timedelta(minutes=10))
    actions.record(_step(run, "ready"), by=an_officer(name="P01"), value="yes")
    actions.record(_step(run, "ready"), by=an_officer(name="P02"), value="no", at=early, client_id="a")
    actions.record(_step(run, "ready"), by=an_officer(name="P02"), value="no", at=early, client_id="a")
    assert [(proof.by_name, proof.value) for proof in _step(run, "ready").proofs.all()] == [
        ("P02", "no"),
        ("P01", "yes"),
    ]
    assert _step(run, "ready").value == "yes"
    assert Finding.objects.count() == 1


def test_an_exercise_reaches_nothing_real(aed: str) -> None:
    run = _begun(aed, is_sim=True)
    actions.record(_step(run, "ready"), by=an_officer(), value="no")
    (found,) = Finding.objects.all()
    assert (found.is_sim, found.call) == (True, "")
    assert not Call.objects.exists()


def test_a_run_keeps_its_version_for_ever(aed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run = _begun(aed)
    from dataclasses import replace

    book = CATALOG["aed_check"]
    monkeypatch.setitem(CATALOG, "aed_check", replace(book, steps=book.steps[:1]))
    newer = actions.start_run(by=an_officer(), playbook="aed_check", place="Elsewhere")
    assert (newer.playbook.number, newer.steps.count()) == (2, 1)
    assert Run.objects.get(pk=run.pk).playbook.number == 1
    assert versions.in_force(CATALOG["aed_check"], the_house()).pk == newer.playbook_id
    assert PlaybookVersion.objects.count() == 2


def test_a_run_is_interrupted_and_resumed(aed: str) -> None:
    run = _begun(aed)
    with pytest.raises(Invalid):
        actions.pause(run, by=an_officer(), reason=" ")
    actions.pause(run, by=an_officer(), reason="Sent to a P1")
    with pytest.raises(Refused):
        actions.pause(run, by=an_officer(), reason="again")
    assert actions.resume(run, by=an_officer()).status == "started"
    actions.abandon(run, by=an_officer(), reason="End of shift")
    with pytest.raises(Refused):
        actions.resume(run, by=an_officer())


def test_a_planned_run_is_the_one_begun_and_overdue_is_noted(aed: str, stepped: SteppedClock) -> None:
    (planned,) = actions.plan_due(by=a_coordinator(), playbook="aed_check")
    with pytest.raises(Refused, match="is planned"):
        actions.plan_due(by=a_coordinator(), playbook="aed_check")
    with pytest.raises(Refused, match="planned already"):
        actions.schedule_run(
            by=a_coordinator(), playbook="aed_check", target=aed, starts_at=clock.now(),
            ends_at=clock.now() + timedelta(days=1),
        )  # fmt: skip
    assert planned.ends_at is not None
    stepped.advance(planned.ends_at - clock.now() + timedelta(minutes=1))
    TIMERS["run.due"](Timer.objects.get(subject=planned.subject), the_house())
    assert Entry.objects.filter(verb="run.overdue").exists()
    assert _begun(aed).pk == planned.pk
    for key, value in (("ready", "yes"), ("pads", "2029-06-30"), ("battery", "2029-01-31"), ("cabinet", "yes")):
        actions.record(_step(planned, key), by=an_officer(), value=value)
    actions.complete(planned, by=an_officer())
    (following,) = actions.plan_due(by=a_coordinator(), playbook="aed_check")
    assert following.ends_at == clock.now() + timedelta(days=30)


def test_patrols_are_drawn_so_that_nobody_can_predict_them(stepped: SteppedClock) -> None:
    site = Site.objects.create(department=a_department(), key="main", name="Main", lon=0, lat=0)
    doors = [
        Fixture.objects.create(
            department=a_department(), site=site, key=f"d{n}", name=f"D{n}", kind="door", lon=0, lat=0
        )
        for n in range(60)
    ]
    places, since = [f"fixture:{door.pk}" for door in doors], clock.now() + timedelta(hours=1)
    drawn = actions.draw_patrols(
        by=a_coordinator(), playbook="selective_patrol", places=places, count=50, since=since,
        until=since + timedelta(days=7),
    )  # fmt: skip
    starts = sorted(run.starts_at for run in drawn if run.starts_at)
    assert len({run.target for run in drawn}) == 50
    assert since <= starts[0]
    assert starts[-1] <= since + timedelta(days=7)
    gaps = [(b - a).total_seconds() for a, b in pairwise(starts)]
    mean = sum(gaps) / len(gaps)
    deviation = (sum((gap - mean) ** 2 for gap in gaps) / len(gaps)) ** 0.5
    assert deviation / mean > 0.5
    with pytest.raises(Refused, match="10 of these places"):
        actions.draw_patrols(
            by=a_coordinator(), playbook="selective_patrol", places=places, count=11, since=since,
            until=since + timedelta(days=7),
        )  # fmt: skip


def test_strangers_reach_nothing(aed: str) -> None:
    run, elsewhere = _begun(aed), a_department("elsewhere")
    with pytest.raises(NotAllowed):
        actions.record(_step(run, "ready"), by=an_officer(elsewhere), value="yes")
    with pytest.raises(Invalid):
        actions.start_run(by=an_officer(elsewhere), playbook="aed_check", target=aed)
    assert not Run.objects.visible_to(an_officer(elsewhere)).exists()
    with pytest.raises(Invalid):
        actions.start_run(by=an_officer(), playbook="juggling")
