"""Rounds on the phone: what may be done is shown, what was done without signal arrives with its own times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.world import a_coordinator, a_planner
from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.models import Person
from watchkeeper.core.places import labels
from watchkeeper.core.places.models import Area, Site
from watchkeeper.engines.playbooks import actions
from watchkeeper.engines.playbooks.models import Finding, Run
from watchkeeper.kit import clock
from watchkeeper.surfaces.field.tests.conftest import Phone


@pytest.fixture
def ward(department: Department) -> str:
    site = Site.objects.create(department=department, key="main", name="Main", lon=0, lat=0)
    area = Area.objects.create(
        department=department, site=site, key="w", name="Ward 3", area_class="lobby", lon=0, lat=0
    )
    return f"area:{area.pk}"


def _planned(ward: str, **more: object) -> Run:
    starts = clock.now() - timedelta(minutes=30)
    given = {"starts_at": starts, "ends_at": starts + timedelta(hours=2)} | more
    return actions.schedule_run(by=a_coordinator(), playbook="selective_patrol", target=ward, **given)  # type: ignore[arg-type]


def test_the_phone_shows_what_is_theirs_or_may_be_taken(phone: Phone, ward: str) -> None:
    run = _planned(ward)
    later = clock.now() + timedelta(days=2)
    actions.schedule_run(
        by=a_coordinator(), playbook="routine_patrol", place="Next week", starts_at=later,
        ends_at=later + timedelta(hours=1),
    )  # fmt: skip
    theirs = Person.objects.get(pk=a_planner().person_id or 0)
    actions.schedule_run(
        by=a_coordinator(), playbook="routine_patrol", place="Somebody else’s", person=theirs, starts_at=clock.now(),
        ends_at=clock.now() + timedelta(hours=1),
    )  # fmt: skip
    shown = phone.state()["rounds"]
    (one,) = shown["runs"]
    assert (one["id"], one["place"], one["code"], one["status"]) == (
        run.pk,
        "Ward 3",
        labels.code_of(ward),
        "scheduled",
    )
    assert [step["key"] for step in shown["books"][one["book"]]] == ["there", "doors", "belongings", "people"]
    words = phone.browser.get("/field/words").json()
    assert [place["code"] for place in words["places"]] == [labels.code_of(ward)]
    assert ["door", "Door not locked"] in words["tags"][0]["what"]
    assert phone.browser.get(f"/field/label?code={labels.code_of(ward)}").json()["place"]["label"] == "Ward 3"
    assert phone.browser.get("/field/label?code=A999-A").json()["place"] is None


def test_a_round_without_signal_arrives_once_with_the_times_it_was_done(phone: Phone, ward: str) -> None:
    run, of = _planned(ward), {"run": 0}
    of["run"] = run.pk
    items = [
        phone.item("run_take", of, ago=1200),
        phone.item("step", of | {"step": "there", "value": labels.code_of(ward)}, ago=1100),
        phone.item("run_pause", of | {"reason": "Sent to a call"}, ago=1000),
        phone.item("run_resume", of, ago=600),
        phone.item("step", of | {"step": "doors", "value": "no", "note": "Latch"}, ago=500),
        phone.item(
            "tag", of | {"kind": "alert_tag", "what": "door", "label": "A-1", "told": "The nurse there"}, ago=480
        ),
        phone.item("step", of | {"step": "belongings", "is_out": True, "note": "Building site"}, ago=400),
        phone.item("run_complete", of, ago=300),
    ]
    for _ in range(2):
        assert [one["state"] for one in phone.results(*items)] == ["done"] * 8
    run.refresh_from_db()
    assert run.started_at is not None
    assert run.ended_at is not None
    assert [run.started_at.isoformat(), run.ended_at.isoformat()] == [items[0]["at"], items[7]["at"]]
    assert dict(run.steps.values_list("key", "status")) == {
        "there": "done", "doors": "failed", "belongings": "not_applicable", "people": "missed",
    }  # fmt: skip
    assert Finding.objects.get(kind="alert_tag").told == "The nurse there"
    assert {one.kind: one.run_id for one in Finding.objects.all()} == {"": run.pk, "alert_tag": run.pk}
    assert Entry.objects.filter(subject=run.subject, verb="step.done").count() == 3
    assert phone.state()["rounds"]["runs"] == []


def test_a_round_begun_on_the_phone_and_its_steps_come_together(phone: Phone, ward: str) -> None:
    begin = phone.item("run_start", {"playbook": "routine_patrol", "place": labels.code_of(ward)}, ago=600)
    of = {"started": begin["id"]}
    told = phone.results(
        begin,
        phone.item("step", of | {"step": "lights", "value": "yes"}, ago=500),
        phone.item("step", of | {"step": "lights", "value": "perhaps"}, ago=450),
        phone.item("step", {"started": "never-sent-0000", "step": "lights", "value": "yes"}, ago=400),
        phone.item("patrol", {"playbook": "selective_patrol", "place": "Ward 3", "target": ward, "seen": ""}, ago=300),
    )
    assert [one["state"] for one in told] == ["done", "done", "conflict", "conflict", "done"]
    assert (told[2]["conflict"], told[3]["code"]) == ("Say yes or no.", "refused")
    assert set(Run.objects.values_list("key", "target", "status")) == {
        ("routine_patrol", ward, "started"),
        ("selective_patrol", ward, "completed"),
    }


def test_two_phones_on_one_round_lose_nothing(phone: Phone, another: Callable[[], Phone], ward: str) -> None:
    run, second = _planned(ward), another()
    of = {"run": run.pk}
    phone.results(
        phone.item("run_take", of, ago=900),
        phone.item("step", of | {"step": "doors", "value": "yes"}, ago=800),
        phone.item("run_complete", of | {"reason": "Sent away"}, ago=700),
    )
    told = second.results(
        second.item("run_take", of, ago=1000),
        second.item("step", of | {"step": "doors", "value": "no"}, ago=950),
        second.item("step", of | {"step": "belongings", "value": "yes"}, ago=600),
        second.item("run_complete", of, ago=500),
    )
    assert [one["state"] for one in told] == ["done"] * 4
    doors = run.steps.get(key="doors")
    assert [proof.value for proof in doors.proofs.all()] == ["no", "yes"]
    assert (doors.value, run.steps.get(key="belongings").status) == ("yes", "done")
    assert Finding.objects.count() == 1
