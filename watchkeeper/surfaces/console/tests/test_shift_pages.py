from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from watchkeeper.config.sign_in.desk import enter
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actions import add_center, start_duty
from watchkeeper.core.people.actor import system
from watchkeeper.core.people.cast import cast
from watchkeeper.core.people.models import Account, DispatchCenter, HandoverBrief, RosterSlot
from watchkeeper.core.people.permissions import Role
from watchkeeper.kit.clock import SteppedClock

HTML = {"Accept": "text/html"}


@pytest.fixture
def department(db: None) -> Department:
    return Department.objects.create(key="north", name="North", kind="hospital", time_zone="America/New_York")


@pytest.fixture
def accounts(department: Department, stepped: SteppedClock) -> dict[Role, Account]:
    house = system(department.pk, "setup")
    add_center(department, by=house, key="main", name="Main desk")
    add_center(department, by=house, key="east", name="East desk")
    return cast(department, house)


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    request: Any = client.get("/sign-in/").wsgi_request
    request.session = client.session
    enter(request, account, method="demo")
    return client


def test_the_brief_is_read_and_signed_in_one_stroke(department: Department, accounts: dict[Role, Account]) -> None:
    person = accounts[Role.OFFICER].person
    assert person is not None
    start_duty(person, by=system(department.pk, "setup"), unit="unit:7")
    desk = browser(accounts[Role.DISPATCHER])

    page = desk.get("/console/handover/", headers=HTML).content.decode()
    assert "A12 since 09:00, foot" in page
    assert "Main desk: 0 of 1" in page

    assert desk.post("/console/handover/sign", {"note": "Door 3 sticks <b>"}).status_code == 302
    brief = HandoverBrief.objects.get()
    assert (brief.signed_by, brief.note) == (f"person:{accounts[Role.DISPATCHER].person_id}", "Door 3 sticks <b>")
    assert "Last signed by D01 at 09:00" in desk.get("/console/handover/", headers=HTML).content.decode()


def test_an_officer_neither_reads_nor_signs_the_brief(accounts: dict[Role, Account]) -> None:
    crew = browser(accounts[Role.OFFICER])
    assert crew.get("/console/handover/", headers=HTML).status_code == 403
    assert crew.post("/console/handover/sign").status_code == 403


def test_the_roster_shows_gaps_until_a_supervisor_fills_them(accounts: dict[Role, Account]) -> None:
    desk = browser(accounts[Role.SUPERVISOR])
    page = desk.get("/console/roster/", headers=HTML)
    assert [(gap.center, gap.filled) for gap in page.context["gaps"]] == [("east", 0), ("main", 0)]

    for center in page.context["form"].fields["center"].queryset:
        given = {"center": center.pk, "starts_at": "2026-03-02T09:00", "ends_at": "2026-03-10T09:00"}
        person = accounts[Role.DISPATCHER if center.key == "main" else Role.PLANNER].person_id
        assert desk.post("/console/roster/plan", given | {"person": person}).status_code == 302
    assert RosterSlot.objects.first().starts_at == datetime(2026, 3, 2, 14, 0, tzinfo=UTC)  # type: ignore[union-attr]
    page = desk.get("/console/roster/", headers=HTML)
    assert page.context["gaps"] == []
    assert "Every seat is planned" in page.content.decode()

    slot = RosterSlot.objects.first()
    assert slot is not None
    assert desk.post(f"/console/roster/{slot.pk}/cancel").status_code == 302
    assert len(desk.get("/console/roster/", headers=HTML).context["gaps"]) == 1


def test_a_shift_that_cannot_be_is_told_per_field(accounts: dict[Role, Account]) -> None:
    desk = browser(accounts[Role.SUPERVISOR])
    answer = desk.post("/console/roster/plan", {"starts_at": "soon"}, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"center", "starts_at", "ends_at"}


def test_a_shift_that_ends_before_it_begins_comes_back_as_it_was_filled_in(accounts: dict[Role, Account]) -> None:
    desk = browser(accounts[Role.SUPERVISOR])
    center = DispatchCenter.objects.get(key="main")
    given = {"center": center.pk, "starts_at": "2026-03-02T15:00", "ends_at": "2026-03-02T07:00"}
    answer = desk.post("/console/roster/plan", given, headers=HTML)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="2026-03-02T15:00"' in page
    assert 'class="wrong" role="alert"' in page
    assert not RosterSlot.objects.exists()


def test_a_dispatcher_reads_the_roster_and_plans_nothing(accounts: dict[Role, Account]) -> None:
    desk = browser(accounts[Role.DISPATCHER])
    page = desk.get("/console/roster/", headers=HTML)
    assert page.status_code == 200
    assert b"Plan a shift" not in page.content
    assert desk.post("/console/roster/plan", {}).status_code == 403
