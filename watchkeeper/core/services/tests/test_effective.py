"""What a process holds in memory follows what another process wrote."""

from __future__ import annotations

from typing import Any

import pytest

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.services import actions, effective, registry
from watchkeeper.core.services.models import HouseService, Policy, PolicyMark, Question


def test_a_warm_look_up_asks_the_database_nothing(department: Department, django_assert_num_queries: Any) -> None:
    registry.get("security_escort", department.pk)
    with django_assert_num_queries(0):
        registry.get("security_escort", department.pk)
        registry.offered(department.pk)


def test_after_a_second_it_asks_once_and_builds_nothing(
    department: Department, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    before = registry.get("security_escort", department.pk)
    monkeypatch.setattr(effective, "FRESH_S", -1.0)
    with django_assert_num_queries(1):
        assert registry.get("security_escort", department.pk) is before


def test_a_change_by_another_process_is_seen_within_a_second(
    department: Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.get("security_escort", department.pk)
    Policy.objects.create(department=department, service="security_escort", name="Safe walk")
    PolicyMark.objects.create(department=department, mark="written elsewhere")
    monkeypatch.setattr(effective, "FRESH_S", -1.0)
    assert registry.get("security_escort", department.pk).name == "Safe walk"


def test_the_process_that_changed_it_knows_at_once(department: Department, director: Actor) -> None:
    registry.get("security_escort", department.pk)
    actions.set_policy("security_escort", by=director, name="Safe walk")
    assert registry.get("security_escort", department.pk).name == "Safe walk"


def test_what_a_release_made_impossible_takes_no_other_service_away(department: Department) -> None:
    Question.objects.create(department=department, service="security_escort", key="callback", words="?", kind="text")
    assert registry.get("medical_response", department.pk).name
    assert registry.get("security_escort", department.pk) == registry.get("security_escort")
    assert "asked twice" in effective.faults(department.pk)["security_escort"]


def test_a_service_as_declared_stays_off_where_the_department_switched_it_off(department: Department) -> None:
    Policy.objects.create(department=department, service="security_escort", is_on=False, priority=9)
    assert not registry.get("security_escort", department.pk).is_on
    assert list(effective.faults(department.pk)) == ["security_escort"]


def test_a_house_service_that_cannot_be_is_left_out_alone(department: Department) -> None:
    HouseService.objects.create(department=department, key="odd", name="Odd", label="Odd", topic="none", priority=3)
    assert "odd" not in effective.of(department.pk)
    assert "odd" in effective.faults(department.pk)
    assert registry.offered(department.pk)


def test_a_question_that_became_impossible_can_be_retired(department: Department, director: Actor) -> None:
    question = Question.objects.create(
        department=department, service="security_escort", key="callback", words="?", kind="text"
    )
    actions.retire_question(question, by=director)
    assert effective.faults(department.pk) == {}
