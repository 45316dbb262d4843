"""Who is qualified: since when, until when, and what has run out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from tests.world import a_department, a_presenter, a_supervisor
from watchkeeper.core.people.actions import qualify
from watchkeeper.core.people.models import PersonQualification
from watchkeeper.core.people.permissions import Role
from watchkeeper.kit import clock
from watchkeeper.kit.clock import SteppedClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("department")]
AsRole = Callable[[Role], Client]
AT = "/console/qualifications/"


def said(client: Client, at: str = "") -> str:
    answer = client.get(f"{AT}{at}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_somebody_is_qualified_renewed_and_ended(as_role: AsRole, stepped: SteppedClock) -> None:
    person, desk = a_presenter(), as_role(Role.COORDINATOR)
    given = {"person": str(person.pk), "key": "avade", "until": "2027-05-01", "basis": "Course 7"}
    assert desk.post(f"{AT}new/", given | {"until": "2001-01-01"}).status_code == 422
    assert desk.post(f"{AT}new/", given | {"key": "juggler"}).status_code == 422
    assert desk.post(f"{AT}new/", given).status_code == 302
    held = PersonQualification.objects.get(key="avade")
    page = said(desk, f"{held.pk}/")
    for told in ("CP1", "AVADE instructor", "1 May 2027", "Course 7", "CP1 is qualified"):
        assert told in page
    assert desk.post(f"{AT}{held.pk}/renew/", {"until": "2028-05-01", "basis": "Course 8"}).status_code == 302
    held.refresh_from_db()
    assert (held.until, held.basis) == (date(2028, 5, 1), "Course 8")
    assert desk.post(f"{AT}{held.pk}/end/", {"reason": ""}).status_code == 422
    assert desk.post(f"{AT}{held.pk}/end/", {"reason": "moved on"}).status_code == 302
    assert "ended" in said(desk, "?view=ended")
    assert desk.post(f"{AT}{held.pk}/end/", {"reason": "again"}).status_code == 409


def test_what_has_run_out_and_what_will_is_a_gap(as_role: AsRole, stepped: SteppedClock) -> None:
    person, today = a_presenter(), clock.now().date()
    for key, days in (("cpr", -3), ("cert", 10), ("avade", 90)):
        qualify(person, by=a_supervisor(), key=key, since=date(2020, 1, 1), until=today + timedelta(days=days))
    desk = as_role(Role.COORDINATOR)
    page = said(desk)
    assert "1 run out</a>" in page
    assert "1 run out within 30 days" in page
    assert "CPR instructor" in said(desk, "?gap=out")
    assert "CERT instructor" in said(desk, "?gap=soon")


def test_who_reads_calls_reads_them_and_few_change_them(as_role: AsRole, stepped: SteppedClock) -> None:
    person = a_presenter()
    held = person.qualifications.get()
    for role in (Role.OFFICER, Role.DISPATCHER, Role.DIRECTOR):
        assert "CP1" in said(as_role(role))
        assert as_role(role).post(f"{AT}new/", {}).status_code == 403
        assert as_role(role).post(f"{AT}{held.pk}/end/", {"reason": "x"}).status_code == 403
    assert as_role(Role.ADMINISTRATOR).get(AT).status_code == 403
    other = a_presenter("ZZ1", department=a_department("elsewhere")).qualifications.get()
    assert as_role(Role.COORDINATOR).get(f"{AT}{other.pk}/").status_code == 404
    assert "ZZ1" not in said(as_role(Role.COORDINATOR))
