"""Runs and findings on their lists: what is due, late and found; planned, drawn, accepted, fixed and verified there."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.world import a_coordinator, an_officer
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.places.models import Area, Fixture, Site
from watchkeeper.engines.playbooks import actions
from watchkeeper.engines.playbooks.models import Finding, Run, Step
from watchkeeper.kit import clock
from watchkeeper.kit.clock import SteppedClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stepped")]
AsRole = Callable[[Role], Client]
NEW, ROWS, FOUND = "/console/runs/all/new/", "/console/runs/all/", "/console/findings/"


def rows(client: Client, at: str) -> list[str]:
    """Every row of a list in words."""
    answer = client.get(at)
    assert answer.status_code == 200, at
    found = re.findall(r"<tr[ >].*?</tr>", re.findall(r"<tbody>.*?</tbody>", answer.content.decode(), re.S)[0], re.S)
    return [html.unescape(" ".join(re.sub(r"<[^>]+>", " ", one).split())) for one in found]


def local(after: timedelta) -> str:
    """A moment as its field sends it."""
    return f"{clock.now() + after:%Y-%m-%dT%H:%M}+00:00"


@pytest.fixture
def aed(department: Department) -> Fixture:
    site = Site.objects.create(department=department, key="main", name="Main", lon=0, lat=0)
    return Fixture.objects.create(
        department=department, site=site, key="aed-7", name="Lobby AED", kind="aed", lon=0, lat=0
    )


@pytest.fixture
def areas(aed: Fixture) -> list[Area]:
    names, kept = ("Pharmacy store", "Lobby hall", "Nursery ward"), {"department": aed.department, "site": aed.site}
    return [
        Area.objects.create(key=f"a{n}", name=name, area_class="lobby", lon=0, lat=0, **kept)
        for n, name in enumerate(names)
    ]


def a_finding(**more: Any) -> Finding:
    return actions.raise_finding(by=an_officer(), **{"words": "The door sticks", "place": "Blake 13", **more})


def test_a_run_is_planned_for_somebody_and_is_to_be_done_today(as_role: AsRole, aed: Fixture) -> None:
    client = as_role(Role.COORDINATOR)
    given = {"how": "plan", "playbook": "aed_check", "place": "lobby aed", "starts_at": local(timedelta(hours=1)),
             "ends_at": local(timedelta(hours=5))}  # fmt: skip
    assert client.post(NEW, given).status_code == 302
    (row,) = rows(client, f"{ROWS}?view=today")
    assert row.startswith("AED check Lobby AED scheduled")
    assert "0 of 4 nothing" in row
    assert rows(client, f"{ROWS}?view=late") == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"how": "plan", "playbook": "aed_check", "place": "x y z"}, "There is no such place."),
        ({"how": "plan", "playbook": "aed_check", "place": "Lobby AED", "ends_at": ""}, "Write a day and a time."),
        ({"how": "plan", "playbook": "aed_check", "place": "Lobby AED", "ends_at": "2026-01-01T10:00"},
         "The window ends before it starts."),
        ({"how": "due", "playbook": "routine_patrol"}, "does not come round by itself"),
        ({"how": "draw", "playbook": "selective_patrol", "count": ""}, "Say how many."),
        ({"how": "draw", "playbook": "selective_patrol", "count": "9"}, "3 of these places have no patrol waiting"),
        ({"how": "begin", "playbook": "juggling"}, "juggling"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("areas")
def test_what_cannot_be_planned_is_said_on_the_form(as_role: AsRole, given: dict[str, str], words: str) -> None:
    span = {"starts_at": local(timedelta(hours=1)), "ends_at": local(timedelta(days=7))}
    answer = as_role(Role.COORDINATOR).post(NEW, span | given)
    assert answer.status_code in (409, 422)
    assert words in html.unescape(answer.content.decode())
    assert not Run.objects.exists()


def test_what_comes_round_is_planned_for_every_target(as_role: AsRole, aed: Fixture) -> None:
    client = as_role(Role.COORDINATOR)
    assert client.post(NEW, {"how": "due", "playbook": "aed_check"}).status_code == 302
    assert [run.target for run in Run.objects.all()] == [f"fixture:{aed.pk}"]


@pytest.mark.usefixtures("areas")
def test_patrols_are_drawn_for_areas_of_high_risk_or_for_those_that_are_ticked(
    as_role: AsRole, areas: list[Area]
) -> None:
    client = as_role(Role.COORDINATOR)
    given = {"how": "draw", "playbook": "selective_patrol", "starts_at": local(timedelta(hours=1)),
             "ends_at": local(timedelta(days=7))}  # fmt: skip
    assert client.post(NEW, given | {"count": "1", "areas": f"area:{areas[1].pk}"}).status_code == 302
    assert Run.objects.get().place == "Lobby hall"
    assert client.post(NEW, given | {"count": "2"}).status_code == 302
    assert {run.place for run in Run.objects.all()} == {"Pharmacy store", "Lobby hall", "Nursery ward"}


def test_a_run_is_begun_worked_and_reviewed_from_its_drawer(as_role: AsRole, aed: Fixture) -> None:
    (run,) = actions.plan_due(by=a_coordinator(), playbook="aed_check")
    client = as_role(Role.OFFICER)
    assert f'href="/console/runs/{run.pk}/">Open its own page' in client.get(f"{ROWS}{run.pk}/").content.decode()
    for button, given in (
        ("begin", {}),
        ("pause", {"reason": "P1"}),
        ("resume", {}),
        ("complete", {"reason": "Shift"}),
    ):
        assert client.post(f"{ROWS}{run.pk}/{button}/", given).status_code == 302, button
    assert client.post(f"{ROWS}{run.pk}/review/").status_code == 403
    assert as_role(Role.SUPERVISOR).post(f"{ROWS}{run.pk}/review/", {"note": "Seen"}).status_code == 302
    assert rows(client, ROWS)[0].startswith("AED check Lobby AED reviewed")
    assert "4 missed" in rows(client, ROWS)[0]


def test_what_is_past_its_window_is_late_and_says_so(as_role: AsRole, aed: Fixture, stepped: SteppedClock) -> None:
    actions.plan_due(by=a_coordinator(), playbook="aed_check")
    stepped.advance(timedelta(days=6))
    client = as_role(Role.OFFICER)
    assert "scheduled, late" in rows(client, f"{ROWS}?view=late")[0]
    assert f'"opens":"/console/runs/{Run.objects.get().pk}/"' in (
        as_role(Role.SUPERVISOR).get("/console/exceptions/data").content.decode()
    )


def test_who_recorded_and_what_was_found_stand_in_the_row(as_role: AsRole, aed: Fixture) -> None:
    run = actions.start_run(by=an_officer(), playbook="aed_check", target=f"fixture:{aed.pk}")
    actions.record(Step.objects.get(run=run, key="ready"), by=an_officer(name="P07"), value="no")
    (row,) = rows(as_role(Role.OFFICER), f"{ROWS}?view=going")
    assert row.endswith("P07 1 of 4 1 of 1 open")


def test_a_finding_goes_from_found_to_verified_by_three_hands(as_role: AsRole) -> None:
    client = as_role(Role.OFFICER)
    given = {"words": "The door sticks", "place": "Blake 13", "risk": "high", "owner": "technician"}
    assert client.post(f"{FOUND}new/", given).status_code == 302
    found = Finding.objects.get()
    supervisor, coordinator = as_role(Role.SUPERVISOR), as_role(Role.COORDINATOR)
    accepted = {"owner": "S01", "due_at": local(timedelta(days=3))}
    assert supervisor.post(f"{FOUND}{found.pk}/accept/", accepted).status_code == 302
    assert rows(supervisor, f"{FOUND}?view=mine")[0].startswith("The door sticks Blake 13 high accepted S01")
    assert supervisor.post(f"{FOUND}{found.pk}/fix/", {"words": "New hinge"}).status_code == 302
    assert supervisor.post(f"{FOUND}{found.pk}/verify/", {"holds": "yes"}).status_code == 409
    assert len(rows(coordinator, f"{FOUND}?view=verify")) == 1
    refused = coordinator.post(f"{FOUND}{found.pk}/verify/", {"holds": "no"})
    assert "Say what does not hold." in refused.content.decode()
    assert coordinator.post(f"{FOUND}{found.pk}/verify/", {"holds": "yes"}).status_code == 302
    assert rows(coordinator, f"{FOUND}?view=settled")[0].startswith("The door sticks Blake 13 high verified")
    drawer = html.unescape(coordinator.get(f"{FOUND}{found.pk}/").content.decode())
    assert "S01: New hinge; holds, says C01" in drawer


def test_a_finding_is_left_as_it_is_with_whoever_answers_for_that(as_role: AsRole) -> None:
    found, client = a_finding(), as_role(Role.SUPERVISOR)
    assert client.post(f"{FOUND}{found.pk}/decline/", {"owner": "director", "reason": ""}).status_code == 422
    given = {"owner": "director", "reason": "The building closes in May"}
    assert client.post(f"{FOUND}{found.pk}/decline/", given).status_code == 302
    assert Finding.objects.get().status == "declined"


def test_a_finding_past_its_day_is_late_and_leads_from_the_exceptions(as_role: AsRole, stepped: SteppedClock) -> None:
    found = a_finding(due_at=clock.now() + timedelta(days=1))
    stepped.advance(timedelta(days=2))
    assert "found, late" in rows(as_role(Role.OFFICER), f"{FOUND}?view=late")[0]
    told = as_role(Role.SUPERVISOR).get("/console/exceptions/data").content.decode()
    assert f'"opens":"/console/findings/{found.pk}/"' in told


def test_a_call_its_reader_may_not_see_is_not_named(as_role: AsRole) -> None:
    found = a_finding()
    Finding.objects.filter(pk=found.pk).update(call="call:999999")
    assert "one you may not see" in rows(as_role(Role.OFFICER), FOUND)[0]


def test_who_only_reads_is_offered_nothing(as_role: AsRole) -> None:
    found, client = a_finding(), as_role(Role.DIRECTOR)
    assert "d-act" not in client.get(f"{FOUND}{found.pk}/").content.decode()
    assert client.post(f"{FOUND}{found.pk}/fix/", {"words": "x"}).status_code == 403
    assert client.get(NEW).status_code == 403
    assert as_role(Role.ADMINISTRATOR).get(ROWS).status_code == 403
