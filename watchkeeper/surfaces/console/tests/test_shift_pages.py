from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from watchkeeper.config.sign_in.desk import enter
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actions import add_center, start_duty
from watchkeeper.core.people.actor import system
from watchkeeper.core.people.cast import cast
from watchkeeper.core.people.models import Account, HandoverBrief
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


def test_two_presses_of_take_over_sign_one_brief(accounts: dict[Role, Account]) -> None:
    desk = browser(accounts[Role.DISPATCHER])
    page = desk.get("/console/handover/", headers=HTML).content.decode()
    given = {"note": "Door 3 sticks", "client_id": re.findall(r'name="client_id" value="([^"]+)"', page)[0]}
    first, second = (desk.post("/console/handover/sign", given) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert HandoverBrief.objects.count() == 1
    assert desk.post("/console/handover/sign", given | {"note": "Door 4 too"}).status_code == 422
    assert HandoverBrief.objects.get().note == "Door 3 sticks"


def test_an_officer_neither_reads_nor_signs_the_brief(accounts: dict[Role, Account]) -> None:
    crew = browser(accounts[Role.OFFICER])
    assert crew.get("/console/handover/", headers=HTML).status_code == 403
    assert crew.post("/console/handover/sign").status_code == 403
