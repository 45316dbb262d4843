"""How often one source asked: counted over every process, marked, never refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from watchkeeper.core.departments.models import Department
from watchkeeper.core.services import askings
from watchkeeper.core.services.models import Asking
from watchkeeper.kit import clock


def many(department: Department, browser: str = "b1", address: str = "10.0.0.1", form: str = "escort") -> bool:
    return askings.is_many(department.pk, form, browser=browser, address=address)


def test_the_sixth_of_one_browser_is_many(department: Department, stepped: clock.SteppedClock) -> None:
    assert [many(department) for _ in range(7)] == [False] * 5 + [True] * 2
    assert not many(department, browser="b2")
    assert not many(department, form="standby")


def test_of_an_address_it_takes_far_more(department: Department, stepped: clock.SteppedClock) -> None:
    marks = [many(department, browser=f"b{turn}") for turn in range(askings.MOST_OF_ADDRESS + 1)]
    assert marks == [False] * askings.MOST_OF_ADDRESS + [True]


def test_without_browser_and_address_nothing_is_counted(department: Department) -> None:
    assert not any(many(department, browser="", address="") for _ in range(70))
    assert not Asking.objects.exists()


def test_what_is_a_day_old_is_gone(department: Department, stepped: clock.SteppedClock) -> None:
    many(department)
    stepped.advance(timedelta(days=1, minutes=1))
    many(department, browser="b2")
    assert Asking.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_threads_count_together() -> None:
    department = Department.objects.create(key="general", name="General", kind="hospital")

    def ask(_turn: int) -> bool:
        found = many(department)
        connections.close_all()
        return found

    with ThreadPoolExecutor(4) as pool:
        marks = list(pool.map(ask, range(24)))
    assert Asking.objects.count() == 48
    # Those under way at one moment do not see one another; nobody waits for a count.
    assert sum(not mark for mark in marks) <= askings.MOST_OF_BROWSER + 3
    assert many(department)
