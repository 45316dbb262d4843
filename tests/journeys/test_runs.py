"""Patrols nobody can predict, and checks whose defects open their work: from the plan to the counted record."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from itertools import pairwise

import pytest
from django.test import Client

from tests.signing_in import a_browser
from tests.world import a_department
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.places.models import Area, Fixture, Site
from watchkeeper.engines.calls.models import Call
from watchkeeper.engines.playbooks.models import Finding, Run
from watchkeeper.kit import clock
from watchkeeper.kit.clock import SteppedClock

pytestmark = pytest.mark.django_db
NEW = "/console/runs/all/new/"


@pytest.fixture
def site(stepped: SteppedClock) -> Site:
    return Site.objects.create(department=a_department(), key="main", name="Main", lon=0, lat=0)


def record(client: Client, run: Run, **answers: str) -> None:
    """Record every answer on the run's own page, and complete it."""
    for key, value in answers.items():
        answer = client.post(f"/console/runs/{run.pk}/steps/{key}/", {"value": value, "client_id": f"{run.pk}-{key}"})
        assert answer.status_code == 302, answer.content.decode()
    assert client.post(f"/console/runs/{run.pk}/complete/").status_code == 302


def figures(client: Client, playbook: str) -> str:
    """What the page of the playbooks counts of one."""
    page = client.get("/console/playbooks/").content.decode()
    card = re.findall(rf'id="book-{playbook}".*?</dl>', page, re.S)[0]
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", card.partition("<dl")[2].partition(">")[2]).split()))


@pytest.mark.proves("S09")
def test_selective_patrols_are_drawn_done_and_counted(site: Site, stepped: SteppedClock) -> None:
    for number in range(40):
        Area.objects.create(
            department=site.department, site=site, key=f"a{number}", name=f"Ward {number:02}", area_class="psychiatry",
            lon=0, lat=0,
        )  # fmt: skip
    since = clock.now() + timedelta(hours=1)
    given = {
        "how": "draw", "playbook": "selective_patrol", "count": "32", "starts_at": f"{since:%Y-%m-%dT%H:%M}+00:00",
        "ends_at": f"{since + timedelta(days=14):%Y-%m-%dT%H:%M}+00:00", "client_id": "drawn",
    }  # fmt: skip
    planner = a_browser(Role.COORDINATOR)
    for _ in range(2):  # pressed twice, drawn once
        assert planner.post(NEW, given).status_code == 302
    drawn = list(Run.objects.order_by("starts_at"))
    assert len({run.target for run in drawn}) == len(drawn) == 32
    starts = [run.starts_at for run in drawn if run.starts_at]
    gaps = [(later - sooner).total_seconds() for sooner, later in pairwise(starts)]
    mean = sum(gaps) / len(gaps)
    assert (sum((gap - mean) ** 2 for gap in gaps) / len(gaps)) ** 0.5 / mean > 0.5

    first = drawn[0]
    stepped.advance(starts[0] - clock.now() + timedelta(minutes=5))
    officer = a_browser(Role.OFFICER)
    assert first.place in officer.get("/console/runs/all/?view=today").content.decode()
    assert officer.post(f"/console/runs/{first.pk}/begin/").status_code == 302
    record(officer, first, there="Door 4", doors="yes", belongings="yes", people="The charge nurse")
    told = Entry.objects.filter(subject=first.subject).order_by("pk").values_list("verb", flat=True)
    assert list(told) == ["run.scheduled", "run.started", *["step.done"] * 4, "run.completed"]
    assert figures(officer, "selective_patrol").startswith("planned 31 late 0 done in 30 days 1 done in a year 1")


@pytest.mark.proves("S10")
def test_a_check_of_a_system_is_planned_done_counted_and_its_defect_opens_the_work(site: Site) -> None:
    panel = Fixture.objects.create(
        department=site.department, site=site, key="p1", name="Duress panel 1", kind="panel", lon=0, lat=0
    )
    coordinator, technician = a_browser(Role.COORDINATOR), a_browser(Role.TECHNICIAN)
    assert coordinator.post(NEW, {"how": "due", "playbook": "systems_check"}).status_code == 302
    run = Run.objects.get()
    assert run.target == f"fixture:{panel.pk}"
    assert technician.post(f"/console/runs/{run.pk}/begin/").status_code == 302
    record(technician, run, tried="yes", seconds="95", power="yes")
    found, call = Finding.objects.get(), Call.objects.get()
    assert (found.call, found.owner, found.target) == (call.subject, "technician", run.target)
    assert (call.service, call.place, call.source) == ("technician_visit", "Duress panel 1", run.subject)
    page = technician.get(f"/console/runs/{run.pk}/").content.decode()
    assert f"/console/findings/{found.pk}/" in page
    assert f"/console/calls/{call.pk}/" in page
    assert technician.get(f"/console/calls/{call.pk}/").status_code == 200
    assert figures(technician, "systems_check") == "planned 0 late 0 done in 30 days 1 done in a year 1 open findings 1"


@pytest.mark.proves("S117")
def test_an_aed_is_looked_at_every_month_and_pads_that_run_out_are_replaced_in_time(
    site: Site, stepped: SteppedClock
) -> None:
    Fixture.objects.create(department=site.department, site=site, key="a", name="Lobby AED", kind="aed", lon=0, lat=0)
    planner, soon = a_browser(Role.PLANNER), clock.now().date() + timedelta(days=30)
    assert planner.post("/console/playbooks/aed_check/due/").status_code == 302
    run = Run.objects.get()
    officer = a_browser(Role.OFFICER)
    assert officer.post(f"/console/runs/{run.pk}/begin/").status_code == 302
    record(officer, run, ready="yes", pads=str(soon), battery="2031-01-31", cabinet="yes")
    found = Finding.objects.get()
    assert (found.words, found.owner, found.call) == (f"Pads good until {soon}", "planner", Call.objects.get().subject)
    assert f"Pads good until {soon}" in planner.get("/console/findings/?view=mine").content.decode()

    assert planner.post("/console/playbooks/aed_check/due/").status_code == 302
    following = Run.objects.get(status="scheduled")
    assert following.ends_at == clock.now() + timedelta(days=30)
    stepped.advance(timedelta(days=31))
    assert figures(a_browser(Role.PLANNER), "aed_check").startswith("planned 1 late 1")
    told = a_browser(Role.SUPERVISOR).get("/console/exceptions/data").content.decode()
    assert "AED check, Lobby AED" in told
