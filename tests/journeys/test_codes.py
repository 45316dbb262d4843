"""The codes: a call over HTTP, its card by itself, posts filled beside the call, the search, the end and the record."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from tests.signing_in import a_browser
from tests.world import a_department
from watchkeeper.config.wiring import FOLLOWS
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.journal.worker import run_followers_once
from watchkeeper.core.people.actor import system
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.places.models import Area, Building, Fixture, Floor, Site
from watchkeeper.core.services.catalog import CATALOG
from watchkeeper.engines.calls.models import Call
from watchkeeper.engines.playbooks.models import Run, Step
from watchkeeper.engines.playbooks.spec import Evidence, spec_of
from watchkeeper.kit.clock import SteppedClock

pytestmark = pytest.mark.django_db
SAID = {
    Evidence.POST: "A12",
    Evidence.TICK: "yes",
    Evidence.YES_NO: "no",
    Evidence.TEXT: "As it was",
    Evidence.NUMBER: "0",
}


@pytest.fixture
def ward(stepped: SteppedClock) -> Area:
    where = {"department": a_department(), "lon": -71.07, "lat": 42.36}
    site = Site.objects.create(key="main", name="Main", **where)
    building = Building.objects.create(site=site, key="blake", name="Blake", **where)
    floor = Floor.objects.create(
        site=site, building=building, key="blake-1", name="Blake 1", number="1", level=0, **where
    )
    Fixture.objects.create(
        site=site, building=building, floor=floor, kind="door", key="door", name="East door", **where
    )
    return Area.objects.create(site=site, floor=floor, key="ward", name="Maternity", **where)


def follow() -> None:
    """What the worker does after commit."""
    run_followers_once({"start_plan": FOLLOWS["start_plan"]}, system)


def beside(desk: Client, call: Call) -> str:
    """The card beside the call, in words."""
    answer = desk.get(f"/console/calls/{call.pk}/card/")
    assert answer.status_code == 200
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split()))


@pytest.mark.parametrize(
    ("line", "service", "card"),
    [
        pytest.param("silver", "armed_intruder", "Code Silver", marks=pytest.mark.proves("S48")),
        pytest.param("pink", "infant_abduction", "Code Pink", marks=pytest.mark.proves("S49")),
        pytest.param("cb", "code_blue_support", "Code Blue", marks=pytest.mark.proves("S50")),
        pytest.param("red", "code_red", "Code Red", marks=pytest.mark.proves("S51")),
        pytest.param("mp", "missing_patient", "Missing patient", marks=pytest.mark.proves("S53")),
        pytest.param("orange", "hazardous_materials", "Code Orange", marks=pytest.mark.proves("S61")),
    ],
)
def test_a_code_is_called_worked_by_its_card_and_on_the_record(ward: Area, line: str, service: str, card: str) -> None:
    desk = a_browser(Role.DISPATCHER)
    opened = desk.post("/console/command/run", {"line": f"{line} maternity"})
    assert opened.status_code == 200, opened.content
    call = Call.objects.get()
    assert (call.service, call.place_ref) == (service, f"area:{ward.pk}")
    assert "begins in a moment" in beside(desk, call)
    follow()
    assert beside(desk, call).startswith(f"{card} began")

    officer, run = a_browser(Role.OFFICER), Run.objects.get()
    specs = run.playbook.steps()
    for step in Step.objects.filter(run=run):
        spec = spec_of(specs, step.key)
        assert spec is not None
        value = spec.choices[0] if spec.choices else SAID[spec.evidence]
        given = {"value": value, "client_id": f"{run.pk}-{step.key}"}
        answer = officer.post(f"/console/runs/{run.pk}/steps/{step.key}/", given, headers={"HX-Request": "true"})
        assert answer.status_code == 200, answer.content
    told = beside(desk, call)
    assert "late" not in told
    assert ("1 of 1 places clear" in told) == any(spec.key == "search" for spec in specs)
    assert officer.post(f"/console/runs/{run.pk}/complete/").status_code == 302

    outcome = "unfounded" if "unfounded" in CATALOG[service].outcomes else "false_alarm"
    ended = desk.post("/console/command/run", {"line": f"close {call.number} {outcome}"})
    assert ended.status_code == 200, ended.content
    run.refresh_from_db()
    assert run.status == "completed"
    done = Entry.objects.filter(subject=run.subject, verb="step.done")
    assert done.count() == Step.objects.filter(run=run).count()
    assert set(Entry.objects.filter(subject=call.subject).values_list("verb", flat=True)) >= {
        "call.opened",
        "call.closed",
    }


def test_a_stranger_sees_no_card(ward: Area, stepped: SteppedClock) -> None:
    desk = a_browser(Role.DISPATCHER)
    desk.post("/console/command/run", {"line": "pink maternity"})
    call = Call.objects.get()
    follow()
    address = f"/console/calls/{call.pk}/card/"
    assert Client().get(address).status_code == 302
    assert a_browser(Role.COORDINATOR).get(address).status_code == 404  # cleared to L1; the call is L2
    assert a_browser(Role.DISPATCHER, a_department("elsewhere")).get(address).status_code == 404
