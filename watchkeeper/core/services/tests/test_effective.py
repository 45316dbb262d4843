"""What a process holds in memory follows what another process wrote."""

from __future__ import annotations

from typing import Any

import pytest

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.services import actions, effective, registry
from watchkeeper.core.services.catalog import CATALOG
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


def test_a_question_that_no_longer_fits_takes_away_nothing_but_itself(department: Department) -> None:
    Question.objects.create(
        department=department, service="security_escort", key="callback", words="Number?", kind="text"
    )
    Policy.objects.create(department=department, service="security_escort", name="Safe walk")
    assert registry.get("medical_response", department.pk).is_on
    assert registry.get("security_escort", department.pk).name == "Safe walk"
    assert list(effective.wrong(department.pk)) == ["security_escort"]


def test_a_policy_that_no_longer_fits_leaves_the_service_as_declared_and_still_switched_off(
    department: Department,
) -> None:
    Policy.objects.create(department=department, service="security_escort", targets=[{"from": "x"}], is_on=False)
    found = registry.get("security_escort", department.pk)
    assert found.targets == CATALOG["security_escort"].targets
    assert not found.is_on


def test_a_house_service_that_no_longer_fits_is_left_out_and_told(department: Department) -> None:
    made = {"key": "lamp_walk", "name": "Lamp walk", "topic": "no such"}
    HouseService.objects.create(department=department, priority=3, **made)
    assert "lamp_walk" not in effective.of(department.pk)
    assert registry.get("medical_response", department.pk).is_on
    assert list(effective.wrong(department.pk)) == ["lamp_walk"]
