"""The roster: gaps until somebody fills them, shifts planned, filled and taken off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from tests.world import the_house
from watchkeeper.core.departments.models import Department
from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.people.actions import add_center, add_person
from watchkeeper.core.people.models import DispatchCenter, RosterSlot
from watchkeeper.core.people.permissions import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stepped")]
AsRole = Callable[[Role], Client]


@pytest.fixture
def center(department: Department) -> DispatchCenter:
    return add_center(department, by=the_house(), key="main", name="Main desk")


def said(client: Client, query: str = "view=ahead") -> str:
    return " ".join(client.get(f"/console/roster/?{query}").content.decode().split())


def shift(center: DispatchCenter, **more: str) -> dict[str, str]:
    return {"where": f"center:{center.pk}", "starts_at": "2026-03-02T09:00", "ends_at": "2026-03-10T09:00"} | more


def test_the_roster_shows_gaps_until_a_supervisor_fills_them(
    as_role: AsRole, department: Department, center: DispatchCenter
) -> None:
    desk = as_role(Role.SUPERVISOR)
    assert "Main desk: nobody, 0 of 1" in said(desk)
    assert "<b>Nobody is planned</b>" in said(desk)

    assert desk.post("/console/roster/new/", shift(center)).status_code == 302
    slot = RosterSlot.objects.get()
    assert slot.starts_at == datetime(2026, 3, 2, 9, 0, tzinfo=zone_of(department.pk))
    assert "1 with nobody in it" in said(desk)
    assert "<b>Nobody is planned</b>" in said(desk)
    assert "0 of 1" in said(desk), "a shift without a person fills no seat"

    person = add_person(department, by=the_house(), call_name="D44")
    assert desk.post(f"/console/roster/{slot.pk}/fill/", {"person": str(person.pk)}).status_code == 302
    assert "every seat is planned for seven days" in said(desk)
    assert "planned D44 instead of nobody" in desk.get(f"/console/roster/{slot.pk}/").content.decode()

    assert desk.post(f"/console/roster/{slot.pk}/cancel/", {"reason": "a holiday"}).status_code == 302
    assert "every seat is planned" not in said(desk)
    assert "D44" in said(desk, "view=off")


def test_a_shift_that_cannot_be_comes_back_as_it_was_filled_in(as_role: AsRole, center: DispatchCenter) -> None:
    desk = as_role(Role.SUPERVISOR)
    answer = desk.post("/console/roster/new/", shift(center, ends_at="2026-03-02T07:00"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'name="ends_at_1" value="07:00"' in page
    assert "too early" in page
    assert desk.post("/console/roster/new/", {"starts_at": "soon"}).status_code == 422
    assert not RosterSlot.objects.exists()


def test_nobody_is_planned_twice_at_once(as_role: AsRole, department: Department, center: DispatchCenter) -> None:
    desk = as_role(Role.SUPERVISOR)
    person = str(add_person(department, by=the_house(), call_name="D44").pk)
    desk.post("/console/roster/new/", shift(center, person=person))
    answer = desk.post("/console/roster/new/", shift(center, person=person))
    assert answer.status_code == 409
    assert "D44 is planned elsewhere at that time." in answer.content.decode()
    desk.post("/console/roster/new/", shift(center))
    empty = RosterSlot.objects.get(person=None)
    assert desk.post(f"/console/roster/{empty.pk}/fill/", {"person": person}).status_code == 409


def test_a_dispatcher_reads_the_roster_and_plans_nothing(as_role: AsRole, center: DispatchCenter) -> None:
    desk = as_role(Role.DISPATCHER)
    assert "Plan a shift" not in said(desk)
    assert desk.post("/console/roster/new/", shift(center)).status_code == 403
    assert not RosterSlot.objects.exists()
