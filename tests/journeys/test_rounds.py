"""Rounds by telephone: a tag becomes a finding whose owner is told, three open a visit; a patrol counts as coverage."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import orjson
import pytest

from tests.signing_in import a_browser
from tests.world import a_department, a_unit, the_house
from watchkeeper.config.wiring import FOLLOWS
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.journal.worker import run_followers_once
from watchkeeper.core.people.actions import start_duty
from watchkeeper.core.people.actor import system
from watchkeeper.core.people.models import Account
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.places import labels
from watchkeeper.core.places.models import Area, Site
from watchkeeper.engines.calls.models import Call
from watchkeeper.engines.playbooks.models import Finding, Run
from watchkeeper.kit import clock
from watchkeeper.kit.clock import SteppedClock

pytestmark = pytest.mark.django_db
_numbers = itertools.count(1)


@pytest.fixture
def code(stepped: SteppedClock) -> str:
    """What the label of a ward says."""
    site = Site.objects.create(department=a_department(), key="main", name="Main", lon=0, lat=0)
    area = Area.objects.create(
        department=a_department(), site=site, key="w", name="Ward 3", area_class="psychiatry", lon=0, lat=0
    )
    return labels.code_of(f"area:{area.pk}")


def send(kind: str, data: dict[str, Any], *, ago: float = 0) -> None:
    """One thing done on the officer's phone ``ago`` seconds ago, sent now."""
    phone, now = a_browser(Role.OFFICER), clock.now()  # signed in again: who is away for long is locked out
    at = (now - timedelta(seconds=ago)).isoformat()
    item = {"id": f"journey-{next(_numbers):08}", "kind": kind, "at": at, "data": data}
    person = phone.get("/field/clock").json()["person"]
    queue = orjson.dumps({"person": person, "sent": now.isoformat(), "skew_ms": 0, "items": [item]}).decode()
    answer = phone.post("/field/sync", {"queue": queue})
    assert [one["state"] for one in answer.json()["results"]] == ["done"], answer.content


@pytest.mark.proves("S21")
def test_a_tag_from_the_phone_is_told_to_its_owner_the_same_shift_and_three_open_a_visit(
    code: str, stepped: SteppedClock
) -> None:
    phone, ends = a_browser(Role.OFFICER), clock.now() + timedelta(hours=2)
    officer = Account.objects.select_related("person").get(pk=phone.session["_auth_user_id"])
    assert officer.person is not None
    start_duty(officer.person, by=the_house(), unit=a_unit().subject, ends_at=ends)
    stepped.advance(timedelta(minutes=30))
    tag = {"kind": "alert_tag", "what": "laptop", "place": code, "label": "A-20417"}
    send("tag", tag, ago=600)  # kept without signal
    found = Finding.objects.get()
    assert (found.found_at, found.tell_by) == (clock.now() - timedelta(minutes=10), ends)

    coordinator = a_browser(Role.COORDINATOR)
    listed = coordinator.get("/console/findings/?view=tell").content.decode()
    assert "Laptop or phone unattended" in listed
    drawer = coordinator.get(f"/console/findings/{found.pk}/").content.decode()
    assert "A-20417" in drawer
    assert "not yet; the coordinator tells them by" in drawer
    told = coordinator.post(f"/console/findings/{found.pk}/tell/", {"to": "The charge nurse, by telephone"})
    assert told.status_code in (200, 302, 303), told.content
    found.refresh_from_db()
    assert found.told_at is not None
    assert found.told_at <= ends, "the same shift"
    assert "Laptop or phone unattended" not in coordinator.get("/console/findings/?view=tell").content.decode()

    for _ in range(2):
        stepped.advance(timedelta(days=7))
        send("tag", tag | {"what": "door", "label": ""})
        run_followers_once(FOLLOWS, system)
    call = Call.objects.get()
    assert (call.service, call.place, call.status) == ("security_survey", "Ward 3", "asked")
    coordinator, newest = a_browser(Role.COORDINATOR), Finding.objects.latest("found_at")
    page = coordinator.get(f"/console/findings/{newest.pk}/").content.decode()
    assert f"/console/calls/{call.pk}/" in page
    assert coordinator.get(f"/console/calls/{call.pk}/").status_code == 200
    cover = coordinator.get("/console/coverage/").content.decode()
    assert "kind=alert_tag" in cover
    stepped.advance(timedelta(hours=9))
    assert "Owners not told" in a_browser(Role.SUPERVISOR).get("/console/exceptions/data").content.decode()
    verbs = Entry.objects.filter(subject__startswith="finding:").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["finding.opened", "finding.told", "finding.opened", "finding.opened", "finding.repeated"]


@pytest.mark.proves("S59")
@pytest.mark.proves("S09")
def test_a_patrol_in_two_taps_and_one_step_by_step_are_counted_as_coverage(code: str, stepped: SteppedClock) -> None:
    assert "all 30 days" in a_browser(Role.COORDINATOR).get("/console/coverage/").content.decode()
    send("patrol", {"playbook": "selective_patrol", "place": code, "seen": code}, ago=7200)
    stepped.advance(timedelta(days=2))
    send("run_start", {"playbook": "routine_patrol", "place": "Ward 3"}, ago=1800)
    run = Run.objects.get(key="routine_patrol")
    for key in ("doors", "lights", "hazards", "belongings"):
        send("step", {"run": run.pk, "step": key, "value": "yes"}, ago=1500)
    send("step", {"run": run.pk, "step": "there", "value": "at the desk"}, ago=1400)
    send("run_complete", {"run": run.pk}, ago=1200)
    run.refresh_from_db()
    assert (run.status, run.ended_at) == ("completed", clock.now() - timedelta(seconds=1200))
    reader = a_browser(Role.COORDINATOR)
    page = " ".join(reader.get("/console/coverage/").content.decode().split())
    assert '<td class="number">2</td><td class="number">1</td>' in page, "two patrols, one proved by its label"
    assert "<b>0</b> without a patrol in 30 days" in page
    assert "<b>2</b> patrols, 50 % proved" in page
    assert reader.get("/console/coverage/?days=x").status_code == 200
    assert a_browser(Role.ADMINISTRATOR).get("/console/coverage/").status_code == 403
