"""The page of the playbooks: what each is for and how it is kept up; begun, planned and printed from there."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tests.world import a_coordinator, a_department, an_officer, the_house
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.places.models import Fixture
from watchkeeper.engines.playbooks import actions
from watchkeeper.engines.playbooks.catalog import CATALOG
from watchkeeper.engines.playbooks.models import Finding, PlaybookVersion, Run, Step
from watchkeeper.kit.clock import SteppedClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stepped")]
AsRole = Callable[[Role], Client]


def card(client: Client, key: str, *, at: str = "/console/playbooks/") -> str:
    """The card of the playbook ``key`` in words."""
    answer = client.get(at)
    assert answer.status_code == 200
    found = re.findall(rf'<article class="r-book" id="book-{key}".*?</article>', answer.content.decode(), re.S)
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", found[0]).split()))


def test_every_playbook_is_there_with_what_it_is_for(as_role: AsRole, aed: Fixture) -> None:
    client = as_role(Role.OFFICER)
    for key, book in CATALOG.items():
        shown = card(client, key)
        assert str(book.about) in shown
        assert f"{len(book.steps)} steps" in shown
    assert "every 30 days, answered for by the planner. AED: 1 here." in card(client, "aed_check")


def test_what_is_planned_late_done_and_found_is_counted(
    as_role: AsRole, aed: Fixture, run: Run, stepped: SteppedClock
) -> None:
    actions.record(Step.objects.get(run=run, key="cabinet"), by=an_officer(), value="no")
    actions.complete(run, by=an_officer(), reason="Called away")
    actions.plan_due(by=a_coordinator(), playbook="aed_check")
    assert "planned 1 late 0 done in 30 days 1 done in a year 1 open findings 1" in card(
        as_role(Role.OFFICER), "aed_check"
    )
    stepped.advance(timedelta(days=40))
    assert "planned 1 late 1 done in 30 days 0 done in a year 1 open findings 1" in card(
        as_role(Role.OFFICER), "aed_check"
    )


def test_an_exercise_counts_as_nothing_done(as_role: AsRole, aed: Fixture) -> None:
    run = actions.start_run(by=an_officer(), playbook="aed_check", target=f"fixture:{aed.pk}", is_sim=True)
    actions.complete(run, by=an_officer(), reason="Practice")
    assert "planned 0 late 0 done in 30 days 0 done in a year 0" in card(as_role(Role.OFFICER), "aed_check")


def test_what_is_due_is_planned_and_a_second_press_says_that_it_is(as_role: AsRole, aed: Fixture) -> None:
    client = as_role(Role.COORDINATOR)
    assert client.post("/console/playbooks/aed_check/due/").status_code == 302
    assert Run.objects.get().status == "scheduled"
    answer = client.post("/console/playbooks/aed_check/due/")
    assert answer.status_code == 409
    assert "Every AED check is planned." in answer.content.decode()


def test_a_playbook_is_begun_where_it_is_said_and_once(as_role: AsRole, aed: Fixture) -> None:
    client = as_role(Role.OFFICER)
    for _ in range(2):
        answer = client.post("/console/playbooks/aed_check/begin/", {"place": "lobby aed", "client_id": "b"})
        assert answer["Location"] == f"/console/runs/{Run.objects.get().pk}/#step-ready"
    assert (Run.objects.get().target, Run.objects.get().place) == (f"fixture:{aed.pk}", "Lobby AED")


@pytest.mark.parametrize(("place", "words"), [("", "Say where."), ("Nowhere Hall", "There is no such place.")])
def test_a_check_of_things_needs_one_of_them(as_role: AsRole, aed: Fixture, place: str, words: str) -> None:
    Fixture.objects.create(
        department=aed.department, site=aed.site, key="d", name="Nowhere Hall", kind="door", lon=0, lat=0
    )
    answer = as_role(Role.OFFICER).post("/console/playbooks/aed_check/begin/", {"place": place})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Run.objects.exists()


def test_a_round_is_begun_anywhere_and_an_exercise_nowhere(as_role: AsRole, aed: Fixture) -> None:
    client = as_role(Role.OFFICER)
    client.post("/console/playbooks/routine_patrol/begin/", {"place": "The loading dock"})
    client.post("/console/playbooks/tabletop/begin/", {"is_sim": "on"})
    assert [(run.place, run.is_sim) for run in Run.objects.order_by("pk")] == [("The loading dock", False), ("", True)]


def test_who_only_reads_begins_and_plans_nothing(as_role: AsRole, aed: Fixture) -> None:
    client = as_role(Role.AUDITOR)
    assert "Begin it now" not in card(client, "aed_check")
    assert client.post("/console/playbooks/aed_check/begin/", {"place": "Lobby AED"}).status_code == 403
    assert client.post("/console/playbooks/aed_check/due/").status_code == 403
    assert as_role(Role.ADMINISTRATOR).get("/console/playbooks/").status_code == 403
    assert not Run.objects.exists()


def test_a_playbook_on_paper_has_room_for_every_step(as_role: AsRole, aed: Fixture) -> None:
    client = as_role(Role.OFFICER)
    page = client.get("/console/playbooks/aed_check/paper/").content.decode()
    assert [page.count(words) for words in ("Yes <span", "Day <span", "Does not apply", "Signature")] == [2, 2, 4, 1]
    assert "As declared" in page
    assert "<form" not in page
    run = actions.start_run(by=an_officer(), playbook="aed_check", target=f"fixture:{aed.pk}")
    assert "Version 1" in client.get("/console/playbooks/aed_check/paper/").content.decode()
    page = client.get(f"/console/playbooks/aed_check/paper/?run={run.pk}").content.decode()
    assert "Lobby AED" in page
    assert f"run {run.pk}" in page


def test_a_run_keeps_its_version_on_paper_too(as_role: AsRole, run: Run) -> None:
    body = {**run.playbook.body, "name": "AED check of old", "steps": run.playbook.body["steps"][:1]}
    PlaybookVersion.objects.filter(pk=run.playbook_id).update(body=body, digest="old")
    client = as_role(Role.OFFICER)
    assert "AED check of old" in client.get(f"/console/playbooks/aed_check/paper/?run={run.pk}").content.decode()
    assert "As declared" in client.get("/console/playbooks/aed_check/paper/").content.decode()


def test_what_is_no_playbook_here_is_not_found(as_role: AsRole, run: Run) -> None:
    client = as_role(Role.OFFICER)
    for at in ("juggling/paper/", f"tabletop/paper/?run={run.pk}", "aed_check/paper/?run=999"):
        assert client.get(f"/console/playbooks/{at}").status_code == 404
    assert client.post("/console/playbooks/juggling/begin/").status_code == 404
    assert client.post("/console/playbooks/juggling/due/").status_code == 404


def test_a_campus_is_offered_no_playbook_of_a_hospital(db: None) -> None:
    from tests.signing_in import a_browser

    client = a_browser(Role.OFFICER, a_department("college", "campus"))
    page = client.get("/console/playbooks/").content.decode()
    assert "book-infant_zone_test" not in page
    assert client.get("/console/playbooks/infant_zone_test/paper/").status_code == 404


def test_findings_of_others_are_not_counted(as_role: AsRole, aed: Fixture) -> None:
    elsewhere = the_house(a_department("elsewhere"))
    run = actions.start_run(by=elsewhere, playbook="routine_patrol", place="There")
    actions.record(Step.objects.get(run=run, key="hazards"), by=elsewhere, value="no")
    assert Finding.objects.count() == 1
    assert "planned 0 late 0 done in 30 days 0 done in a year 0 open findings 0" in card(
        as_role(Role.OFFICER), "routine_patrol"
    )
