"""The register of calls: what is open is listed however old, and a number is found from its beginning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from tests.world import a_call
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.permissions import Role
from watchkeeper.engines.calls.models import Call
from watchkeeper.kit import clock
from watchkeeper.surfaces.console.desk.registers import calls

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("department")]
AsRole = Callable[[Role], Client]
AT = "/console/calls/all/"


def test_the_open_ones_are_listed_whatever_their_age(as_role: AsRole) -> None:
    call = a_call()
    Call.objects.filter(pk=call.pk).update(opened_at=clock.now() - timedelta(days=100))
    client = as_role(Role.SUPERVISOR)
    assert call.number in client.get(f"{AT}?view=open").content.decode()
    assert call.number not in client.get(AT).content.decode()
    asked = (clock.now() - timedelta(days=10)).date().isoformat()
    assert call.number not in client.get(f"{AT}?view=open&opened_from={asked}").content.decode()


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("26-001239", True),
        ("26-0012", True),
        ("26-00123", True),
        ("26-", True),
        ("2", True),
        ("26-0013", False),
        ("26-0011", False),
        ("26-001239 ", True),
        ("X26", False),
        ("x", False),
        ("26-0012391", False),
        ("6175550100", True),
        ("zzz", False),
    ],
)
def test_a_number_is_found_from_its_beginning_and_a_callback_whole(text: str, is_found: bool) -> None:
    call = a_call()
    Call.objects.filter(pk=call.pk).update(number="26-001239", callback="6175550100")
    assert Call.objects.filter(calls._search(text)).exists() is is_found


def test_those_by_name_are_found_by_theirs(department: Department) -> None:
    call = a_call()
    Call.objects.filter(pk=call.pk).update(number="X26-000007")
    assert Call.objects.filter(calls._search("x26-0000")).exists()
    assert not Call.objects.filter(calls._search("26-0000")).exists()


def test_a_number_is_found_by_its_index() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL plans by its statistics")
    found = Call.objects.filter(department_id=1).filter(calls._search("26-0012")).explain()
    assert "SCAN calls_call" not in found
