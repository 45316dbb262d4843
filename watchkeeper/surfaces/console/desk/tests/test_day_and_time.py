"""A day and a time are two fields, the time in 24 hours whatever language the browser speaks."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.http import QueryDict
from django.test import Client

from tests.world import the_house
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actions import add_center
from watchkeeper.core.people.models import RosterSlot
from watchkeeper.core.people.permissions import Role
from watchkeeper.surfaces.console.desk.moments import DayAndTime

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stepped")]


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("at_0=2026-03-02&at_1=15:00", "2026-03-02T15:00"),
        ("at_0=2026-03-02&at_1=7:05", "2026-03-02T07:05"),
        ("at_0=2026-03-02&at_1=+1500+", "2026-03-02T15:00"),
        ("at_0=2026-03-02&at_1=", "2026-03-02T"),
        ("at_0=&at_1=15:00", "T15:00"),
        ("at_0=&at_1=", ""),
        ("", ""),
        ("at=2026-03-02T15:00", "2026-03-02T15:00"),
    ],
)
def test_what_is_typed_is_read_as_one_text(sent: str, read: str) -> None:
    assert DayAndTime().value_from_datadict(QueryDict(sent), {}, "at") == read


def test_a_shift_is_planned_by_day_and_time_and_comes_back_as_it_was_typed(
    as_role: Callable[[Role], Client], department: Department
) -> None:
    center = add_center(department, by=the_house(), key="main", name="Main desk")
    client = as_role(Role.SUPERVISOR)
    page = client.get("/console/roster/new/").content.decode()
    assert re.search(r'name="starts_at_1" value="\d\d:\d\d"', page)
    assert "datetime-local" not in page
    typed = {"starts_at_0": "2026-03-02", "starts_at_1": "1900", "ends_at_0": "2026-03-03", "ends_at_1": "7 am"}
    answer = client.post("/console/roster/new/", typed | {"where": f"center:{center.pk}"})
    assert answer.status_code == 422
    assert "Write a day and a time" in answer.content.decode()
    for kept in ('value="2026-03-02"', 'value="19:00"', 'value="2026-03-03"', 'value="7 am"'):
        assert kept in answer.content.decode()
    answer = client.post("/console/roster/new/", typed | {"where": f"center:{center.pk}", "ends_at_1": "7:00"})
    assert answer.status_code == 302
    slot = RosterSlot.objects.get()
    assert (slot.ends_at - slot.starts_at).total_seconds() == 12 * 3600
