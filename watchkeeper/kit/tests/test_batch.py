"""Statements sent together are read in order, begin and end with their transaction, and fail as one."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from watchkeeper.core.departments.models import Department, Division
from watchkeeper.kit.batch import Ask, send
from watchkeeper.kit.prepared import Prepared, bump, insert, save

NAMED = Prepared(lambda keys: Division.objects.filter(key__in=keys).order_by("key"))


def a_division(key: str) -> Division:
    department, _ = Department.objects.get_or_create(key="north", defaults={"name": "North", "kind": "campus"})
    return Division.objects.create(department=department, key=key, name=key.upper())


@pytest.mark.django_db
def test_each_reads_its_own_rows_in_the_order_sent() -> None:
    a_division("a"), a_division("b")
    first, nothing, second = send(NAMED.ask(keys=["b"]), Ask("", (), list), NAMED.ask(keys=["a", "b"]))
    assert [one.key for one in first] == ["b"]
    assert nothing == []
    assert [one.key for one in second] == ["a", "b"]


@pytest.mark.django_db
def test_a_row_is_inserted_found_its_key_and_written_again() -> None:
    north = a_division("a").department
    made = Division(department=north, key="new", name="New")
    send(insert(made))
    made.name = "Renamed"
    _, [fresh] = send(save(made, "name"), NAMED.ask(keys=["new"]))
    assert made.pk is not None
    assert not made._state.adding
    assert (fresh.pk, fresh.name) == (made.pk, "Renamed")


@pytest.mark.django_db
def test_a_row_may_point_at_the_one_inserted_just_before_it() -> None:
    a_division("a"), a_division("b")  # so that the two tables count differently
    department = Department(key="south", name="South", kind="campus")
    division = Division(key="c", name="C")
    send(insert(department), insert(division, after="department_id"))
    assert NAMED(keys=["c"])[0].department_id == department.pk == Department.objects.get(key="south").pk


@pytest.mark.django_db
def test_a_row_of_another_department_is_not_counted_up() -> None:
    division = a_division("a")
    assert send(bump(Division, ("department_id",), division.pk, division.department_id + 1)) == [[]]


@pytest.mark.django_db(transaction=True)
def test_what_begins_a_transaction_is_undone_with_it_and_the_next_one_works() -> None:
    division = a_division("a")
    for name in ("first", "second"):
        division.name = name
        with transaction.atomic():
            send(save(division, "name"), NAMED.ask(keys=["a"]))
            transaction.set_rollback(True)
    division.name = "kept"
    with transaction.atomic():
        send(save(division, "name"), NAMED.ask(keys=["a"]))
    assert NAMED(keys=["a"])[0].name == "kept"
    assert connection.get_autocommit()


@pytest.mark.django_db(transaction=True)
def test_the_first_that_fails_ends_it_and_nothing_of_it_stays() -> None:
    division = a_division("a")
    division.name = "lost"
    again = Division(department=division.department, key="a", name="the key is taken")
    with pytest.raises(DatabaseError), transaction.atomic():
        send(save(division, "name"), insert(again), NAMED.ask(keys=["a"]))
    assert NAMED(keys=["a"])[0].name == "A"
    send(save(division, "name"), NAMED.ask(keys=["a"]))
    assert NAMED(keys=["a"])[0].name == "lost"
