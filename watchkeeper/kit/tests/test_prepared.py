"""A prepared query finds what the queryset finds, with whatever values and however many."""

from __future__ import annotations

import pytest
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from watchkeeper.core.departments.models import Department, Division
from watchkeeper.kit.prepared import Prepared

pytestmark = pytest.mark.django_db

FOUND = Prepared(
    lambda keys, department: (
        Division.objects.filter(Q(pk__in=keys) | Q(department=department)).select_related("department").order_by("pk")
    )
)


@pytest.fixture
def divisions() -> list[Division]:
    made = []
    for key in ("north", "south"):
        department = Department.objects.create(key=key, name=key.title(), kind="campus")
        made += [Division.objects.create(department=department, key=f"{key}{n}", name=str(n)) for n in range(3)]
    return made


def test_it_finds_what_the_queryset_finds(divisions: list[Division]) -> None:
    south = divisions[3].department_id
    for keys in ([], [divisions[0].pk], [divisions[1].pk, divisions[2].pk]):
        found = FOUND(keys=keys, department=south)
        plain = Division.objects.filter(Q(pk__in=keys) | Q(department=south)).order_by("pk")
        assert found == list(plain)
        assert [one.name for one in found] == [one.name for one in plain]


def test_related_rows_come_along_without_another_query(divisions: list[Division]) -> None:
    from django.db import connection

    FOUND(keys=[], department=divisions[0].department_id)
    with CaptureQueriesContext(connection) as captured:
        names = {one.department.name for one in FOUND(keys=[], department=divisions[0].department_id)}
    assert names == {"North"}
    assert len(captured) == 1


def test_a_query_that_can_find_nothing_asks_nothing() -> None:
    from django.db import connection

    none = Prepared(lambda keys: Division.objects.filter(pk__in=keys))
    with CaptureQueriesContext(connection) as captured:
        assert none(keys=[]) == []
    assert len(captured) == 0


def test_what_it_gives_can_be_saved_and_refreshed(divisions: list[Division]) -> None:
    [mine] = Prepared(lambda pk: Division.objects.filter(pk=pk))(pk=divisions[0].pk)
    mine.name = "Renamed"
    mine.save(update_fields=["name"])
    mine.refresh_from_db()
    assert mine.name == "Renamed"
