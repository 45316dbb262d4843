"""What a process holds in memory follows what another process wrote."""

from __future__ import annotations

from typing import Any

import pytest

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.services import actions, effective, registry
from watchkeeper.core.services.models import Policy, PolicyMark


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
